"""Initiatives and their forms, looked at as people write them: files, or what stands in our trackers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.flow.rows import Row
from twohats.flow.words import short
from twohats.formats.initiative_form import parse_form_file, questions_left_out
from twohats.initiatives.gathering import key_of
from twohats.initiatives.linting import Known, lint
from twohats.workspace import Workspace

LINT_COLUMNS = ("path", "line", "column", "level", "rule", "says")


@dataclass(frozen=True)
class Looked:
    """What was seen."""

    rows: tuple[Row, ...]
    """In the order of the files."""
    texts: int
    """How many initiatives and forms were looked at."""

    @property
    def musts(self) -> int:
        """Hints without which nobody can plan."""
        return sum(row["level"] == "must" for row in self.rows)


def known_in(
    workspace: Workspace | None,
    opened: Opened | None,
    today: date,
    form: tuple[str, str] | None = None,
) -> Known:
    """Gather what is known around a text.

    Parameters
    ----------
    workspace
        Tells who the members are; None: there is none.
    opened
        Tells which repositories are upstream; None: no facts are here.
    today
        Targets before it are over.
    form
        Path and text of the issue form that initiatives are written with.

    Raises
    ------
    WrongUse
        The form cannot be read; all that is wrong in it at once.
    """
    template: dict[str, str] = {}
    required: tuple[str, ...] = ()
    if form is not None:
        asked, mistakes = parse_form_file(form[1], form[0])
        if mistakes:
            raise WrongUse("\n".join(map(str, mistakes)))
        template = {one.title: one.value for one in asked}
        required = tuple(one.title for one in asked if one.is_required)
    if workspace is None:
        return Known(template=template, required=required, today=today)
    settings = workspace.settings
    upstream = None
    if opened is not None:
        upstream = frozenset(one.repository for one in opened.scopes if one.scope == "upstream") | {
            one.repository or one.owner for one in workspace.communities
        }
    return Known(
        settings.member_communities or None,
        settings.words.member_community,
        tuple(one.title for one in workspace.communities),
        upstream,
        frozenset([*settings.owners, *settings.repositories, *settings.trackers]),
        settings.hosts,
        template=template,
        required=required,
        today=today,
    )


def look_at(texts: Mapping[str, str], known: Known) -> Looked:
    """Look at files.

    Parameters
    ----------
    texts
        By path; what ends in ``.yml`` or ``.yaml`` is an issue form.
    known
        What is known around them.
    """
    rows = [row for path, text in texts.items() for row in _rows(path, text, known)]
    return Looked(tuple(rows), len(texts))


def look_at_tracked(opened: Opened, known: Known) -> Looked:
    """Look at every open initiative that stands in a tracker of ours."""
    facts = opened.facts
    table = facts.tables["commitments"]
    keys = {
        key_of(each)
        for each in table.filter(table.kind == "initiative").commitment.to_pyarrow().to_pylist()
    }
    items = facts.tables["items"]
    items = items.filter(items.closed_at.isnull() & items.gone_at.isnull())
    items = items.filter(items.item.isin(sorted(keys) or [""])).order_by("item")
    rows: list[Row] = []
    count = 0
    for row in items.select("item", "repository", "body", "created_at").to_pyarrow().to_pylist():
        opened_on = row["created_at"].date() if row["created_at"] else None
        here = replace(known, home=row["repository"], opened_on=opened_on)
        rows += _rows(short(row["item"]), row["body"] or "", here)
        count += 1
    return Looked(tuple(rows), count)


def _rows(path: str, text: str, known: Known) -> Iterator[Row]:
    text = text.replace("\r\n", "\n")
    if path.endswith((".yml", ".yaml")):
        yield from _form_rows(path, text)
        return
    for hint in lint(text, known):
        yield {"path": path, **{name: getattr(hint, name) for name in LINT_COLUMNS[1:]}}


def _form_rows(path: str, text: str) -> Iterator[Row]:
    asked, mistakes = parse_form_file(text, path)
    for one in mistakes:
        yield _form_row(path, one.line or 1, "must", "form", one.message)
    if mistakes:
        return
    for question in questions_left_out(asked):
        title = question.titles[0].capitalize()
        yield _form_row(path, 1, "look", "form", f"`{title}` is never asked: `--new-form` prints a form that does")  # fmt: skip


def _form_row(path: str, line: int, level: str, rule: str, says: str) -> Row:
    return {"path": path, "line": line, "column": 1, "level": level, "rule": rule, "says": says}


def said_at_all(known: Known) -> Sequence[str]:
    """Say what could not be looked at, for want of a workspace or of facts."""
    lacking = []
    if known.members is None:
        lacking.append(f"no {known.word} is listed in twohats.toml, so that none was looked up")
    if known.upstream is None:
        lacking.append("no facts are here, so that no upstream repository was looked up")
    return lacking
