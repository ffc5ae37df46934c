"""What decides between things of one moment."""

from datetime import UTC, datetime

import ibis
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from twohats.facts.firsts import moment_key

TIMES = st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1))
AROUND_ROUND_SECONDS = st.sampled_from(
    [
        datetime(2001, 9, 9, 1, 46, 39, 999_999, UTC),
        datetime(2001, 9, 9, 1, 46, 40, 0, UTC),
        datetime(2023, 11, 14, 22, 13, 20, 0, UTC),
        datetime(2023, 11, 14, 22, 13, 21, 0, UTC),
        datetime(2023, 11, 14, 22, 13, 30, 0, UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC),
    ]
)


@given(
    st.lists(
        st.tuples(
            TIMES.map(lambda at: at.replace(tzinfo=UTC)) | AROUND_ROUND_SECONDS,
            st.sampled_from(["a", "b", "ab", "1", ""]),
        ),
        min_size=1,
    )
)
def test_a_key_orders_by_time_and_then_by_text(rows):
    """Sorting by the key is sorting by the time first, whatever its digits, and then by the text."""
    held = pa.table(
        {
            "at": pa.array([at for at, _ in rows], pa.timestamp("us", "UTC")),
            "then": [then for _, then in rows],
        }
    )
    table = ibis.memtable(held)

    keyed = table.mutate(key=moment_key(table.at, table.then)).to_pyarrow().to_pylist()

    told = [(row["at"], row["then"]) for row in sorted(keyed, key=lambda row: row["key"])]
    assert told == sorted(rows)
