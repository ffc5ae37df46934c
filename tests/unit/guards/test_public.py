"""The door for public pages: what is ours alone is found in whatever spelling, and other words pass."""

import string
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.guards import Held
from twohats.guards.public import Forbidden, clear_public, leaks
from twohats.records.pages import Cell, Chart, Column, Document, Figure, Grid, RowSet, Section

FORBIDDEN = Forbidden(
    words=(
        ("Project Saltbox", "a private word"),
        ("Cobblestone College", "a member community"),
        ("UC", "a member community"),
        ("Ada Lovejoy", "a name"),
        ("snipe-0cfe", "a pseudonym"),
    ),
    parts=(("Windlass", "a private word"),),
    logins=(("ada", "a login"), ("ada-l", "a login"), ("harbour", "a login")),
    exact=(("5f2b9c0d1e", "a digest"), ("/data/hats/acme", "the workspace's folder")),
    allowed=frozenset({"open@tidewater.example", "harbour"}),
)
LOUD = {
    "the word": "We call it Project Saltbox.",
    "another case": "PROJECT SALTBOX",
    "signs between its parts": "project_saltbox/issues",
    "nothing between its parts": "github.com/x/projectsaltbox",
    "coded for an address": "https://x.example/?q=Project%20Saltbox",
    "coded twice": quote(quote("Project Saltbox")),
    "coded for HTML": "Proj&#101;ct Saltbox",
    "broken by what nobody sees": "Project\u200b Salt\u00adbox",
    "in wide letters": "Ｐｒｏｊｅｃｔ Saltbox",
    "by signs that vary how a letter looks": "Project Salt\ufe0fbox",
    "by a sign that joins letters": "Project Salt\u034fbox",
    "with an accent": "Pròject Saltböx",
    "coded three times": quote(quote(quote("Project Saltbox"))),
    "coded for HTML twice": "Proj&amp;#101;ct Saltbox",
    "letter by letter in an address": "Project%20Salt%2562ox",
    "in letters of other scripts": "Prоject Sаltbох",
    "in Greek capitals": "ΡRΟJΕCΤ SALΤΒΟΧ",
    "in Armenian and Coptic letters": "Prօjeⲥt Saltbօx",
    "by letters with strokes": "Prøject Sałtbøx",
    "with a letter for another": "Project Saӏtbox",
    "in small capitals": "Pʀᴏᴊᴇᴄᴛ Sᴀʟᴛʙᴏx",
    "broken by a letter that is blank": "Project Salt\u3164box",
    "broken by a blank of Braille": "Project Salt\u2800box",
    "broken by a control": "Project Salt\x08box",
    "by signs around a letter": "Project Salt\u20ddbox",
    "a login in letters of other scripts": "by @аdа",
    "a name in letters of other scripts": "thanks to Аda Lovejοy",
    "within another word": "getWindlasses()",
    "with a digit behind it": "WINDLASS2",
    "a member": "for Cobblestone-College",
    "a short member": "asked by UC, again",
    "a name": "thanks to ada lovejoy",
    "a pseudonym": "snipe-0cfe did it",
    "a login, called": "cc @ada",
    "a login with a hyphen": "by ada-l",
    "a branch made in the browser": "Merge pull request 12 from ada-patch-3",
    "a login in an address": "https://example.org/ada/lantern",
    "a digest": "see 5f2b9c0d1e.",
    "a folder": "read from /data/hats/acme/twohats.toml",
    "a home": "/home/wren/notes.txt",
    "a drive": r"C:\Users\wren",
    "a file": "file:///etc/hosts",
    "mail": "write to wren@people.example",
    "a token": "ghp_" + "a1B2" * 9,
    "another token": "github_pat_" + "a1B2" * 9,
    "a key": "-----BEGIN OPENSSH PRIVATE KEY-----",
}
QUIET = {
    "other words": "We call it Project Lantern.",
    "one part alone": "The project has a salt box.",
    "letters that go on": "success, ducat, adamant",
    "a login within another word": "ada-lint and adalbert",
    "a login in a branch of another name": "from ada-patches",
    "accents elsewhere": "naïve façade, Ærøskøbing",
    "words of other languages": "Соль и вода; αλάτι και νερό; աղ և ջուր; naïve Łódź",
    "a login in a word of another language": "адаптация",
    "lines": "ad\na, ad\ta",
    "a word that is allowed": "quiet harbour",
    "mail that is allowed": "mailto:open@tidewater.example?subject=Dispute%3A%20reviews",
    "a release": "lantern/core@v2.0.1",
    "a commit": "lantern/core@5f2b9c0d",
    "an address": "https://github.com/lantern/core/pull/12#issuecomment-1",
    "a path of a repository": "docs/home/index.md and src/tmp/x.py",
    "a number of many": "12 of 1,204; 53%",
    "a date": "2026-01-31 to 2026-04-01",
    "a short sign": "gh_pages and ghp_",
    "colours": "#0a53a0; @media print",
    "a ratio": "and/or, 3/5",
    "an empty text": "",
    "names that nobody forbade": "Grace Harbourmaster",
    "a half of a digest": "5f2b9c0d",
    "a user's folder in words": "the home of users",
    "a drive in words": "drive C: is full",
}


@pytest.mark.parametrize("text", LOUD.values(), ids=LOUD.keys())
def test_it_is_found(text):
    """In each spelling that a reader, a browser or a search would understand."""
    assert FORBIDDEN.found_in(text) is not None


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET.keys())
def test_it_passes(text):
    """A false hit would hold back a whole site."""
    assert FORBIDDEN.found_in(text) is None


def document(**where):
    """Give a page with a text at each place that can hold one."""

    def at(place):
        return where.get(place, "plain")

    grid = Grid(
        (Column(at("column_key"), at("column_title")),),
        ((Cell(at("cell"), link=at("link"), note=at("cell_note")),),),
        at("caption"),
        at("empty"),
    )
    rows = RowSet(
        at("rows_title"), grid, 1, at("command"), at("says"), at("file"), at("row_dispute")
    )
    section = Section(
        at("section_key"),
        at("heading"),
        at("lead"),
        (Figure(at("label"), Cell(at("figure")), at("unit"), at("detail")),),
        Chart("bars", at("chart_title"), ({at("mark_key"): 1, "who": at("mark")},), "n", "who"),
        grid,
        (at("note"),),
        (at("paragraph"),),
    )
    return Document(
        at("title"),
        at("subtitle"),
        (section,),
        {at("rows_key"): rows},
        at("banner"),
        {at("meta_key"): at("meta")},
        (at("up_key"), at("up_title")),
        at("dispute"),
    )


PLACES = (
    "column_key", "column_title", "cell", "link", "cell_note", "caption", "empty", "rows_title", "command",
    "says", "file", "row_dispute", "section_key", "heading", "lead", "paragraph", "label", "figure",
    "unit", "detail", "chart_title", "mark_key", "mark", "note", "title", "subtitle", "rows_key", "banner",
    "meta_key", "meta", "up_key", "up_title", "dispute",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_private_word_is_found_wherever_it_stands(place):
    """In texts, links, keys, charts and metadata; and the message does not repeat it."""
    with pytest.raises(Held) as held:
        clear_public({"lantern": document(**{place: "about Project Saltbox"})}, FORBIDDEN)

    assert "1 of its texts" in str(held.value) or "2 of its texts" in str(held.value)
    assert "a private word" in str(held.value)
    assert "saltbox" not in str(held.value).lower()
    assert held.value.exit_code == 4


def test_a_page_without_any_passes_unchanged():
    """The guard takes nothing out; it says which guards looked."""
    page = document()

    cleared = clear_public({"lantern": page}, FORBIDDEN)["lantern"]

    assert cleared.document is page
    assert cleared.guards == ("G01", "G04")


def test_one_leak_holds_all_pages():
    """A site goes out whole or not at all, for its pages lead to one another."""
    pages = {"a": document(), "b": replace(document(), title="for Cobblestone College")}

    with pytest.raises(Held, match="b, title: a member community"):
        clear_public(pages, FORBIDDEN)


WORD = st.text(string.ascii_letters, min_size=4, max_size=12)


@given(
    words=st.lists(WORD, min_size=1, max_size=3),
    signs=st.sampled_from(["-", "_", " ", "", ".", "/", "  "]),
    before=st.sampled_from(["", "see ", "(", "https://x.example/"]),
    after=st.sampled_from(["", ".", "/12", " again"]),
)
def test_any_word_is_found_in_any_spelling(words, signs, before, after):
    """Whatever the words are, joined by whatever signs, in whatever case."""
    forbidden = Forbidden(words=((" ".join(words), "a private word"),))
    text = before + signs.join(words).swapcase() + after

    assert forbidden.found_in(text) == "a private word"


@given(WORD)
def test_a_word_is_not_found_within_others(word):
    """Letters before or behind make it another word."""
    forbidden = Forbidden(words=((word, "a private word"),))

    assert forbidden.found_in(f"x{word}") is None
    assert forbidden.found_in(f"{word}x") is None


@pytest.mark.parametrize("word", ["Соль", "Αλάτι", "Łódź", "盐田", "Saltbox"])
def test_a_word_of_any_script_is_found_as_it_is_written(word):
    """Looking for letters that look alike loses no other ones."""
    forbidden = Forbidden(words=((word, "a private word"),))

    for text in (word, word.upper(), f"see {word}/12"):
        assert forbidden.found_in(text) == "a private word"


def test_places_with_private_names_are_not_said():
    """A key that must not be read is not part of the message either."""
    found = leaks({"Project Saltbox": ["ada"]}, FORBIDDEN, "rows")

    assert [str(leak) for leak in found] == [
        "rows, a key: a private word",
        "rows, … 1: a login",
    ]
