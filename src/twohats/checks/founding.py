"""Before a new project, and after it: six questions, and what each way of taking part owes the community.

See docs/projects.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

QUESTIONS: Mapping[str, str] = {
    "exists": "Which project does this already, or nearly, and what did its people say? `nothing` is an answer.",
    "asked": "Who upstream asked for it, and where? `nobody` is an answer.",
    "maintains": "Who looks after it in two years, and in which time?",
    "exit": "What becomes of it when we stop: who takes it over, or how is it put away?",
    "license": "Under which license, as SPDX names it?",
    "name": "Is the name free, and does it claim nothing that belongs to a community?",
}
"""What is asked before a project is begun, in this order."""
LINKED = ("exists",)
"""Answers that need a place where they can be read, unless nobody or nothing is the answer."""
MAY_BE_NOTHING = ("exists", "asked")
"""Questions to which nobody, or nothing, is an answer."""
NOTHING = ("nobody", "none", "nothing")

State = Literal["done", "not done", "unknown"]


@dataclass(frozen=True)
class Owed:
    """One thing that a way of taking part owes."""

    key: str
    sentence: str
    read_from: str = "a person"
    """What can tell: ``interests.yml``, ``interests/``, ``twohats.toml``, ``documents``, ``facts``, ``answers``."""


@dataclass(frozen=True)
class Pattern:
    """One way in which an organization takes part."""

    name: str
    sentence: str
    owes: tuple[Owed, ...]


_STATEMENT = Owed("statement", "a statement of interest, read through within a year", "interests/")
_ROLES = Owed("roles", "the roles of ours there, with employer and dates", "interests.yml")
_FUNDERS = Owed("funders", "who pays for it", "twohats.toml")
_DISCLOSED = Owed("disclosed", "each change of ours says who asked or who pays", "facts")
_EXIT = Owed("exit", "what happens when we stop", "answers")
_POST = Owed("post", "a public word on what came of it, the community first")

PATTERNS: Mapping[str, Pattern] = {
    one.name: one
    for one in (
        Pattern(
            "in-residence",
            "somebody of ours works inside a project, by its own plan",
            (
                _ROLES,
                _STATEMENT,
                Owed("plan", "the project's own plan that the work follows"),
                _EXIT,
            ),
        ),
        Pattern(
            "initiative",
            "a team of ours builds something large together with a project",
            (
                Owed("consent", "where the project agreed, before the work began"),
                Owed("public-plan", "the plan, where everybody can read it"),
                _STATEMENT,
                _FUNDERS,
                _DISCLOSED,
                _EXIT,
                _POST,
            ),
        ),
        Pattern(
            "opened-tool",
            "a tool of ours that others may use and shape",
            (
                Owed("license", "an open source license", "documents"),
                Owed("conduct", "a code of conduct", "documents"),
                Owed("contributing", "how to contribute", "documents"),
                Owed("governance", "who decides, and how", "documents"),
                Owed("security", "how to report a weakness", "documents"),
                Owed("others-merge", "somebody who is not ours merges there", "facts"),
                _EXIT,
            ),
        ),
        Pattern(
            "consulting",
            "ours work upstream for somebody who pays for it",
            (
                _FUNDERS,
                _DISCLOSED,
                Owed("upstream-first", "what we built is upstream, and not in a copy of ours"),
                Owed("no-promise", "what we told who pays: that upstream decides"),
                _POST,
            ),
        ),
    )
}
"""Ways of taking part that companies are known to have, with what each owes."""


def missing(answers: Mapping[str, str]) -> list[str]:
    """List the questions without an answer, in order.

    Examples
    --------
    >>> missing({"exists": "lantern", "asked": "nobody", "license": "MIT", "name": "free"})
    ['maintains', 'exit']
    """
    return [asks for asks in QUESTIONS if not answers.get(asks, "").strip()]


def is_nothing(answer: str) -> bool:
    """Whether an answer says that there is nobody or nothing."""
    return answer.strip().strip(".").casefold() in NOTHING
