"""Lock files."""

import pytest

from twohats.formats.component_files import read_components
from twohats.formats.lockfiles import (
    read_conda_explicit,
    read_conda_lock,
    read_npm_lock,
    read_requirements,
    read_toml_lock,
)

HOSTS = {"github.com": "github"}


def _said(read):
    return [(c.label, c.place, c.repository) for c in read.components]


UV = """\
version = 1
requires-python = ">=3.11"

[[package]]
name = "tide-hub"
version = "0.1"
source = { editable = "." }
dependencies = [
    { name = "core" },
]

[[package]]
name = "core"
version = "1.2"
source = { registry = "https://registry.example.org/simple" }
sdist = { url = "https://files.example.org/core.tar.gz", hash = "sha256:00" }
wheels = [
    { url = "https://files.example.org/core.whl", hash = "sha256:00" },
]

[[package]]
name = "kelp"
version = "2"
source = { git = "https://github.com/kelp/forge?rev=main#0123" }

[package.optional-dependencies]
all = [
    { name = "core" },
]
"""

POETRY = """\
[[package]]
name = "core"
version = "1.2"
files = [
    {file = "core.whl", hash = "sha256:00"},
]

[[package]]
name = "kelp"
version = "2"
files = []

[package.source]
type = "git"
url = "https://github.com/kelp/forge.git"
reference = "main"

[[package]]
name = "here"
version = "0"

[package.source]
type = "directory"
url = "../here"

[metadata]
lock-version = "2.0"
content-hash = "00"
"""

PYLOCK = """\
lock-version = "1.0"
created-by = "nobody"

[[packages]]
name = "core"
version = "1.2"
wheels = [
    {url = "https://files.example.org/core.whl", hashes = {sha256 = "00"}},
]

[[packages]]
name = "kelp"
[packages.vcs]
type = "git"
url = "https://github.com/kelp/forge"
commit-id = "0123"

[[packages]]
name = "here"
[packages.directory]
path = "."
"""


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        (UV, "uv.lock", [("pkg:pypi/core@1.2", "line 12", None), ("pkg:pypi/kelp@2", "line 21", "github:kelp/forge")]),
        (POETRY, "poetry.lock", [("pkg:pypi/core@1.2", "line 1", None), ("pkg:pypi/kelp@2", "line 8", "github:kelp/forge")]),
        (PYLOCK, "pylock.toml", [("pkg:pypi/core@1.2", "line 4", None), ("pkg:pypi/kelp", "line 11", "github:kelp/forge")]),
    ],
    ids=["uv", "poetry", "pylock"],
)  # fmt: skip
def test_three_kinds_of_toml_say_what_was_locked_and_where(text, kind, said):
    """With lines; the project itself and folders beside it are left out."""
    read = read_components(text, kind, HOSTS)

    assert (read.kind, read.mistakes) == (kind, ())
    assert _said(read) == said
    assert _said(read_components(text.replace("\n", "\r\n"), kind, HOSTS)) == said


def test_a_damaged_package_is_named_and_the_others_read():
    """With the line in the file, not in the package."""
    text = UV.replace('name = "core"\n', "name = core\n", 1) + "\n[[package]]\nversion = '3'\n"
    read = read_toml_lock(text, "uv.lock", HOSTS)

    assert [str(mistake) for mistake in read.mistakes] == [
        "uv.lock:13: this is not TOML: no value is written like this; text goes in quotes",
        "uv.lock:31: this package has no `name`",
    ]
    assert [c.name for c in read.components] == ["kelp"]


REQUIREMENTS = """\
# what the hub needs
--index-url https://registry.example.org/simple
core[extra]==1.2 ; python_version >= "3.11" \\
    --hash=sha256:00 \\
    --hash=sha256:11
Kelp_Forge >= 2, < 3  # not pinned
bare
here @ git+https://github.com/lantern/here.git@v1
wheel @ https://files.example.org/wheel.whl
-e git+https://github.com/lantern/there#egg=there
-e .
./local
"""


def test_requirements_are_read_as_pip_reads_them():
    """Joined lines, markers, hashes, comments; folders are the project's own."""
    read = read_requirements(REQUIREMENTS, "requirements.txt", HOSTS)

    assert read.mistakes == ()
    assert _said(read) == [
        ("pkg:pypi/core@1.2", "line 3", None),
        ("pkg:pypi/kelp-forge", "line 6", None),
        ("pkg:pypi/bare", "line 7", None),
        ("pkg:pypi/here", "line 8", "github:lantern/here"),
        ("pkg:pypi/wheel", "line 9", None),
        ("pkg:pypi/there", "line 10", "github:lantern/there"),
    ]


def test_requirements_elsewhere_and_odd_lines_are_named():
    """Nothing vanishes."""
    read = read_requirements("-r more.txt\n???\ncore==1\n", "requirements.txt")

    assert [str(mistake) for mistake in read.mistakes] == [
        "requirements.txt:1: `-r more.txt` names another file: list that one as well",
        "requirements.txt:2: `???` names no package",
    ]
    assert [c.name for c in read.components] == ["core"]


def test_npm_packages_are_named_by_their_folder_or_their_own_name():
    """Links and the project's own folders are left out."""
    packages = {
        "": {"name": "hub"},
        "packages/inner": {"name": "inner"},
        "node_modules/inner": {"resolved": "packages/inner", "link": True},
        "node_modules/core": {"version": "1", "resolved": "https://registry.example.org/core.tgz"},
        "node_modules/core/node_modules/@kelp/forge": {
            "version": "2",
            "resolved": "git+ssh://git@github.com/kelp/forge.git#0123",
        },
        "node_modules/alias": {"name": "real", "version": "3"},
        "node_modules/odd": 7,
    }
    read = read_npm_lock({"lockfileVersion": 3, "packages": packages}, "package-lock.json", HOSTS)

    assert _said(read) == [
        ("pkg:npm/core@1", 'packages["node_modules/core"]', None),
        (
            "pkg:npm/%40kelp/forge@2",
            'packages["node_modules/core/node_modules/@kelp/forge"]',
            "github:kelp/forge",
        ),
        ("pkg:npm/real@3", 'packages["node_modules/alias"]', None),
    ]
    assert [str(mistake) for mistake in read.mistakes] == [
        'package-lock.json: packages["node_modules/odd"] is not an object'
    ]


def test_the_first_version_of_npm_locks_is_not_read():
    """The message says how to get a newer one."""
    read = read_components('{"lockfileVersion": 1, "dependencies": {}}', "package-lock.json")

    assert [str(mistake) for mistake in read.mistakes] == [
        "package-lock.json: has no `packages`: write it anew with "
        "`npm install --lockfile-version 3`"
    ]


def test_explicit_conda_lists_name_files_of_channels():
    """Names may hold hyphens; version and build may not."""
    text = (
        "# platform: linux-64\n@EXPLICIT\n"
        "https://conda.example.org/reef/linux-64/core-lib-1.2-py311h0_0.conda#00\n"
        "https://conda.example.org/reef/noarch/kelp-2-0.tar.bz2\n"
        "core=1.2\n"
    )
    read = read_conda_explicit(text, "env.txt")

    assert [c.label for c in read.components] == [
        "pkg:conda/core-lib@1.2?build=py311h0_0&channel=reef&subdir=linux-64",
        "pkg:conda/kelp@2?build=0&channel=reef&subdir=noarch",
    ]
    assert [str(mistake) for mistake in read.mistakes] == [
        "env.txt:5: `core=1.2` is no address of a conda package"
    ]
    assert read_components(text, "env.txt").kind == "conda explicit"


CONDA_LOCK = """\
version: 1
metadata:
  channels:
  - url: reef
package:
- name: core
  version: '1.2'
  manager: conda
  platform: linux-64
  dependencies:
    name: '>=3'
  url: https://conda.example.org/reef/linux-64/core-1.2-h0_0.conda
- category: main
  name: kelp
  version: '2'
  manager: pip
  platform: linux-64
  url: git+https://github.com/kelp/forge.git
- version: '3'
"""


def test_conda_locks_hold_packages_of_both_kinds():
    """Their own dependencies are not taken for them; one without a name is named by its line."""
    read = read_conda_lock(CONDA_LOCK, "conda-lock.yml", HOSTS)

    assert _said(read) == [
        ("pkg:conda/core@1.2?build=h0_0&channel=reef&subdir=linux-64", "line 6", None),
        ("pkg:pypi/kelp@2", "line 13", "github:kelp/forge"),
    ]
    assert [str(mistake) for mistake in read.mistakes] == [
        "conda-lock.yml:19: this package has no `name`"
    ]
