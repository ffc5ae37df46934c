"""What every number rests on, said beside it."""

from twohats.flow.facts import Opened
from twohats.flow.words import many
from twohats.records.times import show_date


def meta(opened: Opened) -> dict[str, str]:
    """Say what every number of a page rests on."""
    facts = opened.facts
    bases = sorted({affiliation.basis for affiliation in opened.people.affiliations})
    return {
        "window": f"{facts.window}, half-open, UTC",
        "as_of": show_date(facts.as_of),
        "unit": "things done (items, reviews, entries), never hours",
        "bots": f"{many(opened.people.bots, 'account', 'accounts')} left out: the forge's word, "
        "[bot] endings, the named list and the workspace's",
        "affiliation": f"team file; dates: {', '.join(bases) or 'nobody is listed'}",
        "names": "our people under their logins, as was asked for and written down"
        if opened.is_named
        else "our people under pseudonyms",
        "coverage": "twohats sql 'from coverage'",
        "digest": facts.digest,
    }
