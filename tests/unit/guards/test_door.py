"""The one door out: our people's names stay inside, strangers' words stay what they are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.guards import Held, clear
from twohats.guards import shown as shown_rows
from twohats.records.pages import (
    Cell,
    Chart,
    Column,
    Document,
    Figure,
    Grid,
    RowSet,
    Section,
)

NAMES = {
    "ada": "heron-1a2b",
    "ada-l": "heron-1a2b",
    "wren": "knot-77aa",
    "ada@sea.example": "heron-1a2b",
}


def grid(value):
    return Grid((Column("person", "Who"),), ((Cell(value),),))


def page(value="", *, note="", figure=0, mark="", behind=""):
    section = Section(
        "waiting",
        "Who waits",
        figures=(Figure("items", Cell(figure)),),
        chart=Chart("bars", "Items", ({"n": 1, "who": mark},), "n", "who"),
        grid=grid(value),
        notes=(note,),
    )
    return Document("Page", "2024", (section,), {"all": RowSet("All", grid(behind), 1, "twohats")})


def shown(text):
    """What becomes of a text, in a table, in a note and in the rows behind a number."""
    document = clear(page(text, note=text, behind=text), NAMES).document
    section = document.sections[0]
    found = {
        section.grid.rows[0][0].value,
        section.notes[0],
        document.rows["all"].grid.rows[0][0].value,
    }
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thanks @ada for this", "Thanks heron-1a2b for this"),
        ("@Ada, @ADA-L: see (@wren).", "heron-1a2b, heron-1a2b: see (knot-77aa)."),
        ("@ada's idea", "heron-1a2b's idea"),
        ("write to ada@sea.example.", "write to heron-1a2b."),
        ("write to <Ada@Sea.Example>", "write to <heron-1a2b>"),
        ("@ada", "heron-1a2b"),
        ("ada@sea.example", "heron-1a2b"),
    ],
)
def test_called(text, expected):
    """Whoever of ours a text calls stands there under the pseudonym, however it is spelled."""
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A wren on the roof of ada",
        "Ada and C",
        "@adam and @ada-lovely and @wrens",
        "mail@wren.example is not @wren-project",
        "ada@hill.example",
        "nada@sea.example",
        "pkg.@ada/x/@wren",
        "see lantern-project/wren#12",
        "",
        "wren-like",
    ],
)
def test_left_alone(text):
    """Ordinary words, longer names and other people's addresses stay as they are."""
    assert shown(text) == text


def test_a_hostile_spelling():
    """Letters that only count as equal without case are read, and do not stop the page."""
    names = {"kim": "knot-1111", "sid": "knot-2222"}
    document = clear(page("@\u212aim @\u017fid @S\u0130D"), names).document

    assert document.sections[0].grid.rows[0][0].value == "knot-1111 knot-2222 knot-2222"


@pytest.mark.parametrize(
    "document",
    [
        page("ada"),
        page("WREN"),
        page(behind="ada-l"),
        page(figure="wren"),
        page(mark="ada"),
    ],
    ids=["table", "upper case", "rows behind", "figure", "chart"],
)
def test_whole_names_are_held(document):
    """A value that is nothing but one of our logins is a leak: the page stays, and says no name."""
    with pytest.raises(Held) as held:
        clear(document, NAMES)

    assert str(held.value) == (
        "the page was not written: 1 of its cells name one of our people. "
        "This is a fault of twohats: please report it (without the names)."
    )
    assert held.value.exit_code == 4


@pytest.mark.parametrize("value", ["bo", "heron-1a2b", "", None, 7, "a wren"])
def test_other_values_pass(value):
    """Pseudonyms, others' logins, numbers and what is unknown go out as they are."""
    document = page(value)

    assert clear(document, NAMES).document == document


def test_named():
    """Where names were asked for nothing is changed and nothing held."""
    document = page("ada", note="thanks @ada")

    cleared = clear(document, {})

    assert cleared.document is document
    assert cleared.guards == ("G01",)


def test_spelling_of_the_names_given():
    """Logins may be handed over as people write them."""
    names = {"Ada": "heron-1a2b"}

    assert clear(page("by @ada"), names).document == page("by heron-1a2b")
    with pytest.raises(Held):
        clear(page("ada"), names)


def test_the_rest_of_a_page_stays():
    """Links, numbers, titles and commands are as they were."""
    document = replace(page("see @bo", figure=12), banner="made up", meta={"digest": "1"})

    assert clear(document, NAMES).document == document


@given(st.text())
def test_any_text_passes_or_is_held(text):
    """Whatever strangers write, no call of ours is left in it, and clearing twice changes nothing."""
    try:
        cleared = clear(page(f"{text} @ada"), NAMES).document
    except Held:
        return
    value = cleared.sections[0].grid.rows[0][0].value

    assert value.endswith("heron-1a2b")
    assert clear(cleared, NAMES).document == cleared


def test_a_title_that_is_nothing_but_a_name_of_ours_shows_the_pseudonym():
    """What strangers write as a title holds no page back."""
    grid = Grid((Column("title", "Title"),), ((Cell("Ada"),),))
    document = Document("A", "B", (Section("s", "S", grid=grid),))

    shown = clear(document, {"ada": "wren-1234"}).document.sections[0].grid

    assert shown.rows[0][0].value == "wren-1234"


def everywhere(text):
    """A page that has a text in each place that people read."""
    cell = Cell(text, note=text)
    table = Grid((Column("who", text),), ((cell,),), text, text)
    mark = {"n": 1, "who": text}
    chart = Chart("bars", text, (mark,), "n", "who", None, (text,), text, text)
    figure = Figure(text, cell, text, text)
    section = Section("waiting", text, text, (figure,), chart, table, (text,))
    meta = {"left_out": [text], "sources": {"git": text}}
    return Document(text, text, (section,), {"all": RowSet(text, table, 1, text)}, text, meta)


@pytest.mark.parametrize("call", ["@ada", "Ada@sea.example"])
def test_a_call_is_renamed_wherever_it_stands(call):
    """Titles, headings, leads, details, notes, words of charts, captions, commands, and the foot."""
    cleared = clear(everywhere(f"asked by {call} today"), NAMES).document

    assert cleared == everywhere("asked by heron-1a2b today")


def test_what_leads_somewhere_still_does():
    """Links, keys and names of fields are no words."""
    table = Grid((Column("@ada", "Who"),), ((Cell("x", "@ada", "https://x.example/?q=@ada"),),))
    chart = Chart("bars", "Items", ({"@ada": 1, "who": "x"},), "@ada", "who")
    section = Section("@ada", "Who waits", chart=chart, grid=table)
    document = Document("Page", "2024", (section,), {"@ada": RowSet("All", table, 1, "twohats")})

    assert clear(document, NAMES).document == document


def test_a_word_of_ours_may_be_a_login_by_chance():
    """A heading or a unit holds no page back; a cell does."""
    section = Section("s", "Wren", figures=(Figure("wren", Cell(1), "wren"),), grid=grid("x"))

    assert clear(Document("Page", "2024", (section,)), NAMES).document.sections == (section,)


def test_rows_without_a_page_are_renamed_alike():
    """At any depth, and whatever is no text stays."""
    rows = [{"title": "Ada", "like": ["by @wren", 1], "moves": None, "kind": "ada", "n": 2.5}]

    assert shown_rows(rows, NAMES) == [
        {"title": "heron-1a2b", "like": ["by knot-77aa", 1], "moves": None, "kind": "ada", "n": 2.5}
    ]
    assert shown_rows(rows, {}) is rows
