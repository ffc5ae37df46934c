"""GitHub's published GraphQL schema, brought once per machine by npm.

It is not part of the project: 1.2 MB that change every week. A test that needs it is skipped, with
the reason, where there is neither a copy in the cache nor a way to bring one. Set
``TWOHATS_GITHUB_SCHEMA`` to a file to use that instead.
"""

import os
import shutil
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_ast_schema, parse

PACKAGE = "@octokit/graphql-schema"
VERSION = "15.26.1"
_MEMBER = "package/schema.graphql"


def schema_file() -> Path:
    """Find the schema in the cache, or bring it there; skip the test where that cannot be done.

    Several test processes may do so at once: each brings its own copy, and the last one counts.
    """
    given = os.environ.get("TWOHATS_GITHUB_SCHEMA")
    if given:
        return Path(given)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    file = home / "twohats-tests" / f"github-schema-{VERSION}.graphql"
    if not file.is_file():
        _bring(file)
    return file


def _bring(file: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("no GitHub schema: install npm, or set TWOHATS_GITHUB_SCHEMA to a file")
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        command = ["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent", "--ignore-scripts"]
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
        packed = list(Path(folder).glob("*.tgz"))
        if ran.returncode or not packed:
            last = (ran.stderr.strip() or "npm said nothing").splitlines()[-1]
            pytest.skip(f"no GitHub schema: npm could not bring {PACKAGE}@{VERSION}: {last}")
        with tarfile.open(packed[0]) as archive:
            content = archive.extractfile(_MEMBER)
            assert content is not None, f"{PACKAGE}@{VERSION} holds no {_MEMBER}"
            Path(folder, "schema.graphql").write_bytes(content.read())
        os.replace(Path(folder, "schema.graphql"), file)


@cache
def github_schema() -> GraphQLSchema:
    """Parse the schema, once per process: 0.6 s, which a pickled tree of it would not shorten."""
    document = parse(schema_file().read_text(encoding="utf-8"), no_location=True)
    return build_ast_schema(document, assume_valid=True, assume_valid_sdl=True)
