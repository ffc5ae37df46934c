"""What ``trace`` found, as a page."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from twohats.flow.ledger import Ledger
from twohats.flow.page import clear_with
from twohats.flow.rows import Row
from twohats.flow.trace import SERVICES_FILE, Traced
from twohats.flow.words import many, short
from twohats.ledger.tracing import Link, Reach, reaches
from twohats.records.judgement import CLASSES, SHOWN
from twohats.records.pages import Cell, Cleared, Column, Document, Grid, Section
from twohats.workspace.words import Words

_NAMED = 3
"""Names that a cell lists before it counts the rest."""
_LEVEL = (
    "Maintenance reaches a {member} through a project, so this is said of projects. "
    "Foundational work needs no beneficiary of its own."
)


def trace_page(
    traced: Traced, organization: str, ledger: Ledger | None, most: int | None = None
) -> Cleared:
    """Compose the page.

    Parameters
    ----------
    traced
        What was found.
    organization
        Whose page it is.
    ledger
        What our people did; None where no facts were read.
    most
        Rows of each table; None: all.
    """
    if traced.target is None:
        title, sections = "Whom our upstream work reaches", _overview(traced, most)
    elif traced.entries:
        title, sections = f"Whom {_name(traced.target)} reaches", _entries(traced, most)
    else:
        title, sections = f"What rests on {_name(traced.target)}", _chains(traced, most)
        if all(link.member_community == traced.target for link in traced.links) and traced.links:
            title = f"What {traced.target} rests on upstream"
    window = ledger.meta["window"] if ledger else "no facts were read, so no work is counted"
    document = Document(
        title, f"{organization}, {window}", tuple(sections), meta=meta_of(traced, ledger)
    )
    if ledger is None:
        return clear_with(document, {})
    return clear_with(document, ledger.pseudonyms, ledger.banner)


def meta_of(traced: Traced, ledger: Ledger | None) -> dict[str, str]:
    """Say what the rows rest on, and what they leave out."""
    links = traced.trace.links
    known = ledger.meta if ledger else {}
    return {
        "unit": "components as lists name them; contributions as `twohats ledger` counts them",
        "components": f"{len({link.component for link in links}):,} in "
        f"{many(len({link.path for link in links}), 'file', 'files')}",
        "without_repository": f"{len(traced.trace.unknown):,}",
        "own_projects": f"{many(len(traced.trace.own), 'component', 'components')} left out",
        "not_traced": many(len(traced.untraced), "repository", "repositories"),
        **{name: known[name] for name in ("window", "as_of", "names", "digest") if name in known},
    }


def _overview(traced: Traced, most: int | None) -> Iterable[Section]:
    found = sorted(
        reaches(traced.links), key=lambda one: (-len(_work(traced, one.repository)), one.repository)
    )
    reached = {name for one in found for name in one.member_communities}
    ends = [one for one in found if not one.member_communities]
    level = _LEVEL.format(member=traced.words.member_community)
    lead = f"{level} `twohats trace REPOSITORY` says by which file and line."
    rows = [_reach_row(traced, one) for one in found]
    yield Section(
        "traced",
        f"{many(len(found) - len(ends), 'upstream repository leads', 'upstream repositories lead')} "
        f"to {traced.words.many(len(reached))}",
        lead,
        grid=Grid(
            (
                Column("repository", "Repository"),
                Column("contributions", "Our contributions", numeric=True),
                Column("classes", "By class"),
                Column("components", "Components", numeric=True),
                Column("services", "Services"),
                Column("member_communities", _title(traced.words.members)),
            ),
            tuple(rows[:most]),
            empty="No component leads to an upstream repository.",
        ),
        notes=(*_more(len(rows), most), *_ending(ends)),
    )
    if traced.untraced:
        yield _untraced(traced, most)
    if traced.trace.unknown:
        yield _unknown(traced, most)
    yield from _odd(traced)


def _ending(ends: Sequence[Reach]) -> Iterable[str]:
    """Say of which repositories the chain ends at a service, or before."""
    if ends:
        yield (
            f"Of {_names([short(one.repository) for one in ends])} nobody says which member "
            f"communities use it: name them in {SERVICES_FILE}."
        )


def _reach_row(traced: Traced, one: Reach) -> tuple[Cell, ...]:
    work = _work(traced, one.repository)
    return (
        Cell(short(one.repository), link=_address(one.repository)),
        Cell(None if traced.work is None else len(work)),
        Cell(_classes(work)),
        Cell(len(one.components)),
        Cell(_names(one.services)),
        Cell(_names(one.member_communities)),
    )


def _untraced(traced: Traced, most: int | None) -> Section:
    rows = sorted(
        (
            (
                Cell(short(key), link=_address(key)),
                Cell(None if traced.work is None else len(_work(traced, key))),
                Cell(_classes(_work(traced, key))),
            )
            for key in traced.untraced
        ),
        key=lambda row: -int(row[1].value or 0),
    )
    return Section(
        "untraced",
        f"{many(len(rows), 'upstream project is', 'upstream projects are')} not traced",
        "We work there, or it is a key community, and no component leads there. That says nothing "
        "of its worth: not every service is listed, and tools are used without being built in.",
        grid=Grid(
            (
                Column("repository", "Repository or community"),
                Column("contributions", "Our contributions", numeric=True),
                Column("classes", "By class"),
            ),
            tuple(rows[:most]),
        ),
        notes=_more(len(rows), most),
    )


def _unknown(traced: Traced, most: int | None) -> Section:
    services: dict[str, set[str]] = {}
    first: dict[str, Link] = {}
    for link in traced.trace.links:
        if link.repository is None and link.component:
            services.setdefault(link.component, set()).add(link.service or "")
            first.setdefault(link.component, link)
    named = sorted(services, key=lambda name: (-len(services[name]), name))
    rows = [
        (
            Cell(name),
            Cell(_names(sorted(services[name] - {""}))),
            Cell(f"{first[name].path}, {first[name].place}"),
        )
        for name in named
    ]
    return Section(
        "unknown",
        f"{many(len(rows), 'component leads', 'components lead')} to no repository we know",
        "Their files do not say where they are developed, and names are not guessed from.",
        grid=Grid(
            (
                Column("component", "Component"),
                Column("services", "Services"),
                Column("place", "Listed in"),
            ),
            tuple(rows[:most]),
        ),
        notes=(
            *_more(len(rows), most),
            f'Say it under [repositories] in {SERVICES_FILE}, as "pkg:pypi/name" = "owner/name", or '
            "bring a bill of materials that does.",
        ),
    )


def _odd(traced: Traced) -> Iterable[Section]:
    if traced.skipped:
        yield Section(
            "odd",
            "What to look at",
            notes=tuple(f"{loss.key}: {loss.reason}" for loss in traced.skipped),
        )


def _chains(traced: Traced, most: int | None) -> Iterable[Section]:
    members = {link.member_community for link in traced.links} - {None}
    services = {link.service for link in traced.links} - {None}
    if not traced.links:
        yield Section(
            "chains",
            "Not traced",
            f"No component leads to {_name(traced.target or '')}, as far as lists say.",
        )
        return
    work = [row for reach in reaches(traced.links) for row in _work(traced, reach.repository)]
    said = f"Our contributions there: {_classes(work) or 'none in this window'}. " if work else ""
    yield Section(
        "chains",
        f"{many(len(services), 'service', 'services')}, {traced.words.many(len(members))}",
        f"{said}{_LEVEL.format(member=traced.words.member_community)}",
        grid=_chain_grid(traced.links[:most], traced.words),
        notes=_more(len(traced.links), most),
    )


def _entries(traced: Traced, most: int | None) -> Iterable[Section]:
    for row, found in traced.entries:
        yield Section(
            f"entry-{row['number']}",
            f"{row['activity'].capitalize()} on {short(row['item'])}: {SHOWN[row['class']]}",
            found.sentence,
        )
    yield Section(
        "chains",
        "By which files",
        grid=_chain_grid(traced.links[:most], traced.words),
        notes=_more(len(traced.links), most),
    )


def _title(words: str) -> str:
    return words[:1].upper() + words[1:]


def _chain_grid(links: Sequence[Link], words: Words) -> Grid:
    return Grid(
        (
            Column("repository", "Repository"),
            Column("component", "Component"),
            Column("service", "Service"),
            Column("member_community", _title(words.member_community)),
            Column("place", "Says so"),
            Column("repository_by", "Repository by"),
            Column("member_by", "Member by"),
        ),
        tuple(
            (
                Cell(short(link.repository) if link.repository else None),
                Cell(link.component),
                Cell(link.service),
                Cell(link.member_community),
                Cell(", ".join(filter(None, (link.path, link.place))) or None),
                Cell(link.repository_by),
                Cell(link.member_by),
            )
            for link in links
        ),
        empty="No component leads there.",
    )


def _work(traced: Traced, key: str) -> Sequence[Row]:
    return (traced.work or {}).get(key, ())


def _classes(work: Sequence[Row]) -> str:
    counts = Counter(row["class"] for row in work)
    return ", ".join(f"{counts[one]} {SHOWN[one]}" for one in CLASSES if counts[one])


def _names(names: Sequence[str]) -> str | None:
    """List names, and count those that would not fit."""
    shown = ", ".join(names[:_NAMED])
    rest = len(names) - _NAMED
    return (f"{shown} and {rest} more" if rest > 0 else shown) or None


def _more(count: int, most: int | None) -> tuple[str, ...]:
    if most is None or count <= most:
        return ()
    return (f"{count - most:,} more; `--format csv` gives all.",)


def _name(target: str) -> str:
    return short(target) if ":" in target and "://" not in target else target


def _address(key: str, hosts: Mapping[str, str] = {"github": "github.com"}) -> str | None:
    forge, _, path = key.partition(":")
    return f"https://{hosts[forge]}/{path}" if forge in hosts else None
