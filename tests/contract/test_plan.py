"""The story of a planning lead: slots are opened, pulled, declined, filled, adopted and checked."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from twohats.cli.place import Place
from twohats.errors import TwohatsError, WrongUse
from twohats.flow.facts import Moments
from twohats.flow.plan import (
    COLUMNS,
    adopting,
    breach_rows,
    breaches_of,
    candidates,
    closing,
    current,
    declining,
    filled,
    letting_go,
    look,
    opening,
    plan_meta,
    plan_of_rows,
    plan_rows,
    planned,
    pulling,
)
from twohats.flow.plan.from_journal import plans_of
from twohats.journal import PrivateLine, ulid
from twohats.records.decisions import Decision

pytest.importorskip("ortools")


class Desk:
    """The facts of the made-up organization, opened once, and a journal on paper."""

    def __init__(self, opened, seen):
        settings = opened.workspace.settings
        self.iteration = settings.iterations.on(opened.facts.as_of.date())
        self.opened = opened
        self.private = ()
        self.seen = seen

    def terms(self, **more):
        """Plan by other terms."""
        settings = self.opened.workspace.settings
        settings = replace(settings, plan=replace(settings.plan, **more))
        workspace = replace(self.opened.workspace, settings=settings)
        self.opened = replace(self.opened, workspace=workspace)

    @property
    def at(self):
        return planned(self.opened, self.iteration, self.private, seen=self.seen)

    def write(self, *lines):
        decisions = list(self.opened.decisions)
        for line in lines:
            at = self.iteration.since_at + timedelta(minutes=len(decisions))
            decisions.append(
                Decision(
                    ulid(at, bytes(10)), "lead", at, line.what, line.about, line.why, line.content,
                    line.supersedes,
                )
            )  # fmt: skip
        self.opened = replace(self.opened, decisions=tuple(decisions))


@pytest.fixture(scope="module")
def opened(demo):
    return Place(demo).open(Moments())


@pytest.fixture(scope="module")
def seen(opened):
    return look(opened, opened.workspace.settings.iterations.on(opened.facts.as_of.date()))


@pytest.fixture
def desk(opened, seen):
    desk = Desk(opened, seen)
    desk.terms(floor=0.0)
    for words in (
        "2 reviews, lantern-project",
        "triage, quiet-harbour",
        "2 answers, gullwing-data",
    ):
        desk.write(opening(words, desk.at, points=1.0))
    return desk


def names(desk):
    return [one.name for one in desk.at.problem.ordered]


def test_an_iteration_walked_through(desk):
    """Pulled first, filled around, adopted, and read again by whoever looks back."""
    review = names(desk)[1]
    ada = desk.at.problem.team[0].person
    desk.write(pulling(review, ada, desk.at))
    plan = filled(desk.at)
    at = desk.at

    assert plan.of_slot(f"slot:{review}").holder == ada
    assert len(plan.picks) == 3
    assert breaches_of(plan, at) == ()
    assert candidates(at.slot(review, ""), at)[0].community == "github:lantern-project"

    desk.write(adopting(plan, at, ()))
    stands = current(desk.at)
    assert [(one.slot, one.holder, one.pair) for one in stands.picks] == [
        (one.slot, one.holder, one.pair) for one in plan.picks
    ]
    held = plans_of(desk.opened)[desk.iteration.number]
    assert {one.slot: one.holder for one in held.picks} == {
        one.slot: one.holder for one in plan.picks
    }
    assert [row["state"] for row in plan_rows(stands, desk.at)] == ["adopted", "pulled", "adopted"]


def test_not_this_time_is_planned_around(desk):
    """What others have stays, and it is not proposed again; what was pulled is let go."""
    answer, _, triage = names(desk)
    first = filled(desk.at)
    desk.write(adopting(first, desk.at, ()))
    who = first.of_slot(f"slot:{triage}").holder
    desk.write(*declining(triage, who, desk.at))
    then = filled(desk.at)

    assert current(desk.at).of_slot(f"slot:{triage}") is None
    assert then.of_slot(f"slot:{triage}").holder != who
    assert then.of_slot(f"slot:{answer}").holder == first.of_slot(f"slot:{answer}").holder

    desk.write(pulling(triage, who, desk.at))
    desk.write(*declining(triage, who, desk.at))
    assert desk.at.problem.claims == ()


def test_people_stand_in_a_plan_as_they_agreed(desk):
    """Who pulled something by login; who was only proposed under a pseudonym; also in sentences."""
    _, review, _ = names(desk)
    ada, *others = [one.person for one in desk.at.problem.team]
    desk.write(pulling(review, ada, desk.at))
    at = desk.at
    plan = filled(at)
    rows = plan_rows(plan, at)
    written = json.dumps([rows, plan_meta(plan, at)], default=str)

    assert rows[1]["holder"] == ada.partition(":")[2]
    for person in others:
        assert person.partition(":")[2] not in written
    broken = replace(plan, picks=(replace(plan.picks[0], points=9.0), *plan.picks[1:]))
    told = json.dumps(breach_rows(breaches_of(broken, at), at))
    assert plan.picks[0].holder not in told or plan.picks[0].holder == ada


def test_rows_read_back_are_the_same_plan(desk):
    """What `--format json` wrote is checked as it was; a row without sense is named."""
    at = desk.at
    plan = filled(at)
    rows = plan_rows(plan, at)

    assert set(rows[0]) == set(COLUMNS)
    assert breaches_of(plan_of_rows(rows, at), at) == ()
    with pytest.raises(WrongUse, match=r"row 1: `slot` is missing\nrow 2: holder nobody-made-up"):
        plan_of_rows([{}, {**rows[0], "holder": "nobody-made-up"}], at)


def test_a_floor_that_is_missed_is_told_with_its_number(desk):
    """And the plan is not adopted."""
    desk.terms(floor=0.5)
    at = desk.at
    plan = filled(at)

    with pytest.raises(TwohatsError, match=r"takes [\d.]+ points; the floor is [\d.]+") as caught:
        adopting(plan, at, breaches_of(plan, at))
    assert caught.value.exit_code == 1


def test_a_cap_is_kept_and_named(desk):
    """With room for one slot, one is held and the others say why not."""
    at = desk.at
    points = sum(one.points for one in at.problem.team)
    desk.terms(share=1.2 / points)
    desk.terms(free=0.0, people=())
    at = desk.at
    at = replace(at, problem=replace(at.problem, members=tuple(
        replace(one, offer=1.0) for one in at.problem.members
    )))  # fmt: skip
    plan = filled(at)

    assert len(plan.picks) == 1
    assert {one.reason for one in plan.left_out} == {
        "the cap of 1.2 points is used up by what is worth more"
    }


def test_days_off_change_what_is_offered_and_are_told_nowhere(desk):
    """They stand in the private part."""
    ada = desk.at.problem.team[0]
    days = [desk.iteration.since + timedelta(days=number) for number in range(14)]
    line = PrivateLine("1", "days-off", ada.person, desk.iteration.since_at, {"days": [str(d) for d in days]})  # fmt: skip
    desk.private = (line,)
    at = desk.at
    plan = filled(at)

    assert at.problem.member[ada.person].points == 0
    assert ada.person not in {pick.holder for pick in plan.picks}
    assert str(days[0]) not in json.dumps(plan_rows(plan, at), default=str)


def test_rights_upstream_are_needed_also_to_pull(desk):
    """Nothing shows that somebody may release there: told, with the next step."""
    desk.write(opening("release, lantern-project", desk.at, points=1.0))
    at = desk.at
    name = next(one for one in names(desk) if "release" in one)
    slot = at.slot(name, "")
    unable = [one for one in at.problem.team if at.eligibility.inability(one, slot) == "right"]
    able = [one for one in at.problem.team if at.eligibility.inability(one, slot) is None]

    assert unable
    assert able
    with pytest.raises(WrongUse, match="it takes the right to release in github:lantern-project"):
        pulling(name, unable[0].person, at)
    assert pulling(name, able[0].person, at).about == (slot.key,)


def test_wrong_words_name_the_thing_and_the_next_step(desk):
    """For slots, people, kinds of help, pulls of what is taken or too much."""
    _, review, _ = names(desk)
    ada, ben = (one.person for one in desk.at.problem.team[:2])
    at = desk.at
    with pytest.raises(WrongUse, match=r"has no such slot\. Its slots: "):
        pulling("nothing", ada, at)
    with pytest.raises(WrongUse, match="nobody of that name is on the team"):
        at.person("nobody-made-up", "--by")
    with pytest.raises(WrongUse, match="write how many, what and where"):
        opening("reviews", at, points=1)
    with pytest.raises(WrongUse, match="takes more than nothing"):
        opening("reviews, lantern-project", at, points=0)
    with pytest.raises(WrongUse, match="did not pull it"):
        letting_go(review, ada, at)
    desk.write(pulling(review, ada, at))
    with pytest.raises(WrongUse, match="pulled it already"):
        pulling(review, ben, desk.at)
    desk.write(opening("9 reviews, lantern-project", desk.at, points=9.0))
    with pytest.raises(WrongUse, match=r"it takes 9 points; [\d.]+ of [\d.]+ are pulled already"):
        pulling(f"{review}-2", ben, desk.at)


def test_a_slot_that_is_closed_is_gone(desk):
    """Its name is not used again for another."""
    answer, *_ = names(desk)
    desk.write(closing(answer, desk.at))

    assert answer not in names(desk)


def test_a_plan_that_adds_to_a_queue_shows_it(desk):
    """Open pull requests and the wait there stand beside what the plan would bring."""
    place = "github:lantern-project"
    desk.write(opening("2 changes, lantern-project", desk.at, points=1.0))
    at = desk.at
    plan = filled(at)
    (burden,) = [one for one in plan.burdens if one.adds]
    items = at.opened.facts.items
    queue = items.filter(
        (items.community == place) & (items.kind == "pull_request") & items.closed_at.isnull()
    )

    assert (burden.community, burden.adds, burden.gives) == (place, 2, 2)
    assert burden.open_queue == queue.count().to_pyarrow().as_py()
    assert burden.wait != "unknown"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--pull", "x"), "--pull: say whose word it is with --by LOGIN."),
        (("--pull", "x", "--fill"), "--pull and --fill: one thing at a time."),
        (("--must",), "--must: goes with --open."),
        (("--fill", "--adopt", "--points", "2"), "a what-if is not adopted"),
        (("--check", "nowhere.json"), "nowhere.json: not checked: No such file or directory."),
    ],
)
def test_options_that_do_not_fit_are_told(twohats, demo, words, message):
    """Exit 2, before anything is written."""
    ran = twohats("-w", demo, "plan", *words)

    assert ran.returncode == 2
    assert message in ran.stderr
