"""Commands in the documentation are spelled as the program understands them."""

import re
import shlex

import pytest
from typer.main import get_command

from twohats.cli.app import app

SHELL = re.compile(r"^```sh\n(.+?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(twohats [^`]+)`")
PATTERN = re.compile(r"\[|\bVERB\b")


@pytest.fixture(scope="module")
def root():
    """The command line as click sees it."""
    return get_command(app)


def commands(text):
    """Commands that a page shows: in blocks of shell, and in backticks anywhere."""
    blocks = [line for block in SHELL.findall(text) for line in block.splitlines()]
    found = INLINE.findall(SHELL.sub("", text))
    found += [re.sub(r"^.*uv run --frozen ", "", line) for line in blocks]
    lines = [" ".join(line.split("  #")[0].split()) for line in found]
    return [line for line in lines if line.startswith("twohats ") and not PATTERN.search(line)]


def unknown_words(line, root):
    """Verbs and options of a command that the program does not have."""
    words, command, unknown = shlex.split(line)[1:], root, []
    while words:
        word = words.pop(0)
        name = word.partition("=")[0]
        options = {n: o for o in command.params for n in (*o.opts, *o.secondary_opts)}
        inner = getattr(command, "commands", None)
        if name in options:
            if not options[name].is_flag and name == word and words:
                words.pop(0)
        elif name.startswith("-") or (inner and word not in inner):
            unknown.append(word)
        elif inner:
            command = inner[word]
    return unknown


def test_every_command_named_is_understood(pages, root):
    """Verbs and options that any page shows exist."""
    named = {(page, line) for page, text in pages.items() for line in commands(text)}
    lost = [f"{page}: {line}" for page, line in sorted(named) if unknown_words(line, root)]

    assert lost == []
    assert named


def test_every_verb_is_explained(pages, root):
    """docs/verbs.md has a section for each verb, in the order of `twohats --help`."""
    sections = re.findall(r"^## `twohats (\w+)`$", pages["docs/verbs.md"], re.MULTILINE)

    assert sections == list(root.commands)


def test_every_option_is_explained(pages, root):
    """A verb's section, or the part that all have in common, names each option."""
    common, *parts = re.split(r"^## `twohats ", pages["docs/verbs.md"], flags=re.MULTILINE)
    sections = {part.partition("`")[0]: part for part in parts}
    lost = [
        f"{verb} {name}"
        for verb, command in root.commands.items()
        for one in (command, *getattr(command, "commands", {}).values())
        for option in one.params
        for name in (*option.opts, *option.secondary_opts)
        if name.startswith("--")
        if not re.search(rf"{name}\b", common + sections[verb])
    ]

    assert lost == []


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("twohats look", []),
        ("twohats -w acme import ~/clones/theirs", []),
        ("twohats look --format json", []),
        ("twohats people undo LEFT RIGHT", []),
        ("twohats glance", ["glance"]),
        ("twohats look --sinse 2026-01-01", ["--sinse"]),
    ],
)
def test_what_is_not_understood(line, unknown, root):
    """Values of options, and paths, are not taken for verbs."""
    assert unknown_words(line, root) == unknown
