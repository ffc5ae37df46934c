"""When the team file named whom: its versions, read from git.

The versions are those of the branch we stand on, merges taken as one step, so that somebody added
in a pull request appears when it was merged. Renames of the file are followed.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from twohats.formats.addresses import HOSTS
from twohats.formats.team import TeamRow, parse_team
from twohats.workspace.members import TeamVersion

_COMMIT = re.compile(r"([0-9a-f]{40,64}) (\d+)")
SUFFIXES = (".yml", ".yaml", ".txt")
_NO_BLOB = re.compile(r"0+")


@dataclass(frozen=True)
class TeamHistory:
    """Versions of a team file, oldest first."""

    versions: tuple[TeamVersion, ...] = ()
    missing: str | None = None
    """Why there are none, in half a sentence; None: there are some."""


def read_team_history(file: Path, hosts: Mapping[str, str] = HOSTS) -> TeamHistory:
    """Read every committed version of a team file.

    A version that cannot be read (not parsable, its content not in a partial clone) says nothing
    about who was there: it is passed over. So is the file's absence, which is mostly a move.

    Parameters
    ----------
    file
        The team file; it may be in any repository, or in none.
    hosts
        Host to forge name, for its logins.
    """
    real = file.resolve()
    try:
        changes = _log(real.parent, "HEAD", real.name)
    except FileNotFoundError:
        return TeamHistory(missing="git is not installed")
    if changes is None:
        return TeamHistory(missing="it is not in a git repository with commits")
    if not changes:
        return TeamHistory(missing="it was never committed")
    changes = _with_other_spellings(real.parent, changes)
    texts = _texts(real.parent, {change.blob for change in changes})
    return TeamHistory(tuple(_versions(reversed(changes), texts, hosts)))


@dataclass(frozen=True)
class _Change:
    commit: str
    at: datetime
    blob: str
    name: str


def _log(folder: Path, tip: str, name: str) -> list[_Change] | None:
    """Read changes of a file of this folder, newest first; None: there is no such history."""
    log = _git(
        folder,
        *("log", "--follow", "--first-parent", "-m", "--raw", "--no-abbrev", "-z"),
        *("--no-color", "--format=%H %ct", tip, "--", name),
    )
    return None if log.returncode != 0 else list(_changes(log.stdout.decode("utf-8", "replace")))


def _with_other_spellings(folder: Path, changes: list[_Change]) -> list[_Change]:
    """Go on before ``team.txt`` became ``team.yml``.

    Every line changes then, so git sees one file go and another come.
    """
    seen = set()
    while (oldest := changes[-1]).commit not in seen:
        seen.add(oldest.commit)
        others = [
            f"{oldest.name.rpartition('.')[0]}{suffix}"
            for suffix in SUFFIXES
            if not oldest.name.endswith(suffix)
        ]
        gone = _git(
            folder,
            *("diff", "--name-only", "--relative", "--no-renames", "--diff-filter=D", "-z"),
            *(f"{oldest.commit}^1", oldest.commit, "--", *others),
        )
        for name in gone.stdout.decode("utf-8", "replace").split("\0")[:1]:
            if gone.returncode == 0 and name:
                changes = [*changes, *(_log(folder, f"{oldest.commit}^1", name) or [])]
    return changes


def _changes(log: str) -> Iterator[_Change]:
    """Read changes of the file, newest first; deletions left out."""
    words = iter(log.split("\0"))
    commit, at = "", datetime.min.replace(tzinfo=UTC)
    for word in words:
        if found := _COMMIT.fullmatch(word):
            commit, at = found[1], datetime.fromtimestamp(int(found[2]), UTC)
        elif word.lstrip("\n").startswith(":"):
            _, _, _, blob, status = word.lstrip("\n")[1:].split(" ")
            name = next(words)
            if status[0] in "RC":
                name = next(words)
            if not _NO_BLOB.fullmatch(blob):
                yield _Change(commit, at, blob, name.rpartition("/")[2])


def _versions(
    changes: Iterator[_Change], texts: Mapping[str, str], hosts: Mapping[str, str]
) -> Iterator[TeamVersion]:
    read: dict[tuple[str, str], tuple[TeamRow, ...]] = {}
    latest = datetime.min.replace(tzinfo=UTC)
    for change in changes:
        if change.blob not in texts:
            continue
        key = (change.blob, change.name)
        if key not in read:
            read[key] = parse_team(texts[change.blob], change.name, hosts).rows
        # Clocks of committers differ; the order of commits is the truth.
        latest = max(latest, change.at)
        if read[key]:
            yield TeamVersion(latest, f"{change.name}@{change.commit[:7]}", read[key])


def _texts(folder: Path, blobs: set[str]) -> dict[str, str]:
    """Content by object id; what the repository lacks is left out."""
    wanted = "".join(f"{blob}\n" for blob in sorted(blobs)).encode()
    output = _git(folder, "cat-file", "--batch", stdin=wanted).stdout
    texts: dict[str, str] = {}
    at = 0
    while at < len(output):
        end = output.find(b"\n", at)
        words = output[at:end].split(b" ")
        at = end + 1
        if len(words) == 3 and words[1] == b"blob":
            size = int(words[2])
            texts[words[0].decode()] = output[at : at + size].decode("utf-8-sig", "replace")
            at += size + 1
    return texts


def _git(
    folder: Path, *arguments: str, stdin: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GIT_DIR")}
    # A hook of another repository may have set these; the folder alone decides.
    for name in ("GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"):
        inherited.pop(name, None)
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}
    return subprocess.run(
        ["git", "-C", str(folder), "-c", "log.showSignature=false", *arguments],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        check=False,
        env={**inherited, **quiet, "LC_ALL": "C"},
    )
