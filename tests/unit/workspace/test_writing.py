"""Writing one thing into a workspace's files."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twohats.errors import SettingsErrors, WrongUse
from twohats.workspace import (
    BotRule,
    ScopeRule,
    add_bot,
    add_community,
    add_member,
    add_scope,
    load_workspace,
    set_value,
)

TEXT = """\
# Ours
organization = "Tidewater Commons"  # the name people see
owners = ["tidewater"]

# What we agreed on
[[policies]]
name = "first"
effective_from = 2026-01-01  # a Thursday

# Machines
[[bots]]
account = "TideBot"
reason = "answers everybody"
"""


@pytest.fixture
def written(folder):
    (folder / "twohats.toml").write_text(TEXT)
    return folder


def _text(folder, name="twohats.toml"):
    return (folder / name).read_bytes().decode()


def test_a_value_is_set_where_it_stands(written):
    """Notes, order and spacing stay."""
    set_value(written, "organization", "Tide")
    set_value(written, "policies.0.balance_unit", "hours")
    set_value(written, "framework_from", date(2026, 2, 1))

    assert _text(written) == TEXT.replace('"Tidewater Commons"', '"Tide"').replace(
        "a Thursday\n", 'a Thursday\nbalance_unit = "hours"\n'
    ).replace('["tidewater"]\n', '["tidewater"]\nframework_from = 2026-02-01\n')


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        (
            "organisaton",
            "x",
            "twohats.toml:4: unknown key `organisaton`: did you mean `organization`?",
        ),
        ("window_days", 0, "twohats.toml:4: `window_days` must be 1 or more"),
        (
            "policies.0.effective_until",
            date(2025, 1, 1),
            "twohats.toml:9: `effective_until` (2025-01-01) is not after `effective_from` "
            "(2026-01-01)",
        ),
    ],
)
def test_what_would_break_the_file_is_not_written(written, key, value, message):
    """The file stays as it was, and the reason is that of reading it."""
    with pytest.raises(SettingsErrors) as raised:
        set_value(written, key, value)

    assert str(raised.value) == message
    assert _text(written) == TEXT


def test_a_position_that_is_not_there_is_refused(written):
    """A list is not grown by a hole."""
    with pytest.raises(WrongUse) as raised:
        set_value(written, "policies.1.name", "x")

    assert str(raised.value) == (
        "twohats.toml: `policies.1.name` not set: there is nothing at position 1. "
        "Add it to the file first."
    )


def test_a_mistake_that_was_there_does_not_stop_another_change(written):
    """One may mend a file step by step."""
    (written / "twohats.toml").write_text(TEXT + "is_bott = true\n")

    set_value(written, "window_days", 30)

    assert "window_days = 30\n" in _text(written)


def test_a_file_that_does_not_parse_is_left_alone(written):
    """There is no place in it to write to."""
    (written / "twohats.toml").write_text("organization = x\n")

    with pytest.raises(SettingsErrors, match="this is not TOML"):
        add_bot(written, "x")


def test_a_bot_is_added_once_and_the_last_word_holds(written):
    """The same account in another spelling is the same account; an old reason goes."""
    add_bot(written, "other-bot", reason="posts results")
    add_bot(written, "@tidebot", is_bot=False)

    assert load_workspace(written).settings.bots == (
        BotRule("github:tidebot", False, ""),
        BotRule("github:other-bot", True, "posts results"),
    )
    assert _text(written).startswith(TEXT.replace('"answers everybody"', '""'))


def test_a_scope_is_added_once_and_the_last_word_holds(written):
    """By repository or by owner."""
    add_scope(written, "upstream", owner="harbour")
    add_scope(written, "unknown", repository="harbour/x", reason="asked")
    add_scope(written, "personal-project", repository="Harbour/X", reason="Jane's")

    assert load_workspace(written).settings.scopes == (
        ScopeRule("github:harbour", "upstream"),
        ScopeRule("github:harbour/x", "personal-project", "Jane's"),
    )
    assert _text(written).startswith(TEXT)


def test_a_scope_of_nothing_is_refused(written):
    """It needs one thing to speak of."""
    with pytest.raises(WrongUse, match="one of the two"):
        add_scope(written, "upstream")


def test_what_is_no_account_is_refused(written):
    """Nothing is written."""
    with pytest.raises(WrongUse) as raised:
        add_bot(written, "not a login")

    assert str(raised.value) == (
        "twohats.toml: nothing written: `not a login` is not a login: "
        "only letters, digits and hyphens, no spaces."
    )
    assert _text(written) == TEXT


def test_a_member_goes_into_the_team_file_there_is(written):
    """In its spelling, under the group named."""
    (written / "team.txt").write_text("# ours\njane\n")
    add_member(written, "sam")
    assert _text(written, "team.txt") == "# ours\njane\nsam\n"

    (written / "team.txt").rename(written / "team.yml")
    (written / "team.yml").write_text("# Design\n- jane\n\n# Product\n- kim\n")
    add_member(written, "sam", group="Design", from_on=date(2024, 1, 1))
    assert _text(written, "team.yml") == (
        "# Design\n- jane\n- login: sam\n  from: 2024-01-01\n\n# Product\n- kim\n"
    )


def test_a_first_member_makes_the_team_file(written):
    """The first login needs no file before it."""
    add_member(written, "jane")

    assert _text(written, "team.yml") == "- jane\n"


def test_a_member_who_is_there_is_not_added_again(written):
    """The line they are on is named."""
    (written / "team.yml").write_text("- jane\n")

    with pytest.raises(SettingsErrors) as raised:
        add_member(written, "Jane")

    assert str(raised.value) == "team.yml:2: `Jane` is already on line 1: remove one"
    assert _text(written, "team.yml") == "- jane\n"


def test_a_plain_list_has_no_room_for_dates(written):
    """The way out is named."""
    (written / "team.txt").write_text("jane\n")

    with pytest.raises(WrongUse) as raised:
        add_member(written, "sam", from_on=date(2024, 1, 1))

    assert str(raised.value) == (
        "team.txt: `sam` not added: the file holds logins alone: rename it to team.yml to add `from`."
    )


def test_a_community_is_added_and_the_rest_stays(written, recordings):
    """The field's own register, with all its notes."""
    register = (recordings / "formats" / "key-communities.toml").read_bytes()
    (written / "key-communities.toml").write_bytes(register)

    add_community(written, "@harbour", "https://github.com/harbour")

    assert (written / "key-communities.toml").read_bytes().startswith(register)
    assert load_workspace(written).communities[-1].owner == "github:harbour"


def test_a_community_that_is_there_is_not_added_again(written):
    """The register holds each once."""
    add_community(written, "@harbour", "https://github.com/harbour")

    with pytest.raises(SettingsErrors, match="`github:harbour` is listed twice"):
        add_community(written, "harbour", "https://github.com/Harbour/")


LINES = st.sampled_from(
    ["# a note\n", "\n", "window_days   =  30 # x\n", "member_communities = [ 'a',  \"b\" ]\n"]
)
CHANGES = st.sampled_from(["bot", "scope", "value"])


@given(st.lists(LINES, max_size=4, unique=True), st.lists(CHANGES, max_size=4))
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_line_that_was_not_meant_ever_changes(folder, lines, changes):
    """After any run of changes all lines are there, byte for byte and in order."""
    text = "".join(lines) + TEXT
    (folder / "twohats.toml").write_text(text)
    for i, change in enumerate(changes):
        if change == "bot":
            add_bot(folder, f"bot-{i}")
        elif change == "scope":
            add_scope(folder, "upstream", owner=f"owner-{i}")
        else:
            set_value(folder, "framework_from", date(2026, 1, 1 + i))

    rest = iter(_text(folder).splitlines(keepends=True))
    assert all(line in rest for line in text.splitlines(keepends=True))
    assert len(load_workspace(folder).settings.bots) == 1 + changes.count("bot")
