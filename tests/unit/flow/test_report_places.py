"""Places: each community has a page of its own, whatever it is called."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from twohats.flow.report.places import INDEX, _free_page, _names_of

KEYS = st.from_regex(r"(github|gitlab|git-lab):[a-bA-B._/-]{1,4}", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(KEYS, min_size=2, max_size=8, unique=True))
@example(["github:a-b", "gitlab:a-b", "gitlab:a.b", "gitlab:a_b"])
@example(["github:index", "gitlab:index"])
def test_no_two_communities_share_a_page(keys):
    """However alike they read; every name can be disputed, and none is that of the whole."""
    taken = {}
    for key in keys:
        taken[key] = _free_page(key, taken.values())

    assert len({*taken.values(), INDEX}) == len(keys) + 1
    assert all(page in _names_of(key) for key, page in taken.items())
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", page) for page in taken.values())


def test_the_forge_stands_in_a_name_only_where_it_is_needed():
    """As addresses of pages that were published before say it."""
    assert _free_page("github:Kelp/Forge", ()) == "kelp-forge"
    assert _free_page("gitlab:kelp/forge", ["kelp-forge"]) == "gitlab-kelp-forge"
