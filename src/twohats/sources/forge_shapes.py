"""What forges send of accounts, repositories and milestones, in the one form rows are made from.

Every field may be missing: recordings differ by tool and by year.
"""

import msgspec


class Shape(msgspec.Struct, gc=False):
    """Base of all: no cycles, hence nothing for the garbage collector to follow."""


class Account(Shape):
    """A user, bot or organization, as nested everywhere."""

    login: str | None = None
    id: int | None = None
    type: str | None = None
    html_url: str | None = None
    name: str | None = None
    company: str | None = None


class License(Shape):
    """The licence GitHub recognised."""

    spdx_id: str | None = None


class Repository(Shape):
    """A repository, as nested in pull requests."""

    id: int | None = None
    full_name: str | None = None
    owner: Account | None = None
    html_url: str | None = None
    created_at: str | None = None
    archived: bool | None = None
    fork: bool | None = None
    default_branch: str | None = None
    license: License | None = None


class Milestone(Shape):
    """A milestone: whole on an item, title alone in an event."""

    number: int | None = None
    title: str | None = None
    state: str | None = None
    description: str | None = None
    due_on: str | None = None
