"""What a change is made of: the commits of a branch or pull request, or a patch file."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from twohats.errors import SourceUnreadable, WrongUse
from twohats.records.preflight import Change, ChangedFile, OwnCommit
from twohats.sources.git.place import git_dir_of
from twohats.sources.git.run import Git

BASES = (
    "refs/remotes/upstream/HEAD", "refs/remotes/upstream/main", "refs/remotes/upstream/master",
    "refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master",
    "refs/heads/main", "refs/heads/master",
)  # fmt: skip
"""Where a branch is looked to have left from, the first that there is."""
PULLS = (
    "refs/pull/{}/head",
    "refs/remotes/upstream/pr/{}",
    "refs/remotes/origin/pr/{}",
    "refs/remotes/origin/pull/{}/head",
)
_MAIL = re.compile(r"^From [0-9a-f]{40} .*\n", re.MULTILINE)


def read_branch(path: Path, branch: str = "HEAD", base: str | None = None) -> tuple[Change, str]:
    """Read what a branch adds to the one it left from.

    Returns
    -------
    change, base
        The base as a commit: what the community's documents are read at.

    Raises
    ------
    WrongUse
        There is no such branch, or no base to compare it with.
    """
    with _git(path) as git:
        head = _commit(git, branch)
        if head is None:
            raise WrongUse(
                f"{branch}: nothing was checked: there is no such branch. Look at `git branch -a`."
            )
        start = _base(git, head, base)
        names = git.run(
            "diff", "--numstat", "-z", "--no-renames", "--no-ext-diff", f"{start}", head
        )
        log = git.run("log", "-z", "--no-merges", "--format=%H%n%an%n%ae%n%B", f"{start}..{head}")
        if names.code or log.code:
            raise SourceUnreadable(
                f"{path}: nothing was checked: {(names if names.code else log).reason}."
            )
        return Change(_numstat(names.out), tuple(_commits(log.out))), start


def read_pull(path: Path, number: int, base: str | None = None) -> tuple[Change, str]:
    """Read a pull request that was fetched into the clone; nothing is asked of a network."""
    with _git(path) as git:
        found = next((ref for form in PULLS if _commit(git, ref := form.format(number))), None)
    if found is None:
        raise WrongUse(
            f"--pull {number}: nothing was checked: it is not in this clone. "
            f"Fetch it: git fetch origin pull/{number}/head:refs/pull/{number}/head"
        )
    return read_branch(path, found, base)


def read_patch(path: Path, patch: Path) -> Change:
    """Read a patch file: what ``git format-patch`` wrote, or a plain difference."""
    try:
        text = patch.read_bytes()
    except OSError as error:
        raise WrongUse(
            f"--patch {patch}: nothing was checked: {error.strerror}. Name a patch file."
        ) from None
    with _git(path) as git:
        # Read from standard input: a patch is checked for its form, and nothing is applied.
        asked = git.run("apply", "--numstat", "-z", "-", stdin=text)
    if asked.code:
        raise WrongUse(
            f"--patch {patch}: nothing was checked: {asked.reason}. Make one with `git format-patch`."
        )
    mails = tuple(_mails(text.decode("utf-8", "replace")))
    return Change(_numstat(asked.out), mails or None)


class _git:
    """Git for one clone, with a folder of its own that goes when the block is left."""

    def __init__(self, path: Path):
        self.path = path

    def __enter__(self) -> Git:
        git_dir = git_dir_of(self.path)
        if git_dir is None:
            raise SourceUnreadable(
                f"{self.path}: nothing was checked: there is no git repository. Name the folder of a clone."
            )
        self.folder = tempfile.TemporaryDirectory(prefix="twohats-")
        return Git(Path(self.folder.name), git_dir.resolve())

    def __exit__(self, *_: object) -> None:
        self.folder.cleanup()


def _commit(git: Git, name: str) -> str | None:
    if name.startswith("-"):
        return None
    asked = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return asked.out.decode().strip() if asked.code == 0 else None


def _base(git: Git, head: str, given: str | None) -> str:
    for commit in [_commit(git, given)] if given else _tips(git, BASES):
        if commit is None:
            continue
        asked = git.run("merge-base", commit, head)
        if asked.code == 0:
            return asked.out.decode().strip()
    named = (
        f"`{given}` is no commit that it left from"
        if given
        else "there is no main branch to compare it with"
    )
    raise WrongUse(f"--base: nothing was checked: {named}. Name one: --base upstream/main")


def _tips(git: Git, names: Sequence[str]) -> list[str]:
    """Give the commits of those refs that there are, in their order; asked for all at once."""
    asked = git.run("for-each-ref", "--format=%(refname) %(objectname)", *names)
    lines = asked.out.decode().splitlines() if asked.code == 0 else []
    found = dict(line.split(" ", 1) for line in lines)
    return [found[name] for name in names if name in found]


def _numstat(out: bytes) -> tuple[ChangedFile, ...]:
    files = []
    for line in out.decode("utf-8", "backslashreplace").split("\0"):
        parts = line.split("\t", 2)
        if len(parts) == 3:
            added, removed, path = parts
            # A dash stands for a file that is no text.
            files.append(
                ChangedFile(path, *(int(one) if one.isdigit() else 0 for one in (added, removed)))
            )
    return tuple(files)


def _commits(out: bytes) -> Iterator[OwnCommit]:
    for one in out.decode("utf-8", "replace").split("\0"):
        parts = one.lstrip("\n").split("\n", 3)
        if len(parts) == 4:
            yield OwnCommit(*parts)


def _mails(text: str) -> Iterator[OwnCommit]:
    import email  # slow to load, and only patch files need it
    from email import policy

    starts = [*(found.start() for found in _MAIL.finditer(text)), len(text)]
    for start, end in pairwise(starts):
        first, _, rest = text[start:end].partition("\n")
        mail = email.message_from_string(rest, policy=policy.default)
        sender = mail["from"].addresses[0] if mail["from"] and mail["from"].addresses else None
        subject = re.sub(r"^\[PATCH[^\]]*\]\s*", "", str(mail["subject"] or ""))
        words = str(mail.get_content() if not mail.is_multipart() else "").split("\n---\n")[0]
        if sender:
            yield OwnCommit(
                first.split()[1], sender.display_name, sender.addr_spec, f"{subject}\n\n{words}"
            )
