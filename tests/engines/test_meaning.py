"""The same expression means the same everywhere: regular expressions, texts, lists, times, shares."""

import re

import ibis
import pyarrow as pa
import pytest
from engines.agreeing import agree
from engines.gaps import expect

from twohats.facts.author_lines import _SHARED
from twohats.facts.deciding import MERGE_SUBJECT, MERGING_BODY
from twohats.ledger.evidence import d5_said, f3_listed, n1_major
from twohats.links.found import MAY_REFER
from twohats.needs.open_items import GENERATED, TESTS
from twohats.needs.releases import VERSION_SUBJECT

PATTERNS = (
    *(MERGE_SUBJECT, MERGING_BODY, _SHARED, MAY_REFER, GENERATED, TESTS, VERSION_SUBJECT),
    *(d5_said.CALLED, d5_said.NOT_CALLED, n1_major.FEATURE_TITLE, n1_major.PATH, f3_listed.PATH),
    *(r"(?im)^(?:support|kind[:/ -]\s*docs?)$", r"(?im)^(interested\s*:.*)$", r"[\s:/_-]+"),
    *(r"(?i)\b(?:u|cr)?ack\b|(?:^|\s)\+1\b|👍", r"^[^:]+:", r"/[^/]*$", r"[#!]\d+$", r"end.$"),
    *(r"\S+\W\D", r"[\[&(]x[\]\\]"),
)
TEXTS = (
    *("docs/x.md", "a/Tests/ü.py", "x/y.lock", "foo.min.js", "", "\n", " ", None, "é ack", "ackè"),
    *(
        "_ack",
        "ACK",
        "cr-ack\n+1",
        "👍",
        "a\nsupport\n",
        "support\r\n",
        "kind: docs",
        "kind/doc\nx",
    ),
    *(
        "interested : Zeta\nfoo",
        "INTERESTED:\u2028x",
        "x\x0bsupport",
        "docs\u0085",
        "endx",
        "end\n",
    ),
    *("Merge pull request #5 from a/b", "Release v1.2", "set 1.0dev", "github:o/r#12", "g:o/r!3"),
    *("a directed contribution", "it isn’t directed contribution", "feat(x)!: y", "[docs] z"),
    *("Core team", "ÄCORE", "noreply@x", "ROOT@LOCALHOST", "(x]", "[x\\", "&x]", "ab", "Xx", "İ"),
)


@pytest.fixture(scope="module")
def both(sides):
    """Make a table of some rows in both engines: ``both(rows)``."""

    def make(rows):
        backends = (sides.here.opened.backend, sides.there.opened.backend)
        return [one.create_table("tried", rows, temp=True, overwrite=True) for one in backends]

    return make


def compare(both, rows, ask):
    """Ask both engines for columns of some rows, and hold the answers together."""
    here, there = (ask(table).order_by("at").to_pyarrow().to_pylist() for table in both(rows))
    agree(there, here)


@pytest.fixture(scope="module")
def texts():
    """Texts on which engines' regular expressions differ where nobody takes care."""
    return pa.table({"at": range(len(TEXTS)), "text": pa.array(TEXTS, pa.string())})


def test_regular_expressions_find_the_same(both, texts):
    """Every expression finds, replaces and takes out the same in every text."""

    def ask(table):
        columns = {}
        for number, pattern in enumerate(PATTERNS):
            columns[f"found_{number}"] = table.text.re_search(pattern)
            columns[f"without_{number}"] = table.text.re_replace(pattern, "<>")
            if re.compile(pattern).groups:
                columns[f"first_{number}"] = table.text.re_extract(pattern, 1)
            if "|" not in pattern:  # of alternatives PostgreSQL takes the longest
                columns[f"whole_{number}"] = table.text.re_extract(pattern, 0)
        return table.select("at", **columns)

    compare(both, texts, ask)


ODD = {
    "a text with NUL": ("a\0b", "b$"),
    "long s where case is ignored": ("ſelf", "(?i)^self"),
    "a match of nothing behind a match": ("ax", "x*$"),
    "the first of two alternatives": ("ab", "a|ab"),
}


@pytest.mark.parametrize("asked", ODD)
def test_odd_signs(sides, both, request, asked):
    """Texts that some engine cannot hold, and expressions that it reads in its own way."""
    expect(request, sides.name, asked)
    text, pattern = ODD[asked]
    rows = pa.table({"at": [0], "text": [text]})

    def ask(table):
        return table.select(
            "at",
            found=table.text.re_search(pattern),
            without=table.text.re_replace(pattern, "<>"),
            long=table.text.length(),
        )

    compare(both, rows, ask)


def test_texts_compare_by_code_points(both, texts):
    """The least of some texts, their order and their lower case are the same, umlauts included."""

    def ask(table):
        known = table.filter(table.text.notnull())
        place = ibis.row_number().over(ibis.window(order_by=known.text))
        return known.select(
            "at",
            place=place,
            lower=known.text.lower(),
            bare=known.text.strip(),
            least=known.text.min().over(ibis.window()),
        )

    compare(both, texts.filter(pa.compute.not_equal(texts["text"], "İ")), ask)


def test_lists_keep_what_is_unknown_apart(both):
    """Of no labels the text is empty, of labels that nobody knows there is none."""
    lists = pa.array([["a", "b"], [], None, ["x"]], pa.list_(pa.string()))
    rows = pa.table({"at": range(4), "labels": lists})

    def ask(table):
        return table.select(
            "at",
            "labels",
            text=table.labels.join("\n"),
            size=table.labels.length(),
            has=table.labels.contains("a"),
        )

    compare(both, rows, ask)


def test_the_latest_may_be_unknown(both):
    """Of the row with the largest key the value counts, NULL too; without any key one row counts."""
    rows = pa.table(
        {"at": [1, 1, 2, 2, 3], "value": ["a", None, "b", "b", None], "key": [1, 2, None, None, 1]}
    )

    def ask(table):
        return table.group_by("at").agg(
            last=table.value.argmax(table.key),
            first=table.value.argmin(table.key),
            counted=table.value.argmax(table.key, where=table.key == 1),
            every=table.value.collect(order_by=table.value),
        )

    compare(both, rows, ask)


def test_times_and_shares_are_floats(both):
    """Parts of a second count, a day is 24 hours, and a share of whole numbers is none of them."""
    kind = pa.timestamp("us", tz="UTC")
    times = pa.array([0, 1_500_000, 1_700_000_000_123_456, None], kind)
    rows = pa.table({"at": range(4), "when": times, "n": [1, 2, 3, None], "of": [3, 3, 3, 3]})

    def ask(table):
        return table.select(
            "at",
            "when",
            seconds=table.when.epoch_seconds().cast("float64"),
            share=table.n / table.of,
            half=table.n * 0.5,
            is_two=(table.n == 2).cast("int8"),
            later=table.when + ibis.interval(days=3),
            day=table.when.date().cast("string"),
        )

    compare(both, rows, ask)


def test_medians_lie_between_two_values(both):
    """A median of an even number of values is the middle of the two in the middle."""
    rows = pa.table({"at": [1, 1, 2, 2, 2], "value": [1.0, 2.0, 5.0, 7.0, None]})

    def ask(table):
        return table.group_by("at").agg(
            median=table.value.median(), tenth=table.value.quantile(0.1), most=table.value.max()
        )

    compare(both, rows, ask)
