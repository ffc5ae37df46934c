"""From what facts and workspace say of identities to people, in one pass."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from twohats.facts.author_lines import SHARED, mail_identity
from twohats.people.affiliation import spread
from twohats.people.bots import bot_reason
from twohats.people.identity import forge_joins, group, noreply_joins, number_joins
from twohats.people.pseudonyms import pseudonyms
from twohats.records.people import Affiliation, GitIdentity, Join, Person
from twohats.workspace import Mailmap, Member


@dataclass(frozen=True)
class Account:
    """What a forge says of an account."""

    key: str
    forge_id: str | None = None
    login: str | None = None
    kind: str | None = None


@dataclass(frozen=True)
class People:
    """Everybody the facts name, and why we think so."""

    persons: tuple[Person, ...]
    joins: tuple[Join, ...]
    """Every reason that was used, also those that a person took apart again."""
    affiliations: tuple[Affiliation, ...]
    is_named: bool = False
    """Whether names were asked for, so that nobody is to be hidden."""

    @cached_property
    def ours(self) -> frozenset[str]:
        """Identities of whoever is or was one of ours, also of a bot in the team file."""
        ours = {affiliation.identity for affiliation in self.affiliations}
        return frozenset(
            identity
            for person in self.persons
            if not ours.isdisjoint(person.identities)
            for identity in person.identities
        )

    @cached_property
    def pseudonyms(self) -> dict[str, str]:
        """The label to show for each identity of ours; none where names were asked for."""
        if self.is_named:
            return {}
        return {
            identity: person.label
            for person in self.persons
            for identity in person.identities
            if identity in self.ours
        }

    @cached_property
    def bots(self) -> int:
        """How many of them are bots."""
        return sum(person.is_bot for person in self.persons)

    @property
    def person_of(self) -> dict[str, Person]:
        """Persons by identity."""
        return {identity: person for person in self.persons for identity in person.identities}


def resolve(
    accounts: Sequence[Account],
    git: Sequence[GitIdentity],
    members: Sequence[Member],
    mailmaps: Sequence[tuple[str, Mailmap]],
    *,
    organization: str,
    forge_by_host: Mapping[str, str],
    bot_rules: Mapping[str, tuple[bool, str]],
    undone: Iterable[tuple[str, str]] = (),
    secret: bytes,
    named: bool = False,
) -> People:
    """Join identities into people and say which were ours when, and which are bots.

    Parameters
    ----------
    accounts
        From the forges.
    git
        Distinct author lines of commits.
    members
        The team, as the workspace says.
    mailmaps
        Each with the place it was found.
    organization
        Ours; members of others give no affiliation with us.
    forge_by_host
        Forge names by host, for no-reply addresses.
    bot_rules
        The workspace's word on bots, by account key.
    undone
        Pairs of identities that a person took apart.
    secret
        Makes pseudonyms.
    named
        Our people under their logins.
    """
    joins = [
        *_workspace_joins(members),
        *forge_joins(git),
        *number_joins((a.key, a.forge_id) for a in accounts),
        *noreply_joins(
            git,
            {f"{a.key.partition(':')[0]}:{a.forge_id}": a.key for a in accounts if a.forge_id},
            forge_by_host,
        ),
        *_mailmap_joins(git, mailmaps),
    ]
    nodes = [a.key for a in accounts]
    nodes += [mail_identity(g.name, g.email) for g in git]
    nodes += [identity for member in members for identity in _identities(member)]
    root_of = group(nodes, joins, undone)
    affiliations = spread(_affiliations(members, organization), root_of)
    ours = {root_of.get(a.identity, a.identity) for a in affiliations}
    return People(
        _persons(root_of, accounts, members, ours, bot_rules, secret, named),
        tuple(dict.fromkeys(joins)),
        affiliations,
        named,
    )


def _identities(member: Member) -> tuple[str, ...]:
    return (*member.accounts, *(f"mail:{email.lower()}" for email in member.emails))


def _workspace_joins(members: Sequence[Member]) -> list[Join]:
    joins = []
    for member in members:
        first, *others = (member.key, *(i for i in _identities(member) if i != member.key))
        joins += [Join(first, other, "workspace", member.source) for other in others]
    return joins


def _mailmap_joins(
    git: Sequence[GitIdentity], mailmaps: Sequence[tuple[str, Mailmap]]
) -> list[Join]:
    joins = []
    for place, mailmap in mailmaps:
        for identity in git:
            name, email = mailmap.resolve(identity.name, identity.email)
            # Elsewhere other people commit with the same address: it says nothing without a name.
            if SHARED.search(identity.email) and mailmap.resolve("\0", identity.email)[1] == email:
                continue
            left, right = (
                mail_identity(name or identity.name, email or identity.email),
                mail_identity(identity.name, identity.email),
            )
            if left != right:
                joins.append(Join(left, right, "mailmap", place))
    return joins


def _affiliations(members: Sequence[Member], organization: str) -> list[Affiliation]:
    return [
        Affiliation(identity, member.from_at, member.until_at, member.basis, member.source)
        for member in members
        if member.organization in ("", organization)
        for identity in _identities(member)
    ]


def _persons(
    root_of: Mapping[str, str],
    accounts: Sequence[Account],
    members: Sequence[Member],
    ours: set[str],
    bot_rules: Mapping[str, tuple[bool, str]],
    secret: bytes,
    named: bool,
) -> tuple[Person, ...]:
    said = {account.key: account for account in accounts}
    keys = {root_of.get(key, key): key for key in sorted({m.key for m in members}, reverse=True)}
    identities: dict[str, list[str]] = {}
    for identity, root in root_of.items():
        identities.setdefault(root, []).append(identity)
    hidden = {} if named else pseudonyms({keys.get(root, root) for root in ours}, secret)
    persons = []
    for root, found in sorted(identities.items()):
        key = keys.get(root, root)
        # The workspace's word on one account holds for the addresses joined to it.
        ruled = [identity for identity in sorted(found) if identity in bot_rules]
        because = None
        for identity in ruled or sorted(found):
            because = because or bot_reason(
                _as_account(identity), getattr(said.get(identity), "kind", None), bot_rules
            )
        login = getattr(said.get(key), "login", None) or key.partition(":")[2]
        persons.append(
            Person(
                key,
                tuple(sorted(found, key=lambda i: (i.startswith("mail:"), i))),
                hidden.get(key, login) if root in ours else login,
                because is not None,
                because,
            )
        )
    return tuple(persons)


def _as_account(identity: str) -> str:
    """See through the address a forge gave to a bot, so that its commits are a bot's too."""
    if identity.startswith("mail:") and "[bot]@" in identity:
        return "mail:" + identity[5:].partition("@")[0].rpartition("+")[2]
    return identity
