"""Join accounts and addresses into people, by evidence that names both, never by name alone.

An identity is an account key (``github:ada``) or an address (``mail:ada@example.org``). Four things
join two of them: the workspace's word, a mailmap, an address the forge gave out for one account,
and the forge naming an account beside a commit. Equal addresses are one identity to begin with.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from twohats.facts.author_lines import SHARED, mail_identity
from twohats.records.people import GitIdentity, Join

NOREPLY = re.compile(r"^(?:(?P<id>\d+)\+)?(?P<login>[^@+]+)@users\.noreply\.(?P<host>[^@]+)$")


def noreply_joins(
    identities: Iterable[GitIdentity],
    accounts_by_id: Mapping[str, str],
    forge_by_host: Mapping[str, str],
) -> list[Join]:
    """Join addresses a forge gave out to the accounts they were given to.

    Parameters
    ----------
    identities
        Author lines of commits.
    accounts_by_id
        Account keys by ``forge:forge_id``; an account keeps its id when it is renamed.
    forge_by_host
        Forge names by host: ``{"github.com": "github"}``.
    """
    joins = []
    for identity in identities:
        match = NOREPLY.match(identity.email.strip().lower())
        forge = forge_by_host.get(match["host"]) if match else None
        if not match or not forge:
            continue
        account = f"{forge}:{match['login']}"
        if match["id"]:
            account = accounts_by_id.get(f"{forge}:{match['id']}", account)
        joins.append(
            Join(
                account,
                mail_identity(identity.name, identity.email),
                "no-reply address",
                identity.email,
            )
        )
    return joins


def forge_joins(identities: Iterable[GitIdentity]) -> list[Join]:
    """Join addresses to the account a forge named beside them on a commit."""
    return [
        Join(identity.account, mail_identity(identity.name, identity.email), "forge", "commit")
        for identity in identities
        if identity.account and not SHARED.search(identity.email)
    ]


def number_joins(accounts: Iterable[tuple[str, str | None]]) -> list[Join]:
    """Join account keys that a forge gave one number: it keeps it when a login changes.

    Parameters
    ----------
    accounts
        Keys with their numbers; None: not known.

    Examples
    --------
    >>> [(one.left, one.right) for one in number_joins([("gitlab:~22", "22"), ("gitlab:ada", "22")])]
    [('gitlab:ada', 'gitlab:~22')]
    """
    first: dict[str, str] = {}
    joins = []
    for key, number in sorted(accounts, key=lambda one: one[0]):
        if number:
            left = first.setdefault(f"{key.partition(':')[0]}:{number}", key)
            if left != key:
                joins.append(Join(left, key, "forge", f"number {number}"))
    return joins


def group(
    nodes: Iterable[str], joins: Sequence[Join], undone: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """Find which identities are one person.

    Parameters
    ----------
    nodes
        Every identity there is.
    joins
        Reasons to hold two for one; the order does not matter.
    undone
        Pairs a person took apart: joins between just these two do not count.

    Returns
    -------
    dict of str
        For each identity the first identity of its person: accounts before addresses, then by name.
    """
    apart = {frozenset(pair) for pair in undone}
    parent: dict[str, str] = {node: node for node in nodes}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for join in joins:
        if frozenset((join.left, join.right)) in apart:
            continue
        first, second = sorted((root(join.left), root(join.right)), key=_rank)
        parent[second] = first
    return {node: root(node) for node in parent}


def _rank(identity: str) -> tuple[bool, str]:
    return identity.startswith("mail:"), identity
