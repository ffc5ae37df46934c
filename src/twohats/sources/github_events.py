"""What happened to items of GitHub, as rows of events.

- A line comment's ``parent`` is its review; if it answers another line comment, ``subject`` is the
  key of that comment. Its ``oid`` is the commit it was written on, not the one it was carried to.
- REST gives cross-references no id; their key is made of both ends, `cross_reference_key`.
- ``committed`` has no actor: the timeline knows the commit's author as git wrote it, not who pushed.
"""

from collections.abc import Callable

from twohats.records import event_key, item_key, repository_key
from twohats.sources.forge_bucket import Bucket, Place
from twohats.sources.forge_tally import Tally
from twohats.sources.github_names import (
    LEFT_OUT,
    cross_reference_key,
    database_id,
    event_kind,
    repository_name,
)
from twohats.sources.github_shapes import Comment, Event, Item


class EventRows:
    """Makes rows of entries of timelines and of comments.

    Parameters
    ----------
    forge
        Name of the forge in the workspace.
    """

    def __init__(self, forge: str):
        self.forge = forge

    def event(self, place: Place, event: Event, tally: Tally, bucket: Bucket) -> str | None:
        """Take in one entry of a timeline; why not, if it cannot be."""
        if not event.event:
            return "it does not say what happened"
        kind = event_kind(event.event)
        if kind in LEFT_OUT:
            tally.left_out[kind] += 1
            return None
        if kind == "commit_commented" and event.comments is not None:
            added = [self.comment(place, kind, one, tally, bucket) for one in event.comments]
            return None if all(added) else "a comment has no id"
        if kind == "committed":
            return self._committed(place, event, tally, bucket)
        if kind == "cross_referenced":
            return self._cross_referenced(place, event, tally, bucket)
        number = event.id
        if number is None:
            number = database_id(event.node_id) if event.node_id else None
            if number is None:
                return "it has no id"
        actor, at = event.actor, event.created_at
        body, state, parent, subject = event.body, None, None, None
        if kind == "reviewed":
            actor, at, state = event.user or actor, event.submitted_at, event.state
            body = body or None  # nobody has to write anything in a review
            if at is None:
                tally.left_out["reviewed"] += 1
                return None
        elif kind == "commented":
            actor = event.user or actor
        elif kind == "review_dismissed" and event.dismissed_review:
            state = event.dismissed_review.state
            if event.dismissed_review.review_id is not None:
                parent = f"{self.forge}:reviewed:{event.dismissed_review.review_id}"
        elif kind in _SUBJECTS:
            subject = _SUBJECTS[kind](event, bucket)
            actor = event.review_requester or event.assigner or actor
        tally.rows[f"events.{kind}"] += 1
        bucket.event(
            place,
            kind,
            f"{self.forge}:{kind}:{number}",
            actor,
            at,
            state=state,
            subject=subject,
            parent=parent,
            oid=event.commit_id,
            association=event.author_association,
            body=body,
            url=event.html_url,
            edited_at=event.updated_at,
        )
        return None

    def _committed(self, place: Place, event: Event, tally: Tally, bucket: Bucket) -> str | None:
        if not event.sha:
            return "it has no commit id"
        key = event_key(self.forge, "committed", f"{place.item}@{event.sha}")
        at = event.committer.date if event.committer else None
        tally.rows["events.committed"] += 1
        tally.rows["item_commits"] += 1
        bucket.buffer("item_commits").add((place.item, event.sha))
        bucket.event(place, "committed", key, None, at, oid=event.sha, url=event.html_url)
        return None

    def _cross_referenced(
        self, place: Place, event: Event, tally: Tally, bucket: Bucket
    ) -> str | None:
        origin = event.source and event.source.issue
        if not origin or origin.number is None:
            return "it does not say where from"
        full_name = full_name_of(origin)
        if not full_name:
            return "it does not say where from"
        source = item_key(repository_key(self.forge, full_name), origin.number)
        key = cross_reference_key(self.forge, source, place.item)
        at = event.created_at
        tally.rows["events.cross_referenced"] += 1
        tally.rows["links.backlink"] += 1
        bucket.event(
            place, "cross_referenced", key, event.actor, at, subject=source, url=origin.html_url
        )
        link = (source, None, place.item, None, "ref", bucket.account(event.actor), at)
        bucket.buffer("links").add(link)
        return None

    def comment(
        self, place: Place, kind: str, comment: Comment, tally: Tally, bucket: Bucket
    ) -> bool:
        if comment.id is None:
            return False
        review, answered = comment.pull_request_review_id, comment.in_reply_to_id
        tally.rows[f"events.{kind}"] += 1
        bucket.event(
            place,
            kind,
            f"{self.forge}:{kind}:{comment.id}",
            comment.user,
            comment.created_at,
            subject=None if answered is None else f"{self.forge}:review_commented:{answered}",
            parent=None if review is None else f"{self.forge}:reviewed:{review}",
            path=comment.path,
            oid=comment.original_commit_id or comment.commit_id,
            association=comment.author_association,
            body=comment.body,
            url=comment.html_url,
            edited_at=comment.updated_at,
        )
        return True


def full_name_of(item: Item) -> str | None:
    """``owner/name`` of an item's repository."""
    if item.repository and item.repository.full_name:
        return item.repository.full_name
    return repository_name(item.repository_url or item.html_url)


def _asked(event: Event, bucket: Bucket) -> str | None:
    """Who was asked to review: an account or a team."""
    if event.requested_team and event.requested_team.slug:
        return f"team:{event.requested_team.slug}"
    return bucket.account(event.requested_reviewer)


def _label(event: Event, _: Bucket) -> str | None:
    return event.label.name if event.label else None


def _milestone(event: Event, _: Bucket) -> str | None:
    return event.milestone.title if event.milestone else None


def _assignee(event: Event, bucket: Bucket) -> str | None:
    return bucket.account(event.assignee)


def _old_title(event: Event, _: Bucket) -> str | None:
    return event.rename.from_ if event.rename else None


_SUBJECTS: dict[str, Callable[[Event, Bucket], str | None]] = {
    "labeled": _label,
    "unlabeled": _label,
    "milestoned": _milestone,
    "demilestoned": _milestone,
    "assigned": _assignee,
    "unassigned": _assignee,
    "renamed": _old_title,
    "review_requested": _asked,
    "review_request_removed": _asked,
}
"""What the subject of an event is, by its kind."""
