"""``twohats disclose``: say which hat, who asked, who pays; and look at words and disclosures."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import How
from twohats.cli.output import Format, say, write_rows
from twohats.errors import SettingsErrors, WrongUse

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
        raise WrongUse(f"{option} {path}: nothing was read: {error}. Name a text file.") from None
