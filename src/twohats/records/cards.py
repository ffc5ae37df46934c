"""A community's card: what its own documents say about taking part, each with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Paper:
    """One text file of a repository, as it is at the commit that was read."""

    path: str
    """From the repository's root; a file of the organization's ``.github`` starts with ``.github:``."""
    text: str
    changed_at: datetime | None = None
    """When it was last changed; None: not known."""
    kind: str | None = None
    """As the table ``documents`` calls it: ``conduct``, ``contributing``, …"""


WITHOUT_SHARED = ("gitlab", "codeberg")
"""Forges on which no repository stands in for others."""


@dataclass(frozen=True)
class Papers:
    """What was read of one repository."""

    repository: str
    """Key, as ``github:jupyterhub/jupyterhub``."""
    papers: tuple[Paper, ...] = ()
    """Files whose text was read, by path."""
    paths: frozenset[str] = field(default=frozenset())
    """Every file of the repository; empty where only documents are known."""
    is_whole: bool = True
    """Whether every file of the repository was looked at. If not, what was not found may be there."""
    has_shared: bool = False
    """Whether the organization's ``.github`` was looked at, which stands in for what is missing."""

    @property
    def lacks_shared(self) -> bool:
        """Whether something may stand in the organization's ``.github``, and nobody looked."""
        forge, _, name = self.repository.partition(":")
        is_alone = forge in WITHOUT_SHARED or name.endswith("/.github")
        return not self.has_shared and not is_alone

    def of_kind(self, *kinds: str) -> tuple[Paper, ...]:
        """Give the papers of these kinds, in the order of the kinds."""
        return tuple(one for kind in kinds for one in self.papers if one.kind == kind)

    def at(self, path: str) -> Paper | None:
        """Give one paper by its path."""
        return next((one for one in self.papers if one.path == path), None)


@dataclass(frozen=True)
class Fact:
    """One thing a community says or has, as a program read it; a person may confirm it."""

    fact: str
    """A name of `CARD`."""
    value: str
    path: str
    line: int | None = None
    """From 1; None where the file as a whole is meant."""
    says: str = ""
    """The community's own words, shortened."""


CARD: Mapping[str, str] = {
    "conduct.document": "the code of conduct",
    "conduct.contact": "where to report a breach of it",
    "contributing.document": "how to contribute",
    "contributing.issue_first": "whether an issue comes before a change",
    "contributing.refused": "what kinds of change are not accepted",
    "contributing.changelog": "whether a change has to bring a line for the changelog",
    "contributing.tests": "whether a change has to bring tests",
    "contributing.docs": "whether a change has to bring documentation",
    "contributing.commit_rules": "how commits and titles are written",
    "contributing.environment": "how to set up a place to work",
    "contributing.pre_commit": "what runs before each commit",
    "contributing.style": "formatters and linters in use",
    "contributing.template": "the form a pull request is written in",
    "contributing.owners": "who is asked to review which files",
    "communication.space": "where the community talks",
    "communication.response_time": "how soon it says it answers",
    "maintenance.triage": "how issues are sorted",
    "maintenance.review": "how changes are reviewed",
    "maintenance.release": "how releases are made",
    "maintenance.ci": "what checks a change",
    "governance.document": "who decides, and how",
    "governance.proposals": "where large changes are proposed",
    "governance.roles": "the roles there are",
    "governance.decision_rule": "by what rule things are decided",
    "roadmap.document": "where it is going, or what stands for that",
    "license.spdx": "the license, as SPDX names it",
    "agreement.kind": "what contributors sign: DCO, CLA, or nothing",
    "agreement.assignment": "whether signing gives the copyright away",
    "security.document": "the security policy",
    "security.report": "how to report a weakness",
    "ai.policy": "the rule on work that language models had a part in",
}
"""Every fact of a card, in the order it is shown."""

CONFIRMABLE = (
    "contributing.issue_first",
    "contributing.changelog",
    "contributing.tests",
    "contributing.docs",
    "agreement.kind",
    "agreement.assignment",
    "ai.policy",
)
"""The facts that preflight goes by; nobody is asked to confirm any other."""

LINKED = "elsewhere: "
"""Begins a value that is the address of a document which another one links to; its text was not read."""

ACKNOWLEDGED = ("conduct.document", "contributing.document")
"""What a person reads before taking part, and says so."""
