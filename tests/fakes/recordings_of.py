"""Small pages for tests of the store."""

from datetime import UTC, datetime, timedelta

from twohats.records import Coverage, Page

DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)
REPOSITORY = "github:lantern-project/lantern"


def day(number: float) -> datetime:
    """Give midnight of a day, counted from the first of January 2026."""
    return DAY_0 + timedelta(days=number)


def items_page(seen_at: datetime, rows: list[dict[str, object]], **page: object) -> Page:
    """Page of items of one repository."""
    columns = {name for row in rows for name in row}
    table = {name: [row.get(name) for row in rows] for name in sorted(columns)}
    table["repository"] = [REPOSITORY] * len(rows)
    return Page("github:lantern-project", {"items": table}, seen_at, **page)  # type: ignore[arg-type]


def events_page(seen_at: datetime, numbers: list[int], *, complete: bool = True) -> Page:
    """Page of comments, with a promise that these are all there are."""
    table = {
        "event": [f"github:commented:{number}" for number in numbers],
        "item": [f"{REPOSITORY}#{number % 3}" for number in numbers],
        "repository": [REPOSITORY] * len(numbers),
        "kind": ["commented"] * len(numbers),
        "actor": [f"github:person-{number % 5}" for number in numbers],
        "happened_at": [day(number / 10) for number in numbers],
    }
    promise = Coverage("test", REPOSITORY, "events.commented", seen_at, complete, rows=len(numbers))
    return Page("github:lantern-project", {"events": table}, seen_at, (promise,))
