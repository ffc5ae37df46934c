"""The made-up organization is plausible, consistent, and plainly made up."""

import hashlib
import os
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.records import TABLES, row_count
from twohats.sources.made_up import MadeUpSource
from twohats.store.arrow import to_arrow
from twohats.workspace import load_workspace

Row = dict[str, Any]
World = dict[str, list[Row]]

BOTS = {
    "github:harbour-helper",
    "github:made-up-updates",
    "github:shorewatch-checks[bot]",
    "github:tidewrack-bot",
}
WORDS = {"commented", "reviewed"}


@cache
def world(seed: int = 1, scale: float = 1.0) -> World:
    """All rows of a world by table; events by item and time."""
    tables: dict[str, list[pa.Table]] = defaultdict(list)
    for page in MadeUpSource(seed, scale=scale).pages():
        assert page.seen_at is not None
        for name, rows in page.tables.items():
            tables[name].append(to_arrow(name, rows, page.seen_at))
    return {name: pa.concat_tables(parts).to_pylist() for name, parts in tables.items()}


def by_item(rows: World) -> dict[str, list[Row]]:
    """Events of each item, in the order they are in."""
    events: dict[str, list[Row]] = defaultdict(list)
    for event in rows["events"]:
        events[event["item"]].append(event)
    return events


def digest(seed: int, scale: float) -> str:
    """Digest of all pages in their order."""
    found = hashlib.sha256()
    for page in MadeUpSource(seed, scale=scale).pages():
        assert page.seen_at is not None
        for name, rows in page.tables.items():
            table = to_arrow(name, rows, page.seen_at)
            found.update(repr((page.owner, name, table.to_pydict())).encode())
        found.update(repr(page.coverage).encode())
    return found.hexdigest()


def community(row: Row) -> str:
    return str(row["repository"]).partition(":")[2].partition("/")[0]


# The same again


def test_equal_seeds_make_equal_facts() -> None:
    """Whoever runs the demo sees the numbers that the documentation talks about."""
    assert digest(3, 0.1) == digest(3, 0.1)


def test_other_seeds_make_other_facts() -> None:
    """A seed is worth giving."""
    assert digest(3, 0.1) != digest(4, 0.1)


def test_the_hash_seed_of_a_process_changes_nothing() -> None:
    """Nothing goes through the order of a set of texts."""
    script = (
        "import hashlib, sys\n"
        "from twohats.sources.made_up import MadeUpSource\n"
        "digest = hashlib.sha256()\n"
        "for page in MadeUpSource(5, scale=0.05).pages():\n"
        "    for name, rows in page.tables.items():\n"
        "        for column, values in rows.items():\n"
        "            values = values.tolist() if hasattr(values, 'tolist') else list(values)\n"
        "            digest.update(repr((name, column, values)).encode())\n"
        "sys.stdout.write(digest.hexdigest())\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(found) == 1


def test_reading_goes_on_after_any_page() -> None:
    """What a cut read has on disk is not handed over again."""
    whole = [page.cursor for page in MadeUpSource(2, scale=0.05).pages()]

    for position in (0, 4, len(whole) - 1):
        cursor = whole[position]
        rest = [page.cursor for page in MadeUpSource(2, scale=0.05).pages(after=cursor)]
        assert rest == whole[position + 1 :]


def test_the_fingerprint_names_every_parameter() -> None:
    """Another world is read anew, the same one is not."""
    same = MadeUpSource(1).fingerprint()
    others = {
        MadeUpSource(2).fingerprint(),
        MadeUpSource(1, until=date(2026, 6, 1)).fingerprint(),
        MadeUpSource(1, years=1).fingerprint(),
        MadeUpSource(1, scale=2).fingerprint(),
    }

    assert MadeUpSource(1).fingerprint() == same
    assert len(others) == 4
    assert same not in others


# Rows


def test_rows_have_the_columns_of_their_tables() -> None:
    """Every column is known, and all columns of a table are equally long."""
    for page in MadeUpSource(1, scale=0.1).pages():
        for name, rows in page.tables.items():
            assert set(rows) <= set(TABLES[name].columns)
            assert {len(values) for values in rows.values()} == {row_count(rows)}


def test_keys_are_unique() -> None:
    """No two rows have the same key, except those of tables that owners share."""
    for name, rows in world().items():
        key = TABLES[name].key
        counts = Counter(tuple(row[column] for column in key) for row in rows)
        if TABLES[name].shared:
            same = {(tuple(r[c] for c in key), r["name"], r["company"]) for r in rows}
            assert len(same) == len(counts)
        else:
            assert max(counts.values()) == 1, name


def test_every_table_is_promised_with_its_rows() -> None:
    """Coverage is complete, and counts what is there."""
    for page in MadeUpSource(1, scale=0.1).pages():
        assert all(promise.complete and not promise.skipped for promise in page.coverage)
        sums: Counter[str] = Counter()
        for promise in page.coverage:
            sums[promise.holds] += promise.rows
        for name, rows in page.tables.items():
            assert sums[name] == row_count(rows), name
        kinds = sum(count for holds, count in sums.items() if holds.startswith("events."))
        assert kinds == sums["events"]


def test_all_facts_lie_within_what_is_covered() -> None:
    """Nothing is dated before the first day or after the last, to the second as forges tell it."""
    source = MadeUpSource(1)
    since = datetime(source.since.year, source.since.month, source.since.day, tzinfo=UTC)
    until = datetime(2026, 7, 1, tzinfo=UTC)

    moments = [event["happened_at"] for event in world()["events"]]
    moments += [event["edited_at"] for event in world()["events"] if event["edited_at"]]
    moments += [release["published_at"] for release in world()["releases"]]
    moments += [commit["committed_at"] for commit in world()["commits"]]

    assert min(moments) >= since
    assert max(moments) < until
    assert not any(moment.microsecond for moment in moments)


# Items are what their events say


def replay(item: Row, events: list[Row]) -> Row:
    """Say what an item must look like after its events."""
    state, closed_at, merged_at, merged_by = "open", None, None, None
    labels: set[str] = set()
    assignees: set[str] = set()
    asked: set[str] = set()
    milestone, draft = None, item["draft"]
    for event in events:
        kind, subject = event["kind"], event["subject"]
        if kind == "closed":
            state, closed_at = "closed", event["happened_at"]
        elif kind == "reopened":
            state, closed_at = "open", None
        elif kind == "merged":
            merged_at, merged_by = event["happened_at"], event["actor"]
        elif kind == "labeled":
            labels.add(subject)
        elif kind == "unlabeled":
            labels.discard(subject)
        elif kind == "assigned":
            assignees.add(subject)
        elif kind == "unassigned":
            assignees.discard(subject)
        elif kind == "review_requested":
            asked.add(subject)
        elif kind == "review_request_removed":
            asked.discard(subject)
        elif kind == "reviewed":
            asked.discard(event["actor"])
        elif kind == "milestoned":
            milestone = subject
        elif kind == "demilestoned":
            milestone = None
        elif kind in ("ready_for_review", "converted_to_draft"):
            draft = kind == "converted_to_draft"
    return {
        "state": "merged" if merged_at else state,
        "closed_at": closed_at,
        "merged_at": merged_at,
        "merged_by": merged_by,
        "labels": sorted(labels),
        "assignees": sorted(assignees),
        "requested_reviewers": sorted(asked),
        "milestone": milestone,
        "draft": draft,
        "created_at": events[0]["happened_at"],
        "updated_at": max(event["happened_at"] for event in events),
        "author": events[0]["actor"],
    }


def assert_items_equal_their_replay(rows: World) -> None:
    events = by_item(rows)
    for item in rows["items"]:
        said = replay(item, events[item["item"]])
        assert {name: item[name] for name in said} == said, item["item"]


def test_items_equal_the_replay_of_their_events() -> None:
    """State, dates, labels, people and milestone are never at odds with what happened."""
    assert_items_equal_their_replay(world())


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**31), scale=st.sampled_from([0.02, 0.1, 0.3]))
def test_items_equal_their_replay_in_every_world(seed: int, scale: float) -> None:
    """Whatever the seed and the size, items are what their events say."""
    rows = world(seed, scale)

    assert_items_equal_their_replay(rows)
    world.cache_clear()


def test_an_item_is_opened_once_and_before_all_else() -> None:
    """The first event of every item opens it, and no other does."""
    for events in by_item(world()).values():
        opened = [event["kind"] == "opened" for event in events]
        assert opened[0]
        assert sum(opened) == 1
        moments = [event["happened_at"] for event in events]
        assert moments == sorted(moments)


def test_what_is_merged_is_closed_at_that_moment_and_nothing_else_is_merged() -> None:
    """A merge is a merge and a close, once, with a commit; issues have neither."""
    events = by_item(world())
    for item in world()["items"]:
        merges = [event for event in events[item["item"]] if event["kind"] == "merged"]
        if item["state"] != "merged":
            assert not merges
            assert item["merge_commit_oid"] is None
            continue
        (merge,) = merges
        closes = [e["happened_at"] for e in events[item["item"]] if e["kind"] == "closed"]
        assert item["kind"] == "pull_request"
        assert merge["happened_at"] in closes
        assert merge["oid"] == item["merge_commit_oid"]


def test_issues_have_nothing_that_only_changes_have() -> None:
    """An issue has no size, no branch, no draft, no review."""
    only = {"reviewed", "review_commented", "committed", "merged", "ready_for_review"}
    events = by_item(world())
    for item in world()["items"]:
        if item["kind"] == "issue":
            names = ("additions", "deletions", "changed_files", "draft", "base_ref", "merged_at")
            assert all(item[name] is None for name in names)
            assert not only & {event["kind"] for event in events[item["item"]]}


def test_numbers_count_up_with_time_in_each_repository() -> None:
    """Issues and pull requests share one run of numbers."""
    repositories: dict[str, list[Row]] = defaultdict(list)
    for item in world()["items"]:
        repositories[item["repository"]].append(item)
    for items in repositories.values():
        items.sort(key=lambda item: item["number"])
        opened = [item["created_at"] for item in items]
        numbers = [item["number"] for item in items]
        assert opened == sorted(opened)
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_a_better_title_replaces_another() -> None:
    """The event keeps the old title, the item has the new one."""
    titles = {item["item"]: item["title"] for item in world()["items"]}
    renamed = [event for event in world()["events"] if event["kind"] == "renamed"]

    assert renamed
    assert all(event["subject"] != titles[event["item"]] for event in renamed)


# Reviews


def test_line_comments_belong_to_a_review_of_their_author() -> None:
    """A line comment names a review of the same item, person and time."""
    events = {event["event"]: event for event in world()["events"]}
    comments = [event for event in events.values() if event["kind"] == "review_commented"]

    assert comments
    for comment in comments:
        review = events[comment["parent"]]
        assert review["kind"] == "reviewed"
        same = ("item", "actor", "happened_at")
        assert [review[name] for name in same] == [comment[name] for name in same]


def test_line_comments_are_on_files_of_the_change() -> None:
    """Nobody remarks on a path that the pull request does not touch."""
    paths = {(row["item"], row["path"]) for row in world()["item_files"]}

    for event in world()["events"]:
        if event["kind"] == "review_commented":
            assert (event["item"], event["path"]) in paths


def test_nobody_approves_their_own_change() -> None:
    """Authors only ever comment on their own, and that happens, too."""
    authors = {item["item"]: item["author"] for item in world()["items"]}
    own = {
        event["state"]
        for event in world()["events"]
        if event["kind"] == "reviewed"
        and event["actor"] is not None
        and event["actor"] == authors[event["item"]]
    }

    assert own == {"commented"}


def test_only_a_dismissed_review_says_dismissed() -> None:
    """A dismissal names its review and keeps what that had said."""
    events = {event["event"]: event for event in world()["events"]}
    named = {e["parent"]: e for e in events.values() if e["kind"] == "review_dismissed"}
    dismissed = {key for key, event in events.items() if event["state"] == "dismissed"}

    assert dismissed
    assert dismissed == set(named)
    assert {event["state"] for event in named.values()} == {"changes_requested"}


def test_members_merge() -> None:
    """Nobody merges who may not."""
    association = {
        (community(event), event["actor"]): event["association"]
        for event in world()["events"]
        if event["association"]
    }
    merges = [event for event in world()["events"] if event["kind"] == "merged"]
    found = {association.get((community(merge), merge["actor"])) for merge in merges}

    assert found - {None} <= {"member", "owner"}


def test_a_contributor_has_something_merged_and_others_have_not() -> None:
    """The forge's word on people is that of the last day."""
    merged = {(i["repository"], i["author"]) for i in world()["items"] if i["state"] == "merged"}
    for event in world()["events"]:
        pair = (event["repository"], event["actor"])
        if event["association"] == "contributor" and event["actor"]:
            assert pair in merged
        if event["association"] == "none":
            assert pair not in merged or event["actor"] is None


# Commits and files


def test_sizes_are_the_sums_over_files() -> None:
    """Additions, deletions and files of a pull request are those of its paths."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in world()["item_files"]:
        for place, amount in enumerate((row["additions"], row["deletions"], 1)):
            sums[row["item"]][place] += amount
    for item in world()["items"]:
        if item["kind"] == "pull_request":
            sizes = [item["additions"], item["deletions"], item["changed_files"]]
            assert sizes == sums[item["item"]]


def test_what_landed_changes_what_the_pull_requests_say() -> None:
    """Lines of all merged pull requests are lines of commits, none twice."""
    merged = sum(i["additions"] for i in world()["items"] if i["state"] == "merged")

    assert sum(row["additions"] for row in world()["commit_files"]) == merged


def test_commits_of_pull_requests_are_their_events() -> None:
    """One row per commit that was pushed."""
    pushed = {(e["item"], e["oid"]) for e in world()["events"] if e["kind"] == "committed"}

    assert {(row["item"], row["oid"]) for row in world()["item_commits"]} == pushed


def test_parents_are_older_commits_of_the_same_repository() -> None:
    """A history can be walked back to its root, and each repository has just one."""
    made = {(row["repository"], row["oid"]): row["committed_at"] for row in world()["commits"]}
    roots: Counter[str] = Counter()
    for row in world()["commits"]:
        roots[row["repository"]] += not row["parents"]
        for parent in row["parents"]:
            assert made[row["repository"], parent] is not None
    landed = {i["merge_commit_oid"] for i in world()["items"]} - {None}

    assert landed <= {oid for _, oid in made}
    squashing = {r: n for r, n in roots.items() if "lantern" not in r}
    assert set(squashing.values()) == {1}


def test_people_of_commits_have_trailers_and_private_addresses() -> None:
    """What readers of git must cope with is there: sign-offs, co-authors, no-reply addresses."""
    roles = {row["role"] for row in world()["commit_people"]}
    private = [row for row in world()["commit_people"] if "@users.noreply." in row["email"]]

    assert roles >= {"author", "committer", "co_authored", "reviewed", "signed_off"}
    assert private
    ids = {row["forge_id"]: row["login"] for row in world()["accounts"]}
    for row in private:
        number, _, login = row["email"].partition("@")[0].partition("+")
        assert row["account"] is None or ids[number] == login


# Links and the tracker


def test_links_lead_from_something_said_to_an_item_that_exists() -> None:
    """No reference dangles, and the body that holds it names the item."""
    items = {item["item"]: item for item in world()["items"]}
    events = {event["event"]: event for event in world()["events"]}
    for link in world()["links"]:
        source, target = events[link["from_event"]], items[link["to_item"]]
        assert source["item"] == link["from_item"]
        assert source["happened_at"] == link["happened_at"]
        assert link["to_url"] == target["url"]
        text = source["body"] or items[link["from_item"]]["body"]
        in_tracker = community(target) == community(source) == "tidewater-commons"
        assert f"#{target['number']}" in text or in_tracker


def test_every_link_shows_on_its_target() -> None:
    """The forge tells an item who referred to it, at that moment."""
    shown = {
        (e["item"], e["subject"], e["happened_at"])
        for e in world()["events"]
        if e["kind"] == "cross_referenced"
    }
    links = {(k["to_item"], k["from_item"], k["happened_at"]) for k in world()["links"]}

    assert links == shown


def test_directed_work_is_tied_both_ways_one_way_or_not_at_all() -> None:
    """There is something to find for whoever looks for orphans."""
    tracker = "github:tidewater-commons/initiatives#"
    there = {k["from_item"] for k in world()["links"] if k["to_item"].startswith(tracker)}
    there = {item for item in there if not item.startswith(tracker)}
    here = {k["to_item"] for k in world()["links"] if k["from_item"].startswith(tracker)}

    assert there & here
    assert there - here
    assert here - there


def test_plans_begin_with_the_framework() -> None:
    """Nothing was written down before, and every kind of intention is there after."""
    begin = MadeUpSource(1).framework_from
    found = {(row["kind"], row["direction"]) for row in world()["commitments"]}

    assert found >= {
        ("initiative", "directed"),
        ("initiative", "foundational"),
        ("initiative", "unstated"),
        ("plan_item", "directed"),
        ("plan_item", "foundational"),
    }
    assert all((begin - row["recorded_at"].date()).days <= 1 for row in world()["commitments"])
    items = {item["item"] for item in world()["items"]}
    assert all(row["item"] in items for row in world()["commitments"])


# The workspace


def test_the_workspace_files_load_without_a_mistake(tmp_path) -> None:
    """Settings, team and register are what the workspace reads."""
    source = MadeUpSource(1)
    (tmp_path / "twohats.toml").write_text(source.settings_text)
    (tmp_path / "team.yml").write_text(source.team_text)
    (tmp_path / "key-communities.toml").write_text(source.communities_text)

    workspace = load_workspace(tmp_path, team_history=False)

    assert workspace.settings.organization == source.organization
    assert workspace.settings.framework_from == source.framework_from
    assert not workspace.warnings
    assert len(workspace.team) == 10
    assert sum(member.until_at is not None for member in workspace.team) == 1
    assert sum(len(member.accounts) == 2 for member in workspace.team) == 1
    assert sum(member.basis == "assumed" for member in workspace.team) == 1
    owners = {repository["owner"] for repository in world()["repositories"]}
    assert {key.owner for key in workspace.communities} < owners


@pytest.mark.parametrize(("login", "inside"), [("plover", "before"), ("juniper", "after")])
def test_people_work_while_they_are_ours(login: str, inside: str) -> None:
    """One left and one came; what they did outside that time is little, and not nothing to see."""
    source = MadeUpSource(1)
    days = (source.until - source.since).days
    turn = source.since.toordinal() + int(days * (0.62 if inside == "before" else 0.42))
    opened = [
        item["created_at"].date().toordinal()
        for item in world()["items"]
        if item["author"] == f"github:{login}-tidewater"
    ]
    outside = sum((day >= turn) == (inside == "before") for day in opened)

    assert len(opened) > 15
    assert outside < 0.15 * len(opened)


def test_the_workspace_leaves_something_to_ask() -> None:
    """Members are not named, and one repository is merged to by our people alone."""
    mergers = {
        e["actor"]
        for e in world()["events"]
        if e["kind"] == "merged" and community(e) == "tern-toolbox"
    }

    assert "\n# member_communities" in MadeUpSource(1).settings_text
    assert mergers == {"github:fennel-tidewater", "github:dunlin-tidewater"}
    assert not any(
        e["kind"] == "merged" and community(e) == "stillwater-maps" for e in world()["events"]
    )


# Plausible


def waits(rows: World, owner: str, *, newcomers: bool | None = None) -> list[tuple[date, float]]:
    """When opened and days to the first answer by a person, of what was answered."""
    events, found = by_item(rows), []
    authored: Counter[tuple[str, str]] = Counter()
    for item in sorted(rows["items"], key=lambda item: item["created_at"]):
        if community(item) != owner or item["author"] in BOTS:
            continue
        authored[owner, item["author"]] += 1
        if newcomers is not None and newcomers != (authored[owner, item["author"]] <= 2):
            continue
        answers = [
            event["happened_at"]
            for event in events[item["item"]]
            if event["kind"] in WORDS and event["actor"] not in {item["author"], *BOTS}
        ]
        if answers:
            waited = (answers[0] - item["created_at"]).total_seconds() / 86400
            found.append((item["created_at"].date(), waited))
    return found


def median(found: list[tuple[date, float]]) -> float:
    return statistics.median(waited for _, waited in found)


def test_newcomers_wait_long_in_one_community_and_not_in_another() -> None:
    """The page has something to show, and something to be glad about."""
    slow = median(waits(world(), "saltmarsh-lab", newcomers=True))
    usual = median(waits(world(), "saltmarsh-lab", newcomers=False))
    elsewhere = median(waits(world(), "lantern-project", newcomers=True))

    assert slow > 3 * usual
    assert elsewhere < 3


@pytest.mark.parametrize("owner", ["gullwing-data", "quiet-harbour"])
def test_two_communities_become_slower(owner: str) -> None:
    """The last half year's answers take at least twice as long as the first's."""
    found = waits(world(), owner)
    early = [entry for entry in found if entry[0] < date(2025, 1, 1)]
    late = [entry for entry in found if entry[0] >= date(2025, 12, 1)]

    assert median(late) > 2 * median(early)


def test_one_community_does_not_become_slower() -> None:
    """Where nothing is wrong, nothing is shown."""
    found = waits(world(), "lantern-project")
    early = [entry for entry in found if entry[0] < date(2025, 1, 1)]
    late = [entry for entry in found if entry[0] >= date(2025, 12, 1)]

    assert median(late) < 2 * median(early)


def our_share(kind: str, owner: str) -> float:
    events = [e for e in world()["events"] if e["kind"] == kind and community(e) == owner]
    ours = [e for e in events if e["actor"] and e["actor"].endswith(("-tidewater", "-after-hours"))]
    return len(ours) / len(events)


def test_we_do_most_of_the_work_in_one_community_only() -> None:
    """One community is dominated by us, in merges as in reviews; in others we are guests."""
    assert our_share("merged", "kelp-forge") > 0.5
    assert our_share("reviewed", "kelp-forge") > 0.5
    assert our_share("reviewed", "lantern-project") < 0.3
    assert our_share("reviewed", "saltmarsh-lab") < 0.3


def test_few_people_do_most_and_many_come_once() -> None:
    """The skew of every community one knows."""
    authors = Counter(i["author"] for i in world()["items"] if community(i) == "lantern-project")
    counts = sorted(authors.values(), reverse=True)

    assert sum(counts[: len(counts) // 5]) > 0.5 * sum(counts)
    assert sum(count == 1 for count in counts) > 0.4 * len(counts)


def test_three_kinds_of_bots_act() -> None:
    """A bot account, a name that ends in [bot], and programs that the forge calls users."""
    kinds = {row["account"]: row["kind"] for row in world()["accounts"]}
    acting = {event["actor"] for event in world()["events"]}

    assert acting >= BOTS
    assert [kinds[bot] for bot in sorted(BOTS)] == ["user", "bot", "unknown", "user"]


def test_deleted_accounts_leave_null_behind() -> None:
    """Somebody unknown acted, and has no row among the accounts; nobody else lacks one."""
    accounts = {row["account"] for row in world()["accounts"]}
    spoken = [e for e in world()["events"] if e["kind"] != "committed"]

    assert any(event["actor"] is None for event in spoken)
    assert {event["actor"] for event in spoken} - {None} <= accounts


def test_people_work_on_weekdays_mostly() -> None:
    """Less on weekends, less around the turn of the year, but never nothing."""
    opened = [item["created_at"] for item in world()["items"]]
    weekend = sum(moment.weekday() >= 5 for moment in opened) / len(opened)
    holidays = sum((m.month, m.day) >= (12, 24) or (m.month, m.day) <= (1, 1) for m in opened)

    assert 0.02 < weekend < 0.25  # 0.29 if days made no difference
    assert 0 < holidays / len(opened) < 0.7 * 18 / 730


def test_some_still_wait_for_a_first_answer() -> None:
    """In the last ninety days people were left waiting, first-timers among them."""
    events = by_item(world())
    recent = [
        item
        for item in world()["items"]
        if item["created_at"] >= datetime(2026, 4, 2, tzinfo=UTC)
        and item["state"] == "open"
        and item["author"] not in BOTS
        and not any(
            e["kind"] in WORDS and e["actor"] not in {item["author"], *BOTS}
            for e in events[item["item"]]
        )
    ]

    assert len({community(item) for item in recent}) >= 5
    assert sum(item["kind"] == "pull_request" for item in recent) >= 8


# Made up


def test_everything_says_that_it_is_made_up() -> None:
    """Names and employers carry the words, and every link leads to example.org."""
    for row in world()["accounts"]:
        assert row["name"].endswith("(made up)")
        assert row["company"].endswith("(made up)")
        assert row["url"].startswith("https://example.org/")
    for name in ("items", "releases", "repositories", "commitments"):
        assert all(row["url"].startswith("https://example.org/") for row in world()[name])
    for row in world()["commit_people"]:
        assert row["name"].endswith("(made up)")
        assert row["email"].endswith((".example", "@users.noreply.github.com"))


def test_ids_are_beyond_those_in_use() -> None:
    """A private address or id of a made-up account is nobody's."""
    assert all(int(row["forge_id"]) > 5_000_000_000 for row in world()["accounts"])


REAL = set(
    """
    jupyter 2i2c numpy scipy pandas dask kubernetes bitcoin mozilla linux
    apache openstack google microsoft amazon ibm redhat meta anthropic nvidia
    torvalds guido binder pangeo quansight anaconda berkeley stanford django rails
    """.split()  # noqa: SIM905
)


def test_nobody_real_is_named() -> None:
    """No owner, repository, login, name or employer is that of a known project or company."""
    words: set[str] = set()
    for row in world()["accounts"]:
        words |= {row["login"], row["name"], row["company"]}
    words |= {row["name"] for row in world()["repositories"]}
    parts = {part for word in words for part in word.lower().replace("/", "-").split("-")}
    parts |= {part for word in words for part in word.lower().split()}

    assert not parts & REAL


# Size


def test_the_usual_size_is_some_twenty_thousand_events() -> None:
    """Large enough to be worth a look, small enough for a first minute."""
    assert 15_000 <= len(world()["events"]) <= 25_000


def test_events_grow_in_proportion_to_the_scale() -> None:
    """Eight times the scale is about eight times the events, in more communities."""
    counts, owners = [], []
    for scale in (1.0, 8.0):
        pages = list(MadeUpSource(1, scale=scale).pages())
        counts.append(sum(row_count(page.tables["events"]) for page in pages))
        owners.append(len({page.owner for page in pages}))

    assert counts[1] == pytest.approx(8 * counts[0], rel=0.12)
    assert owners[1] > owners[0]
