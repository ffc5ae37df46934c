"""The guide for a new source is run as it stands."""

import re


def test_the_source_in_the_guide_works(pages):
    """Every block of Python on the page runs, one after the other."""
    blocks = re.findall(
        r"^```python\n(.+?)^```$", pages["docs/contribute/02-add-a-source.md"], re.M | re.S
    )
    names: dict = {}
    for block in blocks:
        exec(compile(block, "02-add-a-source.md", "exec"), names)

    assert len(blocks) == 2
    assert names["first"].losses
