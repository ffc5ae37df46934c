"""Put a draft into a tracker of our own; nothing is sent anywhere else, and nothing twice."""

from collections.abc import Callable, Iterable
from typing import Protocol

from twohats.flow.words import short
from twohats.guards.door import Held
from twohats.records.drafts import ClearedDraft, Draft, Issue, Placed


class Tracker(Protocol):
    """A tracker that can be written to.

    Raises
    ------
    TwohatsError
        It could not be reached, or did not let us; the message says whether something was written.
    """

    def open_issues(self, repository: str) -> Iterable[Issue]:
        """List what is open, changes left out."""
        ...

    def create(self, repository: str, draft: Draft) -> Issue:
        """Open an issue."""
        ...

    def write(self, repository: str, number: int, body: str) -> Issue:
        """Put another text in the place of an issue's."""
        ...


def send(
    cleared: ClearedDraft,
    tracker: Tracker,
    is_ours: Callable[[str], bool],
    renewed: Callable[[str], str] | None = None,
) -> Placed:
    """Put a draft where it belongs, unless it stands there.

    Parameters
    ----------
    cleared
        What the guards let out.
    tracker
        Where to write.
    is_ours
        Whether a repository is our own organization's. It is asked again, right before writing.
    renewed
        Brings the text of one that stands up to date, and keeps what people wrote; None: one that
        stands is left as it is.

    Raises
    ------
    Held
        A guard holds it, or the place is not ours; nothing was written.
    """
    draft = cleared.draft
    reasons = list(cleared.held)
    if draft.place is not None and not is_ours(draft.place) and not reasons:
        reasons.append(f"{short(draft.place)} is not ours: a person copies it there")
    if reasons or draft.place is None:
        raise Held(f"{draft.title}: not sent: {'; '.join(reasons)}.")
    standing = find(draft, tracker.open_issues(draft.place))
    if standing is None:
        made = tracker.create(draft.place, draft)
        return Placed(draft.key, made.number, made.url, "created")
    body = renewed(standing.body) if renewed else standing.body
    if body == standing.body:
        return Placed(draft.key, standing.number, standing.url, "unchanged")
    tracker.write(draft.place, standing.number, body)
    return Placed(draft.key, standing.number, standing.url, "updated")


def find(draft: Draft, issues: Iterable[Issue]) -> Issue | None:
    """Find the issue of a draft: by its hidden key, else by its title; the oldest of several."""
    ordered = sorted(issues, key=lambda issue: issue.number)
    mark = f"<!-- twohats:{draft.key} -->"
    by_key = [issue for issue in ordered if mark in issue.body]
    by_title = [issue for issue in ordered if _plain(issue.title) == _plain(draft.title)]
    return next(iter([*by_key, *by_title]), None)


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())
