"""What our own organization asks for before something is contributed: agreements and approvals."""

import re
from collections.abc import Iterable, Sequence

from twohats.records.preflight import Approving, Level, OwnCommit, State

Answer = tuple[State, str]

_NO_REPLY = re.compile(r"(?:\d+\+)?(?P<login>[^@+]+)@users\.noreply\.(?P<host>[\w.-]+)")
ASK_WHO = "a CLA is to be signed: ask who may sign for your organization"


def agreement_answer(
    approving: Approving | None, repository: str, commits: Sequence[OwnCommit] | None
) -> Answer:
    """Say whether the agreement that a community asks for was allowed for who wrote a change.

    Parameters
    ----------
    approving
        What we agreed on; None: not known.
    repository
        Where the change goes.
    commits
        Of the change; None: not known.
    """
    if approving is None:
        return "ask", ASK_WHO
    here = [one for one in approving.agreements if one.holds(repository, approving.today)]
    if not here:
        return "ask", f"{ASK_WHO}{_ended(approving, repository)}"
    one = max(here, key=lambda agreed: (len(agreed.place), agreed.on))
    says = f"a CLA is to be signed; {one.by} allowed it on {one.on}"
    if not one.people:
        return "good", f"{says} for everybody of ours"
    writers = _writers(approving, commits or (), repository.partition(":")[0])
    many = f"{says} for {len(one.people)} of ours"
    if writers and None not in writers and set(writers) <= set(one.people):
        return "good", many
    if any(writer is not None and writer not in one.people for writer in writers):
        return "ask", f"{many}, and not for everybody who wrote this: ask first"
    return "ask", f"{many}; by the commits' addresses nobody can tell whether you are one of them"


def _ended(approving: Approving, repository: str) -> str:
    ends = [
        one.until for one in approving.agreements if one.until and one.holds(repository, one.on)
    ]
    return f"; what was allowed ended on {max(ends)}" if ends else ""


def _writers(
    approving: Approving, commits: Iterable[OwnCommit], forge: str
) -> tuple[str | None, ...]:
    """Account keys of those who wrote commits; None: not told by their address."""
    found: dict[str, str | None] = {}
    for one in commits:
        mail = one.mail.lower()
        hidden = _NO_REPLY.fullmatch(mail)
        account = f"{forge}:{hidden['login'].lower()}" if hidden else mail
        found[mail] = approving.mails.get(account, account if hidden else None)
    return tuple(found.values())


def level_of(
    levels: Iterable[Level], repository: str, lines: int, kinds: frozenset[str]
) -> Level | None:
    """Find the level of a change: the first that fits; None: none does.

    Examples
    --------
    >>> levels = (Level("small", None, 50), Level("rest", "a lead"))
    >>> [level_of(levels, "github:a/b", n, frozenset({"code"})).name for n in (50, 51)]
    ['small', 'rest']
    """
    return next((one for one in levels if one.fits(repository, lines, kinds)), None)


def approval_answer(
    approving: Approving, repository: str, lines: int, kinds: frozenset[str]
) -> Answer:
    """Say whose approval of ours a change needs, and whether that was given or waived."""
    level = level_of(approving.levels, repository, lines, kinds)
    if level is None:
        return "unknown", "no level of approvals.toml fits this change: add one, or ask your lead"
    if level.approval is None:
        return "good", f"{level.name}: needs nobody's approval"
    given = [
        one
        for one in approving.given
        if one.contribution in approving.contributions and one.level == level.name
    ]
    if given:
        return "good", f"{level.name}: {given[-1].by} approved it on {given[-1].on}"
    waived = [
        one for one in approving.waivers if one.holds(level.name, repository, approving.today)
    ]
    if waived:
        last = max(waived, key=lambda one: one.until)
        return "good", f"{level.name}: {last.by} waived the approval until {last.until}"
    return (
        "do",
        f"{level.name}: {level.approval} has to approve it, and no word of that is on record",
    )
