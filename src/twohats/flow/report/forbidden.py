"""What never leaves this workspace for a public page."""

from collections.abc import Collection

from twohats.facts import Facts
from twohats.facts.author_lines import mail_identity_of
from twohats.flow.facts import Opened
from twohats.flow.rows import fetch
from twohats.guards.public import Forbidden
from twohats.journal import PrivateState
from twohats.records.decisions import Decision

ENOUGH_LETTERS = 12
"""A text of the private part that is shorter says nothing by itself."""
ENOUGH_OF_A_WORD = 5
"""A private word with fewer letters is too often part of another word to be looked for in there."""


def forbidden_of(opened: Opened, private: PrivateState) -> Forbidden:
    """List what must not leave.

    Parameters
    ----------
    opened
        A workspace with its facts; its people under pseudonyms.
    private
        What is somebody's own, as far as it is on this machine.
    """
    report, team = opened.workspace.settings.report, opened.workspace.team
    identities = opened.people.pseudonyms
    ours = {*identities, *(one for member in team for one in member.accounts)}
    ours |= {f"mail:{address.lower()}" for member in team for address in member.emails}
    names, earlier = known_names(opened.facts, ours)
    names |= {member.name for member in team if member.name}
    logins = {one.partition(":")[2].lower() for one in ours if not one.startswith("mail:")}
    logins |= earlier
    members = set(opened.workspace.settings.member_communities) - set(report.named_members)
    member = opened.workspace.settings.words.member_community
    private_words = [
        (word, f"a private word ({at} of `private_words`)")
        for at, word in enumerate(report.private_words, start=1)
    ]
    words = [
        *private_words,
        *((name, f"a {member} that did not agree to be named") for name in sorted(members)),
        *((name, "a name of one of ours") for name in sorted(names)),
        *((label, "a pseudonym of one of ours") for label in sorted(set(identities.values()))),
    ]  # fmt: skip
    exact = [
        *((digest, "a digest of something private") for digest in _digests(opened.decisions)),
        *((digest, "a digest of something private") for digest in private.digests.values()),
        *((text, "a text of somebody's private part") for text in _texts(private)),
        (str(opened.workspace.folder), "the workspace's folder"),
    ]
    mail = {report.dispute} if report.dispute and "://" not in report.dispute else set()
    return Forbidden(
        tuple(words),
        tuple((login, "a login of one of ours") for login in sorted(logins)),
        tuple((text, what) for text, what in exact if text),
        frozenset(word.lower() for word in (*report.public_words, *mail)),
        tuple(one for one in private_words if sum(map(str.isalnum, one[0])) >= ENOUGH_OF_A_WORD),
    )


def known_names(facts: Facts, identities: Collection[str]) -> tuple[set[str], set[str]]:
    """Find what else the facts call somebody.

    Parameters
    ----------
    facts
        Profiles of accounts, author lines, and names that accounts had.
    identities
        Keys of accounts and addresses, ``mail:…``.

    Returns
    -------
    tuple
        Names of profiles and of author lines, of two words or more: one word is as often a machine's
        name. And the logins that the accounts had before, in lower case.
    """
    tables, wanted = facts.tables, sorted(identities)
    accounts = tables["accounts"]
    profiles = fetch(
        accounts.filter(accounts.account.isin(wanted)).select("forge_id", "name").distinct()
    )
    people = tables["commit_people"]
    is_one = people.account.isin(wanted) | mail_identity_of(people.name, people.email).isin(wanted)
    lines = fetch(people.filter(is_one.fill_null(False)).select("name").distinct())
    numbers = sorted({row["forge_id"] for row in profiles if row["forge_id"]})
    had = tables["names"]
    earlier = fetch(had.filter(had.forge_id.isin(numbers)).select("name").distinct())
    names = {(row["name"] or "").strip() for row in (*profiles, *lines)}
    return (
        {name for name in names if len(name.split()) > 1},
        # A name with a slash is a repository's.
        {row["name"].lower() for row in earlier if row["name"] and "/" not in row["name"]},
    )


def _digests(decisions: tuple[Decision, ...]) -> set[str]:
    """List the digests by which lines of the journal point into the private part."""
    found = {one.content.get("private") for one in decisions}
    return {one for one in found if isinstance(one, str)}


def _texts(private: PrivateState) -> set[str]:
    """List what people wrote into the private part; keys and dates are no such text."""
    found: set[str] = set()
    for line in private.lines:
        for value in line.content.values():
            if isinstance(value, str) and len(value) >= ENOUGH_LETTERS and " " in value.strip():
                found.add(value.strip())
    return found
