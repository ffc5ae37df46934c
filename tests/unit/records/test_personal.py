"""Which columns are personal: all of them are said, by the list and by each reader."""

import importlib
import inspect
import pkgutil

import pytest

import twohats.sources
from twohats.records import TABLES
from twohats.records.personal import IMPERSONAL, PERSONAL, personal_columns, undeclared
from twohats.sources.made_up import MadeUpSource


def test_every_column_of_text_is_declared():
    """A new column cannot slip by: it is personal, or somebody says that it is not."""
    assert undeclared() == ()
    assert PERSONAL.keys() == IMPERSONAL.keys() == TABLES.keys()


@pytest.mark.parametrize("table", TABLES)
def test_what_is_declared_is_there_and_said_once(table):
    """No column is both, and none is of another table."""
    kinds, others = PERSONAL[table].kinds, IMPERSONAL[table]

    assert not set(kinds) & set(others)
    assert {*kinds, *others} <= set(TABLES[table].columns)


def readers():
    """Every class of the sources that reads pages."""
    found = []
    for module in pkgutil.walk_packages(twohats.sources.__path__, "twohats.sources."):
        held = vars(importlib.import_module(module.name)).values()
        found += [
            one
            for one in held
            if inspect.isclass(one)
            and one.__module__ == module.name
            and not getattr(one, "_is_protocol", False)
            and {"pages", "fingerprint"} <= set(vars(one))
        ]
    return found


@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.__name__)
def test_each_reader_declares_what_is_personal(reader):
    """By table and column, as the list has them."""
    declared = getattr(reader, "personal", None) or getattr(reader, "PERSONAL", None)

    assert declared
    for table, columns in declared.items():
        assert set(columns) <= set(PERSONAL[table].kinds), table


def test_readers_are_found():
    """The test above speaks of several."""
    assert len(readers()) >= 7
    assert MadeUpSource in readers()


def test_a_reader_declares_all_that_it_brings():
    """Every personal column of a page that is filled is among those declared."""
    for page in MadeUpSource(seed=1, scale=0.05).pages():
        for table, rows in page.tables.items():
            filled = {name for name, values in rows.items() if any(values)}
            personal = set(PERSONAL[table].kinds)
            assert filled & personal <= set(MadeUpSource.personal[table])


def test_kinds():
    """The three ways of being personal."""
    assert PERSONAL["events"].kinds["actor"] == "names"
    assert PERSONAL["events"].kinds["body"] == "words"
    assert PERSONAL["events"].kinds["subject"] == "mentions"
    assert set(personal_columns("commits")["commits"]) >= {"author_email", "subject"}
