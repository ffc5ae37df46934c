"""From a document to a page that may be shown: through the one door."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from twohats.flow.facts import Opened
from twohats.guards.door import clear, shown
from twohats.records.pages import Cleared, Document

T = TypeVar("T")
MADE_UP = "Everything here is made up: the organization, its people and the communities."


def made_up_banner(opened: Opened) -> str:
    """Say above everything that facts are made up; empty where they are not."""
    is_made_up = any(promise.source == "made-up" for promise in opened.facts.coverage)
    return MADE_UP if is_made_up else ""


def clear_page(document: Document, opened: Opened) -> Cleared:
    """Have every guard look at a document, which says first of all where its facts are made up.

    Raises
    ------
    TwohatsError
        A guard holds it; the message says why and what to do.
    """
    return clear_with(document, pseudonyms_of(opened), made_up_banner(opened))


def clear_with(document: Document, pseudonyms: Mapping[str, str], banner: str = "") -> Cleared:
    """Have every guard look at a document, without the facts being open.

    Parameters
    ----------
    document
        What would be shown.
    pseudonyms
        As `pseudonyms_of` gives them.
    banner
        As `made_up_banner` gives it; a document's own comes first.
    """
    told = replace(document, banner=document.banner or banner)
    return clear(told, _names(pseudonyms))


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
