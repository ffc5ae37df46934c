"""From a document to a page that may be shown: through the one door."""

from collections.abc import Mapping
from typing import TypeVar

from twohats.flow.facts import Opened
from twohats.guards.door import clear, shown
from twohats.records.pages import Cleared, Document

T = TypeVar("T")


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
    return clear(document, _names(pseudonyms))


def shown_with(value: T, pseudonyms: Mapping[str, str]) -> T:
    """Have rows that are printed without a page call our people as a page would.

    Parameters
    ----------
    value
        Rows, or what stands beside them.
    pseudonyms
        As `pseudonyms_of` gives them.
    """
    return shown(value, _names(pseudonyms))


def _names(pseudonyms: Mapping[str, str]) -> dict[str, str]:
    return {identity.partition(":")[2]: label for identity, label in pseudonyms.items()}


def pseudonyms_of(opened: Opened) -> dict[str, str]:
    """Give the label to show for each identity of ours; none where names were asked for."""
    return opened.people.pseudonyms
