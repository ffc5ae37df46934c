"""``twohats register``: communities, stakeholders, components, agreements and approvals; what is missing first."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, Days, How, Names, Since, Until, moments, now
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from twohats.cli.place import Place
    from twohats.flow.facts import Moments, Opened
    from twohats.flow.registers import Line, Listed
    from twohats.records.decisions import Decision
    from twohats.workspace import Workspace

app = typer.Typer(
    help="What a programme office keeps: key communities, stakeholders, licenses, agreements, approvals; what is missing first.",
    epilog="Example: twohats register communities --format csv",
    invoke_without_command=True,
    rich_markup_mode=None,
)

About = Annotated[str | None, typer.Option("--about", help="With --say: what it is about.")]
Say = Annotated[str | None, typer.Option("--say", help="An answer of yours, as QUESTION=ANSWER.")]
Url = Annotated[str | None, typer.Option("--url", help="Where that can be read.")]
Why = Annotated[str, typer.Option("--why", help="The reason, for whoever asks later.")]
By = Annotated[str | None, typer.Option("--by", help="Who allowed it: a login, or an office.")]
Ends = Annotated[
    str | None, typer.Option("--ends", help="Day on which it holds no more.", metavar="DATE")
]


@app.callback(invoke_without_command=True)
def register(context: typer.Context, how: How = Format.table) -> None:
    """Count what each register holds and what waits; its own list says more."""
    if context.invoked_subcommand:
        return
    from twohats.flow.registers.summary import COLUMNS, summary

    place: Place = context.obj
    workspace, decisions, opened = _open(place, moments(None, None, None), None)
    rows = summary(workspace, decisions, opened, place.store(workspace), now().date())
    write_rows(rows, COLUMNS, how)
    if any(row["waits"] for row in rows):
        raise typer.Exit(4)


@app.command(
    epilog="Example: twohats register communities --about jupyterhub --say governance=yes --url URL"
)
def communities(
    context: typer.Context,
    about: About = None,
    said: Say = None,
    url: Url = None,
    why: Why = "",
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    how: How = Format.table,
) -> None:
    """Answer the checklist of values for each key community; propose what should be listed, or not."""
    from twohats.flow.registers.communities import COLUMNS, answering
    from twohats.flow.registers.communities import communities as listed

    place: Place = context.obj
    if _is_word(about, said):
        workspace = place.workspace()
        decisions = place.journal(workspace).read()[0]
        key = _place_key("--about", str(about), workspace)
        _append(place, workspace, answering(key, str(said), url, why, workspace, decisions))
        return
    asked = moments(since, until, as_of, days)
    workspace, decisions, opened = _open(place, asked, None)
    today = (asked.as_of or now()).date()
    _show(
        listed(workspace, decisions, opened, today), COLUMNS,
        ("community", "asks", "answer", "says", "looked_on", "by"), how,
    )  # fmt: skip


@app.command(
    epilog="Example: twohats register stakeholders --about jupyterhub --who 'Kelp Institute' --interest 'runs its classrooms on it' --url URL"
)
def stakeholders(
    context: typer.Context,
    about: Annotated[
        str | None, typer.Option("--about", help="With --interest: in which community.")
    ] = None,
    who: Annotated[
        str | None, typer.Option("--who", help="An organization's name, or @LOGIN of a person.")
    ] = None,
    interest: Annotated[
        str | None, typer.Option("--interest", help="What they want of it, in their words.")
    ] = None,
    url: Annotated[str | None, typer.Option("--url", help="Where they said so.")] = None,
    began: Annotated[
        str | None, typer.Option("--from", help="Day from which it holds.", metavar="DATE")
    ] = None,
    ends: Ends = None,
    why: Why = "",
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 365,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """List whose people take part in each community, since when, and what they want of it."""
    from twohats.flow.registers.stakeholders import COLUMNS, telling
    from twohats.flow.registers.stakeholders import stakeholders as listed

    place: Place = context.obj
    if any(one is not None for one in (who, interest, url, began, ends)):
        if about is None or who is None or interest is None:
            raise WrongUse(
                "register stakeholders: nothing was written: --about, --who and --interest go together."
            )
        workspace = place.workspace()
        decisions = place.journal(workspace).read()[0]
        key, name, kind = _interested(about, who, workspace)
        line = telling(key, name, kind, interest, url, _day(began), _day(ends), why, decisions)
        _append(place, workspace, line)
        return
    if about is not None:
        raise WrongUse("--about: nothing was listed: it goes with --who and --interest.")
    asked = moments(since, until, as_of, days)
    workspace, decisions, opened = _open(place, asked, names)
    _show(
        listed(workspace, decisions, opened, (asked.as_of or now()).date()), COLUMNS,
        ("community", "stakeholder", "interest", "people", "since", "until"), how,
    )  # fmt: skip


def _interested(about: str, who: str, workspace: "Workspace") -> tuple[str, str, str]:
    """Give the key of a community, and name and kind of a stakeholder."""
    key = _place_key("--about", about, workspace)
    if not who.startswith("@"):
        return key, who, "organization"
    from twohats.cli.named import read_named
    from twohats.formats.addresses import read_account

    account = read_named("--who", [who[1:]], read_account, workspace.settings.hosts)[0]
    return key, account, "person"


def _place_key(option: str, named: str, workspace: "Workspace") -> str:
    """Read the key of an owner or a repository; the nearer one, where both may be meant."""
    from twohats.cli.named import read_named
    from twohats.formats.addresses import read_place

    def key_of(text: str, hosts: "Mapping[str, str]") -> str:
        return max(filter(None, read_place(text, hosts)))

    return read_named(option, [named], key_of, workspace.settings.hosts)[0]


@app.command(epilog="Example: twohats register components uv.lock --layer environment")
def components(
    context: typer.Context,
    lists: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[LIST]…", help="Lists of components; else those of services.toml."),
    ] = None,
    layer: Annotated[
        str | None,
        typer.Option(
            "--layer", help="Of these lists: infrastructure, environment, user code, cloud."
        ),
    ] = None,
    about: About = None,
    said: Say = None,
    url: Url = None,
    why: Why = "",
    ends: Ends = None,
    how: How = Format.table,
) -> None:
    """Set each component's license beside what its layer has to meet; MUST comes first."""
    from twohats.checks.replicate import LEVELS
    from twohats.flow.registers.components import COLUMNS, saying
    from twohats.flow.registers.components import components as listed
    from twohats.formats.suggest import nearest

    place: Place = context.obj
    workspace = place.workspace()
    decisions, today = place.journal(workspace).read()[0], now().date()
    if _is_word(about, said):
        line = saying(str(about), str(said), url, why, _day(ends), today, decisions)
        _append(place, workspace, line)
        return
    if layer is not None and layer not in LEVELS:
        raise WrongUse(f"--layer {layer}: nothing was read: no such layer{nearest(layer, LEVELS)}")
    if layer is not None and not lists:
        raise WrongUse("--layer: nothing was read: it goes with lists; services.toml says its own.")
    found = listed(workspace, decisions, place.store(workspace), today, lists or (), layer)
    _show(
        found, COLUMNS, ("level", "state", "component", "license", "says", "service", "path"), how
    )


@app.command(
    epilog="Example: twohats register agreements --approve kelp --by 'legal team' --url https://kelp.example/cla"
)
def agreements(
    context: typer.Context,
    approve: Annotated[
        str | None,
        typer.Option("--approve", help="An owner or repository whose CLA may be signed."),
    ] = None,
    withdraw: Annotated[
        str | None, typer.Option("--withdraw", help="One that may be signed no longer.")
    ] = None,
    by: By = None,
    url: Url = None,
    people: Annotated[
        list[str] | None,
        typer.Option("--for", help="A login it is allowed for; none: everybody. May be repeated."),
    ] = None,
    ends: Ends = None,
    why: Why = "",
    as_of: AsOf = None,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """List what upstream projects have people sign, and who of ours allowed it."""
    from twohats.cli.named import read_named
    from twohats.flow.registers.agreements import COLUMNS, allowing, withdrawing
    from twohats.flow.registers.agreements import agreements as listed
    from twohats.formats.addresses import read_account

    place: Place = context.obj
    if approve is not None or withdraw is not None:
        if approve is not None and withdraw is not None:
            raise WrongUse("register agreements: name one of --approve and --withdraw.")
        workspace = place.workspace()
        decisions, hosts = place.journal(workspace).read()[0], workspace.settings.hosts
        option = "--approve" if approve is not None else "--withdraw"
        key = _place_key(option, approve or withdraw or "", workspace)
        if withdraw is not None:
            _append(place, workspace, withdrawing(key, why or "withdrawn", decisions))
            return
        accounts = read_named("--for", people or (), read_account, hosts)
        person_of = {one: member.key for member in workspace.team for one in member.accounts}
        unknown = [one for one in accounts if one not in person_of]
        if unknown:
            raise WrongUse(
                f"--for {', '.join(unknown)}: nothing was written: none of the team is called so. "
                "Look at the team file."
            )
        line = allowing(
            key, by, url, [person_of[one] for one in accounts], _day(ends), why, now().date(), decisions
        )  # fmt: skip
        _append(place, workspace, line)
        return
    asked = moments(None, None, as_of)
    _, _, opened = _open(place, asked, names)
    if opened is None:
        raise WrongUse(
            "register agreements: nothing was listed: no facts were read yet. Run `twohats sync`, or "
            "look at one project with `twohats brief PATH`."
        )
    _show(
        listed(opened, (asked.as_of or now()).date()), COLUMNS,
        ("repository", "state", "assignment", "allowed", "by", "until", "path", "line"), how,
    )  # fmt: skip


@app.command(
    epilog="Example: twohats register approvals --waive change --by 'programme office' --why 'a freeze' --ends 2026-07-01"
)
def approvals(
    context: typer.Context,
    waive: Annotated[
        str | None, typer.Option("--waive", help="A level that needs no approval for a while.")
    ] = None,
    give: Annotated[
        str | None,
        typer.Option(
            "--give",
            help="A contribution that was approved: OWNER/NAME#12, GROUP/NAME!12 or OWNER/NAME@BRANCH.",
        ),
    ] = None,
    level: Annotated[
        str | None, typer.Option("--level", help="With --give: at which level.")
    ] = None,
    community: Annotated[
        str | None, typer.Option("--community", help="With --waive: only there.")
    ] = None,
    by: By = None,
    why: Why = "",
    ends: Ends = None,
    as_of: AsOf = None,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """List who approves which contributions, what was waived, and open changes that wait for a word."""
    from twohats.cli.named import read_named
    from twohats.flow.registers.approvals import COLUMNS, giving, parted, waiving
    from twohats.flow.registers.approvals import approvals as listed
    from twohats.formats.addresses import read_repository

    place: Place = context.obj
    if waive is not None and give is not None:
        raise WrongUse("register approvals: name one of --waive and --give.")
    if waive is not None or give is not None:
        workspace = place.workspace()
        decisions, hosts = place.journal(workspace).read()[0], workspace.settings.hosts
        if waive is not None:
            where = _place_key("--community", community, workspace) if community else None
            line = waiving(
                waive, where, by, why, _day(ends), workspace, decisions,
                now().date(),
            )  # fmt: skip
        else:
            repository, rest = parted(str(give)) or (None, "")
            key = (
                read_named("--give", [repository], read_repository, hosts)[0]
                if repository
                else give
            )
            line = giving(f"{key}{rest}", level, by, why, workspace, decisions)
        _append(place, workspace, line)
        return
    asked = moments(None, None, as_of)
    workspace, decisions, opened = _open(place, asked, names)
    listed_ = listed(workspace, decisions, opened, (asked.as_of or now()).date())
    if not listed_.rows and how is Format.table:
        say("Nothing was agreed on. Write levels into approvals.toml, as docs/register.md shows.")
        return
    _show(
        listed_, COLUMNS,
        ("kind", "state", "level", "contribution", "lines", "approval", "by", "until"), how,
    )  # fmt: skip


def _open(
    place: "Place", asked: "Moments", names: str | None
) -> "tuple[Workspace, tuple[Decision, ...], Opened | None]":
    """Open the facts where there are any; a register says something without them, too."""
    from twohats.flow.facts import known_then

    workspace = place.workspace()
    decisions = known_then(place.journal(workspace).read()[0], asked)
    has_facts = bool(place.store(workspace).snapshot().files("coverage"))
    return workspace, decisions, place.open(asked, names) if has_facts else None


def _is_word(about: str | None, said: str | None) -> bool:
    if (about is None) != (said is None):
        raise WrongUse("--about and --say: nothing was written: they go together.")
    return about is not None


def _append(place: "Place", workspace: "Workspace", line: "Line") -> None:
    place.decide(
        workspace, line.what, line.about, line.why, "--why",
        content=line.content, supersedes=line.supersedes,
    )  # fmt: skip
    say(f"Kept in the journal, about {line.about[0]}.")


def _show(found: "Listed", columns: "Sequence[str]", shown: "Sequence[str]", how: Format) -> None:
    if how is Format.table:
        rows = [
            {name: "" if row[name] is None else _short(name, row[name]) for name in shown}
            for row in found.rows
        ]
        write_rows(rows, shown, how)
        if any("in the window" in str(row.get("says")) for row in found.rows):
            say(f"Window: {found.meta['window']}")
        for loss in found.skipped:
            say(f"{loss.key}: not read: {loss.reason}")
        unread = sum(
            row.get("state") == "not looked" or row.get("says") == "no file of it was read"
            for row in found.rows
        )
        if unread:
            say(
                f"{unread:,} of {len(found.rows):,} were not looked at: no file of theirs is here. Read one: twohats brief CLONE"
            )
    else:
        write_rows(found.rows, columns, how, found.meta, found.skipped)
    if found.waiting:
        if how is Format.table:
            first = found.waiting[0]["waits"]
            say(
                f"{len(found.waiting):,} of {len(found.rows):,} wait for a person. The first: {first}"
            )
        raise typer.Exit(4)


def _short(name: str, value: object) -> object:
    """Leave out the forge in a terminal, which readers know."""
    is_key = name in ("community", "repository", "contribution") and isinstance(value, str)
    return str(value).partition(":")[2] or value if is_key else value


def _day(text: str | None) -> date | None:
    from twohats.records.times import parse_moment

    return None if text is None else parse_moment(text, "--ends").date()
