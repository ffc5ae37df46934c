"""An opened workspace over a few facts, without a store or files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fakes.small_facts import Story, rows_of

from twohats.flow.facts import Opened
from twohats.people.resolve import People
from twohats.records.decisions import Decision
from twohats.records.people import RepositoryScope
from twohats.workspace import Settings, Workspace
from twohats.workspace.load import KeyCommunity


def opened(
    story: Story,
    folder: Path = Path("nowhere"),
    *,
    communities: Sequence[KeyCommunity] = (),
    decisions: Sequence[Decision] = (),
    settings: Settings | None = None,
    **window: Any,
) -> Opened:
    """Open a story as if it were a workspace's facts, our people under their logins."""
    facts = story.facts(**window)
    told = rows_of(facts.scopes)
    workspace = Workspace(
        folder,
        settings or Settings("Tidewater Commons"),
        tuple(story.team),
        tuple(communities),
    )
    people = People((), (), (), is_named=True)
    scopes = tuple(RepositoryScope(**row) for row in told)
    backend: Any = None
    return Opened(workspace, facts, people, scopes, backend, b"made up", decisions=tuple(decisions))


def lines_by(rows: Sequence[Mapping[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """Take some columns of rows."""
    return [tuple(row[name] for name in names) for row in rows]
