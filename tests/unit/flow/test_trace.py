"""Reading what a workspace says of its services, and answering about it."""

import json

import pytest

from twohats.errors import SettingsErrors, WrongUse
from twohats.flow.trace import read_inputs, trace_work
from twohats.flow.trace_page import trace_page
from twohats.publish import to_markdown
from twohats.workspace import load_workspace

SETTINGS = """\
organization = "Acme (made up)"
owners = ["acme"]
member_communities = ["Open Tides"]
"""
SERVICES = """\
[[services]]
name = "Tide hub"
components = ["sboms/*.json", "uv.lock"]
member_communities = ["Open Tides", "Opn Tides"]

[repositories]
"pkg:pypi/kelp" = "kelp-forge/kelp"
"pkg:pypi/never" = "kelp-forge/never"
"""
BOM = {
    "bomFormat": "CycloneDX",
    "components": [
        {
            "name": "core",
            "externalReferences": [{"type": "vcs", "url": "https://github.com/lantern/core"}],
        },
        {
            "name": "ours",
            "externalReferences": [{"type": "vcs", "url": "https://github.com/acme/ours"}],
        },
        3,
    ],
}
LOCK = '[[package]]\nname = "kelp"\nversion = "1"\n\n[[package]]\nname = "odd"\nversion = "1"\n'
REGISTER = """\
[[communities]]
title = "@lantern"
url = "https://github.com/lantern"
[[communities]]
title = "Quiet Harbour"
url = "https://github.com/quiet-harbour"
"""


@pytest.fixture
def folder(tmp_path):
    """A workspace with two lists."""
    (tmp_path / "sboms").mkdir()
    for name, text in {
        "twohats.toml": SETTINGS,
        "team.txt": "ada\n",
        "key-communities.toml": REGISTER,
        "services.toml": SERVICES,
        "sboms/hub.json": json.dumps(BOM),
        "uv.lock": LOCK,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def _traced(folder, target=None, given=()):
    workspace = load_workspace(folder, team_history=False)
    return trace_work(workspace, read_inputs(workspace, given), None, target)


def test_everything_a_workspace_says_becomes_rows(folder):
    """Chains, repositories without one, and what to look at."""
    traced = _traced(folder)

    assert [
        (row["repository"], row["component"], row["member_community"], row["level"])
        for row in traced.rows
    ] == [
        ("github:kelp-forge/kelp", "pkg:pypi/kelp@1", "Open Tides", "project"),
        ("github:kelp-forge/kelp", "pkg:pypi/kelp@1", "Opn Tides", "project"),
        ("github:lantern/core", "core", "Open Tides", "project"),
        ("github:lantern/core", "core", "Opn Tides", "project"),
        (None, "pkg:pypi/odd@1", "Open Tides", "none"),
        (None, "pkg:pypi/odd@1", "Opn Tides", "none"),
        ("github:quiet-harbour", None, None, "none"),
    ]
    assert [f"{loss.key}: {loss.reason}" for loss in traced.skipped] == [
        "sboms/hub.json: components[2] is not an object",
        "services.toml:8: no list has a component `pkg:pypi/never`",
        "Opn Tides: is none of `member_communities` in twohats.toml: did you mean `Open Tides`?",
    ]
    assert traced.trace.own == ("ours",)


@pytest.mark.parametrize(
    ("target", "repositories"),
    [
        ("lantern/core", {"github:lantern/core"}),
        ("https://github.com/Lantern/Core/", {"github:lantern/core"}),
        ("lantern", {"github:lantern/core"}),
        ("@lantern", {"github:lantern/core"}),
        ("quiet harbour", {"github:quiet-harbour"}),
        ("open tides", {"github:lantern/core", "github:kelp-forge/kelp", None}),
        ("nowhere/at-all", {"github:nowhere/at-all"}),
    ],
)
def test_a_target_is_a_repository_a_community_or_a_member(folder, target, repositories):
    """As people write them; a repository to which nothing leads is answered, too."""
    assert {row["repository"] for row in _traced(folder, target).rows} == repositories


def test_one_name_for_two_things_is_asked_back(folder):
    """Nobody could say which is meant."""
    text = SERVICES.replace("Opn Tides", "lantern")
    (folder / "services.toml").write_text(text, encoding="utf-8")

    with pytest.raises(WrongUse, match=r"both called so\. Write `github:lantern` for the first"):
        _traced(folder, "lantern")
    assert _traced(folder, "github:lantern").links


def test_an_unknown_word_suggests_what_was_meant(folder):
    """And says what may be written."""
    with pytest.raises(WrongUse) as error:
        _traced(folder, "lanten")

    assert str(error.value) == (
        "lanten: nothing is called so: did you mean `lantern`? Write a repository as owner/name, "
        "a community's owner, a member community, an item as owner/name#12, or an entry's number."
    )


def test_an_entry_needs_facts(folder):
    """The message says how to get some."""
    with pytest.raises(WrongUse, match=r"no facts were read yet\. Run `twohats import PATH`"):
        _traced(folder, "lantern/core#12")


def test_files_that_are_not_there_are_named_and_the_others_read(folder):
    """A list, and a pattern that fits none."""
    text = SERVICES.replace('"uv.lock"', '"gone.lock", "none/*.lock", "uv.lock"')
    (folder / "services.toml").write_text(text, encoding="utf-8")
    (folder / "sboms" / "old.json").write_bytes(b"{\xff")
    traced = _traced(folder)

    assert [f"{loss.key}: {loss.reason}" for loss in traced.skipped][1:4] == [
        "sboms/old.json:1: is not UTF-8 here: save the file as UTF-8",
        "gone.lock: cannot be read: no such file or directory",
        "services.toml:1: no file is called like `none/*.lock`",
    ]
    assert any(link.path == "uv.lock" for link in traced.links)


def test_a_list_may_be_given_in_place_of_the_workspaces(folder, tmp_path):
    """The workspace's words on repositories still hold, and those on others are not odd."""
    traced = _traced(folder, given=[tmp_path / "uv.lock"])

    assert [(link.repository, link.service) for link in traced.links] == [
        ("github:kelp-forge/kelp", None),
        (None, None),
    ]
    assert traced.skipped == ()


def test_a_table_is_enough(folder):
    """A workspace needs no services.toml."""
    (folder / "services.toml").unlink()
    (folder / "services.csv").write_text(
        "component,service,member_community\ncore,Hub,Open Tides\n"
    )

    assert [(link.service, link.member_community) for link in _traced(folder).links] == [
        ("Hub", "Open Tides")
    ]


def test_without_any_list_the_message_says_what_to_write(folder):
    """Two files would do."""
    (folder / "services.toml").unlink()

    with pytest.raises(WrongUse, match=r"Write services\.toml or services\.csv"):
        _traced(folder)


def test_all_mistakes_of_the_services_come_at_once(folder):
    """As for every file of the workspace."""
    (folder / "services.toml").write_text("a = 1\n[[services]]\n", encoding="utf-8")

    with pytest.raises(SettingsErrors) as error:
        _traced(folder)
    assert [mistake.line for mistake in error.value.mistakes] == [1, 2]


def test_the_page_says_what_is_traced_and_what_is_not(folder):
    """Without facts no work is counted, and nothing is taken for zero."""
    traced = _traced(folder)
    text = to_markdown(trace_page(traced, "Acme (made up)", None))

    assert "## 2 upstream repositories lead to 2 member communities" in text
    assert "## 1 upstream project is not traced" in text
    assert "## 1 component leads to no repository we know" in text
    assert "| lantern/core" in text.replace("[lantern/core]", "lantern/core")
    assert "unknown" in text


def test_a_long_table_says_how_many_rows_are_left_out(folder):
    """And how to get them."""
    page = trace_page(_traced(folder), "Acme (made up)", None, 1).document

    assert [len(section.grid.rows) for section in page.sections if section.grid] == [1, 1, 1]
    assert "1 more; `--format csv` gives all." in page.sections[0].notes
