"""Each rule speaks where it should, and is quiet elsewhere, as often in the golden set."""

from collections import Counter

import pytest
from fakes.check_cases import CASES

from twohats.checks import rules

LOUD = [case for case in CASES if case.is_loud]
QUIET = [case for case in CASES if not case.is_loud]
ALSO = {
    "paid_and_not_approved": {"C04"},
    "paid_and_nobody_looked": {"C02"},
}
"""What other rules have to say of a case; of all others nothing."""
ABOUT_CHANGES = ("C02", "C03", "C04", "C05", "C06")


def _named(case):
    return f"{case.rule}-{case.name}"


@pytest.mark.parametrize("case", LOUD, ids=_named)
def test_what_a_rule_catches(case):
    """A situation says what was seen, where, and since when; it names nobody."""
    seen = rules()[case.rule].find(case.inputs)

    assert len(seen.situations) >= 1
    said = [one for one in seen.situations if all(words in one.because for words in case.expected)]
    assert said, [one.because for one in seen.situations]
    for one in said:
        assert one.rule == case.rule
        assert one.key.startswith(f"{case.rule}:")
        assert not any(
            name in one.because.lower() for name in ("ada", "bea", "cleo", "finn", "zoe")
        )
        if case.rule in ABOUT_CHANGES:
            assert one.url
            assert one.concerned


@pytest.mark.parametrize("case", QUIET, ids=_named)
def test_what_a_rule_leaves_alone(case):
    """No situation, and the reason why."""
    seen = rules()[case.rule].find(case.inputs)

    assert [one.because for one in seen.situations] == []
    reasons = [one.because for one in seen.quiet]
    for words in case.expected:
        assert any(words in because for because in reasons), reasons


@pytest.mark.parametrize("case", [case for case in CASES if case.rule in ABOUT_CHANGES], ids=_named)
def test_no_other_rule_has_a_false_hit(case):
    """A world made for one rule says nothing to those about changes, but what is meant."""
    inputs = case.inputs
    others = {
        code
        for code in ABOUT_CHANGES
        if code != case.rule and rules()[code].find(inputs).situations
    }

    assert others == ALSO.get(case.name, set())


def test_loud_and_quiet_cases_are_equally_many():
    """Each rule is tried as often on what it should leave alone."""
    loud, quiet = (Counter(case.rule for case in cases) for cases in (LOUD, QUIET))

    assert loud == quiet
    assert set(loud) == set(rules())


def test_every_rule_says_what_it_looks_for():
    """A sentence for people, in order of the codes."""
    assert list(rules()) == sorted(rules())
    assert all(rule.sentence.endswith(".") for rule in rules().values())


def test_the_same_world_gives_the_same_names():
    """An answer finds its situation again."""
    case = next(case for case in CASES if case.name == "nobody_looked")
    keys = [[one.key for one in rules()["C02"].find(case.inputs).situations] for _ in range(2)]

    assert keys[0] == keys[1] == ["C02:github:lantern-project/lantern#1"]
