"""What our organization agreed on before something is contributed: ``approvals.toml`` and the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from twohats.errors import SettingsErrors
from twohats.formats.approvals_file import NAME, ApprovalsFile, parse_approvals
from twohats.journal.registers import agreements_of, given_of, waived_of
from twohats.records.decisions import Decision
from twohats.records.preflight import Approving
from twohats.workspace import Workspace, read_text
from twohats.workspace.files import not_utf8

ONE_OF_OURS = "one of ours"


def read_approvals(workspace: Workspace) -> ApprovalsFile:
    """Read ``approvals.toml`` of a workspace; without one nothing was agreed on.

    Raises
    ------
    SettingsErrors
        All that is wrong in it, with line.
    """
    path = workspace.folder / NAME
    if not path.is_file():
        return ApprovalsFile()
    try:
        read = parse_approvals(read_text(path), NAME, workspace.settings.hosts)
    except UnicodeDecodeError as error:
        raise SettingsErrors([not_utf8(NAME, error)]) from error
    if read.mistakes:
        raise SettingsErrors(read.mistakes)
    return read


def approving_of(
    workspace: Workspace,
    decisions: Sequence[Decision],
    today: date,
    pseudonyms: Mapping[str, str] | None = None,
    *,
    is_named: bool = False,
) -> Approving:
    """Gather what was agreed on, and by which addresses our people are known.

    Parameters
    ----------
    workspace
        Its ``approvals.toml`` and its team.
    decisions
        The journal.
    today
        Day on which it is asked.
    pseudonyms
        Label by identity, for those of ours who allowed, waived or approved something; who has none is
        "one of ours". Offices keep their name.
    is_named
        Whether names were asked for.
    """

    def label(by: str) -> str:
        login = by.strip().removeprefix("@").lower()
        account = next(
            (one for one in mails if login in (one, one.partition(":")[2], mails[one])), None
        )
        if account is None or is_named:
            return by
        return (pseudonyms or {}).get(mails[account], ONE_OF_OURS)

    mails = {
        name.lower(): member.key
        for member in workspace.team
        for name in (*member.emails, *member.accounts)
    }
    return Approving(
        today,
        tuple(replace(one, by=label(one.by)) for one in agreements_of(decisions)),
        read_approvals(workspace).levels,
        tuple(replace(one, by=label(one.by)) for one in waived_of(decisions)),
        tuple(replace(one, by=label(one.by)) for one in given_of(decisions)),
        mails,
    )
