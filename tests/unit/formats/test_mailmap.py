"""``.mailmap`` as git understands it."""

import os
import shutil
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twohats.formats.mailmap import Mailmap, parse_mailmap

TEXT = """\
# People
Jane Made-Up <jane@home.example>
<jane@example.org> <JANE@work.example>   # moved
Sam Made-Up <sam@example.org> <sam@old.example>
Sam Made-Up <sam@example.org> root <root@laptop.example>
Kim Made-Up <kim@example.org> root <ROOT@laptop.example>
"""


@pytest.mark.parametrize(
    ("name", "email", "expected"),
    [
        ("jane", "Jane@Home.example", ("Jane Made-Up", "Jane@Home.example")),
        ("jane", "jane@work.example", ("jane", "jane@example.org")),
        ("x", "sam@old.example", ("Sam Made-Up", "sam@example.org")),
        ("Root", "root@laptop.example", ("Kim Made-Up", "kim@example.org")),
        ("somebody", "root@laptop.example", ("somebody", "root@laptop.example")),
        ("x", "nobody@example.org", ("x", "nobody@example.org")),
        ("x", None, ("x", None)),
        (None, "jane@home.example", ("Jane Made-Up", "jane@home.example")),
    ],
)
def test_each_line_form_does_its_part(name, email, expected):
    """Name alone, e-mail alone, both for an e-mail, both for a name and an e-mail."""
    assert parse_mailmap(TEXT).resolve(name, email) == expected


def test_entries_know_their_lines():
    """A join can name the line it rests on."""
    assert [entry.line for entry in parse_mailmap(TEXT).entries] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("line", ["Jane Made-Up", "<jane@example.org>", "Jane <>", "Jane <jane"])
def test_a_line_of_no_form_is_named_and_changes_nothing(line):
    """git passes over it without a word; we say so."""
    mailmap = parse_mailmap(f"# note\n{line}\n")

    assert mailmap.unread == (2,)
    assert mailmap.resolve("Jane Made-Up", "jane@example.org") == (
        "Jane Made-Up",
        "jane@example.org",
    )


def test_blank_lines_and_notes_are_not_counted():
    """Nothing is wrong with them."""
    assert parse_mailmap("\n# note\n   \n") == Mailmap()


NAMES = st.sampled_from(["", "Jane Made-Up", "jane made-up", "Sam", "S\u00e4m", "  Kim  "])
EMAILS = st.sampled_from(
    ["jane@a.example", "JANE@a.example", "sam@b.example", "s\u00c4m@c.example", ""]
)
FORMS = st.sampled_from(
    [
        "{0} <{1}>",
        "<{1}> <{3}>",
        "{0} <{1}> <{3}>",
        "{0} <{1}> {2} <{3}>",
        "{0} <{1}> # {2}",
        "#{0}",
    ]
)
LINES = st.builds(lambda form, *parts: form.format(*parts), FORMS, NAMES, EMAILS, NAMES, EMAILS)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@given(lines=st.lists(LINES, max_size=6), name=NAMES, email=EMAILS.filter(bool))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_git_agrees(tmp_path, lines, name, email):
    """Whatever the file says, ``git check-mailmap`` gives the same name and e-mail."""
    text = "\n".join(lines) + "\n"
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    if not (tmp_path / ".git").exists():
        subprocess.run(["git", "init", "-q", tmp_path], check=True, env=environment)
    (tmp_path / "map").write_text(text, encoding="utf-8")
    shown = subprocess.run(
        ["git", "-C", tmp_path, "-c", "mailmap.file=map", "check-mailmap", "--stdin"],
        input=f"{name} <{email}>\n".encode(),
        capture_output=True,
        check=True,
        env=environment,
    ).stdout.decode()
    ours_name, ours_email = parse_mailmap(text).resolve(name.strip(), email)

    assert shown.strip() == f"{ours_name} <{ours_email}>".strip()
