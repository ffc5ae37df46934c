"""From a document to a page that may be shown: through the one door."""

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
    hidden = {
        identity.partition(":")[2]: person.label
        for person in opened.people.persons
        for identity in person.identities
        if person.label != identity.partition(":")[2] and not person.is_bot
    }
    ours = {a.identity.partition(":")[2] for a in opened.people.affiliations}
    return clear(document, {name: label for name, label in hidden.items() if name in ours})
