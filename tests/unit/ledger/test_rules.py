"""The table of rules: complete, without contradiction, and honest about the unknown."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.ledger.rules import BY_ID, INPUTS, RULES, Inputs, decide, read_class, rule_for
from twohats.records.judgement import ALIASES, CLASSES

KNOWN = list(product((False, True), repeat=len(INPUTS)))
answers = st.tuples(*[st.sampled_from((True, False, None))] * len(INPUTS))


def applying(way):
    return [
        rule
        for rule in RULES
        if rule.when and all(a is None or a == b for a, b in zip(rule.when, way, strict=True))
    ]


def test_ids():
    """R1 to R13, in order, each once."""
    assert [rule.id for rule in RULES] == [f"R{number}" for number in range(1, 14)]


@pytest.mark.parametrize("way", KNOWN)
def test_every_way_has_a_rule(way):
    """Some rule applies to every set of answers, and where several do they say the same class."""
    assert len({rule.class_ for rule in applying(way)}) == 1
    assert rule_for(Inputs(*way)) in applying(way)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.when], ids=lambda rule: rule.id)
def test_every_rule_decides_something(rule):
    """No row stands in the shadow of those before it."""
    assert any(rule_for(Inputs(*way)) is rule for way in KNOWN)


@given(answers)
def test_agreement(given):
    """The class is the one on which all ways agree, else undecided; nothing else."""
    ways = [way for way in KNOWN if all(a in (None, b) for a, b in zip(given, way, strict=True))]
    classes = {rule_for(Inputs(*way)).class_ for way in ways}

    assert decide(*given).class_ == (classes.pop() if len(classes) == 1 else "undecided")


@given(answers, st.booleans())
def test_lacks(given, before):
    """What is lacking is unknown, and is nothing exactly when all ways agree."""
    outcome = decide(*given, before)

    assert all(given[INPUTS.index(name)] is None for name in outcome.lacks)
    ways = [way for way in KNOWN if all(a in (None, b) for a, b in zip(given, way, strict=True))]
    classes = {decide(*way, before).class_ for way in ways}
    assert bool(outcome.lacks) == (len(classes) > 1)


@given(answers)
def test_to_know_what_lacks_may_settle_it(given):
    """With all that is lacking known, whatever it turns out to be, nothing lacks any more."""
    outcome = decide(*given)
    for known in product((True, False), repeat=len(outcome.lacks)):
        told = list(given)
        for name, answer in zip(outcome.lacks, known, strict=True):
            told[INPUTS.index(name)] = answer
        assert decide(*told).lacks == ()


@given(answers)
def test_before_the_plan(given):
    """Before the team planned nothing is personal, and no other class changes."""
    now, then = decide(*given), decide(*given, True)

    assert then.class_ != "personal"
    assert then.class_ == ("undecided" if now.class_ == "personal" else now.class_)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_sentences(rule):
    """Every rule has a sentence for people."""
    assert rule.sentence.endswith(".")
    assert BY_ID[rule.id] is rule


@pytest.mark.parametrize(
    ("word", "class_"),
    [*ALIASES.items(), *((name, name) for name in CLASSES), (" Directed ", "directed")],
)
def test_words(word, class_):
    """Today's and older words read the same, in any case."""
    assert read_class(word) == class_
    assert read_class(word.upper()) == class_


@pytest.mark.parametrize("word", ["", "direct", "R5", "not-ours", "bot", "led"])
def test_other_words(word):
    """Other words are no class."""
    assert read_class(word) is None


def test_words_map_one_to_one():
    """No two older words mean the same class (invariant 8)."""
    assert len(set(ALIASES.values())) == len(ALIASES)
