"""Where things stand in a TOML text."""

import tomllib

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.toml_places import find_places

KEYS = st.text("abc_-é. \"'#[", min_size=1, max_size=5)
SCALARS = (
    st.integers(-1000, 1000)
    | st.booleans()
    | st.dates()
    | st.text("ab\"'\\\n#=[]{},é", max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=6)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)
DOCUMENTS = st.dictionaries(
    KEYS, VALUES | TABLES | st.lists(TABLES.filter(bool), min_size=1, max_size=3), max_size=5
)


def _at(document, path):
    for part in path:
        document = document[part]
    return document


def _leaves(value, path=()):
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from _leaves(inner, (*path, key))
    elif path:
        yield path


@given(DOCUMENTS)
def test_what_stands_at_a_place_is_the_value(document):
    """Reading the stretch alone gives what reading the whole gave, for every value there is."""
    text = tomlkit.dumps(document)
    places = find_places(text)

    for path, place in places.values.items():
        alone = tomllib.loads(f"x = {text[place.start : place.end]}")["x"]
        assert alone == _at(tomllib.loads(text), path)
        assert place.line == text[: place.start].count("\n") + 1
    assert set(_leaves(tomllib.loads(text))) <= set(places.values)


def test_lines_of_nested_things():
    """Headers, dotted keys, elements of lists and inline tables each have their line."""
    text = (
        "# top\r\n"
        'a."b c".d = 1\r\n'
        "[[list]]\r\n"
        "  [list.sub] # sub\r\n"
        "  x = [ # one\r\n"
        "    { y = 1 },\r\n"
        "    { y = '''\r\n"
        "],''' },\r\n"
        "  ]\r\n"
        "[[list]]\r\n"
        'z = """a\\"""""" # end\r\n'
    )
    places = find_places(text)

    assert places.line_of(("a", "b c", "d")) == 2
    assert places.line_of(("list", 0)) == 3
    assert places.line_of(("list",)) == 3
    assert places.line_of(("list", 0, "sub", "x", 1, "y")) == 7
    assert places.line_of(("list", 1, "z")) == 11
    assert tomllib.loads(text)["list"][1]["z"] == 'a"""'


def test_what_is_not_there_has_the_line_around_it():
    """A missing key is best looked for in its table."""
    places = find_places("a = 1\n\n[[t]]\nb = 2\n")

    assert places.line_of(("t", 0, "missing")) == 3
    assert places.line_of(("missing",)) is None
