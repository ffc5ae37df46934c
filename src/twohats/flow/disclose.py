"""``disclose``: a draft that says which hat, who asked, who pays, and how others gain."""

from collections.abc import Iterable
from dataclasses import dataclass

from twohats.journal.naming import may_be_named
from twohats.records.decisions import Decision

UNNAMED = "one of our communities"
HATS = ("organization", "upstream", "personal")


@dataclass(frozen=True)
class Draft:
    """A paragraph for a person to change and to post."""

    text: str
    withheld: str | None = None
    """Who asked, where no consent to name them is on record."""


def disclosure(
    hat: str,
    organization: str | None,
    decisions: Iterable[Decision] = (),
    *,
    asked_by: str | None = None,
    paid_by: str | None = None,
    gain: str | None = None,
    unnamed: str = UNNAMED,
) -> Draft:
    """Draft it. What was not said stands as a gap to fill, never as a guess.

    Parameters
    ----------
    hat
        One of `HATS`.
    organization
        Ours; None: not known.
    decisions
        The journal, for who agreed to be named.
    asked_by
        Who asked; named only if they agreed to that.
    paid_by
        Who pays for the work.
    gain
        How others gain from it.
    unnamed
        What stands for who asked where they did not agree to be named.
    """
    ours = organization or "[your organization]"
    worn = {
        "organization": f"I work for {ours}, and open this as part of that work.",
        "upstream": f"I open this as a member of this project. I also work for {ours}.",
        "personal": f"I open this for myself. I also work for {ours}, which did not ask for it.",
    }[hat]
    agreed = may_be_named(decisions)
    name = agreed.get(asked_by.casefold()) if asked_by else None
    lines = [worn]
    if hat != "personal" or asked_by:
        who = name or (unnamed if asked_by else "[who asked, or: nobody but me]")
        lines.append(f"Who asked: {who[:1].upper()}{who[1:]}.")
    if hat != "personal" or paid_by:
        lines.append(f"Who pays for the time: {paid_by or '[who pays, or: nobody]'}.")
    lines.append(f"How others gain: {gain or '[who else has this need, with a link]'}.")
    lines.append(
        "Please treat it as anybody's request: the decision, and the pace, are this community's."
    )
    return Draft("\n\n".join(lines) + "\n", asked_by if asked_by and name is None else None)


def statement(project: str, organization: str | None) -> str:
    """Draft a statement of interest in a project, as ``interests/NAME.md`` of a workspace holds it."""
    ours = organization or "[your organization]"
    return (
        "---\nreviewed: [date]\n---\n"
        f"# {ours} and {project}\n\n"
        f"Why we depend on {project}: [what would stop without it]\n\n"
        "What we would like: [goals the community shares, with a link to where it says so]\n\n"
        "What we give: [reviews, triage, releases, money, with a link]\n\n"
        "Who pays: [funders, from when to when]\n\n"
        "What would be a conflict of interest, and what we do then: [as not voting, or asking for another review]\n"
    )
