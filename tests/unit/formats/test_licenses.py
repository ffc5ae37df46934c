"""License expressions: what all of it asks for, and what nobody can tell."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.formats.component_files import read_components
from twohats.formats.license_text import OSI
from twohats.formats.licenses import is_open

KNOWN = {
    "MIT": True,
    "Apache-2.0": True,
    "SSPL-1.0": False,
    "CC-BY-4.0": False,
    "LicenseRef-X": None,
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("MIT", True),
        ("mit", True),
        ("Apache License 2.0", True),
        ("GPL-2.0+", True),
        ("(MIT OR SSPL-1.0) AND Apache-2.0", True),
        ("MIT OR SSPL-1.0 AND SSPL-1.0", True),
        ("SSPL-1.0 OR LicenseRef-Ours", None),
        ("GPL-3.0-only WITH GCC-exception-3.1 AND SSPL-1.0", False),
        ("BUSL-1.1", False),
        ("NOASSERTION", None),
        ("See the file", None),
        ("MIT OR", None),
        ("MIT Apache-2.0", None),
        ("(MIT", None),
        (")", None),
        (None, None),
    ],
)  # fmt: skip
def test_is_open(text, wanted):
    """What SPDX does not list, and what is no expression, is unknown."""
    assert is_open(text) is wanted


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(sorted(KNOWN)), min_size=1, max_size=5), st.sampled_from(["AND", "OR"])
)
def test_order_changes_nothing_and_one_no_or_yes_settles_it(names, word):
    """AND is false as soon as one is, OR true as soon as one is; unknown only where it matters."""
    answers = [KNOWN[name] for name in names]
    settles, otherwise = (False, True) if word == "AND" else (True, False)
    wanted = settles if settles in answers else None if None in answers else otherwise

    assert is_open(f" {word} ".join(names)) is wanted
    assert is_open(f" {word} ".join(reversed(names))) is wanted


def test_licenses_told_by_their_text_are_approved_as_the_list_says():
    """The short list beside the texts agrees with the long one."""
    assert {name: is_open(name) for name in OSI} == dict.fromkeys(OSI, True)


LISTS = {
    "bom.json": '{"bomFormat": "CycloneDX", "components": [{"name": "core", "licenses": [{"license": {"id": "MIT"}}, {"expression": "ISC OR 0BSD"}]}]}',
    "bom.xml": '<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component type="library"><name>core</name>'
    "<licenses><license><name>MIT</name></license><expression>ISC OR 0BSD</expression></licenses></component></components></bom>",
    "spdx.json": '{"spdxVersion": "SPDX-2.3", "packages": [{"name": "core", "licenseConcluded": "NOASSERTION", "licenseDeclared": "MIT AND (ISC OR 0BSD)"}]}',
    "bom.spdx": "SPDXVersion: SPDX-2.3\nPackageName: core\nPackageLicenseConcluded: MIT AND (ISC OR 0BSD)\nPackageLicenseDeclared: MIT\n",
    "package-lock.json": '{"lockfileVersion": 3, "packages": {"node_modules/core": {"version": "1", "license": "MIT AND (ISC OR 0BSD)"}}}',
    "s.csv": "component,license\ncore,MIT AND (ISC OR 0BSD)\n",
}


@pytest.mark.parametrize("path", LISTS)
def test_every_list_that_can_say_a_license_is_asked_for_it(path):
    """The same words come out of each format."""
    assert [one.license for one in read_components(LISTS[path], path).components] == [
        "MIT AND (ISC OR 0BSD)"
    ]


@pytest.mark.parametrize("path", ["requirements.txt", "b.json"])
def test_a_list_that_says_no_license_leaves_it_open(path):
    """Nothing is made of silence."""
    text = (
        "core==1\n"
        if path.endswith("txt")
        else '{"bomFormat": "CycloneDX", "components": [{"name": "core", "licenses": [{}]}]}'
    )

    assert [one.license for one in read_components(text, path).components] == [None]
