"""Node ids as GitHub makes them, of both generations."""

import struct
from base64 import b64encode, urlsafe_b64encode
from datetime import UTC, datetime

NEW_SINCE = datetime(2021, 10, 1, tzinfo=UTC)
"""What was made before has an id of the first generation, and keeps it."""

PREFIXES = {
    "AssignedEvent": "AE",
    "BaseRefChangedEvent": "BRCE",
    "Blob": "B",
    "Bot": "BOT",
    "ClosedEvent": "CE",
    "CommentDeletedEvent": "CDE",
    "Commit": "C",
    "ConnectedEvent": "COE",
    "ConvertToDraftEvent": "CTDE",
    "CrossReferencedEvent": "CRE",
    "DemilestonedEvent": "DEME",
    "Discussion": "D",
    "DiscussionCategory": "DIC",
    "DiscussionComment": "DC",
    "HeadRefDeletedEvent": "HRDE",
    "HeadRefForcePushedEvent": "HRFPE",
    "HeadRefRestoredEvent": "HRRE",
    "Issue": "I",
    "IssueComment": "IC",
    "Label": "LA",
    "LabeledEvent": "LE",
    "LockedEvent": "LOE",
    "Mannequin": "M",
    "MentionedEvent": "MEE",
    "MergedEvent": "ME",
    "Milestone": "MI",
    "MilestonedEvent": "MIE",
    "Organization": "O",
    "ProjectV2": "PVT",
    "ProjectV2Item": "PVTI",
    "PullRequest": "PR",
    "PullRequestCommit": "PURC",
    "PullRequestReview": "PRR",
    "PullRequestReviewComment": "PRRC",
    "PullRequestReviewThread": "PRRT",
    "Reaction": "REA",
    "ReadyForReviewEvent": "RFRE",
    "Ref": "REF",
    "ReferencedEvent": "REFE",
    "Release": "RE",
    "RenamedTitleEvent": "RTE",
    "ReopenedEvent": "REE",
    "Repository": "R",
    "ReviewDismissedEvent": "RDE",
    "ReviewRequest": "RR",
    "ReviewRequestRemovedEvent": "RRRE",
    "ReviewRequestedEvent": "RRE",
    "StatusCheckRollup": "SCR",
    "SubscribedEvent": "SE",
    "Team": "T",
    "TransferredEvent": "TRE",
    "UnassignedEvent": "UNE",
    "UnlabeledEvent": "UNLE",
    "UnlockedEvent": "UNLOE",
    "UnsubscribedEvent": "UE",
    "User": "U",
    "UserBlockedEvent": "UBE",
}
"""Beginnings of ids of the second generation, by type."""


def node_id(typename: str, path: tuple[int | str, ...], made_at: datetime) -> str:
    """Make the id of a thing.

    Parameters
    ----------
    typename
        Its type in the schema.
    path
        Numbers of what it is in, outermost first, and its own (or the oid) last.
    made_at
        When it was made, which decides the generation.

    Examples
    --------
    >>> node_id("LabeledEvent", (3448858641,), datetime(2020, 1, 1, tzinfo=UTC))
    'MDEyOkxhYmVsZWRFdmVudDM0NDg4NTg2NDE='
    >>> later = datetime(2023, 6, 4, tzinfo=UTC)
    >>> node_id("ReviewDismissedEvent", (272700405, 660909857, 9424812798), later)
    'RDE_lADOEEET9c4nZK8hzwAAAAIxwzr-'
    """
    if made_at < NEW_SINCE:
        own = f"{path[0]}:{path[-1]}" if isinstance(path[-1], str) else str(path[-1])
        return b64encode(f"0{len(typename)}:{typename}{own}".encode()).decode()
    packed = bytes([0x91 + len(path), 0]) + b"".join(map(_packed, path))
    prefix = PREFIXES.get(typename) or "".join(filter(str.isupper, typename))
    return f"{prefix}_{urlsafe_b64encode(packed).decode().rstrip('=')}"


def _packed(part: int | str) -> bytes:
    if isinstance(part, str):
        return bytes([0xD9, len(part)]) + part.encode()
    return struct.pack(">BI", 0xCE, part) if part < 2**32 else struct.pack(">BQ", 0xCF, part)
