"""Rows of commits: what was merged, and the little that was pushed without a pull request."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from twohats.records import Rows
from twohats.sources.made_up.cast import NOBODY
from twohats.sources.made_up.changes import Changes
from twohats.sources.made_up.event_rows import Happened, account_keys, chosen, oids
from twohats.sources.made_up.scene import Scene
from twohats.sources.made_up.words import titles_of_changes
from twohats.sources.made_up.working_time import HOUR, MINUTE, SECOND, Ints, local_moments
from twohats.sources.made_up.world import NO_REPLY


@dataclass
class Commits:
    """Commits of one scene's default branches, as one list per column."""

    repository: list[int] = field(default_factory=list)
    oid: list[str] = field(default_factory=list)
    author: list[int] = field(default_factory=list)
    authored_at: list[int] = field(default_factory=list)
    committer: list[int] = field(default_factory=list)
    committed_at: list[int] = field(default_factory=list)
    subject: list[str] = field(default_factory=list)
    parents: list[list[str]] = field(default_factory=list)
    trailers: list[list[tuple[str, int]]] = field(default_factory=list)
    item: list[int] = field(default_factory=list)
    """The pull request whose files it carries, -1 for none."""
    part: list[tuple[int, int]] = field(default_factory=list)
    """Which share of the files: every nth, from this one on."""


def make_commits(scene: Scene, told: Happened, changes: Changes) -> Commits:
    """Make the history of each default branch, in order of time."""
    commits = Commits()
    pushed = _pushed(scene)
    merges = told.of("merged")
    at = told.columns["at"][merges]
    landings = [(int(t), 0, int(e)) for t, e in zip(at, merges, strict=True)]
    landings += [(t, 1, number) for number, (t, *_) in enumerate(pushed)]
    push_oids = oids(scene.rng, len(pushed))
    tips: dict[int, list[str]] = {}
    committed = _committed_by_item(told)
    signs = (scene.rng.random(len(landings)) < _signing(scene)).tolist()
    draws = scene.rng.random((len(landings), 2)).tolist()
    for place, (moment, is_push, which) in enumerate(sorted(landings)):
        trailers: list[tuple[str, int]] = []
        if is_push:
            _, repository, author, subject = pushed[which]
            if signs[place]:
                trailers.append(("signed_off", author))
            tip = tips.get(repository, [])
            _add(commits, repository, push_oids[which], (author, moment), (author, moment))
            _describe(commits, subject, tip, trailers, -1, (0, 1))
            tips[repository] = [push_oids[which]]
            continue
        item = int(told.columns["item"][which])
        _trailers(scene, changes, item, signs[place], draws[place], trailers)
        _land(scene, told, commits, item, which, committed.get(item, []), tips, trailers)
    return commits


def _signing(scene: Scene) -> float:
    """One community asks for sign-offs; elsewhere few give them."""
    return 0.97 if scene.community.owner == "kelp-forge" else 0.02


def _pushed(scene: Scene) -> list[tuple[int, int, int, str]]:
    """Draw commits pushed outside pull requests: moment, repository, account, subject."""
    rng, cast = scene.rng, scene.cast
    count = len(scene.items) // 14
    local = local_moments(rng, count, scene.since, scene.until)
    person = np.where(
        rng.random(count) < scene.community.ours * 0.8,
        cast.draw_ours(rng, local),
        cast.draw_maintainers(rng, count),
    )
    at = np.clip(local - cast.offsets[person] * MINUTE, scene.since, scene.until - SECOND)
    repository = rng.integers(0, len(scene.community.repositories), count)
    subjects = titles_of_changes(rng, count)
    return list(zip(at.tolist(), repository.tolist(), person.tolist(), subjects, strict=True))


def _committed_by_item(told: Happened) -> dict[int, list[int]]:
    by_item: dict[int, list[int]] = {}
    for event in told.of("committed").tolist():
        by_item.setdefault(int(told.columns["item"][event]), []).append(event)
    return by_item


def _trailers(
    scene: Scene,
    changes: Changes,
    item: int,
    signs: bool,
    draws: list[float],
    trailers: list[tuple[str, int]],
) -> None:
    """Name who else had a part."""
    author, reviewer = int(scene.items.author[item]), int(changes.last_reviewer[item])
    if signs:
        trailers.append(("signed_off", author))
    if reviewer != NOBODY and draws[0] < 0.12:
        trailers.append(("co_authored", reviewer))
    if reviewer != NOBODY and draws[1] < 0.1:
        trailers.append(("reviewed", reviewer))


def _land(
    scene: Scene,
    told: Happened,
    commits: Commits,
    item: int,
    merge: int,
    committed: list[int],
    tips: dict[int, list[str]],
    trailers: list[tuple[str, int]],
) -> None:
    """Put a merged pull request on its branch: squashed, or its commits and a merge."""
    items, at = scene.items, told.columns["at"]
    repository, author = int(items.repository[item]), int(items.author[item])
    merger, moment = int(told.columns["actor"][merge]), int(at[merge])
    title, number = items.titles[item], items.number[item]
    oid = told.oids[merge]
    assert oid is not None
    tip = tips.get(repository, [])
    begun = int(at[committed[0]]) - HOUR if committed else moment
    if scene.community.squashes:
        _add(commits, repository, oid, (author, begun), (merger, moment))
        _describe(commits, f"{title} (#{number})", tip, trailers, item, (0, 1))
    else:
        own = tip
        # Commits pushed after the merge stay on the author's branch.
        landed = [event for event in committed if at[event] <= moment]
        for rank, event in enumerate(landed):
            made, part = told.oids[event], (rank, len(landed))
            assert made is not None
            when = int(at[event])
            _add(commits, repository, made, (author, when - 5 * MINUTE), (author, when))
            subject = title if rank == 0 else f"{title}, part {rank + 1}"
            _describe(commits, subject, own, trailers, item, part)
            own = [made]
        _add(commits, repository, oid, (merger, moment), (merger, moment))
        _describe(commits, f"Merge pull request #{number}: {title}", [*tip, *own], [], -1, (0, 1))
    tips[repository] = [oid]


def _add(
    commits: Commits,
    repository: int,
    oid: str,
    author: tuple[int, int],
    committer: tuple[int, int],
) -> None:
    commits.repository.append(repository)
    commits.oid.append(oid)
    commits.author.append(author[0])
    commits.authored_at.append(author[1])
    commits.committer.append(committer[0])
    commits.committed_at.append(committer[1])


def _describe(
    commits: Commits,
    subject: str,
    parents: list[str],
    trailers: list[tuple[str, int]],
    item: int,
    part: tuple[int, int],
) -> None:
    commits.subject.append(subject)
    commits.parents.append(parents)
    commits.trailers.append(trailers)
    commits.item.append(item)
    commits.part.append(part)


def commit_rows(scene: Scene, told: Happened, changes: Changes) -> dict[str, Rows]:
    """Build the rows of ``commits``, ``commit_people`` and ``commit_files``."""
    commits = make_commits(scene, told, changes)
    addresses = _addresses(scene)
    repositories = [scene.repository_key(r) for r in range(len(scene.community.repositories))]
    repository = np.array(commits.repository, dtype=np.int64)
    author = np.array(commits.author, dtype=np.int64)
    committer = np.array(commits.committer, dtype=np.int64)
    mail = _mail_used(scene, author)
    committer_mail = np.where(committer == author, mail, committer)
    return {
        "commits": {
            "repository": chosen(repositories, repository),
            "oid": commits.oid,
            "author_name": chosen(scene.accounts.names, author),
            "author_email": chosen(addresses, mail),
            "authored_at": np.array(commits.authored_at, dtype=np.int64),
            "author_utc_offset_minutes": scene.cast.offsets[author],
            "committer_name": chosen(scene.accounts.names, committer),
            "committer_email": chosen(addresses, committer_mail),
            "committed_at": np.array(commits.committed_at, dtype=np.int64),
            "subject": commits.subject,
            "parents": pa.array(commits.parents, pa.list_(pa.string())),
        },
        "commit_people": _people_rows(
            scene, told, commits, (repositories, addresses), (mail, committer_mail)
        ),
        "commit_files": _file_rows(scene, commits, changes, repositories),
    }


def _addresses(scene: Scene) -> list[str]:
    """E-mail addresses: every account's usual one, then every account's private one."""
    accounts = scene.accounts
    private = [
        f"{accounts.forge_id(position)}+{login}@{NO_REPLY}"
        for position, login in enumerate(accounts.logins)
    ]
    return [*accounts.emails, *private]


def _mail_used(scene: Scene, account: Ints) -> Ints:
    """Positions of the addresses used: some commit on the forge's site, with the private one."""
    private = scene.rng.random(len(account)) < 0.22
    return np.where(private, account + len(scene.accounts.logins), account)


def _people_rows(
    scene: Scene,
    told: Happened,
    commits: Commits,
    texts: tuple[list[str], list[str]],
    mails: tuple[Ints, Ints],
) -> Rows:
    """One row per person named; a forge knows whose address most of them are."""
    repositories, addresses = texts
    count = len(commits.oid)
    commit = [*range(count), *range(count)]
    role = ["author"] * count + ["committer"] * count
    person = [*commits.author, *commits.committer]
    mail = [*mails[0].tolist(), *mails[1].tolist()]
    for position, trailers in enumerate(commits.trailers):
        for word, account in dict.fromkeys(trailers):
            commit.append(position)
            role.append(word)
            person.append(account)
            mail.append(account)
    people = np.array(person, dtype=np.int64)
    unknown = scene.rng.random(len(scene.accounts.logins)) < 0.08
    which = np.array(commit, dtype=np.int64)
    return {
        "repository": chosen(repositories, np.array(commits.repository, dtype=np.int64)[which]),
        "oid": chosen(commits.oid, which),
        "role": role,
        "name": chosen(scene.accounts.names, people),
        "email": chosen(addresses, np.array(mail, dtype=np.int64)),
        "account": chosen(
            account_keys(scene, told.gone), np.where(unknown[people], NOBODY, people)
        ),
    }


def _file_rows(scene: Scene, commits: Commits, changes: Changes, repositories: list[str]) -> Rows:
    """Files of commits; those of one pull request together change what it says it changes."""
    files = changes.files
    commit: list[int] = []
    file: list[int] = []
    for position, (item, (rank, parts)) in enumerate(zip(commits.item, commits.part, strict=True)):
        if item >= 0:
            first, count = int(files.first[item]), int(files.count[item])
            mine = range(first + rank, first + count, parts)
            commit += [position] * len(mine)
            file += mine
    which, taken = np.array(commit, dtype=np.int64), np.array(file, dtype=np.int64)
    return {
        "repository": chosen(repositories, np.array(commits.repository, dtype=np.int64)[which]),
        "oid": chosen(commits.oid, which),
        "path": chosen(scene.paths.texts, files.path[taken]),
        "additions": files.additions[taken],
        "deletions": files.deletions[taken],
    }
