"""What labels of a tracker mean."""

import pytest

from twohats.workspace import read_settings
from twohats.workspace.labels import Labels

LABELS = Labels()


@pytest.mark.parametrize(
    ("meaning", "label"),
    [
        ("plan_item", "Recurrent"),
        ("plan_item", "good-community-citizen"),
        ("plan_title", "upstream oss contributions"),
        ("contract", "contract  deliverable"),
        ("directed", "kind:directed"),
        ("directed", "Kind : Directed"),
        ("directed", "stakeholder-led"),
        ("foundational", "upstream-led"),
        ("co_funded", "co-funded:open-tides"),
        ("iteration", "Sprint 3"),
    ],
)
def test_a_label_is_known_in_any_case_and_spacing(meaning, label):
    """Trackers write the same label in many ways."""
    assert LABELS.mean(meaning, label)


@pytest.mark.parametrize(
    ("meaning", "label"),
    [
        ("directed", "directed engagement"),
        ("directed", "kind: undirected"),
        ("foundational", "not foundational"),
        ("initiative", "initiatives"),
        ("support", "unsupported"),
        ("plan_title", "Upstream OSS Contributions, take two"),
        ("iteration", "iteration"),
        ("contract", "contract"),
        ("co_funded", "funded:open-tides"),
        ("duty", "heavy-duty"),
    ],
)
def test_a_label_that_only_looks_alike_means_nothing(meaning, label):
    """A paid engagement, for one, may consist wholly of stewarding."""
    assert not LABELS.mean(meaning, label)


@pytest.mark.parametrize(
    ("meaning", "label", "name"),
    [
        ("co_funded", "co-funded: Open Tides", "Open Tides"),
        ("co_funded", "Co-Funded:kelp", "kelp"),
        ("co_funded", "co-funded:", None),
        ("interested", "interested:open-tides", "open-tides"),
        ("interested", "co-funded:open-tides", None),
        ("iteration", "iteration 12", "12"),
        ("iteration", "iteration", None),
        ("initiative", "initiative", None),
    ],
)
def test_the_rest_of_a_label_is_a_name(meaning, label, name):
    """Who pays, who would like it, which iteration."""
    assert LABELS.named(meaning, label) == name


def test_a_star_stands_for_anything_and_a_dot_for_itself():
    """Names of labels are no regular expressions."""
    labels = Labels(duty=("rota*", "v1.0"))

    assert labels.mean("duty", "rota: triage")
    assert labels.mean("duty", "v1.0")
    assert not labels.mean("duty", "v100")


def test_no_names_match_no_label():
    """A meaning can be switched off."""
    assert not Labels(support=()).mean("support", "support")
    assert not Labels(support=()).mean("support", "")


def test_what_the_table_leaves_out_keeps_its_usual_names():
    """One line changes one meaning."""
    settings = read_settings('organization = "T"\n[labels]\nduty = ["rota"]\n').settings

    assert settings.labels == Labels(duty=("rota",))
    assert settings.labels_are_named


def test_without_the_table_the_names_are_a_guess():
    """So that nobody concludes from what was not found."""
    settings = read_settings('organization = "T"\n').settings

    assert (settings.labels, settings.labels_are_named) == (Labels(), False)
    assert settings.iterations is None


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            'labels = ["a"]\n',
            "twohats.toml:2: write `labels` once, under its own `[labels]`",
        ),
        (
            "[labels]\ndirektd = []\n",
            "twohats.toml:3: unknown key `direktd`: did you mean `directed`?",
        ),
        (
            '[labels]\nduty = "rota"\n',
            'twohats.toml:3: `duty` must be a list: ["…", "…"]',
        ),
        (
            '[labels]\nco_funded = ["paid by"]\n',
            'twohats.toml:3: `co_funded` must end in a colon, as "co-funded:", not `paid by`',
        ),
        (
            "[iterations]\ndays = 14\n",
            "twohats.toml:2: `start` is missing",
        ),
        (
            "[iterations]\nstart = 2026-01-01\ndays = 0\n",
            "twohats.toml:4: `days` must be 1 or more",
        ),
        (
            "[labls]\nduty = []\n",
            "twohats.toml:2: unknown key `labls`: did you mean `labels`?",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(text, mistake):
    """And with what was meant."""
    read = read_settings(f'organization = "T"\n{text}')

    assert [str(one) for one in read.mistakes] == [mistake]
