"""Trailers of commit messages, held to what git itself says."""

import subprocess

import pytest

from twohats.formats.trailers import split_message

MESSAGES = [
    "Subject",
    "Subject\n\nBody.\n",
    "Subject: looks like one\n",
    "Subject\n\nReviewed-by: Ada <ada@example.org>\n",
    "Subject\n\nBody.\n\nReviewed-by: Ada <a@b.c>\nTested-by: Bo\n\n",
    "Subject\n\nBody.\nReviewed-by: Ada <a@b.c>\n",
    "Subject\n\nBody.\nMore.\n\nText\nSigned-off-by: Ada <a@b.c>\n",
    "Subject\n\nT1\nT2\nT3\nT4\nSigned-off-by: Ada <a@b.c>\n",
    "Subject\n\nBody\n\nReviewed-by: Ada\n  Example <a@b.c>\nCc : Bo\n",
    "Subject\nsecond line\n\nFixes: #12\n",
    "Subject\n\n(cherry picked from commit abc)\nReviewed-by: Ada\nwords\n",
    "Subject\n\nhttps://example.org: no\n",
    "Subject\n\nNot-a trailer: x\nReviewed-by: Ada\n",
    "\n\nSubject\n\nReviewed-by: Ada\n",
    "Subject\n\nReviewed-by:\n",
    "Subject\n\n  indented first\nReviewed-by: Ada\n",
    "Subject\n\nReviewed-by: Ada\n\n\nBody comes last.\n",
    "Subject\n\nA: 1\n\nB: 2\n",
]


@pytest.mark.parametrize("message", MESSAGES)
def test_trailers_are_those_git_finds(message):
    """Block, folding and the rule for mixed paragraphs are git's own."""
    asked = subprocess.run(
        ["git", "interpret-trailers", "--parse", "--no-divider"],
        input=message,
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = [line.strip() for line in asked.stdout.splitlines() if line.strip()]

    ours = [
        ": ".join(part.strip() for part in one.split(":", 1)).strip()
        for one in split_message(message)[1]
    ]
    assert ours == theirs


@pytest.mark.parametrize(
    ("message", "subject"),
    [("", ""), ("\n\nOne\ntwo  \n\nthree", "One two"), ("One\r\ntwo\r\n\r\nthree", "One two")],
)
def test_the_subject_is_the_first_paragraph(message, subject):
    """A subject over several lines reads as one."""
    assert split_message(message)[0] == subject
