"""Telling lists of components apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.component_files import KNOWN, read_components


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ('{"bomFormat": "CycloneDX"}', "a.json", "CycloneDX"),
        ('{"spdxVersion": "SPDX-2.3"}', "a.json", "SPDX"),
        ('{"lockfileVersion": 3, "packages": {}}', "a.json", "package-lock.json"),
        ("SPDXVersion: SPDX-2.3\n", "a.spdx", "SPDX"),
        ('<bom xmlns="http://cyclonedx.org/schema/bom/1.4"/>', "a.xml", "CycloneDX"),
        ("# list\n@EXPLICIT\n", "a.txt", "conda explicit"),
        ("version: 1\npackage:\n", "conda-lock.yml", "conda-lock"),
        ("component\ncore\n", "a.csv", "CSV"),
        ("core==1\n", "a.txt", "requirements"),
        ("version = 1\n", "uv.lock", "uv.lock"),
    ],
)
def test_content_comes_before_names(text, name, kind):
    """The name tells only what the content leaves open."""
    read = read_components(text, name)

    assert (read.kind, read.mistakes) == (kind, ())


@pytest.mark.parametrize(
    ("text", "name", "mistake"),
    [
        ("", "a.json", "a.json: is empty"),
        ('{"bomFormat":\n "Cyc', "a.json", "a.json:2: this is not whole JSON"),
        ("{}", "a.json", f"a.json: is no list of components: known are {KNOWN}"),
        ("[1]", "a.json", f"a.json: is no list of components: known are {KNOWN}"),
        ("a: 1\n", "a.yml", f"a.yml: is no list of components: known are {KNOWN}"),
        ("words", "a.doc", f"a.doc: is no list of components: known are {KNOWN}"),
        (
            '{"@graph": []}',
            "a.json",
            "a.json: is SPDX 3, which is not read yet: export it as SPDX 2.3",
        ),
    ],
)
def test_what_is_no_list_is_named(text, name, mistake):
    """With what would be one."""
    assert [str(one) for one in read_components(text, name).mistakes] == [mistake]


@given(
    st.text(),
    st.sampled_from(["a.json", "a.lock", "a.txt", "a.csv", "a.yml", "a.xml"]),
    st.sampled_from(["", "[[package]]\n", "@EXPLICIT\n", "package:\n- ", "SPDXVersion: 2\n", "{"]),
)
def test_no_text_is_too_odd(text, name, head):
    """Mistakes are returned, never raised."""
    read_components(head + text, name)
