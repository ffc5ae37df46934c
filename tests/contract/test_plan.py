"""The story of a planning lead: slots are opened, pulled, declined, filled, adopted and checked."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from twohats.cli.place import Place
from twohats.cli.plan_shown import print_table
from twohats.errors import TwohatsError, WrongUse
from twohats.flow.facts import Moments
from twohats.flow.plan import (
    COLUMNS,
    adopting,
    apart,
    asked_iteration,
    breach_rows,
    breaches_of,
    candidates,
    closing,
    current,
    declining,
    example_of,
    filled,
    letting_go,
    look,
    opening,
    plan_meta,
    plan_of_rows,
    plan_rows,
    planned,
    pulling,
    stale_since,
    waiting,
)
from twohats.flow.plan.from_journal import plans_of
from twohats.journal import PrivateLine, ulid
from twohats.records.decisions import Decision
from twohats.records.plan import Breach
from twohats.workspace.iterations import Iterations

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
    with pytest.raises(WrongUse, match=r"has no such slot: known are `\d+-answer-gullwing-data`, "):
        pulling("nothing", ada, at)
    with pytest.raises(WrongUse, match=rf"did you mean `{review}`\?$"):
        pulling(review.replace("review", "reveiw"), ada, at)
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


def test_a_floor_is_gone_below_with_a_reason_alone(desk):
    """The reason goes into the journal; then a check notes the floor, unless still less is held."""
    desk.terms(floor=0.5)
    at = desk.at
    plan = filled(at)
    breaches = breaches_of(plan, at)
    assert [one.rule for one in breaches] == ["floor"]
    assert apart(breaches, plan, at) == ((), breaches)
    with pytest.raises(TwohatsError, match="--below-floor --why TEXT"):
        adopting(plan, at, breaches)

    line = adopting(plan, at, breaches, "a holiday week")
    assert line.why.endswith("below its floor: a holiday week")
    desk.write(line)
    at = desk.at
    assert at.problem.previous.below_floor == "a holiday week"
    assert apart(breaches_of(plan, at), plan, at) == (breaches, ())
    assert plan_meta(plan, at)["below_floor"] == "a holiday week"

    less = replace(plan, picks=plan.picks[1:], points=plan.points - plan.picks[0].points)
    _, broken = apart(breaches_of(less, at), less, at)
    assert "floor" in {one.rule for one in broken}


def test_a_reason_that_was_not_needed_is_not_kept(desk):
    """A plan that reaches the floor is adopted as any other; a cap takes no reason."""
    plan, at = filled(desk.at), desk.at

    assert "below_floor" not in adopting(plan, at, (), "just in case").content
    over = Breach("cap", "plan 40", "takes 30 points; the cap is 22.5")
    with pytest.raises(TwohatsError, match=r"the cap is 22\.5\nClose slots"):
        adopting(plan, at, (over,), "we wish to")


def test_only_what_a_person_has_to_decide_waits(desk):
    """A missed floor does not, nor what must be held before anything was filled; then it does."""
    floor, duty, cap = (Breach(rule, "it", "") for rule in ("floor", "duty", "cap"))
    at = desk.at

    assert waiting((floor, duty, cap), at, is_filled=False) == (cap,)
    assert waiting((floor, duty, cap), at, is_filled=True) == (duty, cap)
    desk.write(adopting(filled(at), at, ()))
    assert waiting((floor, duty), desk.at, is_filled=False) == (duty,)


def test_a_community_is_one_that_the_workspace_knows(desk):
    """By owner or repository, in any case; else the nearest is named, and the hint names one of ours."""
    at = desk.at
    repository = next(one for one in at.opened.scopes if one.community == "github:lantern-project")
    for said in (
        "Lantern-Project",
        repository.repository.partition(":")[2],
        "github:lantern-project",
    ):
        assert opening(f"review, {said}", at, points=1).content["community"] == (
            "github:lantern-project"
        )
    with pytest.raises(WrongUse, match="did you mean `lantern-project`"):
        opening("review, lantern-projct", at, points=1)
    with pytest.raises(WrongUse, match="`nowhere-made-up` is no community that this workspace"):
        opening("review, nowhere-made-up", at, points=1)
    example = example_of(at).split("'")[1]
    assert opening(example, at, points=2).about[0].startswith(f"slot:{at.iteration.number}-review-")


@pytest.mark.parametrize("points", [float("nan"), float("inf"), -1.0, 0.0])
def test_points_that_are_none_open_nothing(desk, points):
    """Not a number, without end, below nothing, nothing."""
    with pytest.raises(WrongUse, match="takes more than nothing"):
        opening("review, lantern-project", desk.at, points=points)


def test_a_slot_beyond_the_cap_is_not_opened(desk):
    """The number is named; one of exactly so many points is opened."""
    at = desk.at
    cap = at.problem.cap

    assert opening("review, lantern-project", at, points=cap).content["points"] == cap
    with pytest.raises(WrongUse, match=rf"the cap of iteration \d+ is {cap:g} points"):
        opening("review, lantern-project", at, points=cap + 0.01)


def test_iterations_are_planned_for_a_year():
    """The last one that begins within it is named; a number without end is refused alike."""
    iterations, today = Iterations(date(2026, 1, 5)), date(2026, 2, 3)

    assert asked_iteration(iterations, None, today).number == 3
    assert asked_iteration(iterations, 29, today).since == date(2027, 2, 1)
    for number in (30, 10**12):
        with pytest.raises(WrongUse, match="The last one to plan is 29, from 2027-02-01"):
            asked_iteration(iterations, number, today)
    with pytest.raises(WrongUse, match="the first iteration begins on 2026-01-05"):
        asked_iteration(iterations, None, date(2025, 12, 1))


def test_facts_that_end_before_the_iteration_are_told(opened):
    """More than an iteration ago: their day; less: nothing."""
    reach = opened.facts.as_of

    assert stale_since(opened, reach + timedelta(days=14)) is None
    assert stale_since(opened, reach + timedelta(days=15)) == reach.date()


def test_a_plan_without_slots_is_shown(twohats, demo):
    """Exit 0, with a next step that works here and how far the facts reach."""
    ran = twohats("-w", demo, "plan")

    assert ran.returncode == 0
    assert "Open one: twohats plan --open '2 reviews, lantern-project'" in ran.stderr
    assert "Everything here is made up, and ends 2026-07-01: needs are as of then." in ran.stderr
    assert "twohats sync" not in ran.stderr


def test_names_of_slots_stay_whole_in_a_narrow_terminal(desk, capsys, monkeypatch):
    """They are typed; how many there are to do and the first need stand beside them."""
    monkeypatch.setenv("COLUMNS", "80")
    at = desk.at
    rows = plan_rows(filled(at), at)
    print_table(rows)
    shown = capsys.readouterr().out

    assert [line.split()[0] for line in shown.splitlines() if line.startswith("40-")] == names(desk)
    assert max(map(len, shown.splitlines())) <= 80
    assert "2 to do, now lantern-project" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--pull", "x"), "--pull: say whose word it is with --by LOGIN."),
        (("--pull", "x", "--fill"), "--pull and --fill: one thing at a time."),
        (("--must",), "--must: goes with --open."),
        (("--fill", "--points", "-3"), "--points -3: nothing was filled"),
        (("--fill", "--points", "nan"), "--points nan: nothing was filled"),
        (("--fill", "--adopt", "--below-floor"), "--below-floor: say the reason with --why TEXT."),
        (("--fill", "--below-floor", "--why", "x"), "--below-floor: goes with --adopt."),
        (("--fill", "--adopt", "--why", "x"), "--why: goes with --below-floor."),
        (("--iteration", "400"), "--iteration 400: nothing was done: it begins more than a year"),
        (("--fill", "--adopt", "--points", "2"), "a what-if is not adopted"),
        (("--check", "nowhere.json"), "nowhere.json: not checked: No such file or directory."),
    ],
)
def test_options_that_do_not_fit_are_told(twohats, demo, words, message):
    """Exit 2, before anything is written."""
    ran = twohats("-w", demo, "plan", *words)

    assert ran.returncode == 2
    assert message in ran.stderr
