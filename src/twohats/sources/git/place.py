"""Where a repository is, and which one it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from twohats.records import repository_key

BUNDLE_MARKS = (b"# v2 git bundle\n", b"# v3 git bundle\n")


def looks_like_git(path: Path) -> bool:
    """Whether the path holds a git repository: a clone, a bare one, or a bundle.

    A bundle is known by its first line, not by its name.
    """
    try:
        return is_bundle(path) if path.is_file() else git_dir_of(path) is not None
    except OSError:
        return False


def is_bundle(path: Path) -> bool:
    """Whether the file opens as a git bundle does."""
    try:
        with path.open("rb") as file:
            return file.read(len(BUNDLE_MARKS[0])) in BUNDLE_MARKS
    except OSError:
        return False


def git_dir_of(path: Path) -> Path | None:
    """Git's own folder of a clone, a linked work tree, a submodule or a bare repository."""
    dot_git = path / ".git"
    if dot_git.is_dir():
        return dot_git
    if dot_git.is_file():
        return _pointed_to(dot_git)
    if (path / "HEAD").is_file() and (
        (path / "objects").is_dir() or (path / "commondir").is_file()
    ):
        return path
    return None


def _pointed_to(dot_git: Path) -> Path | None:
    """Follow a ``.git`` file (``gitdir: somewhere``)."""
    mark, _, target = dot_git.read_text(errors="replace").strip().partition(": ")
    return dot_git.parent / target if mark == "gitdir" and target else None


def common_dir_of(git_dir: Path) -> Path:
    """Folder that holds objects and settings; another one in a linked work tree."""
    pointer = git_dir / "commondir"
    return git_dir / pointer.read_text().strip() if pointer.is_file() else git_dir


@dataclass(frozen=True)
class Name:
    """What a repository is called."""

    forge: str
    owner: str
    name: str
    """Owner and name as people spell them."""
    url: str | None = None
    """Its public address, where the forge's host is known."""
    is_guess: bool = False
    """Whether nothing but the folder's name stands behind it."""

    @property
    def key(self) -> str:
        return repository_key(self.forge, f"{self.owner}/{self.name}")


def given_name(repository: str, forges: Mapping[str, str]) -> Name:
    """Read ``forge:owner/name``, as a person or the workspace wrote it."""
    forge, _, full_name = repository.partition(":")
    owner, _, name = full_name.strip("/").rpartition("/")
    return Name(forge, owner, name, _url(forges.get(forge), owner, name))


def name_from_remote(remote: str, forges: Mapping[str, str]) -> Name | None:
    """Name a repository by the address it was cloned from, if that is at a forge we know.

    Examples
    --------
    >>> name_from_remote("git@github.com:Jupyter/nbgrader.git", {"github": "github.com"}).key
    'github:jupyter/nbgrader'
    >>> name_from_remote("https://example.org/a/b.git", {"github": "github.com"})
    """
    host, full_name = _split_remote(remote)
    owner, _, name = full_name.strip("/").removesuffix(".git").rpartition("/")
    if not (host and owner and name):
        return None
    for forge, forge_host in forges.items():
        if forge_host.lower() == host:
            return Name(forge, owner, name, _url(forge_host, owner, name))
    return None


def guessed_name(path: Path) -> Name:
    """Name a repository by its folder or file, for want of anything better."""
    stem = path.resolve().name.removesuffix(".git").removesuffix(".bundle")
    if not stem:
        stem = path.resolve().parent.name
    return Name("git", "local", stem or "repository", is_guess=True)


def _url(host: str | None, owner: str, name: str) -> str | None:
    return f"https://{host}/{owner}/{name}" if host else None


def _split_remote(remote: str) -> tuple[str, str]:
    """Host (lower case) and path of a remote; two empty strings for a local path."""
    remote = remote.strip()
    if "://" in remote:
        try:
            parts = urlsplit(remote)
            return (parts.hostname or "").lower(), parts.path
        except ValueError:
            return "", ""
    # The short form of ssh. One letter before the colon is a Windows drive.
    short = re.fullmatch(r"(?:[^@/\s]+@)?([^:/@\s]{2,}):(?!/{2})(.+)", remote)
    return (short[1].lower(), short[2]) if short else ("", "")
