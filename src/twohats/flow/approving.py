"""What our organization agreed on before something is contributed: ``approvals.toml`` and the journal."""

from collections.abc import Sequence
from datetime import date

from twohats.errors import SettingsErrors
from twohats.formats.approvals_file import NAME, ApprovalsFile, parse_approvals
from twohats.journal.registers import agreements_of, given_of, waived_of
from twohats.records.decisions import Decision
from twohats.records.preflight import Approving
from twohats.workspace import Workspace, read_text
from twohats.workspace.files import not_utf8


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


def approving_of(workspace: Workspace, decisions: Sequence[Decision], today: date) -> Approving:
    """Gather what was agreed on, and by which addresses our people are known."""
    mails = {
        name.lower(): member.key
        for member in workspace.team
        for name in (*member.emails, *member.accounts)
    }
    return Approving(
        today,
        agreements_of(decisions),
        read_approvals(workspace).levels,
        waived_of(decisions),
        given_of(decisions),
        mails,
    )
