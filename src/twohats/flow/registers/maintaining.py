"""Whose people may merge where, as of the end of the facts."""

from datetime import timedelta

import ibis

from twohats.facts import Facts
from twohats.flow.rows import Row, fetch
from twohats.people.roles import maintainers


def maintaining(facts: Facts) -> tuple[Row, ...]:
    """List who may merge in each repository, and for whom they work.

    Returns
    -------
    tuple of dict
        One row per repository, person and employer: ``repository``, ``m_person``, ``m_employer``
        (None: nobody knows).
    """
    who = maintainers(facts).select("repository", m_person="person")
    who = who.mutate(_at=ibis.literal(facts.as_of - timedelta(seconds=1)))
    who = facts.employed(who, "_at", "m").select("repository", "m_person", "m_employer")
    return tuple(fetch(who.distinct()))
