"""What never leaves this workspace for a public page."""

from twohats.flow.facts import Opened
from twohats.guards.public import Forbidden
from twohats.journal import PrivateState
from twohats.records.decisions import Decision

ENOUGH_LETTERS = 12
"""A text of the private part that is shorter says nothing by itself."""


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
    logins = {one.partition(":")[2].lower() for one in ours if not one.startswith("mail:")}
    names = {member.name for member in team if member.name}
    members = set(opened.workspace.settings.member_communities) - set(report.named_members)
    words = [
        *((word, f"a private word ({at} of `private_words`)")
          for at, word in enumerate(report.private_words, start=1)),
        *((name, "a member community that did not agree to be named") for name in sorted(members)),
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
