"""Which projects of ours others upstream asked for first, by the records of how they began."""

from collections.abc import Mapping, Sequence

from twohats.checks.founding import is_nothing
from twohats.facts import Facts
from twohats.flow.rows import fetch
from twohats.formats.references import find_references
from twohats.journal.projects import ANSWERED, Decided, answers_of, decided_of
from twohats.journal.registers import Said
from twohats.ledger.cases import Requested
from twohats.records.decisions import Decision


def requested(
    decisions: Sequence[Decision], facts: Facts, hosts: Mapping[str, str]
) -> tuple[Requested, ...]:
    """Find projects that others upstream asked for, for the ledger.

    A request that the facts know counts from its own day, and only if who asked is not ours. One that they do not
    know counts from the day on which somebody wrote it down, so that nobody finds a reason afterwards.

    Parameters
    ----------
    decisions
        The journal.
    facts
        Who asked, and when.
    hosts
        Forge name by host, as the workspace says.
    """
    answers = answers_of(decisions)
    named: dict[str, tuple[Decided, Said]] = {}
    for end in decided_of(decisions).values():
        asked = answers.get(end.project, {}).get("asked")
        if (
            end.outcome == "create"
            and end.repository
            and asked
            and asked.url
            and not is_nothing(asked.answer)
        ):
            named[end.repository] = end, asked
    if not named:
        return ()
    keys = {repository: item_at(asked.url or "", hosts) for repository, (_, asked) in named.items()}
    items = facts.items.filter(facts.items.item.isin([key for key in keys.values() if key] or [""]))
    known = {
        row["item"]: row for row in fetch(items.select("item", "created_at", "author_is_ours"))
    }
    written = {
        one.about[0]: one.at for one in decisions if one.what == ANSWERED and len(one.about) == 1
    }
    found = []
    for repository, (end, asked) in named.items():
        row = known.get(keys[repository] or "")
        if row is not None and row["author_is_ours"] is not False:
            continue
        at = row["created_at"] if row else written.get(f"project:{end.project} asked")
        if at is not None:
            found.append(Requested(repository, asked.url or "", at))
    return tuple(found)


def item_at(url: str, hosts: Mapping[str, str]) -> str | None:
    """Key of the item that an address leads to; None: it leads to none that a forge of ours has."""
    found = find_references(url, repository="github:nobody/nothing", hosts=hosts)
    return next((one.to_item for one in found if one.to_item), None)
