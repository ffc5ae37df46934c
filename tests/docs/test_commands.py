"""Commands that the documentation shows are commands that work."""

import re

BLOCK = re.compile(r"^```sh\n(.+?)^```$", re.MULTILINE | re.DOTALL)
SESSION = re.compile(r"nox -s ((?:[a-z_]+ ?)+)")


def commands(text):
    """Lines of the shell blocks of a page, without their comments."""
    return [
        line.split("  #")[0].strip()
        for block in BLOCK.findall(text)
        for line in block.splitlines()
        if line.strip()
    ]


def test_ci_runs_the_command_of_the_readme(pages, repository):
    """`.ci/run` ends in the very line that the README gives for all checks."""
    (check,) = [line for line in commands(pages["README.md"]) if "nox -s check" in line]

    assert (repository / ".ci" / "run").read_text("utf-8").splitlines()[-1] == check


def test_the_demo_is_one_line_and_brings_its_own_uv(pages):
    """The README's first command needs nothing but Python."""
    first = commands(pages["README.md"])[0]

    assert first == (
        "python3 -m venv .uv && .uv/bin/pip install -q uv && .uv/bin/uv run --frozen twohats demo"
    )


def test_every_session_named_is_in_the_noxfile(pages, repository):
    """`nox -s NAME` in a page or in CI names a session that exists."""
    noxfile = (repository / "noxfile.py").read_text("utf-8")
    defined = set(re.findall(r"^@nox\.session.*\ndef (\w+)", noxfile, re.MULTILINE))
    texts = [*pages.values(), (repository / ".github/workflows/ci.yml").read_text("utf-8")]
    named = {name for text in texts for run in SESSION.findall(text) for name in run.split()}

    assert named - defined == set()
    assert "check" in named
