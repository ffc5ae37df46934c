"""What GitHub's REST API sends, cut down to the fields that become facts.

Decoding into these skips every other field without building it, which is most of a recording.
Every field may be missing: recordings differ by tool and by year. `salvage` reads an object whose
fields are not all of the right type, and says which it had to leave out.
"""

import json
from typing import Any, TypeVar, get_args

import msgspec

from twohats.sources.forge_shapes import Account as Account
from twohats.sources.forge_shapes import License as License
from twohats.sources.forge_shapes import Milestone as Milestone
from twohats.sources.forge_shapes import Repository as Repository
from twohats.sources.forge_shapes import Shape as Shape


class NamedRepository(Shape):
    """A repository of which only the name matters."""

    full_name: str | None = None


class Base(Shape):
    """The branch a pull request goes into."""

    ref: str | None = None
    repo: Repository | None = None


class Head(Shape):
    """The branch a pull request comes from; ``repo`` is null once the fork is deleted."""

    repo: NamedRepository | None = None


class Label(Shape):
    """A label, on an item or in an event."""

    name: str | None = None


class Team(Shape):
    """A team asked to review."""

    slug: str | None = None


class PullLink(Shape):
    """What an issue that is a pull request says of it."""

    merged_at: str | None = None


class Item(Shape):
    """An issue or a pull request."""

    number: int | None = None
    title: str | None = None
    user: Account | None = None
    body: str | None = None
    html_url: str | None = None
    repository_url: str | None = None
    repository: NamedRepository | None = None
    author_association: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    closed_at: str | None = None
    merged_at: str | None = None
    merged: bool | None = None
    merged_by: Account | None = None
    merge_commit_sha: str | None = None
    state: str | None = None
    draft: bool | None = None
    additions: int | None = None
    deletions: int | None = None
    changed_files: int | None = None
    labels: list[Label] | None = None
    milestone: Milestone | None = None
    assignees: list[Account] | None = None
    requested_reviewers: list[Account] | None = None
    requested_teams: list[Team] | None = None
    base: Base | None = None
    head: Head | None = None
    pull_request: PullLink | None = None


class Origin(Shape):
    """Where a cross-reference comes from."""

    issue: Item | None = None


class Renaming(Shape):
    """The titles before and after."""

    from_: str | None = msgspec.field(default=None, name="from")


class DismissedReview(Shape):
    """The review a dismissal speaks of."""

    review_id: int | None = None
    state: str | None = None


class Signature(Shape):
    """Who committed, and when."""

    date: str | None = None


class Comment(Shape):
    """A comment on a line of a pull request, or on a commit."""

    id: int | None = None
    user: Account | None = None
    body: str | None = None
    path: str | None = None
    html_url: str | None = None
    author_association: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    commit_id: str | None = None
    original_commit_id: str | None = None
    pull_request_review_id: int | None = None
    in_reply_to_id: int | None = None


class Event(Shape):
    """One entry of an item's timeline: the union of what its kinds carry."""

    event: str | None = None
    id: int | None = None
    node_id: str | None = None
    actor: Account | None = None
    user: Account | None = None
    created_at: str | None = None
    updated_at: str | None = None
    submitted_at: str | None = None
    author_association: str | None = None
    body: str | None = None
    html_url: str | None = None
    commit_id: str | None = None
    state: str | None = None
    label: Label | None = None
    milestone: Milestone | None = None
    assignee: Account | None = None
    assigner: Account | None = None
    requested_reviewer: Account | None = None
    requested_team: Team | None = None
    review_requester: Account | None = None
    rename: Renaming | None = None
    dismissed_review: DismissedReview | None = None
    source: Origin | None = None
    sha: str | None = None
    committer: Signature | None = None
    comments: list[Comment] | None = None


class Recording(Shape):
    """One file of a REST backup: an item with all that happened to it."""

    issue: Item | None = None
    pull: Item | None = None
    events: list[Event] | None = None
    comments: list[Comment] | None = None


ShapeT = TypeVar("ShapeT", bound=Shape)


def salvage(
    shape: type[ShapeT], raw: dict[str, Any], where: str, lost: list[tuple[str, str]]
) -> ShapeT:
    """Read what can be read of an object that does not fit its shape.

    Parameters
    ----------
    shape
        What it should be.
    raw
        The decoded JSON.
    where
        How to name the object in ``lost``: ``events[3]``.
    lost
        Gets one (place, reason) per value that had to be left out.

    Returns
    -------
    Shape
        With None in place of what did not fit.

    Examples
    --------
    >>> lost = []
    >>> salvage(Label, {"name": 7}, "labels[0]", lost)
    Label(name=None)
    >>> lost
    [('labels[0].name', 'expected `str | null`, got `int`')]
    """
    kept = {}
    for field in msgspec.structs.fields(shape):
        if field.encode_name not in raw:
            continue
        value, place = raw[field.encode_name], f"{where}.{field.encode_name}".lstrip(".")
        try:
            kept[field.name] = msgspec.convert(value, field.type, strict=False)
        except msgspec.ValidationError as error:
            kept[field.name] = _salvage_field(field.type, value, place, _reason(error), lost)
    return shape(**kept)


def _salvage_field(
    kind: Any, value: Any, place: str, reason: str, lost: list[tuple[str, str]]
) -> Any:
    """Go into the objects and lists of a field that did not fit; None where there are none."""
    inner = get_args(kind)[0]
    if isinstance(value, list) and get_args(inner):
        shape = get_args(inner)[0]
        salvaged = (
            _salvage_one(shape, one, f"{place}[{at}]", lost) for at, one in enumerate(value)
        )
        return [one for one in salvaged if one is not None]
    if isinstance(value, dict) and isinstance(inner, type) and issubclass(inner, Shape):
        return salvage(inner, value, place, lost)
    lost.append((place, reason))
    return None


def _salvage_one(
    shape: type[ShapeT], raw: Any, where: str, lost: list[tuple[str, str]]
) -> ShapeT | None:
    try:
        return msgspec.convert(raw, shape, strict=False)
    except msgspec.ValidationError as error:
        if isinstance(raw, dict) and issubclass(shape, Shape):
            return salvage(shape, raw, where, lost)
        lost.append((where, _reason(error)))
        return None


def _reason(error: msgspec.ValidationError) -> str:
    """Why a value did not fit, without the place, which is told apart."""
    text = str(error).partition(" - at ")[0]
    return text[:1].lower() + text[1:]


def lenient_json(content: bytes) -> Any:
    r"""Decode JSON that a strict reader refuses: wrong bytes, half characters, ``NaN``.

    Raises
    ------
    ValueError
        It is not JSON at all, or ends early.

    Examples
    --------
    >>> lenient_json(b'{"body": "half \\ud83d"}')
    {'body': 'half ?'}
    """
    return _whole_characters(json.loads(content.decode("utf-8-sig", "replace")))


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_whole_characters(one) for one in value]
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(one) for key, one in value.items()}
    return value
