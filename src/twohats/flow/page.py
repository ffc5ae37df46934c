"""From a document to a page that may be shown: through the one door."""

from collections.abc import Mapping

from twohats.flow.facts import Opened
from twohats.guards.door import clear
from twohats.records.pages import Cleared, Document


def clear_page(document: Document, opened: Opened) -> Cleared:
    """Have every guard look at a document.

    Raises
    ------
    TwohatsError
        A guard holds it; the message says why and what to do.
    """
    return clear_with(document, pseudonyms_of(opened))


def clear_with(document: Document, pseudonyms: Mapping[str, str]) -> Cleared:
    """Have every guard look at a document, without the facts being open.

    Parameters
    ----------
    document
        What would be shown.
    pseudonyms
        As `pseudonyms_of` gives them.
    """
    return clear(
        document, {identity.partition(":")[2]: label for identity, label in pseudonyms.items()}
    )


def pseudonyms_of(opened: Opened) -> dict[str, str]:
    """Give the label to show for each identity of ours; none where names were asked for."""
    return opened.people.pseudonyms
