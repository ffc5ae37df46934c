"""Facts with links and commitments completed, from texts to rows."""

from fakes.small_facts import Story, day, ours, promise, rows_of

from twohats.facts import covered
from twohats.links import Linking, linked, undertakings
from twohats.records import TABLES
from twohats.workspace.labels import Labels

TRACKER = "github:tidewater/plan"
LANTERN = "github:lantern-project/lantern"
HOW = Linking(trackers=(TRACKER,), owners=("github:tidewater",))
READ = ("items", "events")


def _story(**how):
    story = Story(
        team=[ours("wren")],
        scopes={TRACKER: "own-project"},
        coverage=[promise(holds, TRACKER, None, 100) for holds in READ],
        **how,
    )
    return story


def _tracked(story, number, labels=(), at=1.0, **columns):
    """Open an item of the tracker, with labels put on a minute later."""
    item = story.item(
        number, "wren", at, kind="issue", repository=TRACKER, labels=list(labels), **columns
    )
    for label in labels:
        story.event(item, "labeled", "wren", at + 0.001, subject=label)
    return item


def _links(facts):
    return {
        (row["from_item"], row["to_item"], row["kind"]) for row in rows_of(facts.tables["links"])
    }


def _committed(facts):
    return {
        (row["kind"], row["item"]): row
        for row in rows_of(facts.tables["commitments"])
        if row["item"] is not None
    }


def test_columns_are_those_of_the_fact_tables():
    """Whoever reads them needs not know that they were completed."""
    story = _story()
    story.item(1, "wren", 0)
    facts = linked(story.facts(), HOW)

    for name in ("links", "commitments"):
        assert set(facts.tables[name].columns) == {*TABLES[name].columns, "seen_at"}


def test_the_reason_that_only_a_downstream_issue_tells_is_found():
    """The flagship: nothing in the change names our tracker, an issue there names the change."""
    story = _story()
    change = story.merged(719, "wren", 10, "moss")
    issue = _tracked(story, 3637, ["Contract Deliverable"], at=5)
    story.event(issue, "commented", "wren", 9, body="Needs lantern-project/lantern#719 upstream.")
    facts = linked(story.facts(), HOW)

    assert (issue, change, "mention") in _links(facts)
    row = _committed(facts)["contract", change]
    assert row["recorded_at"] == day(9)
    assert row["url"] == rows_of(facts.items.filter(facts.items.item == issue))[0]["url"]


def test_without_that_issue_nothing_is_found():
    """And nothing is promised of a tracker that was not read."""
    story = Story(team=[ours("wren")])
    story.merged(719, "wren", 10, "moss")
    facts = linked(story.facts(), HOW)

    assert _links(facts) == set()
    assert rows_of(facts.tables["commitments"]) == []
    assert not covered(facts.coverage, "links.backlink", TRACKER, day(0), day(90))
    assert {(p.holds, p.reason) for p in facts.coverage if p.source == "links"} == {
        ("links.backlink", "nothing of this tracker was read"),
        ("commitments", "nothing of this tracker was read"),
    }


def test_a_plan_recorded_before_the_work_has_the_later_date_of_label_and_link():
    """An old issue that became a plan item yesterday was no plan before."""
    story = _story()
    change = story.item(1, "moss", 2)
    story.event(change, "reviewed", "wren", 30)
    plan = story.item(
        9, "wren", 3, kind="issue", repository=TRACKER, labels=["recurrent"],
        body=f"Review {change.removeprefix('github:')}.",
    )  # fmt: skip
    story.event(plan, "labeled", "wren", 20, subject="recurrent")
    rows = _committed(linked(story.facts(), HOW))

    assert rows["plan_item", change]["recorded_at"] == day(20)


def test_a_label_without_a_date_gives_a_commitment_without_a_date():
    """The day the issue was opened is no substitute."""
    story = _story()
    change = story.item(1, "wren", 2)
    story.item(
        9, "wren", 3, kind="issue", repository=TRACKER, labels=["recurrent"],
        body=f"See {change.removeprefix('github:')}.",
    )  # fmt: skip
    rows = _committed(linked(story.facts(), HOW))

    assert rows["plan_item", change]["recorded_at"] is None


def test_a_direction_stated_later_stands_beside_the_plan():
    """It was planned when it was planned, and called directed when it was called so."""
    story = _story()
    change = story.item(1, "wren", 10)
    plan = _tracked(story, 9, ["initiative"], at=3, body="For lantern-project/lantern#1.")
    story.event(plan, "labeled", "wren", 40, subject="kind: directed")
    story.rows["items"][-1]["labels"] = ["initiative", "kind: directed"]
    facts = linked(story.facts(), HOW)
    rows = [row for row in rows_of(facts.tables["commitments"]) if row["item"] == change]

    assert {(row["direction"], row["recorded_at"]) for row in rows} == {
        ("unstated", day(3.001)),
        ("directed", day(40)),
    }
    assert sum(row["item"] is None for row in rows_of(facts.tables["commitments"])) == 1


def test_an_initiative_without_a_kind_proves_a_plan_and_no_direction():
    """A link to it must not make the work directed."""
    story = _story()
    change = story.item(1, "wren", 10, body="Part of tidewater/plan#9")
    _tracked(story, 9, ["initiative"])
    row = _committed(linked(story.facts(), HOW))["initiative", change]

    assert (row["direction"], row["funder"]) == ("unstated", None)


def test_what_an_upstream_text_only_mentions_is_not_planned():
    """Somebody of ours saying "as in our plan #9" commits us to nothing."""
    story = _story()
    change = story.item(1, "wren", 10, body="Unlike tidewater/plan#9 this is small.")
    plan = _tracked(story, 9, ["recurrent"])
    facts = linked(story.facts(), HOW)

    assert (change, plan, "mention") in _links(facts)
    assert _committed(facts) == {}


def test_what_somebody_not_ours_writes_commits_us_to_nothing():
    """Also in our own tracker: anybody may comment there."""
    story = _story()
    story.item(1, "moss", 1)
    plan = _tracked(story, 9, ["recurrent"])
    story.event(plan, "commented", "moss", 4, body="Please look at lantern-project/lantern#1")
    facts = linked(story.facts(), HOW)

    assert len(_links(facts)) == 1
    assert _committed(facts) == {}


def test_a_deleted_comment_does_not_count():
    """Nor does a quotation: those are somebody else's words."""
    story = _story()
    story.item(1, "wren", 1)
    plan = _tracked(story, 9, ["recurrent"])
    text = "Do lantern-project/lantern#1"
    story.event(plan, "commented", "wren", 4, body=text, gone_at=day(50))
    story.event(plan, "commented", "wren", 5, body=f"> {text}\n\nNo.")
    facts = linked(story.facts(), HOW)

    assert _links(facts) == set()


def test_texts_of_upstream_items_that_nobody_of_ours_touched_are_not_read():
    """A million comments of strangers cannot bear on our work."""
    story = _story()
    story.item(1, "moss", 1, body="Closes #2")
    story.item(3, "moss", 1, body="Closes #4")
    story.event(f"{LANTERN}#3", "commented", "wren", 4)
    facts = linked(story.facts(), HOW)

    assert _links(facts) == {(f"{LANTERN}#3", f"{LANTERN}#4", "closes")}


def test_what_the_forge_shows_on_the_other_side_counts_where_the_text_was_not_read():
    """A backlink tells of a text elsewhere."""
    story = _story()
    change = story.item(1, "wren", 1)
    story.event(change, "cross_referenced", "wren", 2, subject="github:elsewhere/tool#5")
    facts = linked(story.facts(), HOW)

    assert _links(facts) == {("github:elsewhere/tool#5", change, "ref")}


def test_a_link_given_twice_is_one():
    """A source gives it with its address, the text without."""
    story = _story()
    change = story.item(1, "wren", 1, body="Closes #2")
    event = f"github:opened:{change}"
    story.add(
        "links", from_item=change, from_event=event, to_item=f"{LANTERN}#2", kind="closes",
        to_url="https://github.com/lantern-project/lantern/issues/2", happened_at=day(1),
    )  # fmt: skip
    rows = rows_of(linked(story.facts(), HOW).tables["links"])

    assert [(row["from_event"], row["to_item"]) for row in rows] == [(event, f"{LANTERN}#2")]


def test_words_added_by_an_edit_count_from_the_edit_on():
    """Nobody can tell which of them were there before."""
    story = _story()
    change = story.item(1, "wren", 1)
    story.event(change, "commented", "wren", 2, body="Closes #2", edited_at=day(30))
    rows = rows_of(linked(story.facts(), HOW).tables["links"])

    assert [row["happened_at"] for row in rows] == [day(30)]


def test_what_is_written_after_the_day_we_look_from_is_not_known_yet():
    """Links and commitments both."""
    story = _story()
    change = story.item(1, "wren", 1)
    story.event(change, "commented", "wren", 2, body="Closes #2", edited_at=day(130))
    story.add("commitments", commitment="plan_item:x", kind="plan_item", recorded_at=day(120))
    facts = linked(story.facts(), HOW)

    assert rows_of(facts.tables["links"]) == []
    assert rows_of(facts.tables["commitments"]) == []


def test_a_change_that_closes_a_planned_issue_is_planned():
    """The plan names the need, and the change answers it."""
    story = _story()
    issue = story.item(2, "moss", 1, kind="issue")
    change = story.item(3, "wren", 20, body="Closes #2")
    _tracked(story, 9, ["recurrent"], at=5, body="lantern-project/lantern#2")
    rows = _committed(linked(story.facts(), HOW))

    assert rows["plan_item", issue]["recorded_at"] == day(5.001)
    assert rows["plan_item", change]["recorded_at"] == day(5.001)


def test_what_a_source_gave_is_completed_with_what_it_links_to():
    """And its own row says where it is tracked by its address."""
    story = _story()
    change = story.item(1, "wren", 10)
    plan = _tracked(story, 9, at=3, body="lantern-project/lantern#1")
    story.add(
        "commitments", commitment=f"initiative:{plan}", kind="initiative", recorded_at=day(3),
        item=plan, direction="directed", funder="Open Tides", url="https://example.org/9",
    )  # fmt: skip
    facts = linked(story.facts(), HOW)
    row = _committed(facts)["initiative", change]

    assert (row["direction"], row["funder"], row["url"]) == (
        "directed", "Open Tides", "https://example.org/9",
    )  # fmt: skip
    assert row["community"] == "github:lantern-project"


def test_a_source_that_named_the_upstream_item_itself_is_believed():
    """No link is needed then."""
    story = _story()
    change = story.item(1, "wren", 10)
    story.add("commitments", commitment="duty:1", kind="duty", recorded_at=day(3), item=change)

    assert _committed(linked(story.facts(), HOW))["duty", change]["recorded_at"] == day(3)


def test_the_coverage_table_shows_what_is_promised():
    """A page that says where its coverage stands must not say less than the program goes by."""
    story = _story()
    change = story.item(1, "wren", 10)
    _tracked(story, 9, ["recurrent"], body=change)
    facts = linked(story.facts(), HOW)
    shown = {(row["holds"], row["complete"]) for row in rows_of(facts.tables["coverage"])}

    assert shown >= {("links.backlink", True), ("commitments", True)}


def test_without_trackers_nothing_changes_but_links_of_our_own_items():
    """A bare workspace names none."""
    story = Story(team=[ours("wren")])
    story.item(1, "wren", 1, body="Closes #2")
    facts = linked(story.facts(), Linking())

    assert _links(facts) == {(f"{LANTERN}#1", f"{LANTERN}#2", "closes")}
    assert [p for p in facts.coverage if p.source == "links"] == []


def test_a_change_its_issue_and_our_ticket_are_one_undertaking():
    """But not through the plan item that names all three."""
    story = _story()
    issue = story.item(2, "moss", 1, kind="issue")
    change = story.item(3, "wren", 20, body="Closes #2. Ref tidewater/plan#7.")
    other = story.item(4, "wren", 21)
    ticket = _tracked(story, 7)
    _tracked(
        story, 9, ["recurrent"], body="Ref lantern-project/lantern#3, lantern-project/lantern#4"
    )
    facts = linked(story.facts(), HOW)
    alone = f"{LANTERN}@v1"

    assert undertakings(facts, [issue, change, ticket, other, alone]) == {
        issue: issue,
        change: issue,
        ticket: issue,
        other: other,
        alone: alone,
    }


def test_labels_of_the_workspace_take_the_place_of_the_usual_ones():
    """What they leave out is no plan any more."""
    how = Linking(trackers=(TRACKER,), labels=Labels(plan_item=("commons",)), labels_are_named=True)
    story = _story()
    first, second = story.item(1, "wren", 10), story.item(2, "wren", 10)
    _tracked(story, 8, ["commons"], body=f"Ref {first.removeprefix('github:')}")
    _tracked(story, 9, ["recurrent"], body=f"Ref {second.removeprefix('github:')}")

    assert set(_committed(linked(story.facts(), how))) == {("plan_item", first)}


def test_what_a_robot_lists_ties_nothing():
    """It names every change that touches the same lines, on each of them."""
    story = _story(bot_rules={"github:lister": (True, "a robot")})
    change = story.item(1, "wren", 1)
    ticket = _tracked(story, 7)
    story.event(ticket, "commented", "lister", 2, body="Ref lantern-project/lantern#1")
    facts = linked(story.facts(), HOW)

    assert len(_links(facts)) == 1
    assert undertakings(facts, [change]) == {change: change}
