"""What is promised of links and commitments, and never more than was read."""

import pytest
from fakes.small_facts import day, promise
from hypothesis import given
from hypothesis import strategies as st

from twohats.facts import covered, spans
from twohats.links.linking import Linking
from twohats.links.planned import Commitment
from twohats.links.promises import NO_PLAN, NONE_PLANNED, promises
from twohats.records import Coverage
from twohats.workspace.iterations import Iterations

TRACKER = "github:tidewater/plan"
HOW = Linking(trackers=(TRACKER,))
TEXTS = ("items.issue", "items.pull_request", "events.commented")
LABELS = ("events.labeled", "events.unlabeled")
PLANNED = (Commitment("plan_item:1", "plan_item", f"{TRACKER}#1", recorded_at=day(10.5)),)


def _promised(read, planned=PLANNED, how=HOW):
    return promises(read, how, planned, day(100))


def _spans(read, holds, **how):
    return spans(_promised(read, **how), holds, TRACKER)


def test_links_are_promised_for_the_time_in_which_every_text_was_read():
    """The shortest of them counts."""
    read = [
        promise(holds, TRACKER, since, 90) for holds, since in zip(TEXTS, (0, 5, 20), strict=True)
    ]

    assert _spans(read, "links.backlink") == [(day(20), day(90))]


@pytest.mark.parametrize("missing", TEXTS)
def test_links_are_not_promised_where_some_texts_were_not_read(missing):
    """And it is said which."""
    read = [promise(holds, TRACKER, 0, 90) for holds in TEXTS if holds != missing]
    links, _ = _promised(read)

    assert (links.complete, links.reason) == (False, f"not read in full: {missing}")


def test_line_comments_are_needed_where_there_are_changes():
    """A tracker that holds issues alone has none."""
    changes = Coverage("made-up", TRACKER, "items.pull_request", day(100), True, rows=3)
    read = [promise("items.issue", TRACKER, 0, 90), promise("events.commented", TRACKER, 0, 90)]
    with_lines = promise("events.review_commented", TRACKER, 0, 90)

    assert _spans([*read, changes], "links.backlink") == []
    assert _spans([*read, changes, with_lines], "links.backlink") == [(day(0), day(90))]


def test_texts_of_another_repository_promise_nothing_of_the_tracker():
    """Backlinks are asked of each tracker by itself."""
    read = [promise(holds, "github:tidewater/site", 0, 90) for holds in TEXTS]

    assert _spans(read, "links.backlink") == []


def test_commitments_are_promised_from_the_day_of_the_first_one():
    """Whether anything was planned before, and where, nobody can tell."""
    read = [promise(holds, TRACKER, None, 90) for holds in (*TEXTS, *LABELS)]

    assert _spans(read, "commitments") == [(day(10), day(90))]


def test_commitments_are_promised_from_the_start_of_their_iteration():
    """What was added to it late is of that iteration too."""
    read = [promise(holds, TRACKER, None, 90) for holds in (*TEXTS, *LABELS)]
    how = Linking(trackers=(TRACKER,), iterations=Iterations(day(1).date(), 14))

    assert _spans(read, "commitments", how=how) == [(day(1), day(90))]


@pytest.mark.parametrize(("is_named", "reason"), [(False, NO_PLAN), (True, NONE_PLANNED)])
@pytest.mark.parametrize(
    "planned",
    [
        (),
        (Commitment("contract:1", "contract", f"{TRACKER}#1", recorded_at=day(10)),),
        (Commitment("plan_item:1", "plan_item", "github:other/plan#1", recorded_at=day(10)),),
        (Commitment("plan_item:1", "plan_item", f"{TRACKER}#1"),),
    ],
)
def test_no_plan_is_promised_where_none_was_recognized(planned, is_named, reason):
    """A tracker without a plan may be one whose labels we do not know."""
    read = [promise(holds, TRACKER, None, 90) for holds in (*TEXTS, *LABELS)]
    how = Linking(trackers=(TRACKER,), labels_are_named=is_named)
    links, commitments = _promised(read, planned, how)

    assert links.complete
    assert (commitments.complete, commitments.reason) == (False, reason)


def test_no_plan_is_promised_where_labels_have_no_history():
    """When something was planned would be a guess."""
    read = [promise(holds, TRACKER, None, 90) for holds in TEXTS]
    _, commitments = _promised(read)

    assert not commitments.complete
    assert commitments.reason == "not read in full: events.labeled, events.unlabeled"


def test_what_a_source_promises_itself_is_not_denied():
    """It may know more than texts tell."""
    read = [promise("links.backlink", TRACKER, 0, 90), promise("commitments", TRACKER, 0, 90)]

    assert _promised(read) == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from((*TEXTS, *LABELS, "items", "events")),
            st.integers(0, 50),
            st.integers(1, 50),
        )
    ),
    st.integers(0, 99),
)
def test_never_more_is_promised_than_was_read(read, moment):
    """At any moment at which links are promised, every kind of text was covered."""
    coverage = [promise(holds, TRACKER, at, at + length) for holds, at, length in read]
    promised = _promised(coverage)
    for holds, needed in (("links.backlink", TEXTS), ("commitments", (*TEXTS, *LABELS))):
        if covered(promised, holds, TRACKER, day(moment), day(moment + 1)):
            assert all(
                covered(coverage, one, TRACKER, day(moment), day(moment + 1)) for one in needed
            )
