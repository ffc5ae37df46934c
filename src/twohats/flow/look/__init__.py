"""``look``: who waits, what we ask and give, whose need our work leans to, what to ask next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from twohats.flow.facts import Opened
from twohats.flow.look.asking import find_questions, questions_section
from twohats.flow.look.draft import Draft
from twohats.flow.look.given import given_section
from twohats.flow.look.leaning import judged_entries, leaning_section
from twohats.flow.look.resting import resting_section
from twohats.flow.look.waiting import waiting_section
from twohats.flow.meta import meta
from twohats.flow.page import made_up_banner
from twohats.flow.words import many
from twohats.records.pages import Document
from twohats.records.questions import Question
from twohats.records.times import show_date

__all__ = ["Look", "judged_entries", "look", "meta"]


@dataclass(frozen=True)
class Look:
    """The page, and its numbers for scripts."""

    document: Document
    questions: tuple[Question, ...]
    """All of them; the page shows the first five."""
    numbers: Mapping[str, int | float | None]
    """Every number of the page by name, so that page, SQL and JSON can be held together."""


def look(opened: Opened, *, left_out: Sequence[str] = (), made_good: Collection[str] = ()) -> Look:
    """Build the first page.

    Parameters
    ----------
    opened
        A workspace with its facts.
    left_out
        What reads could not use, one sentence each.
    made_good
        Keys of reads that a later one made good.
    """
    draft = Draft(opened)
    judged = judged_entries(opened)
    found = find_questions(draft, judged)
    sections = (
        waiting_section(draft),
        given_section(draft),
        leaning_section(draft, judged),
        questions_section(draft, judged, found),
        resting_section(opened, left_out, made_good),
    )
    facts = opened.facts
    document = Document(
        f"{opened.workspace.settings.organization} upstream",
        f"{facts.window} (UTC), as of {show_date(facts.as_of)}",
        sections,
        draft.rows,
        _banner(opened),
        meta(opened),
    )
    return Look(document, found, draft.numbers)


def _banner(opened: Opened) -> str:
    """Say above everything that facts are made up, or the choice of communities a guess."""
    if said := made_up_banner(opened):
        return said
    communities = opened.workspace.communities
    proposed = sum(one.proposed is not None for one in communities)
    if not proposed:
        return ""
    share = "The" if proposed == len(communities) else f"{proposed} of the"
    return (
        f"{share} {many(len(communities), 'community', 'communities')} here "
        f"{'was' if proposed == 1 else 'were'} proposed by the program and confirmed by nobody: "
        "repositories in which three or more of the people listed opened or reviewed something, and "
        "such as our own refer to. key-communities.toml says which and why."
    )
