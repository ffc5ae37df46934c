"""How the schema comes to the tests: once, whole, and with a reason where it cannot."""

import io
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from github import schema


@pytest.fixture
def npm(tmp_path, monkeypatch):
    """Put another npm in place: it packs a file of ours, or fails with these words."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("TWOHATS_GITHUB_SCHEMA", raising=False)

    def be(failure=None):
        content, packed = b"type Query { id: ID }", tmp_path / "packed.tgz"
        with tarfile.open(packed, "w:gz") as archive:
            member = tarfile.TarInfo("package/schema.graphql")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        act = (
            f"sys.stderr.write({failure!r}); sys.exit(1)"
            if failure
            else f"shutil.copy({str(packed)!r}, 'octokit-graphql-schema.tgz')"
        )
        file = folder / "npm"
        file.write_text(f"#!{sys.executable}\nimport shutil, sys\n{act}\n")
        file.chmod(0o755)

    return be


def test_several_at_once_bring_it_whole_and_leave_nothing_else(npm):
    """As the processes of one test run do."""
    npm()
    with ThreadPoolExecutor(4) as pool:
        files = {pool.submit(schema.schema_file) for _ in range(4)}
        (file,) = {one.result() for one in files}

    assert file.read_text() == "type Query { id: ID }"
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_what_is_in_the_cache_is_not_brought_again(npm):
    """Offline, once it is there."""
    npm()
    file = schema.schema_file()
    npm("no network")

    assert schema.schema_file() == file


@pytest.mark.parametrize("failure", ["npm error network\nnpm error request to registry failed"])
def test_a_test_is_skipped_with_the_words_of_npm_where_it_cannot_be_brought(npm, failure):
    """The last line of what npm said."""
    npm(failure)
    with pytest.raises(pytest.skip.Exception, match="request to registry failed"):
        schema.schema_file()


def test_without_npm_the_reason_names_the_way_out(npm):
    """Install it, or bring a file."""
    with pytest.raises(pytest.skip.Exception, match="install npm, or set TWOHATS_GITHUB_SCHEMA"):
        schema.schema_file()


def test_a_file_of_ones_own_is_taken(npm, monkeypatch):
    """Without asking npm."""
    monkeypatch.setenv("TWOHATS_GITHUB_SCHEMA", "/elsewhere/schema.graphql")

    assert str(schema.schema_file()) == "/elsewhere/schema.graphql"
