"""Real repositories, made by git in a temporary folder."""

import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from twohats.records import Coverage, Page, Skipped
from twohats.sources.git import open_git

NOON = 1_700_000_000


class Repository:
    """A clone to make history in; every commit is a minute after the last one."""

    def __init__(self, path: Path):
        self.path = path
        self.clock = NOON
        path.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, stdin: bytes | None = None, **names: str) -> str:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        environment = {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Ada Example",
            "GIT_AUTHOR_EMAIL": "ada@example.org",
            "GIT_COMMITTER_NAME": "Bo Example",
            "GIT_COMMITTER_EMAIL": "bo@example.org",
            "GIT_AUTHOR_DATE": f"{self.clock} +0000",
            "GIT_COMMITTER_DATE": f"{self.clock} +0000",
            **names,
        }
        done = subprocess.run(
            ["git", "-C", str(self.path), *arguments],
            input=stdin,
            capture_output=True,
            env=kept | environment,
            check=True,
        )
        return done.stdout.decode("utf-8", "replace").strip()

    def commit(self, message: str = "Change", files: dict[str, Any] | None = None, **names) -> str:
        """Commit ``files`` (text or bytes by path), or one more line somewhere."""
        self.clock += 60
        for name, content in (files or {"notes.txt": f"{message} {self.clock}\n"}).items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, **names)
        return self.oid()

    def oid(self, name: str = "HEAD") -> str:
        return self.git("rev-parse", name)

    def count(self) -> int:
        return int(self.git("rev-list", "--all", "--count"))

    def lose(self, name: str) -> str:
        """Remove the file of one loose object; its id."""
        oid = self.oid(name)
        (self.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
        return oid


class Read:
    """All that a source handed over, put together."""

    def __init__(self, pages: Iterable[Page]):
        self.pages = list(pages)
        self.coverage: dict[str, Coverage] = {}
        self.skipped: list[Skipped] = []
        self.tables: dict[str, list[dict[str, Any]]] = {}
        for page in self.pages:
            self.coverage |= {promise.holds: promise for promise in page.coverage}
            self.skipped += page.skipped
            for name, columns in page.tables.items():
                rows = [
                    dict(zip(columns, row, strict=True))
                    for row in zip(*columns.values(), strict=True)
                ]
                self.tables.setdefault(name, []).extend(rows)

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.tables.get(table, [])

    def oids(self) -> list[str]:
        return [row["oid"] for row in self.rows("commits")]

    def skipped_keys(self) -> set[str]:
        return {one.key for one in self.skipped}

    def people(self, *roles: str) -> set[tuple[str, str | None, str | None]]:
        return {
            (row["role"], row["name"], row["email"])
            for row in self.rows("commit_people")
            if row["role"] in roles
        }


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty clone."""
    return Repository(tmp_path / "made")


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Repository]:
    """Make further clones, by name."""
    return lambda name: Repository(tmp_path / name)


@pytest.fixture
def source(tmp_path: Path):
    """Open a path with the options most tests want."""

    def opened(path: Path, **options: Any):
        settings = {"repository": "github:made/up", "forges": {"github": "github.com"}}
        return open_git(path, workdir=tmp_path / "work", **(settings | options))

    return opened


@pytest.fixture
def read(source):
    """Read a path to its end."""
    return lambda path, **options: Read(source(path, **options).pages())


@pytest.fixture
def whole() -> Callable[[Iterable[Page]], Read]:
    """Put pages together."""
    return Read
