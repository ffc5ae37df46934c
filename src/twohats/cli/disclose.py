"""``twohats disclose``: say which hat, who asked, who pays; and look at words and disclosures."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import How
from twohats.cli.output import Format, say, write_rows
from twohats.errors import SettingsErrors, WrongUse, why_unread

if TYPE_CHECKING:
    from twohats.cli.place import Place

NAME = "disclose"
HELP = "Draft what a pull request or issue says of hat, who asked and who pays; check its wording."
EXAMPLE = 'twohats disclose --hat organization --asked "Kelp School" --paid-by Acme'


class Hat(StrEnum):
    """The hat somebody wears."""

    organization = "organization"
    upstream = "upstream"
    personal = "personal"


Asked = Annotated[
    str | None, typer.Option("--asked", help="Who asked; named only if they agreed to that.")
]
Paid = Annotated[str | None, typer.Option("--paid-by", help="Who pays for the time.")]
Gain = Annotated[str | None, typer.Option("--gain", help="How others gain from it.")]
Check = Annotated[
    Path | None, typer.Option("--check", help="Look at the words of a draft instead.")
]
Interests = Annotated[
    Path | None, typer.Option("--interests", help="Read an interests.yml instead.")
]
Statement = Annotated[
    str | None, typer.Option("--statement", help="Draft a statement of interest in this project.")
]
Schema = Annotated[bool, typer.Option("--schema", help="Print the JSON schema of interests.yml.")]
Allow = Annotated[
    str | None, typer.Option("--allow", help="Write down that somebody agreed to be named.")
]
Consent = Annotated[
    str | None, typer.Option("--consent-at", help="With --allow: where that can be read.")
]


Role = Annotated[str | None, typer.Option(help="With --write: part of the role.")]


def run(
    context: typer.Context,
    hat: Annotated[Hat, typer.Option("--hat", help="The hat you wear.")] = Hat.organization,
    asked: Asked = None,
    paid_by: Paid = None,
    gain: Gain = None,
    check: Check = None,
    interests: Interests = None,
    statement_of: Statement = None,
    schema: Schema = False,
    allow: Allow = None,
    consent_at: Consent = None,
    statements_of: Annotated[
        bool, typer.Option("--statements", help="List which key communities have a statement.")
    ] = False,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write a role into interests.yml, from the next options."),
    ] = False,
    person: Role = None,
    employer: Role = None,
    project: Role = None,
    role: Role = None,
    from_on: Annotated[
        str | None, typer.Option("--from", help="With --write: first day.", metavar="DATE")
    ] = None,
    to_on: Annotated[
        str | None, typer.Option("--to", help="With --write: day after the last.", metavar="DATE")
    ] = None,
    funded_by: Annotated[
        list[str] | None,
        typer.Option("--funded-by", help="With --write: who pays; may be repeated."),
    ] = None,
    statement_at: Annotated[
        str | None, typer.Option("--statement-at", help="With --write: where the statement stands.")
    ] = None,
    how: How = Format.table,
) -> None:
    """Draft the paragraph, or do the one other thing that was asked for."""
    from twohats.cli.brief import workspace_or_none
    from twohats.flow.disclose import disclosure, statement
    from twohats.formats.interests import SCHEMA
    from twohats.workspace.words import Words

    place: Place = context.obj
    if schema:
        print(json.dumps(SCHEMA, indent=1))
        return
    said = {"--person": person, "--employer": employer, "--project": project, "--role": role}
    if write:
        more = (from_on, to_on, tuple(funded_by or ()), statement_at)
        _write_interest(place, interests, said, more, how)
        return
    if any(said.values()) or from_on or to_on or funded_by or statement_at:
        raise WrongUse("--person, --employer, --project, --role: nothing was written: add --write.")
    if statements_of:
        _show_statements(place, how)
        return
    if interests is not None:
        _show_interests(interests, how)
        return
    if allow is not None:
        _allow(place, allow, consent_at)
        return
    workspace = workspace_or_none(place)
    organization = workspace.settings.organization if workspace else None
    if check is not None:
        _show_hints(check, (organization,) if organization else (), how)
        return
    if statement_of is not None:
        print(statement(statement_of, organization), end="")
        return
    decisions = place.journal(workspace).read()[0] if workspace else ()
    unnamed = workspace.settings.words.unnamed if workspace else Words().unnamed
    draft = disclosure(
        hat.value,
        organization,
        decisions,
        asked_by=asked,
        paid_by=paid_by,
        gain=gain,
        unnamed=unnamed,
    )
    print(draft.text, end="")
    if draft.withheld:
        say(
            f"{draft.withheld} is not named: no consent is on record. If they agreed, "
            f"write it down: twohats disclose --allow '{draft.withheld}' --consent-at URL"
        )


def _write_interest(
    place: "Place",
    path: Path | None,
    said: "dict[str, str | None]",
    more: "tuple[str | None, str | None, tuple[str, ...], str | None]",
    how: Format,
) -> None:
    from twohats.cli.brief import workspace_or_none
    from twohats.flow.interests import FILE, write_interest
    from twohats.formats.interests import Disclosed
    from twohats.records.times import parse_moment

    lacking = [name for name, value in said.items() if not (value or "").strip()]
    if lacking:
        raise WrongUse(f"--write: nothing was written: say {', '.join(lacking)} as well.")
    days = [
        parse_moment(text, option).date() if text else None
        for text, option in zip(more[:2], ("--from", "--to"), strict=True)
    ]
    if path is None:
        workspace = workspace_or_none(place)
        path = workspace.folder / FILE if workspace else Path(FILE)
    names = [str(value).strip() for value in said.values()]
    one = Disclosed(*names, days[0], days[1], more[2], more[3])  # type: ignore[call-arg, arg-type]
    write_interest(path, one)
    _show_interests(path, how)
    say(f"Written into {path}. Nothing is published by that.")


def _show_statements(place: "Place", how: Format) -> None:
    from twohats.cli.options import now
    from twohats.flow.interests import COLUMNS, statements
    from twohats.workspace.interests import read_interests

    workspace = place.workspace()
    rows = statements(workspace.communities, read_interests(workspace.folder), now().date())
    write_rows(rows, COLUMNS, how)
    waiting = [row for row in rows if row["waits"]]
    if waiting:
        say(f"{len(waiting)} of {len(rows)} wait for a person. The first: {waiting[0]['waits']}")
        raise typer.Exit(4)


def _allow(place: "Place", name: str, consent_at: str | None) -> None:
    from twohats.journal.naming import NAMING, naming_content

    if not consent_at:
        raise WrongUse(
            "--allow: nothing was written down: say where they agreed, as --consent-at URL."
        )
    place.decide(
        place.workspace(), NAMING, (f"name:{name.casefold()}",), "they agreed to be named", "--allow",
        content=naming_content(name, consent_at),
    )  # fmt: skip


def _show_hints(path: Path, names: tuple[str, ...], how: Format) -> None:
    from twohats.formats.wording import hints

    columns = ("line", "column", "rule", "said", "hint")
    found = list(hints(_text(path, "--check"), names))
    write_rows([{name: getattr(one, name) for name in columns} for one in found], columns, how)


def _show_interests(path: Path, how: Format) -> None:
    from twohats.formats.interests import parse_interests

    found, mistakes = parse_interests(_text(path, "--interests"), str(path))
    if mistakes:
        raise SettingsErrors(mistakes)
    columns = (
        "person",
        "employer",
        "project",
        "role",
        "from_on",
        "to_on",
        "funded_by",
        "statement",
        "line",
    )
    write_rows([{name: getattr(one, name) for name in columns} for one in found], columns, how)


def _text(path: Path, option: str) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(
            f"{option} {path}: nothing was read: {why_unread(error)}. Name a text file."
        ) from None
