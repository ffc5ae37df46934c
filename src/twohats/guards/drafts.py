"""The door for drafts: text may go to a person, and only into trackers of ours by itself.

G01: our people stand under pseudonyms, but for those who agreed to be named. G02: the program writes
in no place but our own. G03: somebody stands behind what it writes there.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from twohats.guards.door import shown
from twohats.records.drafts import ClearedDraft, Draft


def clear_draft(
    draft: Draft, pseudonyms: Mapping[str, str], is_ours: Callable[[str], bool]
) -> ClearedDraft:
    """Let a draft out to people; say why the program may not send it, where it may not.

    Parameters
    ----------
    draft
        What would be shown.
    pseudonyms
        Label to show for each identity of ours; none where names were asked for.
    is_ours
        Whether a repository is our own organization's.

    Examples
    --------
    >>> draft = Draft("x", "Reviews", "asked @ada and @bea", "github:lantern/core", names=("github:bea",))
    >>> cleared = clear_draft(draft, {"github:ada": "wren-1", "github:bea": "teal-2"}, lambda _: False)
    >>> cleared.draft.body
    'asked wren-1 and @bea'
    >>> cleared.held[0]
    'lantern/core is not ours: a person copies it there'
    """
    hidden = {
        identity.partition(":")[2]: label
        for identity, label in pseudonyms.items()
        if identity not in draft.names
    }
    body, title = shown((draft.body, draft.title), hidden)
    held = []
    if draft.place is None:
        held.append("it has no place of its own: a person copies it")
    elif not is_ours(draft.place):
        held.append(f"{draft.place.partition(':')[2]} is not ours: a person copies it there")
    if draft.drafted_by is None:
        held.append("nobody stands behind it yet: git should know your e-mail")
    return ClearedDraft(replace(draft, title=title, body=body), ("G01", "G02", "G03"), tuple(held))
