"""Where a verb works: the workspace, its facts, its journal, its secret."""

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twohats.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twohats.flow.facts import Moments, Opened
    from twohats.flow.ledger import FoundLedger
    from twohats.journal import Journal
    from twohats.store.facts import FactStore
    from twohats.workspace import Workspace


class Place:
    """What verbs share; everything is opened when it is first asked for.

    Parameters
    ----------
    given
        The folder from ``--workspace``; None: look upward from here.
    """

    def __init__(self, given: Path | None):
        self.given = given

    def workspace(self) -> "Workspace":
        """Read the workspace."""
        from twohats.workspace import find_workspace, load_workspace

        if self.given is not None and not self.given.is_dir():
            raise WrongUse(
                f"{self.given}: no workspace found: there is no such folder. "
                f"Make one with `twohats init {self.given} --organization NAME`."
            )
        return load_workspace(self.given or find_workspace(Path.cwd()))

    @staticmethod
    def store(workspace: "Workspace") -> "FactStore":
        """Open the facts of a workspace."""
        from twohats.store.facts import FactStore

        return FactStore(workspace.facts_folder)

    @staticmethod
    def journal(workspace: "Workspace") -> "Journal":
        """Open the journal of a workspace, wherever it is kept."""
        from twohats.flow.journal import open_journal

        return open_journal(workspace, os.environ)

    def open(
        self, moments: "Moments", names: str | None = None, *, embedded: bool = False
    ) -> "Opened":
        """Open the workspace's facts, in the engine it names; asking for names is written down.

        Parameters
        ----------
        moments
            Window and as-of.
        names
            Why our people are shown by name; None: they are not.
        embedded
            Whether the embedded engine is needed, whatever the workspace names.
        """
        from twohats.flow.facts import on_engine, open_facts
        from twohats.flow.people import undone_joins
        from twohats.formats.engine_urls import EMBEDDED_URL

        workspace = self.workspace()
        if embedded:
            workspace = on_engine(workspace, EMBEDDED_URL)
        journal = self.journal(workspace)
        opened = open_facts(
            workspace,
            self.store(workspace),
            moments,
            secret=secret_of(workspace.private_folder),
            named=names is not None,
            undone=undone_joins(journal),
            decisions=journal.read()[0],
        )
        if names is not None:
            self.decide(workspace, "names-shown", (), names, "--names")
        return opened

    def ledger(self, moments: "Moments", names: str | None = None) -> "FoundLedger":
        """Take the ledger from where it was kept, or open the facts and judge."""
        from twohats.flow.facts import known_then, requested
        from twohats.flow.ledger import FoundLedger, kept_ledger, ledger_of
        from twohats.store.derived import DerivedStore

        workspace = self.workspace()
        decisions = known_then(self.journal(workspace).read()[0], moments)
        request = requested(
            workspace,
            self.store(workspace).snapshot(),
            moments,
            decisions,
            secret=secret_of(workspace.private_folder),
            named=names is not None,
        )
        kept = kept_ledger(DerivedStore(workspace.derived_folder), request)
        if kept is None:
            opened = self.open(moments, names)
            return FoundLedger(workspace, ledger_of(opened), decisions, request)
        if names is not None:
            self.decide(workspace, "names-shown", (), names, "--names")
        return FoundLedger(workspace, kept, decisions, request)

    def decide(
        self,
        workspace: "Workspace",
        what: str,
        about: tuple[str, ...],
        why: str,
        option: str,
        *,
        content: "Mapping[str, Any] | None" = None,
        supersedes: str | None = None,
    ) -> None:
        """Append a decision of whoever runs this to the journal."""
        from twohats.journal import ulid
        from twohats.records.decisions import Decision

        if not why.strip():
            raise WrongUse(f"{option} needs a reason in words; it is kept in the journal.")
        now = datetime.now(UTC)
        decision = Decision(
            ulid(now, secrets.token_bytes(10)),
            who_runs_this(workspace.folder),
            now,
            what,
            about,
            why,
            content or {},
            supersedes,
        )
        self.journal(workspace).append(decision)


def secret_of(folder: Path) -> bytes:
    """Read the workspace's secret, made on first use and readable by its owner alone."""
    path = folder / "secret"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another run was quicker
            return path.read_bytes()
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode())
    return path.read_bytes()


def who_runs_this(folder: Path) -> str:
    """Name whoever runs this, as git knows them."""
    import getpass
    import subprocess

    asked = subprocess.run(
        ["git", "config", "user.email"], cwd=folder, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or os.environ.get("USER") or getpass.getuser()
