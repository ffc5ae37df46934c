from hypothesis import given
from hypothesis import strategies as st

from twohats.publish.openings import anchors_of_sections, loose_ends, openings
from twohats.records.pages import Cell, Column, Document, Figure, Grid, RowSet, Section

EMPTY = Grid((Column("a", "A"),), ())


def _rows(key):
    return RowSet(key, EMPTY, 0, "")


@given(st.lists(st.text(max_size=8), unique=True, max_size=12))
def test_every_key_has_its_own_anchor(keys):
    """However alike keys are, no two sets of rows share an anchor, and each is safe in a link."""
    document = Document("t", "s", (), {key: _rows(key) for key in keys})

    anchors = [opening.anchor for opening in openings(document).values()]

    assert len(set(anchors)) == len(keys)
    assert all(anchor.replace("-", "a").isalnum() and anchor.isascii() for anchor in anchors)


@given(st.lists(st.sampled_from(["rows", "main", "about", "rows-a", "from-a", "x", "X"])))
def test_no_section_takes_a_name_the_page_needs(keys):
    """Sections called like parts of the page get another anchor."""
    document = Document("t", "s", tuple(Section(key, key) for key in keys))

    anchors = set(anchors_of_sections(document).values())

    assert len(anchors) == len(set(keys))
    assert not anchors & {"rows", "main", "about"}
    assert not any(anchor.startswith(("rows-", "from-")) for anchor in anchors)


def test_a_number_leads_there_and_back():
    """Rows that a section's number opens lead back to that number."""
    section = Section("s", "S", figures=(Figure("f", Cell(1, opens="A key")),))
    document = Document("t", "s", (section,), {"A key": _rows("a")})

    opening = openings(document)["A key"]

    assert (opening.anchor, opening.back) == ("rows-a-key", "from-a-key")


def test_rows_only_other_rows_open_lead_back_to_the_list():
    """Where no number of a section opens the rows, the way back is the list of all."""
    inner = Grid((Column("a", "A"),), ((Cell(1, opens="b"),),))
    document = Document("t", "s", (), {"a": RowSet("a", inner, 1, ""), "b": _rows("b")})

    assert openings(document)["b"].back == "rows"


def test_loose_ends_are_named():
    """A key without rows, and rows without a key, are both found."""
    section = Section("s", "S", figures=(Figure("f", Cell(1, opens="gone")),))

    assert loose_ends(Document("t", "s", (section,), {"unread": _rows("u")})) == ("gone", "unread")


def test_a_whole_page_has_no_loose_ends(page):
    """The made-up page opens each of its rows, and nothing else."""
    assert loose_ends(page.document) == ()
