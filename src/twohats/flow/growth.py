"""``growth``: a community's own ladder against one's own public record; for oneself alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from twohats.errors import WrongUse
from twohats.flow.experiments import Line
from twohats.flow.facts import Opened
from twohats.flow.rows import Row, fetch
from twohats.flow.words import many, short
from twohats.formats.addresses import read_account, read_owner
from twohats.formats.ladder import Criterion, read_ladder
from twohats.journal import ACTIVITIES, to_supersede
from twohats.journal.fold import ALSO, WITHDRAWN
from twohats.journal.sponsoring import (
    SPONSORING,
    Sponsoring,
    sponsoring_content,
    sponsoring_key,
    sponsorings_of,
)
from twohats.journal.training import HOWS, TRAINING, Training, training_content, trainings_of
from twohats.measures.public_record import public_record
from twohats.people.affiliation import ALWAYS, FOREVER
from twohats.workspace import Workspace

COLUMNS = (
    "community", "role", "asks", "needed", "have", "met", "missing", "path", "line",
)  # fmt: skip
TRAINING_COLUMNS = ("on", "activity", "community", "how", "beside", "link")
SPONSORING_COLUMNS = ("person", "community", "role", "consent_on", "consent_at", "may_name")
MONTH_D = 30.4375
KINDS = ("ladder", "governance", "contributing", "roster")
"""Kinds of community files that may hold a ladder."""


@dataclass(frozen=True)
class Myself:
    """Who asks about themselves."""

    person: str
    """Person key."""
    identities: frozenset[str]
    label: str
    is_by_git: bool = False
    """Whether git's e-mail says so; else they only said it themselves."""


def myself(opened: Opened, who_runs: str, by: str | None) -> Myself:
    """Find who asks; nobody is shown somebody else.

    Parameters
    ----------
    opened
        A workspace with its facts.
    who_runs
        Who runs the program, as git knows them.
    by
        Login they say is theirs; it has to agree with git, where git's e-mail is one of the team's.

    Raises
    ------
    WrongUse
        It is not known who asks, or it is somebody else's record.
    """
    persons = opened.people.person_of
    mine = persons.get(f"mail:{who_runs.strip().lower()}")
    if by is None:
        if mine is None or mine.identities[0] not in opened.people.ours:
            raise WrongUse(
                f"growth: nothing is shown: nobody of the team has git's e-mail ({who_runs}). "
                "Say --by LOGIN, or add the e-mail to team.yml."
            )
        return Myself(mine.key, frozenset(mine.identities), mine.label, is_by_git=True)
    try:
        account = read_account(by, opened.workspace.settings.hosts)
    except ValueError as error:
        raise WrongUse(f"--by: {error}.") from None
    said = persons.get(account)
    if said is None or account not in opened.people.ours:
        raise WrongUse(f"--by {by}: nobody of the team has this account. List them in team.yml.")
    if mine is not None and mine.identities[0] in opened.people.ours and mine.key != said.key:
        raise WrongUse(
            f"--by {by}: nothing is shown: git says that you are somebody else, and everybody sees "
            "only their own record."
        )
    is_by_git = mine is not None and mine.key == said.key
    return Myself(said.key, frozenset(said.identities), said.label, is_by_git)


def growth_rows(opened: Opened, me: Myself, communities: Sequence[str] = ()) -> list[Row]:
    """Set what communities ask for beside one's own record.

    Parameters
    ----------
    opened
        A workspace with its facts.
    me
        Who asks.
    communities
        Owner keys; none: all that have a ladder and in which one did anything.

    Returns
    -------
    list of dict
        One row per criterion, with `COLUMNS`. ``met`` is True, False, or None where no trace tells.
    """
    records = {row["community"]: row for row in fetch(public_record(opened.facts, me.person))}
    wanted = set(communities) or set(records)
    roles = _roles(opened, me)
    now = opened.facts.as_of
    rows = []
    for row in _documents(opened, wanted):
        community = row["community"]
        record = records.get(community, {})
        for one in read_ladder(row["text"]).criteria:
            rows.append(
                {
                    "community": community,
                    "role": one.role,
                    "asks": one.text,
                    "path": row["path"],
                    "line": one.line,
                    **judged(one, record, roles.get(community, {}), now),
                }
            )
    return rows


def judged(
    one: Criterion,
    record: Mapping[str, object],
    roles: Mapping[str, datetime | None],
    now: datetime,
) -> Row:
    """Say of one criterion what is needed, what there is, and what is missing.

    Parameters
    ----------
    one
        What the community asks for.
    record
        Row of `public_record`; empty: nothing was done there.
    roles
        Roles held there, and since when; None: nobody wrote down since when.
    now
        The as-of date.
    """
    needed: float | None = one.amount
    if one.kind == "tenure":
        have = _months(one, record, roles, now)
    elif one.kind in ("words", "sponsors", "primary_reviews"):
        have = None
    else:
        name = {"reviews": "reviews_or_merges"}.get(one.kind, one.kind)
        have = float(record.get(name) or 0)  # type: ignore[arg-type]
    met = None if have is None or needed is None else have >= needed
    return {"needed": needed, "have": have, "met": met, "missing": _missing(one, have, met)}


def _missing(one: Criterion, have: float | None, met: bool | None) -> str:
    if met:
        return ""
    amount = one.amount or 0
    if one.kind == "sponsors":
        rule = ", from different employers" if one.other_employers else ""
        return f"{many(int(amount), 'sponsor', 'sponsors')}{rule}: ask them"
    if one.kind == "primary_reviews":
        return "no trace tells who the primary reviewer was"
    if one.kind == "words":
        return "a person judges it"
    if have is None:
        return f"not known: no roster read says since when you are {one.as_role}"
    if one.kind == "tenure":
        return f"{amount - have:.1f} months more"
    words = {"reviews": "review", "merged": "merged change", "contributions": "contribution"}
    more = amount - have
    return f"{more:g} more {words[one.kind]}{'' if more == 1 else 's'}"


def _months(
    one: Criterion,
    record: Mapping[str, object],
    roles: Mapping[str, datetime | None],
    now: datetime,
) -> float | None:
    since: object = record.get("first_at")
    if one.as_role is not None:
        if one.as_role not in roles:
            return None
        since = roles[one.as_role]
    if not isinstance(since, datetime):
        return None if one.as_role else 0.0
    return round((now - since).days / MONTH_D, 1)


def _roles(opened: Opened, me: Myself) -> dict[str, dict[str, datetime | None]]:
    """Find the roles one holds, by community, each with its first day."""
    held = opened.facts.tables["memberships"]
    held = held.filter(held.account.isin(sorted(me.identities)))
    now = opened.facts.as_of
    found: dict[str, dict[str, datetime | None]] = {}
    for row in fetch(held.select("owner", "role", "from_at", "until_at")):
        if (row["from_at"] or ALWAYS) <= now < (row["until_at"] or FOREVER):
            roles = found.setdefault(row["owner"], {})
            known = [at for at in (roles.get(row["role"]), row["from_at"]) if at is not None]
            roles[row["role"]] = min(known, default=None)
    return found


def _documents(opened: Opened, communities: Iterable[str]) -> list[Row]:
    """Give the latest text of each file that may hold a ladder."""
    files = opened.facts.tables["documents"]
    files = files.filter(files.kind.isin(list(KINDS)) & files.text.notnull())
    latest = files.group_by("repository", "path").agg(text=files.text.argmax(files.committed_at))
    placed = latest.inner_join(opened.facts.scopes.select("repository", "community"), "repository")
    placed = placed.filter(placed.community.isin(sorted(communities)))
    return fetch(placed.order_by("community", "repository", "path"))


# -- what was learned, and whom we stand by ----------------------------------------------------------


def training_rows(opened: Opened, me: Myself) -> list[Row]:
    """List what one learned, the latest first."""
    mine = [one for one in trainings_of(opened.decisions) if one.person in me.identities]
    return [
        {
            "on": one.on,
            "activity": one.activity,
            "community": one.community,
            "how": one.how,
            # Of ours, one sees nobody by name but oneself.
            "beside": opened.people.pseudonyms.get(one.beside or "", one.beside),
            "link": one.link,
        }
        for one in reversed(mine)
    ]


def learning(
    words: str,
    workspace: Workspace,
    account: str,
    on: date,
    *,
    how: str = "shadowed",
    beside: str | None = None,
    link: str | None = None,
) -> Line:
    """Write down that somebody learned a duty: ``release, jupyterhub``.

    Raises
    ------
    WrongUse
        The words name no activity, or a community that is none.
    """
    activity, _, where = (part.strip() for part in words.partition(","))
    if activity not in ACTIVITIES and activity != "merge":
        known = ", ".join(sorted({*ACTIVITIES, "merge"} - {"other"}))
        raise WrongUse(f"{words!r}: nothing was written: {activity!r} is none of {known}.")
    if how not in HOWS:
        raise WrongUse(f"--how {how!r}: nothing was written: say shadowed or trained.")
    community = _owner(where, workspace) if where else None
    watched = _account(beside, workspace, "--beside") if beside else None
    one = Training(account, activity, community, on, how, watched, link)
    place = f" in {short(community)}" if community else ""
    return Line(TRAINING, (account,), f"{how} {activity}{place}", dict(training_content(one)))


def sponsoring_rows(opened: Opened) -> list[Row]:
    """List whom we stand by; all of them agreed that this is written down."""
    return [
        {name: getattr(one, name) for name in SPONSORING_COLUMNS}
        for one in sponsorings_of(opened.decisions)
    ]


def sponsoring(
    person: str,
    community: str,
    role: str,
    consent: str,
    on: date,
    opened: Opened,
    *,
    may_name: bool = False,
) -> Line:
    """Write down that one of ours stands by somebody, who agreed to it.

    Raises
    ------
    WrongUse
        The consent is missing, or a name is none; nothing was written.
    """
    if not consent.strip():
        raise WrongUse(
            "--consent: nothing was written: nobody is kept as sponsored without their consent. "
            "Say where it stands."
        )
    if not role.strip():
        raise WrongUse("--role: nothing was written: say what they want to become.")
    workspace = opened.workspace
    account = _account(person, workspace, "PERSON")
    if account in opened.people.ours:
        raise WrongUse(f"{person}: nothing was written: one of ours; sponsoring is for others.")
    one = Sponsoring(
        account, _owner(community, workspace), role.strip(), on, consent.strip(), may_name
    )
    before = to_supersede(opened.decisions, SPONSORING, [one.key])
    content = dict(sponsoring_content(one))
    if before[1:]:
        content[ALSO] = list(before[1:])
    return Line(
        SPONSORING, (one.key,), "sponsored, with consent", content, next(iter(before), None)
    )


def withdrawing(person: str, community: str, opened: Opened) -> Line:
    """Take a sponsorship back.

    Raises
    ------
    WrongUse
        There is none.
    """
    workspace = opened.workspace
    account, owner = _account(person, workspace, "PERSON"), _owner(community, workspace)
    key = sponsoring_key(account, owner)
    before = to_supersede(opened.decisions, SPONSORING, [key])
    if not before:
        raise WrongUse(f"{person}: nothing was withdrawn: no sponsorship in {short(owner)} stands.")
    content = {WITHDRAWN: True, ALSO: list(before[1:])}
    return Line(SPONSORING, (key,), "withdrawn", content, before[0])


def _owner(said: str, workspace: Workspace) -> str:
    try:
        return read_owner(said, workspace.settings.hosts)
    except ValueError as error:
        raise WrongUse(f"{said}: nothing was written: {error}.") from None


def _account(said: str, workspace: Workspace, option: str) -> str:
    try:
        return read_account(said, workspace.settings.hosts)
    except ValueError as error:
        raise WrongUse(f"{option}: nothing was written: {error}.") from None
