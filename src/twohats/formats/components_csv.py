"""Tables of components: ``component,service,member_community[,repository][,license]``.

For whoever keeps such a list by hand or in another system. Columns may stand in any order, and
further ones are left alone; commas, semicolons and tabs are understood.
"""

import csv
from collections.abc import Mapping, Sequence

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS
from twohats.formats.origins import origin_of
from twohats.formats.purls import parse_purl, purl_statements
from twohats.formats.suggest import nearest
from twohats.records.components import Component, ComponentList

COLUMNS = ("component", "service", "member_community", "repository", "license")
KIND = "CSV"


def read_components_csv(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> ComponentList:
    r"""Read a table; what a row leaves empty, it does not say.

    Examples
    --------
    >>> text = "component,service,member_community\ncore,Tide hub,Open Tides\n"
    >>> [(c.name, c.service, c.member_community) for c in read_components_csv(text, "a").components]
    [('core', 'Tide hub', 'Open Tides')]
    """
    lines = text.splitlines()
    head = lines[0] if lines else ""
    delimiter = max(",;\t", key=head.count)
    # A table without quotes is no worse for one that is never closed.
    rows = csv.reader(lines, delimiter=delimiter)
    names = [name.strip().lower().replace(" ", "_") for name in next(rows, [])]
    mistakes = _wrong_header(names, path)
    if "component" not in names:
        return ComponentList(path, KIND, mistakes=tuple(mistakes))
    components = []
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            found = _component(names, row, path, rows.line_num, hosts)
            if isinstance(found, Component):
                components.append(found)
            else:
                mistakes.append(found)
    except csv.Error as error:
        mistakes.append(Mistake(path, rows.line_num, f"cannot be read from here on: {error}"))
    return ComponentList(path, KIND, tuple(components), tuple(mistakes))


def _wrong_header(names: Sequence[str], path: str) -> list[Mistake]:
    mistakes = []
    for name in names:
        hint = nearest(name, [one for one in COLUMNS if one not in names]) if name else ""
        if name not in COLUMNS and hint.endswith("?"):
            mistakes.append(Mistake(path, 1, f"unknown column `{name}`{hint}"))
    if "component" not in names and not mistakes:
        mistakes.append(
            Mistake(path, 1, f"has no column `component`: known are {', '.join(COLUMNS)}")
        )
    return mistakes


def _component(
    names: Sequence[str], row: Sequence[str], path: str, line: int, hosts: Mapping[str, str]
) -> Component | Mistake:
    said = {name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()}
    text = said.get("component")
    if not text:
        return Mistake(path, line, "names no component")
    purl = parse_purl(text)
    repository, by = None, None
    if written := said.get("repository"):
        repository, by = _repository(written, hosts), "column repository"
        if repository is None:
            return Mistake(path, line, f"`{written}` is no repository: write it as `owner/name`")
    else:
        for statement in purl_statements(text):
            repository = repository or origin_of(statement.text, hosts)
            by = by or (statement.by if repository else None)
    return Component(
        purl.name if purl else text,
        f"line {line}",
        purl.version if purl else None,
        text if purl else None,
        repository,
        by,
        said.get("service"),
        said.get("member_community"),
        said.get("license"),
    )


def _repository(written: str, hosts: Mapping[str, str]) -> str | None:
    forge = next(iter(hosts.values()), "github")
    return origin_of(written, hosts) or origin_of(f"{forge}:{written}", hosts)
