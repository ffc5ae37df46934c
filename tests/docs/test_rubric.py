"""The page of rules says what the code says."""

import re

from twohats.ledger.rules import RULES

ROW = re.compile(r"^\| (R\d+) \| (.+) \|$", re.MULTILINE)
SAID = {"yes": True, "no": False, "–": None}


def test_the_rules_stand_there_as_they_are_applied(pages):
    """Each rule has its row, in order, with its answers, its class and its sentence."""
    rows = []
    for rule, text in ROW.findall(pages["docs/rubric.md"]):
        *answers, class_, sentence = [cell.strip() for cell in text.split("|")]
        when = tuple(SAID[answer] for answer in answers) if any(answers) else None
        rows.append((rule, when, class_.strip("`") or None, sentence))

    assert rows == [(rule.id, rule.when, rule.class_, rule.sentence) for rule in RULES]
