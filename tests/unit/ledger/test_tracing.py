"""Tracing upstream work to member communities."""

import random

from hypothesis import given
from hypothesis import strategies as st

from twohats.ledger.tracing import Link, reaches, trace, trace_entry, untraced
from twohats.records.components import Component, ComponentList, Origin, Service

HUB = Service("Tide hub", ("bom.json",), ("Open Tides", "Marram"), 3)
MAPS = Service("Tide maps", ("uv.lock",), (), 8)


def _core(repository="github:lantern/core", by="externalReferences vcs", **more):
    return Component("core", "components[0]", "1", "pkg:pypi/core@1", repository, by, **more)


def _list(*components, path="bom.json"):
    return ComponentList(path, "CycloneDX", components)


def test_a_chain_goes_from_repository_to_each_member_community():
    """Every step with what says it."""
    found = trace([(HUB, _list(_core()))], [HUB])

    assert found.links[0] == Link(
        "github:lantern/core",
        "pkg:pypi/core@1",
        "Tide hub",
        "Marram",
        "bom.json",
        "components[0]",
        "externalReferences vcs",
        "services.toml, line 3",
        "project",
    )
    assert [link.member_community for link in found.links] == ["Marram", "Open Tides"]


def test_the_word_of_the_workspace_wins():
    """Over what the list says, and where it says nothing; whatever the version."""
    word = Origin("pkg:pypi/core", "github:kelp/core", 12)
    for said in (_core(), _core(None, None)):
        (link,) = trace([(MAPS, _list(said))], [MAPS], [word]).links
        assert (link.repository, link.repository_by) == (
            "github:kelp/core",
            "services.toml, line 12",
        )


def test_names_that_look_alike_say_nothing():
    """Neither a word on another registry's package nor one on a bare name."""
    words = [Origin("pkg:npm/core", "github:a/b", 1), Origin("core", "github:a/b", 2)]
    found = trace([(HUB, _list(_core(None, None)))], [HUB], words)

    assert {link.repository for link in found.links} == {None}
    assert {link.level for link in found.links} == {"none"}
    assert found.unknown == ("pkg:pypi/core@1",)
    assert found.unused == tuple(words)


def test_a_chain_that_ends_early_ties_nothing():
    """A service of which nobody says who uses it, a list that no service has."""
    found = trace([(MAPS, _list(_core())), (None, _list(_core(), path="uv.lock"))], [MAPS])

    assert [(link.service, link.member_community, link.level) for link in found.links] == [
        (None, None, "none"),
        ("Tide maps", None, "none"),
    ]


def test_a_table_names_services_and_members_itself():
    """What it leaves out, the service of that name says."""
    rows = _list(
        _core(service="Tide hub"),
        _core(service="Elsewhere", member_community="Kelpers"),
        _core(service="Nobody's"),
        path="services.csv",
    )
    found = trace([(None, rows)], [HUB])

    assert [(link.service, link.member_community, link.member_by) for link in found.links] == [
        ("Elsewhere", "Kelpers", "services.csv, components[0]"),
        ("Nobody's", None, None),
        ("Tide hub", "Marram", "services.toml, line 3"),
        ("Tide hub", "Open Tides", "services.toml, line 3"),
    ]


def test_our_own_projects_are_counted_and_left_out():
    """They are no upstream work."""
    found = trace([(HUB, _list(_core("github:acme/core")))], [HUB], is_ours=lambda _: True)

    assert (found.links, found.own) == ((), ("pkg:pypi/core@1",))


def test_chains_are_found_by_repository_owner_and_member():
    """Names that only begin alike are others."""
    found = trace([(HUB, _list(_core(), _core("github:lantern-two/core")))], [HUB])

    assert len(found.of_repository("github:lantern")) == 2
    assert len(found.of_repository("github:lantern/core")) == 2
    assert found.of_repository("github:lant") == ()
    assert len(found.of_member("OPEN TIDES")) == 2
    assert found.of_member("Open") == ()


def test_what_no_component_leads_to_is_untraced():
    """An owner is traced where one of its repositories is."""
    links = [Link("github:lantern/core"), Link(None, "pkg:pypi/core")]
    asked = ["github:lantern", "github:lantern/core", "github:lantern/docs", "github:kelp"]

    assert untraced(links, asked) == ("github:kelp", "github:lantern/docs")


def test_foundational_work_traces_at_project_level_and_lacks_nothing():
    """It needs no beneficiary; where none is reached, that is said."""
    links = trace([(HUB, _list(_core()))], [HUB]).links
    found = trace_entry("foundational", (), "github:lantern/core", links)

    assert found.links == links
    assert found.sentence == (
        "Foundational work traces at project level, and needs no beneficiary. "
        "At project level it reaches all whose services rest on the project."
    )
    assert trace_entry("foundational", (), "github:kelp/forge", ()).sentence == (
        "Foundational work traces at project level, and needs no beneficiary. "
        "Its project leads to no member community as far as lists say."
    )


def test_directed_work_traces_to_those_its_evidence_names():
    """Beside its project; without a name, that is said."""
    named = trace_entry(
        "directed", ("Open Tides",), "github:lantern/core", (), url="https://e.org/1", number="0a"
    )
    unnamed = trace_entry("directed", (), "github:lantern/core", ())

    assert [(link.member_community, link.level, link.path, link.place) for link in named.links] == [
        ("Open Tides", "entry", "https://e.org/1", "entry 0a")
    ]
    assert named.sentence.startswith("Its evidence names Open Tides.")
    assert (unnamed.links, unnamed.sentence[:49]) == (
        (),
        "It is directed, but no evidence names for whom. I",
    )


_NAMES = st.sampled_from("abc")
_COMPONENTS = st.builds(
    Component,
    _NAMES,
    st.just("line 1"),
    st.none(),
    st.none(),
    st.one_of(st.none(), _NAMES.map("github:o/{}".format)),
    st.just("vcs"),
    st.one_of(st.none(), _NAMES),
    st.one_of(st.none(), _NAMES),
)


@given(st.lists(_COMPONENTS, max_size=8), st.randoms())
def test_order_changes_nothing_and_no_component_vanishes(components, chance: random.Random):
    """Each is in a chain, or is our own; whatever the order of the list."""
    services = [Service("a", (), ("x", "y"), 1), Service("b", (), (), 2)]
    shuffled = components.copy()
    chance.shuffle(shuffled)

    def run(listed):
        used = [(services[0], _list(*listed)), (None, _list(*listed, path="b"))]
        return trace(used, services, is_ours=lambda key: key.endswith("c"))

    found = run(components)
    assert found == run(shuffled)
    assert {link.component for link in found.links} | set(found.own) == {
        component.label for component in components
    }
    assert {one.repository for one in reaches(found.links)} == {
        link.repository for link in found.links if link.repository
    }
