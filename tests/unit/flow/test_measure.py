"""Any measure by its name."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from twohats.errors import WrongUse
from twohats.flow.measure import CATALOGUE, Asked, measure_named, must_be_known
from twohats.records.people import RepositoryScope

DOCS = Path(__file__).parents[3] / "docs" / "measures.md"


@pytest.mark.parametrize("said", ["time_to_first_response", "Time to first response"])
def test_names_are_taken_as_people_write_them(said):
    """Spaces and capitals make no other measure."""
    assert measure_named(said).definition.name == "time_to_first_response"


def test_a_mistyped_name_is_told_the_nearest():
    """Whoever mistypes learns what was meant, and where all names stand."""
    with pytest.raises(WrongUse) as wrong:
        measure_named("time_to_first_respons")

    assert str(wrong.value) == (
        "time_to_first_respons: no measure has that name: did you mean `time_to_first_response`? "
        "`twohats measure` lists them."
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("bus_faktor", ": did you mean `contributor_absence_factor`?"),
        ("Bus Factor", ": did you mean `contributor_absence_factor`?"),
        ("happiness", "."),
    ],
)
def test_names_of_old_lead_to_those_of_today(name, hint):
    """A measure is found by the name it had; where nothing is near, nobody reads dozens of names."""
    with pytest.raises(WrongUse) as wrong:
        measure_named(name)

    assert str(wrong.value) == (
        f"{name}: no measure has that name{hint} `twohats measure` lists them."
    )


@pytest.mark.parametrize("measure", CATALOGUE.values(), ids=CATALOGUE)
def test_each_says_what_it_counts_and_where_that_is_defined(measure):
    """A number without unit, definition, source and needs is none."""
    definition = measure.definition

    assert definition.name == definition.name.lower()
    assert all([definition.title, definition.says, definition.unit, definition.needs])
    page, _, place = definition.source.partition("#")
    assert page == "docs/measures.md" or definition.source.startswith("https://chaoss.community/")
    assert not place or f"({place})=" in DOCS.read_text("utf-8")


KNOWN = SimpleNamespace(
    scopes=[
        RepositoryScope("github:lantern/core", "upstream", "said", "github:lantern", is_key=True)
    ]
)


def test_what_there_are_facts_of_may_be_asked_for():
    """By its repository, its community, or not at all."""
    must_be_known(KNOWN, Asked())
    must_be_known(KNOWN, Asked(("github:lantern/core",), ("github:lantern",)))


def test_places_without_facts_are_refused_all_at_once():
    """A mistyped name must not read like a community of which nothing is to be told."""
    with pytest.raises(WrongUse) as wrong:
        must_be_known(KNOWN, Asked(("github:lantern/cor",), ("github:lantern", "github:nosuch")))

    assert str(wrong.value) == (
        "--repository github:lantern/cor, --community github:nosuch: no facts are there of this name. "
        "`twohats people scopes` lists what is known."
    )
