"""What can be run on this project: ``nox -l`` lists it, ``nox -s check`` is what a merge needs.

Started by ``uv run nox`` (or from any environment that holds the project) the sessions use that
environment as it is. Otherwise each session makes its own with pip.
"""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nox

PROJECT_HERE = importlib.util.find_spec("twohats") is not None
FIGURES = re.compile(r"[\d.\s█▓░]+")
ENGINE_TESTS = [
    "tests/contract/test_same_numbers.py",
    "tests/unit/store",
    "tests/unit/facts",
    "tests/unit/links",
    "tests/unit/measures",
    "tests/unit/ledger",
    "tests/unit/needs",
    "tests/unit/checks",
]
AXE = "axe-core@4.10.3"
UV = os.environ.get("UV") or shutil.which("uv")

nox.needs_version = ">=2024.10"
nox.options.sessions = ["check"]
nox.options.default_venv_backend = "none" if PROJECT_HERE else "venv"

if PROJECT_HERE:  # the tools beside this Python come first, activated or not
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


@nox.session
def check(session):
    """Everything a merge needs: lint, docs, on CI the other engines too, and the tests."""
    session.notify("lint")
    session.notify("docs")
    if os.environ.get("CI") and UV:
        session.notify("engines", ["short"])
    session.notify("tests")


@nox.session
def lint(session):
    """Look at format, names, types and layers; `nox -s mend` repairs the first two."""
    install(session, "lint")
    session.run("ruff", "format", "--check")
    session.run("ruff", "check")
    session.run("mypy")
    session.run("lint-imports", "--no-logo")


@nox.session
def mend(session):
    """Format, and repair what can be repaired without thinking."""
    install(session, "lint")
    session.run("ruff", "format")
    session.run("ruff", "check", "--fix")


@nox.session
def tests(session):
    """Run the tests on two cores; arguments go to pytest and replace that."""
    install(session, "test", "docs")
    chromium_on_ci(session)
    session.run("python", "-m", "pytest", *(session.posargs or ["-n", "2"]))


@nox.session
def soak(session):
    """Run the tests that take minutes: programs killed again and again, worlds of many repositories."""
    install(session, "test")
    session.run("python", "-m", "pytest", "-m", "soak", *session.posargs)


@nox.session(venv_backend="none")
def engines(session):
    """Run what touches the store on DuckDB 1.5, and ask PostgreSQL and Spark all that DuckDB is asked.

    It takes minutes; with the word `short`, as on CI, the other engines are asked a few questions of
    every kind. Other arguments go to pytest, on DuckDB 1.5.
    """
    short = session.posargs == ["short"]
    extras = ["--extra", "postgres", "--extra", "spark", "--"]
    others = [needed_uv(session), "run", "--frozen", *extras]
    every = [] if short else ["-m", "soak or not soak"]
    older = [needed_uv(session), "run", "--frozen", "--with", "duckdb>=1.5,<2", "--", "python"]
    session.run(*older, "-c", "import duckdb; print('DuckDB', duckdb.__version__)")
    wanted = [path for path in ENGINE_TESTS if Path(path).exists()]
    asked = [] if short else session.posargs
    session.run(*older, "-m", "pytest", *(asked or ["-n", "2", *wanted]))
    if not asked:
        # In a run of their own: each worker of the others would start a cluster for itself.
        asked_to = {"TWOHATS_ENGINES": "1"}
        session.run(*others, "python", "-m", "pytest", "tests/engines", *every, env=asked_to)


@nox.session(venv_backend="venv", reuse_venv=False)
def lowest(session):
    """Run the tests with the oldest version of each dependency that pyproject.toml allows."""
    python = ["--python", session.virtualenv.location]
    oldest = ["--resolution", "lowest-direct", "--group", "test", "--group", "docs"]
    session.run(needed_uv(session), "pip", "install", *python, *oldest, "-e", ".", external=True)
    session.run("python", "-m", "pytest", *(session.posargs or ["-n", "2"]))


@nox.session
def docs(session):
    """Build the documentation; a warning is an error."""
    install(session, "docs")
    session.run("sphinx-build", "-W", "--keep-going", "-q", "-b", "html", "docs", "docs/_build")
    session.log("docs/_build/index.html")


@nox.session
def accessible(session):
    """Look at the public pages of the demo with axe in headless Chromium, light and dark, lists shut and open.

    It needs npm and chromium, and brings axe into a temporary folder; any violation fails.
    """
    install(session, "test")
    npm = shutil.which("npm")
    if not npm or not shutil.which("chromium"):
        session.error("npm or chromium is not here: on Debian, apt-get install npm chromium")
    with tempfile.TemporaryDirectory() as folder:
        made, site = str(Path(folder, "demo")), str(Path(folder, "site"))
        session.run("twohats", "demo", made, silent=True)
        session.run(
            "twohats", "-w", made, "report", "--public", "--days", "90", "--out", site, silent=True
        )
        apart = ["--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"]
        session.run(npm, "install", "--silent", *apart, AXE, external=True)
        axe = str(Path(folder, "node_modules", "axe-core", "axe.min.js"))
        session.run("python", "tests/browser/accessible.py", axe, site)


@nox.session
def demo(session):
    """Make up an organization and look at it."""
    install(session)
    session.run("twohats", "demo", *session.posargs)


@nox.session
def sample(session):
    """Bring the README's sample up to what the demo prints now; the words stay yours to choose."""
    install(session)
    with tempfile.TemporaryDirectory() as folder:
        wide = {"COLUMNS": "100", "NO_COLOR": "1"}
        demo = ["twohats", "demo", str(Path(folder, "twohats-demo"))]
        printed = session.run(*demo, env=wide, silent=True, stderr=subprocess.DEVNULL)
    readme = Path("README.md")
    parts = r"(?<=```text\n)(.+?)(?=```$)"
    text = readme.read_text("utf-8")
    before, block, after = re.split(parts, text, maxsplit=1, flags=re.MULTILINE | re.DOTALL)
    lines = iter([line.rstrip() for line in printed.splitlines()])
    now = [
        line if line in ("", "…") else next_like(session, line, lines)
        for line in block.splitlines()
    ]
    readme.write_text(before + "".join(f"{line}\n" for line in now) + after, "utf-8")


def next_like(session, line, printed):
    """The next printed line that differs from a line in its figures and bars at most."""
    for candidate in printed:
        if FIGURES.sub("", candidate) == FIGURES.sub("", line):
            return candidate
    session.error(f"The demo prints nothing like {line!r} there any more: change it in README.md.")


@nox.session
def bench(session):
    """Run every benchmark and print its ratios; arguments choose among them by name."""
    install(session)
    # Tools write what others read, and measure nothing.
    tools = ("made_up_workspace", "made_up_office")
    scripts = sorted(Path("benchmarks").glob("*.py"))
    found = [script for script in scripts if script.stem not in tools]
    for script in found:
        if not session.posargs or script.stem in session.posargs:
            session.log(f"--- {script.stem}")
            session.run("python", str(script), success_codes=range(256))


@nox.session
def measures_large(session):
    """Time every measure on ten million events; it takes minutes, and gigabytes of disk."""
    install(session)
    ten_times = session.posargs or ["--copies", "10", "--without-pandas"]
    session.run("python", "benchmarks/measures.py", *ten_times)


@nox.session(venv_backend="none")
def shape(session):
    """Tell what has grown long or goes unexplained. It never blocks."""
    for path in sorted(Path("src").rglob("*.py")):
        for remark in remarks(path.read_text("utf-8")):
            print(f"{path}: {remark}")


def remarks(text):
    """What a reviewer may want to look at in one module."""
    lines = len(text.splitlines())
    if lines > 400:
        yield f"{lines} lines; is it one thing?"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > 60:
                yield f"{node.name} is {length} lines long (line {node.lineno})"
            if length > 15 and not ast.get_docstring(node):
                yield f"{node.name} has no docstring (line {node.lineno})"


def install(session, *groups):
    """Install the project and its dependency groups, unless nox runs where they are already."""
    if not PROJECT_HERE:
        wanted = [f"--group={group}" for group in groups]
        session.run("python", "-m", "pip", "install", "-q", "-U", "pip", silent=True)
        session.install("-q", "-e", ".", *wanted)


def needed_uv(session):
    """Path of uv, or an end to the session that says how to get it."""
    if not UV:
        session.error("uv is not here. Start this as `uv run --frozen nox -s …`, see README.md.")
    return UV


def chromium_on_ci(session):
    """Give a bare CI machine the browser that the page tests open; without it they are skipped."""
    if not os.environ.get("CI") or shutil.which("chromium") or not shutil.which("apt-get"):
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # A mirror out of reach must cost seconds, not the build: any exit code will do.
        apt = ["apt-get", "-qq", "-o", "Acquire::http::Timeout=30", "-o", "Acquire::Retries=1"]
        quiet = {"external": True, "success_codes": range(256), "silent": True}
        quiet["env"] = {"DEBIAN_FRONTEND": "noninteractive"}
        session.run(*apt, "update", **quiet)
        session.run(*apt, "install", "-y", "--no-install-recommends", "chromium", **quiet)
