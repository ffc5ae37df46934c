"""A reader finds a wrong number, says so in two clicks, and the next page tells what came of it."""

import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from fakes.synced import synced
from github.made import made_world
from github.simulator import Simulator

from twohats.flow.facts import Moments, Opened, open_facts
from twohats.flow.register import named_in
from twohats.flow.report import Report, public_report
from twohats.flow.report.disputes import answered, disputes
from twohats.journal import FolderJournal, PrivateState, ulid
from twohats.records.decisions import Decision
from twohats.store.facts import FactStore
from twohats.workspace import Workspace, load_workspace

FORM = "https://github.com/tidewater/plan/issues/new"
NOTE = "One of them was a rehearsal, and is left out now."


def workspace_in(folder: Path, logins: list[str]) -> Workspace:
    """Make the workspace of an organization whose people work in the foundry."""
    (folder / "twohats.toml").write_text(
        'organization = "Tidewater"\nowners = ["tidewater"]\ntrackers = ["tidewater/plan"]\n'
        f'[report]\ndispute = "{FORM}"\n'
    )
    (folder / "key-communities.toml").write_text(
        '[[communities]]\ntitle = "@foundry"\nurl = "https://github.com/foundry"\n'
    )
    team = "".join(f"- login: {login}\n  from: 2010-01-01\n" for login in logins)
    (folder / "team.yml").write_text(team)
    return load_workspace(folder)


def opened(workspace: Workspace) -> Opened:
    """Open what is held now, with all decisions."""
    decisions, mistakes = FolderJournal(workspace.folder / "journal").read()
    assert mistakes == ()
    store = FactStore(workspace.facts_folder)
    return open_facts(workspace, store, Moments(days=365), secret=b"x" * 16, decisions=decisions)


def report_of(one: Opened) -> Report:
    """Write the pages."""
    return public_report(one, PrivateState(), {})


def test_what_a_reader_disputes_is_synced_answered_and_told(tmp_path):
    """From the link on the page over an issue at GitHub to the note beside the number."""
    world = made_world(3, repositories=1, items=8, people=8, days=60)
    ours = [f"maker-{n}" for n in range(1, 5)]
    world.organization("tidewater")
    rita, plan = world.user("rita-reader"), world.repository("tidewater/plan")
    workspace = workspace_in(tmp_path, ours)
    store = FactStore(workspace.facts_folder)
    with Simulator(world, latency=0) as server:
        assert synced(server, store, named_in(workspace)).exit_code == 0
        first = opened(workspace)
        before = report_of(first)
        page = before.pages["foundry"].document
        key = "share.change.of"
        rows = page.rows[key]
        link = urlsplit(rows.dispute)
        told = {name: values[0] for name, values in parse_qs(link.query).items()}
        assert NOTE not in before.texts["foundry.html"]
        assert disputes(first) == ([], [])

        server.clock.advance(3_600)
        body = f"Two of these are mine, done on Sunday.\n\n{told['body']}"
        world.issue(plan, rita, told["title"], body, at=server.clock.now())
        world.issue(plan, rita, "Something else", "No dispute.", at=server.clock.now())
        server.clock.advance(3_600)
        assert synced(server, store, named_in(workspace)).exit_code == 0
        now = server.clock.now()

    second = opened(workspace)
    ((found,), losses) = disputes(second)
    assert f"{link.scheme}://{link.netloc}{link.path}" == FORM
    assert (found["page"], found["number"], found["state"]) == ("foundry", key, "new")
    assert found["url"] == "https://github.com/tidewater/plan/issues/1"
    assert losses == []

    line = answered(second, PrivateState(), found["dispute"], "corrected", NOTE)
    kept = Decision(
        ulid(now, secrets.token_bytes(10)), ours[0], now + timedelta(minutes=1),
        line.what, line.about, line.why, line.content, line.supersedes,
    )  # fmt: skip
    FolderJournal(workspace.folder / "journal").append(kept)

    third = opened(workspace)
    assert [row["state"] for row in disputes(third)[0]] == ["corrected"]
    text = report_of(third).texts["foundry.html"]
    assert NOTE in text
    assert "rita-reader" not in text
