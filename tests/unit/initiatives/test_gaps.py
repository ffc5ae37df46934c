"""Gaps between initiatives and upstream, each beside what is none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from twohats.initiatives.gaps import RULES, Around, find_gaps, said_of
from twohats.journal.gaps import GapLine, gap_content, read_gap_answer
from twohats.records import Skipped
from twohats.records.decisions import Decision
from twohats.records.initiatives import Initiative, UpstreamItem
from twohats.records.situations import Situation

NOW = datetime(2026, 6, 1, tzinfo=UTC)
URL = "https://tracker.example/plan/1"


def ago(days):
    return NOW - timedelta(days=days)


def item(number=7, state="open", last=5, **columns):
    known = {"merged_at": ago(last)} if state == "merged" else {}
    return UpstreamItem(
        f"github:up/core#{number}", "both", state, "github:up/core", "github:up", "pull_request",
        "Sort it", f"https://forge.example/up/core/{number}",
        **{"created_at": ago(90), "last_act_at": ago(last), **known, **columns},
    )  # fmt: skip


MINE = Initiative(
    "github:us/plan#1", "Quotas people can see", "directed", URL, ago(200),
    member_communities=("Open Tides",), upstream=(item(),),
)  # fmt: skip
AROUND = Around(NOW)


def entry(number=7, class_="directed", **columns):
    key = f"github:up/core#{number}"
    return {
        "undertaking": key, "item": key, "class": class_, "community": "github:up",
        "repository": "github:up/core", "title": "Sort it", "url": None, "happened_at": ago(number),
        "person": "github:ada", "has_plan": True, **columns,
    }  # fmt: skip


def seen(*initiatives, entries=(), around=AROUND):
    found = find_gaps(initiatives, entries, around)
    return (
        [(one.rule, one.key) for one in found.situations],
        {one.because for one in found.quiet},
        found.not_measured,
    )


def test_directed_work_without_an_initiative_is_listed_once_per_undertaking():
    """However often and by whomever it was worked on."""
    rows = [entry(8), entry(9, undertaking="github:up/core#8", person="github:bea")]
    (one,) = find_gaps([MINE], rows, AROUND).situations

    assert (one.key, one.concerned) == ("I01:github:up/core#8", ("github:ada", "github:bea"))
    assert one.figures == {"entries": 2}


@pytest.mark.parametrize(
    ("rows", "because"),
    [
        ([entry(7)], "linked to an initiative"),
        ([entry(8, undertaking="github:up/core#7")], "linked to an initiative"),
        ([entry(8), entry(7, undertaking="github:up/core#8")], "linked to an initiative"),
        ([entry(8, "undecided")], "its class is not settled"),
        ([entry(8, "foundational")], "not driven by a need of ours"),
    ],
)
def test_other_work_is_quiet_with_its_reason(rows, because):
    """Linked by a part of it, not settled, or another's need."""
    found = seen(MINE, entries=rows)

    assert found[0] == []
    assert because in found[1]


def test_where_plans_were_not_read_nothing_is_said():
    """It is counted as not measured."""
    loud, _, lost = seen(MINE, entries=[entry(8, has_plan=False)])

    assert (loud, [one.key for one in lost]) == ([], ["I01:github:up/core#8"])


@pytest.mark.parametrize(
    ("mine", "says"),
    [
        (replace(MINE, upstream=(item(last=31),)), "moved upstream for 31 days"),
        (replace(MINE, upstream=()), "nothing upstream is linked to it for 200 days"),
        (replace(MINE, upstream=(item(last_act_at=None),)), "nobody did anything"),
        (replace(MINE, upstream=(item(state="closed", last=40),)), "for 40 days"),
    ],
)
def test_an_initiative_without_a_trace_is_listed(mine, says):
    """Since when, in days."""
    (one,) = find_gaps([mine], (), AROUND).situations

    assert one.rule == "I02"
    assert says in one.because


@pytest.mark.parametrize(
    ("mine", "because"),
    [
        (MINE, "seen upstream in the last 30 days"),
        (replace(MINE, upstream=(item(last=30),)), "seen upstream in the last 30 days"),
        (replace(MINE, upstream=(), recorded_at=ago(30)), "recorded in the last 30 days"),
        (replace(MINE, upstream=(), closed_at=ago(1)), "the initiative is closed"),
    ],
)
def test_what_moves_is_new_or_closed_is_quiet(mine, because):
    """Up to the last day."""
    found = seen(mine)

    assert found[0] == []
    assert because in found[1]


@pytest.mark.parametrize(
    "mine",
    [
        replace(MINE, upstream=(item(state="not read", last_act_at=None),)),
        replace(MINE, upstream=(), recorded_at=None),
    ],
)
def test_what_nobody_read_or_dated_is_not_measured(mine):
    """No trace in what was not read is no gap."""
    loud, _, lost = seen(mine)

    assert loud == []
    assert [one.key for one in lost] == ["I02:github:us/plan#1"]


def test_what_landed_and_nobody_told_is_listed_once():
    """With the release, and for whom; it is not asked about for its silence too."""
    landed = replace(MINE, upstream=(item(state="merged", last=60, release="v2"),))
    (one,) = find_gaps([landed], (), AROUND).situations

    assert one.rule == "I03"
    assert one.because == "what it asked for is in v2; nothing says that Open Tides heard of it"


@pytest.mark.parametrize(
    ("read", "says"),
    [(0, "for 60 days"), (20, "for 40 days"), (35, None), (None, None)],
)
def test_silence_counts_only_as_far_as_somebody_listened(read, says):
    """What was read long ago may have moved since; what never was is not measured."""
    until = {} if read is None else {"github:up/core": ago(read)}
    mine = replace(MINE, upstream=(item(last=60),))
    found = find_gaps([mine], (), replace(AROUND, read_until=until))

    assert [one.because.partition("upstream ")[2] for one in found.situations] == ([says] if says else [])  # fmt: skip
    assert [one.reason for one in found.not_measured] == (
        ["nobody read what people say upstream"] if read is None else []
    )
    if read == 35:
        assert "seen upstream in the last 30 days that were read" in {
            q.because for q in found.quiet
        }


LANDED = replace(MINE, upstream=(item(state="merged"), item(8, state="closed")))


@pytest.mark.parametrize(
    ("mine", "around", "because"),
    [
        (replace(LANDED, closed_at=ago(1)), AROUND, "the initiative is closed"),
        (replace(LANDED, direction="foundational"), AROUND, "upstream asked for it, and sees it itself"),
        (replace(LANDED, upstream=(*LANDED.upstream, item(9))), AROUND, "not all of it has landed"),
        (replace(LANDED, upstream=(*LANDED.upstream, item(9, state="not read"))), AROUND, "not all of it has landed"),
        (replace(MINE, upstream=(item(state="closed"),)), AROUND, "not all of it has landed"),
        (LANDED, replace(AROUND, told_at={URL: ago(2)}), "somebody told others of it, as the log says"),
        (LANDED, replace(AROUND, told_at={item().url: ago(5)}), "somebody told others of it, as the log says"),
    ],
)  # fmt: skip
def test_what_is_told_or_not_there_yet_is_quiet(mine, around, because):
    """Each with its reason."""
    loud, quiet, _ = seen(mine, around=around)

    assert "I03" not in {rule for rule, _ in loud}
    assert because in quiet


def test_telling_before_it_landed_is_no_telling():
    """A word of last year does not answer for this one."""
    loud, *_ = seen(LANDED, around=replace(AROUND, told_at={URL: ago(50)}))

    assert loud == [("I03", "I03:github:us/plan#1")]


def test_every_rule_has_a_sentence_and_both_kinds_of_cases():
    """Each is loud above, and quiet."""
    found = find_gaps([MINE, replace(LANDED, key="b"), replace(MINE, key="c", upstream=())], [entry(7), entry(12)], AROUND)  # fmt: skip

    assert {one.rule for one in found.situations} == set(RULES)
    assert {one.rule for one in found.quiet} == set(RULES)


def decision(who="github:bea", **content):
    answer = content.pop("answer", "waits")
    said = gap_content(answer, [who], **content)
    return Decision("01", who, ago(3), "gap-answered", ("I02:x",), "later", said)


GAP = Situation("I02:x", "I02", "", "x", NOW, "", concerned=("github:ada",))


def said(*decisions, today=date(2026, 6, 1)):
    return said_of(GAP, [read_gap_answer(one) for one in decisions], today)


def test_an_answer_holds_until_its_day():
    """On that day somebody looks again."""
    line = decision(until=date(2026, 7, 1))

    assert said(line).state == "answered"
    assert said(line, today=date(2026, 7, 1)).state == "open"
    assert said().state == "open"


def test_nobody_answers_alone_for_their_own_work():
    """Another one has to say so."""
    own = decision("github:ada", answer="not-needed")
    other = decision("github:bea", answer="not-needed")

    assert said(own).state == "to confirm"
    assert said(own, other).state == "answered"


def test_two_who_say_different_things_are_shown_as_such():
    """A person has to say which holds."""
    told = decision("github:cleo", answer="told", link="https://x.example")

    assert said(decision(until=date(2026, 7, 1)), told).state == "contested"


@pytest.mark.parametrize(
    "content",
    [
        {"answer": "waits"},
        {"answer": "told"},
        {"answer": "maybe"},
        {"answer": "waits", "until": "x"},
    ],
)
def test_half_an_answer_is_left_out_with_its_reason(content):
    """Nothing vanishes."""
    line = Decision("01", "a", NOW, "gap-answered", ("I02:x",), "why", content)

    assert isinstance(read_gap_answer(line), Skipped)


def test_what_is_written_is_read_back():
    """The line and its reader agree."""
    line = decision(until=date(2026, 7, 1), link="https://x.example")

    assert read_gap_answer(line) == GapLine(
        "01", "I02:x", "waits", "later", ("github:bea",), ago(3), "https://x.example", date(2026, 7, 1)
    )  # fmt: skip
