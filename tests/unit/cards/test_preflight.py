"""Each check: what it speaks up about, and what it leaves alone."""

from dataclasses import replace
from datetime import date

import pytest

from twohats.cards.preflight import CHECKS, advise
from twohats.records.cards import Fact, Paper, Papers
from twohats.records.preflight import (
    Agreed,
    Approving,
    Around,
    Change,
    ChangedFile,
    Given,
    Level,
    OwnCommit,
    Waived,
)

PLACE = "github:example/kelp"
SIGNED = "Mend it\n\nSigned-off-by: Ada Example <ada@example.org>\n"
FORM = "## Why\n\n<!-- say -->\n\n## Check\n\n- [ ] Tests added\n"


def files(*paths, lines=10):
    """Files of a change."""
    return tuple(ChangedFile(path, lines, 0) for path in paths)


def change(*paths, lines=10, body=None, message="Mend it\n"):
    """A change of one commit."""
    commit = OwnCommit("0123456789abcdef", "Ada Example", "ada@example.org", message)
    return Change(files(*(paths or ("src/kelp/tide.py",)), lines=lines), (commit,), body)


def state(check, given, facts=(), papers=(), around=None, unconfirmed=()):
    """States of one check."""
    card = [
        Fact(
            name,
            *(
                [value, "CONTRIBUTING.md", 3]
                if isinstance(value, str)
                else [value[0], "LICENSE", None, value[1]]
            ),
        )
        for name, value in dict(facts).items()
    ]
    found = advise(given, card, Papers(PLACE, tuple(papers)), around or Around(), unconfirmed)
    return [one.state for one in found if one.check == check]


def paper(kind, text):
    """One paper."""
    return Paper(f"{kind}.md", text, None, kind)


ISSUE = {"contributing.issue_first": "yes"}
LATER = {"contributing.issue_first": "for larger changes"}
LOG = {"contributing.changelog": "yes"}
TESTS = {"contributing.tests": "yes"}
DOCS = {"contributing.docs": "yes"}
DCO = {"agreement.kind": "DCO"}
FORMS = [paper("template", FORM)]
GUIDE = [paper("contributing", "Be kind.\n")]
REFUSING = [
    paper("contributing", "Note: Kelp _is not_ accepting pull requests\nadding new tides.\n")
]
OWNERS = [paper("codeowners", "* @ada\n/docs/ @bo @cleo\n")]
TEAM = Around(team=frozenset({"ada"}))

DAY = date(2026, 5, 1)
SOME = Agreed("github:example", "legal team", "https://example.org/cla", DAY, None, ("github:ada",))
ALL = replace(SOME, people=())
LEVELS = (
    Level("docs", only=("docs",)),
    Level("small", None, 50),
    Level("change", "a lead", 500),
    Level("large", "the office"),
)


def ours(*agreements, mails=(("ada@example.org", "github:ada"),), **more):
    """What our organization agreed on."""
    return Around(approving=Approving(DAY, agreements, mails=dict(mails), **more))


def waived(level="change", place=None, until=date(2026, 6, 1)):
    """A waiver."""
    return ours(levels=LEVELS, waivers=(Waived(level, "bo", "it is urgent", DAY, until, place),))


CLA = {"agreement.kind": "CLA"}
CASES = [
    # check, change, card, papers, around, state
    ("size", change(lines=401), {}, [], None, "ask"),
    ("size", change(lines=400), {}, [], None, "good"),
    ("size", change("uv.lock", "package-lock.json", lines=9000), {}, [], None, "note"),
    ("scope", change(), {}, GUIDE, None, "good"),
    ("scope", change(), {}, [], None, "unknown"),
    ("scope", change(), {}, REFUSING, None, "ask"),
    ("scope", change("GOVERNANCE.md"), {}, [], None, "ask"),
    ("scope", change("src/a/x.py", "tests/x.py", "docs/x.md", "uv.lock"), {}, GUIDE, None, "good"),
    ("scope", change("a/x.py", "b/x.py", "c/x.py"), {}, [], None, "ask"),
    ("scope", change("a/x.py", "b/x.py", "c/x.py", lines=900), {"governance.proposals": "JEP"}, [], None, "do"),
    ("issue first", change(), ISSUE, [], None, "do"),
    ("issue first", change(body="Closes #12"), ISSUE, [], None, "good"),
    ("issue first", change(message="Mend it\n\nSee kelp/tides#3.\n"), ISSUE, [], None, "good"),
    ("issue first", change(), LATER, [], None, "good"),
    ("issue first", change(lines=500), LATER, [], None, "do"),
    ("issue first", change(body="Room 12, colour #ffaa00"), ISSUE, [], None, "do"),
    ("issue first", change(), {}, [], None, "unknown"),
    ("changelog", change(), LOG, [], None, "do"),
    ("changelog", change("src/x.py", "CHANGELOG.md"), LOG, [], None, "good"),
    ("changelog", change("src/x.py", "changes/12.feature.md"), LOG, [], None, "good"),
    ("changelog", change("docs/x.md"), LOG, [], None, "good"),
    ("changelog", change(), {"contributing.changelog": "no"}, [], None, "good"),
    ("changelog", change(), {}, [], None, "unknown"),
    ("tests", change(), TESTS, [], None, "do"),
    ("tests", change("src/x.py", "tests/test_x.py"), TESTS, [], None, "good"),
    ("tests", change("pkg/x.go", "pkg/x_test.go"), TESTS, [], None, "good"),
    ("tests", change("docs/x.md", ".github/workflows/ci.yml"), TESTS, [], None, "good"),
    ("tests", change("src/attestation.py"), TESTS, [], None, "do"),
    ("docs", change(), DOCS, [], None, "ask"),
    ("docs", change("src/x.py", "docs/x.md"), DOCS, [], None, "good"),
    ("agreement", change(), DCO, [], None, "do"),
    ("agreement", change(message=SIGNED), DCO, [], None, "good"),
    ("agreement", Change(files("x.py"), None), DCO, [], None, "unknown"),
    ("agreement", change(), {"agreement.kind": "none"}, [], None, "good"),
    ("agreement", change(), {"agreement.kind": "CLA"}, [], None, "ask"),
    ("agreement", change(), {"agreement.kind": "CLA", "agreement.assignment": "yes"}, [], None, "do"),
    ("agreement", change(), {}, [], None, "unknown"),
    ("agreement", change(), CLA, [], ours(ALL), "good"),
    ("agreement", change(), CLA, [], ours(SOME), "good"),
    ("agreement", change(), CLA, [], ours(SOME, mails=()), "ask"),
    ("agreement", change(), CLA, [], ours(SOME, mails=(("ada@example.org", "github:bo"),)), "ask"),
    ("agreement", change(), CLA, [], ours(replace(ALL, until=DAY)), "ask"),
    ("agreement", change(), CLA, [], ours(replace(ALL, place="github:exam")), "ask"),
    ("agreement", change(), CLA, [], ours(), "ask"),
    ("agreement", change(), {**CLA, "agreement.assignment": "yes"}, [], ours(ALL), "do"),
    ("approval", change(), {}, [], ours(levels=LEVELS), "good"),
    ("approval", change("docs/x.md", lines=900), {}, [], ours(levels=LEVELS), "good"),
    ("approval", change(lines=51), {}, [], ours(levels=LEVELS), "do"),
    ("approval", change("uv.lock", "x.py", lines=50), {}, [], ours(levels=LEVELS), "good"),
    ("approval", change(lines=51), {}, [], waived(), "good"),
    ("approval", change(lines=501), {}, [], waived(), "do"),
    ("approval", change(lines=51), {}, [], waived(place="github:other"), "do"),
    ("approval", change(lines=51), {}, [], waived(until=DAY), "do"),
    ("approval", change(lines=51), {}, [], ours(levels=LEVELS, contributions=("github:example/kelp@fix",), given=(Given("github:example/kelp@fix", "change", "bo", DAY),)), "good"),
    ("approval", change(lines=51), {}, [], ours(levels=LEVELS, contributions=("github:example/kelp@mend",), given=(Given("github:example/kelp@fix", "change", "bo", DAY),)), "do"),
    ("approval", change(lines=51), {}, [], ours(levels=LEVELS[:2]), "unknown"),
    ("template", change(body=FORM), {}, FORMS, None, "do"),
    ("template", change(body=""), {}, FORMS, None, "do"),
    ("template", change(body=FORM.replace("<!-- say -->", "It broke.")), {}, FORMS, None, "do"),
    ("template", change(body="## Why\n\nIt broke.\n\n## Check\n\n- [x] Tests added\n"), {}, FORMS, None, "good"),
    ("template", change(body="## Why\n\n## Check\n\n- [x] Tests added\n"), {}, FORMS, None, "do"),
    ("template", change(body="It broke.\n\n- [ ] Tests added\n"), {}, FORMS, None, "ask"),
    ("template", change(), {}, FORMS, None, "unknown"),
    ("template", change(), {}, [], None, "unknown"),
    ("context", change(), {}, [], None, "unknown"),
    ("context", change(body=""), {}, [], None, "do"),
    ("context", change(body="<!-- say why, for which users, and what else you considered: #1 -->"), {}, [], None, "do"),
    ("context", change(body=FORM), {}, FORMS, None, "do"),
    ("context", change(body="Adds tides."), {}, [], None, "ask"),
    ("context", change("docs/x.md", body="Mends a typo."), {}, [], None, "good"),
    ("context", change("docs/x.md", body=" "), {}, [], None, "do"),
    ("context", change(body="Adds tides, because users asked in #12."), {}, [], None, "ask"),
    ("context", change(body="Fixes #12 for everybody at the coast. We considered a table instead."), {}, [], None, "good"),
    ("owners", change("docs/x.md"), {}, OWNERS, None, "note"),
    ("owners", change("docs/x.md"), {}, OWNERS, TEAM, "note"),
    ("owners", change("src/x.py"), {}, OWNERS, TEAM, "ask"),
    ("owners", change("src/x.py"), {}, [paper("codeowners", "/docs/ @ada\n")], TEAM, "note"),
    ("outside review", change(), {}, [], None, "unknown"),
    ("outside review", change(), {}, [], Around(reviewers=3, ours=2), "ask"),
    ("outside review", change(), {}, [], Around(reviewers=3, ours=1), "good"),
    ("burden", change(), {}, [], None, "unknown"),
    ("burden", change(), {}, [], Around(waiting=7), "ask"),
    ("burden", change(), {}, [], Around(waiting=1), "good"),
    ("disclosure", change(body="Adds it."), {}, [], None, "do"),
    ("disclosure", change(body="I work for an organization that runs this."), {}, [], None, "good"),
    ("disclosure", change(), {}, [], None, "unknown"),
    ("language models", change(), {"ai.policy": "say so"}, [], None, "ask"),
    ("language models", change(), {}, [], None, "unknown"),
    ("language models", change(body="An LLM wrote the tests."), {"ai.policy": "say so"}, [], None, "good"),
    ("language models", change(body="It said so."), {"ai.policy": "say so"}, [], None, "ask"),
    ("language models", change(body="No AI was used."), {"ai.policy": "some or all is forbidden, say so"}, [], None, "ask"),
    ("license", change(), {}, [], None, "ask"),
    ("license", change(), {"license.spdx": ("MIT", "OSI-approved")}, [], None, "good"),
    ("license", change(), {"license.spdx": ("CC-BY-4.0", "not among the OSI licenses known here")}, [], None, "ask"),
    ("license", change(), {"license.spdx": "unknown: the text was not recognized"}, [], None, "ask"),
    ("three questions", change(body="Security: none."), {}, [], None, "ask"),
    ("three questions", change(body="Security, maintenance, community: nothing."), {}, [], None, "good"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "given", "facts", "papers", "around", "wanted"), CASES)
def test_check(check, given, facts, papers, around, wanted):
    """It speaks up where something is missing, and is quiet where nothing is."""
    assert state(check, given, facts, papers, around) == [wanted]


def test_every_check_speaks_of_every_change():
    """Silence would look like a yes; only owners and approvals need a file."""
    found = advise(change(), [], Papers("r"), Around())

    assert len(found) == len(CHECKS) - 2
    assert {one.state for one in found} <= {"good", "ask", "unknown", "note"}


def test_every_line_that_refuses_a_kind_of_change_is_asked_about_with_its_place():
    """Whether it applies, a person knows; a large change is still called large."""
    text = "We do not accept new buoys.\n\nKelp 1 is no longer accepting new features.\n"
    papers = Papers(PLACE, (paper("contributing", text),))
    found = advise(change(lines=2000), [], papers, Around())

    assert [(one.state, one.says, one.place) for one in found if one.check == "scope"] == [
        ("ask", 'they write: "We do not accept new buoys." Does this apply?', "contributing.md:1"),
        ("ask", 'they write: "Kelp 1 is no longer accepting new features." Does this apply?', "contributing.md:3"),
        ("ask", "maybe large: it changes more than 1000 lines. Ask the maintainers before more work", ""),
    ]  # fmt: skip


def test_the_last_rule_that_matches_names_the_owners():
    """As the forge reads the file."""
    found = advise(change("docs/x.md"), [], Papers("r", tuple(OWNERS)), Around())

    assert [one.says for one in found if one.check == "owners"] == ["asked to review: @bo, @cleo"]


def test_owners_who_are_all_ours_ask_for_somebody_else():
    """Review from outside is not review by a colleague."""
    found = advise(change("src/x.py"), [], Papers("r", tuple(OWNERS)), TEAM)

    assert [one.says for one in found if one.check == "owners"] == [
        "asked to review: @ada. All of them are our colleagues: ask somebody who is not"
    ]


def test_what_a_text_lacks_is_named():
    """Each thing that a reader who was not there would ask for."""
    found = advise(change(body="Adds tides, because users asked."), [], Papers("r"), Around())

    assert [one.says for one in found if one.check == "context"] == [
        "it does not seem to say what else was thought of, where it was talked of"
    ]


@pytest.mark.parametrize(
    ("place", "has_shared", "wanted"),
    [
        ("github:example/kelp", False, "unknown"),
        ("git:local/kelp", False, "unknown"),
        ("github:example/kelp", True, "good"),
        ("github:example/.github", False, "good"),
        ("gitlab:example/kelp", False, "good"),
    ],
)
def test_there_is_no_form_only_where_the_organization_was_looked_at_too(place, has_shared, wanted):
    """Its repository `.github` may hold one for all; GitLab has no such repository."""
    found = advise(change(), [], Papers(place, has_shared=has_shared), Around())

    assert [one.state for one in found if one.check == "template"] == [wanted]


def test_a_rule_nobody_confirmed_only_asks():
    """A program proposed it; what is missing is for a person to say."""
    assert state("changelog", change(), LOG, unconfirmed=("contributing.changelog",)) == ["ask"]
    assert state("changelog", change(), LOG, unconfirmed=("contributing.tests",)) == ["do"]


def test_every_check_has_loud_and_quiet_cases():
    """A check that never speaks up, or never keeps quiet, is not shown to work."""
    loud = {check for check, *_, wanted in CASES if wanted in ("do", "ask")}
    quiet = {check for check, *_, wanted in CASES if wanted in ("good", "note")}
    every = {
        name.__name__.strip("_").replace("_", " ").replace("questions", "three questions")
        for name in CHECKS
    }

    assert (loud, quiet) == (every, every)
