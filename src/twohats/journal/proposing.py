"""Which kind of work a sentence speaks of: a proposal for a person to confirm, never a judgement."""

import re

_WORDS = {
    "moderation": r"moderat\w*|code of conduct|coc|spam",
    "mentoring": r"mentor\w*|coach\w*|taught|teach\w*|pair(?:ed|ing)|onboard\w*|office hours?",
    "newcomers": r"newcomers?|first[- ]time(?:rs?)?|good first issues?|welcom\w+",
    "governance": r"governance|council|steering|committee|elections?|vot(?:ed?|es|ing)|charter|board",
    "sponsoring": r"vouch\w*|nominat\w*|sponsor\w*",
    "funding": r"fund(?:s|ed|ing|raising)?|grants?|budget|donat\w*",
    "talk": r"talks?|keynote|present(?:ed|ation|ing)|workshop|webinar|conference|panel|podcast|lecture",
    "goals": r"roadmaps?|strateg\w+|goals?|vision|priorities",
    "meeting": r"meetings?|calls?|standups?|caf[eé]|facilitat\w+|agenda|minutes|check-?ins?",
    "security": r"security|cve\S*|vulnerabilit\w+|advisor(?:y|ies)",
    "release": r"releas\w+",
    "triage": r"triag\w+|label(?:led|ed|ling|ing)",
    "review": r"review\w*",
    "docs": r"docs?|documentation|tutorials?|guides?",
    "ci": r"ci|builds?|pipelines?",
    "care": r"care|cared|thank\w*|conflict|listen\w*|burnout|well-?being|support(?:ed|ing) (?:a|the|people)",
    "answer": r"answer\w*|forum|helped|questions?",
}  # fmt: skip
_ANY = {activity: re.compile(rf"\b(?:{words})\b", re.I) for activity, words in _WORDS.items()}


def propose_activity(text: str) -> str | None:
    """Propose an activity by the words of a text; None where no word speaks for one.

    Where several do, care for people goes before meetings, and meetings before work on code: what
    leaves a trace elsewhere is rarely logged by hand.

    Examples
    --------
    >>> propose_activity("facilitated the monthly meeting")
    'meeting'
    >>> propose_activity("moderated a heated call")
    'moderation'
    >>> propose_activity("lunch") is None
    True
    """
    return next((activity for activity, words in _ANY.items() if words.search(text)), None)
