"""Licenses of components beside what their layer has to meet."""

from datetime import UTC, date, datetime

import pytest
from fakes.opened import lines_by

from twohats.errors import WrongUse
from twohats.flow.registers.components import components, saying
from twohats.records.decisions import Decision
from twohats.records.reads import Page
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

TODAY = date(2026, 5, 1)
BILL = """{"bomFormat": "CycloneDX", "components": [
 {"name": "lantern", "purl": "pkg:pypi/lantern@1.0", "licenses": [{"license": {"id": "MIT"}}]},
 {"name": "vault", "purl": "pkg:pypi/vault@1.0", "licenses": [{"license": {"id": "BUSL-1.1"}}]},
 {"name": "tide", "purl": "pkg:pypi/tide@1.0"}]}"""
SERVICES = """
[[services]]
name = "Hub"
components = ["hub.json"]

[[services]]
name = "Images"
layer = "environment"
components = ["hub.json"]

[[services]]
name = "Notebooks"
layer = "user code"
components = ["hub.json"]

[[services]]
name = "Clouds"
layer = "cloud"
components = ["cloud.csv"]
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace with four services; no facts."""
    folder = tmp_path_factory.mktemp("registers")
    (folder / "twohats.toml").write_text('organization = "Tidewater"\n')
    (folder / "services.toml").write_text(SERVICES)
    (folder / "hub.json").write_text(BILL)
    (folder / "cloud.csv").write_text("component,license\nObject store,\nQueue,Apache-2.0\n")
    return load_workspace(folder)


def listed(workspace, decisions=(), today=TODAY, **more):
    """The register."""
    store = FactStore(workspace.facts_folder)
    return components(workspace, decisions, store, today, **more)


def said(number, about, told, url="https://example.org", why="", until=None):
    """One word in the journal."""
    line = saying(about, told, url, why, until, TODAY, ())
    at = datetime(2026, 4, 1, tzinfo=UTC)
    return Decision(
        f"{number:026}", "ada@example.org", at, line.what, line.about, line.why, line.content
    )


def test_must_failures_come_first(workspace):
    """What is not met, then what is unknown; a service that says no layer is held to MUST."""
    found = listed(workspace)

    assert lines_by(found.rows, "level", "state", "component", "service") == [
        ("MUST", "not met", "pkg:pypi/vault@1.0", "Hub"),
        ("MUST", "unknown", "Object store", "Clouds"),
        ("MUST", "unknown", "pkg:pypi/tide@1.0", "Hub"),
        ("MUST", "met", "Queue", "Clouds"),
        ("MUST", "met", "pkg:pypi/lantern@1.0", "Hub"),
        ("SHOULD", "not met", "pkg:pypi/vault@1.0", "Images"),
        ("SHOULD", "unknown", "pkg:pypi/tide@1.0", "Images"),
        ("SHOULD", "met", "pkg:pypi/lantern@1.0", "Images"),
        ("MAY", "met", "pkg:pypi/lantern@1.0", "Notebooks"),
        ("MAY", "met", "pkg:pypi/tide@1.0", "Notebooks"),
        ("MAY", "met", "pkg:pypi/vault@1.0", "Notebooks"),
    ]
    assert found.meta["layers"] == "1 services say no layer and are held to MUST"
    assert lines_by(found.rows[:1], "path", "place", "license", "license_by") == [
        ("hub.json", "components[1]", "BUSL-1.1", "CycloneDX")
    ]


def test_a_person_s_word_on_a_license_and_on_a_cloud(workspace):
    """It holds over the file, and what was unknown is met."""
    lines = [
        said(1, "pkg:pypi/tide@1.0", "license=MPL-2.0"),
        said(2, "Object store", "portable=yes"),
        said(3, "pkg:pypi/lantern", "license=SSPL-1.0"),
    ]
    rows = {
        (row["component"], row["service"]): row["state"] for row in listed(workspace, lines).rows
    }

    assert rows["pkg:pypi/tide@1.0", "Hub"] == "met"
    assert rows["Object store", "Clouds"] == "met"
    assert rows["pkg:pypi/lantern@1.0", "Hub"] == "not met"


def test_the_forge_is_asked_where_a_list_says_no_license(tmp_path):
    """By the repository where the component is developed; a list's own word comes first."""
    (tmp_path / "twohats.toml").write_text('organization = "Tidewater"\n')
    (tmp_path / "services.toml").write_text(
        '[[services]]\nname = "Hub"\ncomponents = ["hub.json"]\n[repositories]\n"pkg:pypi/tide" = "tide/tide"\n"pkg:pypi/vault" = "tide/tide"\n'
    )
    (tmp_path / "hub.json").write_text(BILL)
    place = load_workspace(tmp_path)
    store = FactStore(place.facts_folder)
    page = Page(
        "github:tide",
        {"repositories": {"repository": ["github:tide/tide"], "license_spdx": ["MIT"]}},
        datetime(2026, 4, 1, tzinfo=UTC),
    )
    with store.begin("test", "a", "a") as staging:
        staging.add(page)
        staging.finish()
    rows = listed(place).rows

    assert lines_by(rows, "component", "license", "license_by") == [
        ("pkg:pypi/vault@1.0", "BUSL-1.1", "CycloneDX"),
        ("pkg:pypi/lantern@1.0", "MIT", "CycloneDX"),
        ("pkg:pypi/tide@1.0", "MIT", "its forge"),
    ]


def test_an_accepted_failure_stays_a_failure_and_waits_again_on_its_day(workspace):
    """A reason and a day make it wait no more, for a while."""
    end = date(2026, 6, 1)
    lines = [said(1, "pkg:pypi/vault", "accepted", None, "we move off it", end)]
    row = next(
        row
        for row in listed(workspace, lines).rows
        if row["service"] == "Hub" and row["state"] == "not met"
    )

    assert lines_by([row], "state", "waits", "accepted_until") == [("not met", None, end)]
    assert row["says"] == "BUSL-1.1 is no open source license; accepted: we move off it"
    assert listed(workspace, lines, end).rows[0]["waits"]


def test_lists_that_are_named_take_the_layer_that_is_named(workspace):
    """For a list that no service has."""
    found = listed(workspace, given=[workspace.folder / "hub.json"], layer="user code")

    assert {row["level"] for row in found.rows} == {"MAY"}


@pytest.mark.parametrize(
    ("told", "url", "why", "until", "message"),
    [
        ("licence=MIT", "https://x.example", "", None, "did you mean `license`?"),
        ("license=free", "https://x.example", "", None, "SPDX lists no license of that name"),
        ("license=MIT", None, "", None, "say where that can be read"),
        ("portable=perhaps", "https://x.example", "", None, "write it as portable=yes"),
        ("accepted", None, "", TODAY, "say why, and until when"),
        ("accepted", None, "so", TODAY, "that day is not to come"),
    ],
)
def test_a_word_that_cannot_be_used_is_refused(told, url, why, until, message):
    """Nothing is written, and the next step is named."""
    with pytest.raises(WrongUse, match=message.replace("?", r"\?")):
        saying("pkg:pypi/tide", told, url, why, until, TODAY, ())
