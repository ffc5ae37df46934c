"""Waiting is what Kaplan and Meier say it is, and what scipy computes."""

import json
import warnings
from pathlib import Path
from statistics import median

import ibis
import pyarrow as pa
import pytest
from fakes.small_facts import rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from twohats.measures.survival import (
    read_survival,
    share_left,
    survival_medians,
    survival_table,
)

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "waiting.json").read_text())


def waits_of(groups):
    """A table of waits: days and whether answered, by group."""
    rows = [
        {"who": group, "wait_d": float(days), "answered": answered}
        for group, waits in groups.items()
        for days, answered in waits
    ]
    schema = pa.schema([("who", pa.string()), ("wait_d", pa.float64()), ("answered", pa.bool_())])
    return ibis.memtable(pa.Table.from_pylist(rows, schema))


@pytest.fixture(scope="module")
def golden():
    groups = {name: vector["waits"] for name, vector in GOLDEN.items()}
    return rows_of(survival_table(waits_of(groups), by="who"))


@pytest.mark.parametrize("name", GOLDEN)
def test_vector(golden, name):
    """The vectors of the documentation come out to four digits, and their medians exactly."""
    vector = GOLDEN[name]
    steps = {row["wait_d"]: row["survival"] for row in golden if row["group"] == name}
    read = read_survival(golden, name)

    for days, survival in vector["survival"].items():
        assert steps[float(days)] == pytest.approx(survival, abs=5e-5)
    assert read.median_d == vector["median"]
    assert read.n == len(vector["waits"])
    assert read.answered == sum(answered for _, answered in vector["waits"])
    assert read.still_waiting_or_ended == read.n - read.answered


def test_dropping_who_waits_would_be_too_kind(golden):
    """Of those answered half had their answer after 3.5 days; of all who asked, after 10."""
    answered = [days for days, is_answered in GOLDEN["half wait on"]["waits"] if is_answered]

    assert median(answered) == 3.5
    assert read_survival(golden, "half wait on").median_d == 10


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ([(1, True), (2, False)], 1.0),
        ([(1, True), (1, True), (2, True), (2, True)], 1.0),
        ([(1, True), (2, False), (3, False)], None),
        ([(3, False), (4, True)], 4.0),
        ([(1, True)], 1.0),
        ([(1, False)], None),
        ([(0, True), (0, True), (0, False)], 0.0),
        ([], None),
    ],
)
def test_exactly_one_half_is_reached(waits, expected):
    """The median is the first day on which one half or less still wait."""
    assert (
        read_survival(rows_of(survival_table(waits_of({"a": waits}))), "all").median_d == expected
    )


def test_no_band_where_nobody_is_left():
    """When all were answered at once there is a median, and no interval that could be named."""
    read = read_survival(rows_of(survival_table(waits_of({"a": [(2, True)] * 3}))), "all")

    assert (read.median_d, read.low_d, read.high_d) == (2.0, None, None)


WAITS = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=25)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WAITS, min_size=1, max_size=8))
def test_scipy_agrees(groups):
    """Curve, median and 95 % interval of each group are those of `scipy.stats.ecdf`, ties included."""
    named = {str(number): waits for number, waits in enumerate(groups)}
    rows = rows_of(survival_table(waits_of(named), by="who"))
    assert {row["group"] for row in rows} == set(named)
    for group, waits in named.items():
        answered = [days for days, is_answered in waits if is_answered]
        censored = [days for days, is_answered in waits if not is_answered]
        theirs = ecdf(CensoredData(uncensored=answered, right=censored)).sf
        steps = [row for row in rows if row["group"] == group]

        for step in steps:
            assert step["survival"] == pytest.approx(theirs.evaluate(step["wait_d"]), abs=1e-9)
        read = read_survival(rows, group)
        halved = [q for q in theirs.quantiles if theirs.evaluate(q) <= 0.5 + 1e-12]
        assert read.median_d == (min(halved) if halved else None)
        if answered:
            with warnings.catch_warnings(action="ignore"):  # undefined where nobody or all are left
                band = theirs.confidence_interval(method="log-log")
            assert (read.low_d, read.high_d) == (_half(band.low), _half(band.high))


def _half(bound):
    """First day on which a bound of the curve is at one half or below."""
    days = [q for q, p in zip(bound.quantiles, bound.probabilities, strict=True) if p <= 0.5 + 1e-9]
    return min(days, default=None)


@pytest.mark.parametrize(
    ("day", "share"), [(0.5, 1), (1, 0.8571), (2, 0.7143), (4, 0.7143), (9.9, 0.5357), (20, 0.2679)]
)
def test_share_left(golden, day, share):
    """The share that still waits holds from each step to the next."""
    assert share_left(golden, "half wait on", day)[0] == pytest.approx(share, abs=5e-5)


def test_share_left_is_not_known(golden):
    """Nobody was watched that long, or nobody waited: no share. When all are answered it is zero."""
    assert share_left(golden, "half wait on", 20.5) is None
    assert share_left(golden, "nobody", 1) is None
    done = rows_of(survival_table(waits_of({"all": [(1, True), (2, True)]}), by="who"))
    assert share_left(done, "all", 30) == (0, None, None)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WAITS, min_size=1, max_size=8))
def test_medians_are_those_of_the_steps(groups):
    """What is read off where the waits are is what is read off their steps: medians, intervals, counts."""
    waits = waits_of({str(number): waits for number, waits in enumerate(groups)})
    steps = rows_of(survival_table(waits, by="who"))
    found = {row.pop("group"): row for row in rows_of(survival_medians(waits, by="who"))}

    assert found == {
        group: {
            "n": read.n,
            "median_d": read.median_d,
            "low_d": read.low_d,
            "high_d": read.high_d,
        }
        for group in {row["group"] for row in steps}
        for read in [read_survival(steps, group)]
    }
