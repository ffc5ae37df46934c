"""What GitLab's own notes say: it writes much of what happens to an item down as a sentence.

The sentences are English whatever language people set. One that is not understood stays what it is, a
note. Wordings: GitLab's services for system notes, and the older ones that stand in long-lived items.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = re.compile(r"@([\w.-]*\w)")
_PEOPLE = (
    (re.compile(r"\brequested review from (.+?)(?: and removed |$)"), "review_requested"),
    (re.compile(r"\bremoved review request for (.+)$"), "review_request_removed"),
    (re.compile(r"(?<!un)\bassigned to (.+?)(?: and unassigned |$)"), "assigned"),
    (re.compile(r"\bunassigned (.+)$"), "unassigned"),
)
_RESET = re.compile(r"reset approvals from (.+) by pushing to the branch$")
"""Where a project keeps no approval of what was pushed since; who pushed is the note's author."""
_PLAIN = {
    "approved this merge request": ("reviewed", "approved"),
    "unapproved this merge request": ("review_dismissed", "approved"),
    "requested changes": ("reviewed", "changes_requested"),
    "left review comments without approving": ("reviewed", "commented"),
    "marked as a **Work In Progress**": ("converted_to_draft", None),
    "unmarked as a **Work In Progress**": ("ready_for_review", None),
}
_BEGINNINGS = (
    (re.compile(r"marked this merge request as \*\*draft\*\*"), "converted_to_draft"),
    (re.compile(r"marked this merge request as \*\*ready\*\*"), "ready_for_review"),
    (re.compile(r"locked the discussion in this "), "locked"),
    (re.compile(r"unlocked the discussion in this "), "unlocked"),
    (re.compile(r"(?:closed|status changed to closed)(?: via .+| by .+)?$"), "closed"),
    (re.compile(r"(?:reopened|status changed to reopened)(?: via .+)?$"), "reopened"),
    (re.compile(r"(?:merged|status changed to merged)$"), "merged"),
)
_TITLE = re.compile(r"changed title from \*\*(.*?)\*\* to \*\*", re.DOTALL)
_CHANGED_PART = re.compile(r"\{[-+](.*?)[-+]\}", re.DOTALL)
_MENTION = re.compile(
    r"mentioned in (?:merge request|issue|work item|task|incident)?\s*"
    r"(?P<project>[\w./-]*?)(?P<mark>[#!])(?P<number>[1-9]\d*)$"
)
_COMMIT = re.compile(r"mentioned in commit (?:[\w./-]+@)?(?P<oid>[0-9a-f]{7,64})$")


@dataclass(frozen=True)
class Told:
    """One thing that a note tells."""

    kind: str
    """As the facts name it; ``noted`` where the sentence is not understood."""
    state: str | None = None
    """Of a review."""
    login: str | None = None
    """Whom it was done to."""
    old_title: str | None = None
    project: str | None = None
    """Where it was mentioned: full path, name of a project beside, or empty for this one."""
    mark: str = "#"
    number: int | None = None
    oid: str | None = None


def read_note(body: str) -> list[Told]:
    """Read a note that GitLab wrote; at least one thing comes back.

    Examples
    --------
    >>> [(one.kind, one.login) for one in read_note("assigned to @ada and @ben and unassigned @cy")]
    [('assigned', 'ada'), ('assigned', 'ben'), ('unassigned', 'cy')]
    >>> read_note("approved this merge request")[0].state
    'approved'
    >>> read_note("changed the description")[0].kind
    'noted'
    """
    text = body.strip()
    if text in _PLAIN:
        kind, state = _PLAIN[text]
        return [Told(kind, state)]
    if title := _TITLE.match(text):
        return [Told("renamed", old_title=_CHANGED_PART.sub(r"\1", title[1]))]
    if mention := _MENTION.match(text):
        return [
            Told(
                "cross_referenced",
                project=mention["project"],
                mark=mention["mark"],
                number=int(mention["number"]),
            )
        ]
    if commit := _COMMIT.match(text):
        return [Told("referenced", oid=commit["oid"])]
    for beginning, kind in _BEGINNINGS:
        if beginning.match(text):
            return [Told(kind)]
    return list(_people(text)) or [Told("noted")]


def _people(text: str) -> Iterator[Told]:
    """Tell who was asked, or assigned; only of sentences that begin so."""
    if reset := _RESET.match(text):
        yield from (Told("review_dismissed", "approved", one) for one in _NAME.findall(reset[1]))
    if not text.startswith(("requested review", "removed review", "assigned to", "unassigned ")):
        return
    for expression, kind in _PEOPLE:
        found = expression.search(text)
        logins = _NAME.findall(found[1]) if found else []
        yield from (Told(kind, login=login) for login in logins)
        if kind == "review_requested" and text.endswith("removed approval"):
            # Whoever is asked once more has not approved any more.
            yield from (Told("review_dismissed", "approved", login) for login in logins)
