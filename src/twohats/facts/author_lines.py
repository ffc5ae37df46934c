"""Author lines of commits: which identity each is, and who made each commit."""

import re
from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts.facts import Facts

# Addresses that many people commit with; each name under them stays its own identity.
_SHARED = (
    r"(?i)^(noreply|no-reply|root|none|unknown|nobody|user|admin|you)@"
    r"|@(localhost|localdomain|none)$|^[^@]*$"
)
SHARED = re.compile(_SHARED)


def mail_identity(name: str, email: str) -> str:
    """Name the identity of a commit's author line.

    Examples
    --------
    >>> mail_identity("Ada", "Ada@Tidewater.example")
    'mail:ada@tidewater.example'
    >>> mail_identity("Ada", "root@localhost")
    'mail:root@localhost|ada'
    """
    address = email.strip().lower()
    if SHARED.search(address):
        return f"mail:{address}|{name.strip().lower()}"
    return f"mail:{address}"


def mail_identity_of(name: ir.StringColumn, email: ir.StringColumn) -> ir.StringValue:
    """Name the identities of a column of author lines, as `mail_identity` does one by one."""
    address = email.fill_null("").strip().lower()
    shared = "mail:" + address + "|" + name.fill_null("").strip().lower()
    return ibis.ifelse(address.re_search(_SHARED), shared, "mail:" + address)


@lru_cache(maxsize=8)
def authored(facts: Facts) -> ir.Table:
    """List commits with their authors, each commit once.

    Returns
    -------
    ibis.Table
        Commits with a date, each where it is in no fork if there is such a place, else in the first by
        name: ``repository, oid, authored_at, committed_at, subject, parents``, ``identity`` and the
        columns of `Facts.who` with the prefix ``actor``, on the day it was written.
    """
    dated = facts.tables["commits"].filter(lambda t: t.authored_at.notnull())
    commits = _once(facts, dated.select(_COMMIT))
    people = facts.tables["commit_people"].filter(lambda t: t.role == "author")
    identity = ibis.coalesce(people.account, mail_identity_of(people.name, people.email))
    authors = people.select("repository", "oid", identity=identity)
    made = commits.inner_join(authors, ["repository", "oid"])
    return facts.keep("authored", facts.who(made, "identity", "authored_at", "actor"))


_COMMIT = ("repository", "oid", "authored_at", "committed_at", "subject", "parents")


def _once(facts: Facts, commits: ir.Table) -> ir.Table:
    """Take each commit once: where it is no fork, if there is such a place, else by name."""
    forks = facts.tables["repositories"].select("repository", "fork")
    placed = commits.left_join(forks, "repository").drop("repository_right")
    is_fork = placed.fork.fill_null(False).cast("int8").cast("string")
    placed = placed.mutate(_place=is_fork + placed.repository)
    first = placed.group_by("oid").agg(_first=placed._place.min())
    placed = placed.inner_join(first, "oid")
    return placed.filter(placed._place == placed._first).drop("fork", "_place", "_first")
