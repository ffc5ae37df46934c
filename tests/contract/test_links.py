"""Initiatives beside upstream, on the made-up organization."""

import json

COUNTED = """
with i as (
    select distinct split_part(substr(commitment, 12), '>', 1) as item
    from commitments where kind = 'initiative'
)
select
    (select count(distinct from_item || to_item) from links
     where from_item in (select item from i) and to_item not like '%:tidewater-commons/%') as ours,
    (select count(distinct from_item || to_item) from links
     where to_item in (select item from i) and from_item not like '%:tidewater-commons/%') as theirs
"""


def test_the_matrix_counts_the_links_that_sql_counts(twohats, demo):
    """Each reference between an initiative and upstream stands in the matrix once."""
    ran = twohats("-w", demo, "links", "--format", "json")
    rows = json.loads(ran.stdout)["rows"]
    (counted,) = json.loads(twohats("-w", demo, "sql", COUNTED, "--format", "json").stdout)["rows"]

    states = [row["state"] for row in rows]
    assert ran.returncode == 0, ran.stderr
    assert states.count("both") + states.count("only ours") == counted["ours"] > 0
    assert states.count("both") + states.count("only theirs") == counted["theirs"] > 0


def test_drafts_are_for_our_own_side_alone(twohats, demo):
    """Only where upstream names us and we do not name it back is there a line to add."""
    rows = json.loads(twohats("-w", demo, "links", "--format", "json").stdout)["rows"]

    assert all((row["draft"] is not None) == (row["state"] == "only theirs") for row in rows)
    assert twohats("-w", demo, "links", "--state", "ours").returncode == 2
