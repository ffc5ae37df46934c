"""The page of tables says what the code says."""

import re

import pytest

from twohats.records import TABLES

TITLE = re.compile(r"^### (\w+)\n\nOne row per (.+)\.\nKey: (.+?)\.( Shared: .+)?$", re.MULTILINE)
COLUMN = re.compile(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def sections(repository):
    """Text of each table's section, by table."""
    text = (repository / "docs" / "facts.md").read_text("utf-8")
    parts = re.split(r"^#{2,3} ", text.partition("\n## Tables\n")[2], flags=re.MULTILINE)
    return {part.split("\n", 1)[0]: f"### {part}" for part in parts if "| Column |" in part}


def test_the_page_has_each_table_once_and_in_order(sections):
    """Every table has a section, and there is no section of a table that is gone."""
    assert list(sections) == list(TABLES)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_section_names_grain_key_columns_and_types(table, sections):
    """What stands in docs/facts.md about a table equals `twohats.records.TABLES`."""
    text = sections[table.name]
    _, grain, key, shared = TITLE.search(text).groups()

    assert grain == re.sub("^(one|the) ", "", table.grain)
    assert re.findall(r"`(\w+)`", key) == list(table.key)
    assert bool(shared) == table.shared
    assert [(name, kind) for name, kind, _ in COLUMN.findall(text)] == list(table.columns.items())
