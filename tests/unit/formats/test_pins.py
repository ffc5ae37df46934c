"""Pins and overrides in files of many kinds; what is asked for as usual is none."""

import pytest

from twohats.formats.pins import read_values, reader_of

CASES = {
    "PEP 508 in pyproject": (
        "pyproject.toml",
        '[project]\ndependencies = [\n "nets>=2",\n "core @ git+https://github.com/lantern/core@v1",\n]\n',
        [("pin", "core @ v1", 4, "github:lantern/core")],
    ),
    "Poetry": (
        "pyproject.toml",
        '[tool.poetry.dependencies]\ncore = {git = "https://github.com/lantern/core.git", branch = "main"}\nnets = "^2"\n',
        [("pin", "core @ main", 2, "github:lantern/core")],
    ),
    "uv override": (
        "pyproject.toml",
        '[tool.uv]\noverride-dependencies = ["werkzeug==2.3.0"]\n',
        [("override", "werkzeug==2.3.0", 2, None)],
    ),
    "Cargo patch": (
        "Cargo.toml",
        '[patch.crates-io]\ncore = { git = "https://github.com/acme/core", branch = "ours" }\n',
        [("override", "core @ ours", 2, "github:acme/core")],
    ),
    "editable": (
        "requirements.txt",
        "-e git+ssh://git@github.com/lantern/core.git@abc#egg=core\n",
        [("pin", "core @ abc", 1, "github:lantern/core")],
    ),
    "archive of a commit": (
        "requirements-dev.txt",
        "core @ https://github.com/lantern/core/archive/0a1b2c3.zip\n",
        [("pin", "core @ 0a1b2c3", 1, "github:lantern/core")],
    ),
    "conda's pip": (
        "environment.yml",
        "dependencies:\n  - python=3.11\n  - pip:\n    - git+https://github.com/lantern/core@abc\n",
        [("pin", "core @ abc", 4, "github:lantern/core")],
    ),
    "npm from a pull request": (
        "package.json",
        '{\n"dependencies": {\n"core": "github:lantern/core#pull/12/head",\n"nets": "^2.0.0"}}\n',
        [("pin", "core @ pull/12/head", 3, "github:lantern/core")],
    ),
    "npm overrides within": (
        "package.json",
        '{"overrides": {"a": {"b": "1.0.0", ".": "2.0.0"}}}',
        [("override", "a > b: 1.0.0", 1, None), ("override", "a: 2.0.0", 1, None)],
    ),
    "Dockerfile": (
        "Dockerfile",
        "FROM base:1\nRUN pip install nets\nADD https://github.com/lantern/core.git#v1 /src\n"
        "RUN git clone -b ours https://github.com/acme/nets.git\n"
        "RUN sed -i 's/a/b/' /usr/lib/python3/site-packages/x.py\nRUN patch -p1 < x.patch\n",
        [
            ("pin", "core @ v1", 3, "github:lantern/core"),
            ("pin", "nets @ ours", 4, "github:acme/nets"),
            ("override", "RUN sed -i 's/a/b/' /usr/lib/python3/site-packages/x.py", 5, None),
            ("override", "RUN patch -p1 < x.patch", 6, None),
        ],
    ),
    "go.mod": (
        "go.mod",
        "module a\nreplace (\n\tgithub.com/lantern/core v1 => github.com/acme/core v1.1\n"
        "\texample.org/b => ../b\n)\n",
        [("override", "github.com/lantern/core v1 => github.com/acme/core v1.1", 3, "github:lantern/core")],
    ),
    "submodule": (
        ".gitmodules",
        '[submodule "deps/core"]\n\tpath = deps/core\n\turl = https://github.com/lantern/core\n',
        [("pin", "deps/core (submodule)", 1, "github:lantern/core")],
    ),
    "chart between releases": (
        "Chart.yaml",
        "dependencies:\n- name: hub\n  version: 4.0.0-0.dev.git.6707.h109668fd\n  repository: https://x.example.org\n",
        [("pin", "hub @ 4.0.0-0.dev.git.6707.h109668fd", 3, "https://x.example.org")],
    ),
}  # fmt: skip

QUIET = {
    "released versions": ("pyproject.toml", '[project]\ndependencies = ["core==1.2"]\n'),
    "a project's own address": (
        "pyproject.toml",
        '[project.urls]\nSource = "git+https://github.com/lantern/core"\n',
    ),
    "an archive of a release": (
        "requirements.txt",
        "core @ https://github.com/lantern/core/archive/refs/tags/v1.2.zip\n",
    ),
    "a comment": ("requirements.txt", "# core @ git+https://github.com/lantern/core\n"),
    "npm ranges and files": (
        "package.json",
        '{"dependencies": {"a": "^1", "b": "file:../b", "c": "npm:d@1", "e": "workspace:*"}}',
    ),
    "a Dockerfile as usual": ("Dockerfile", "FROM x\n# RUN git clone https://github.com/a/b\nRUN sed -i s/a/b/ /etc/x\n"),
    "a released chart": ("Chart.yaml", "dependencies:\n- name: hub\n  version: 4.0.0-beta.1\n"),
    "Go's own folder": ("go.mod", "replace example.org/b => ./b\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_is_pinned_or_forced_is_found_with_its_line(case):
    """Each kind of file says what it pins, where, and from which repository."""
    path, text, expected = case

    read = reader_of(path)(text, path, {"github.com": "github"})

    assert [(f.kind, f.what, f.line, f.upstream) for f in read.found] == expected
    assert read.mistakes == ()


@pytest.mark.parametrize("case", QUIET.values(), ids=QUIET.keys())
def test_what_is_asked_for_as_usual_is_no_pin(case):
    """Releases, comments and folders of the project itself are left alone."""
    path, text = case

    assert reader_of(path)(text, path, {"github.com": "github"}).found == ()


def test_a_pin_to_a_pull_request_is_linked_to_it():
    """Whoever takes a package from a pull request has said where it goes."""
    path, text, _ = CASES["npm from a pull request"]

    (pin,) = reader_of(path)(text, path, {"github.com": "github"}).found

    assert pin.word.link == "https://github.com/lantern/core/pull/12"


def test_images_of_the_chart_itself_are_its_own():
    """Only images of charts it depends on are overridden."""
    text = (
        "image:\n  repository: quay.io/acme/own\nhub:\n  image:\n    repository: quay.io/acme/hub\n"
    )

    found = read_values(text, "values.yaml", ["hub"]).found

    assert [(one.what, one.line) for one in found] == [("hub.image: quay.io/acme/hub", 5)]


@pytest.mark.parametrize("path", ["pyproject.toml", "package.json", "Chart.yaml"])
def test_a_broken_file_is_a_mistake_and_no_end(path):
    """What cannot be read is said, with its file."""
    (mistake,) = reader_of(path)("{ : [", path, {}).mistakes

    assert mistake.path == path
