"""Rows of the smaller tables, and what one owner's facts promise."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from twohats.records import Coverage, Rows, row_count
from twohats.sources.made_up.event_rows import Happened
from twohats.sources.made_up.life_of_issues import MILESTONE_D, milestone_title
from twohats.sources.made_up.scene import KINDS, Scene
from twohats.sources.made_up.words import MADE_UP
from twohats.sources.made_up.working_time import (
    DAY,
    SECOND,
    next_working_moment,
)
from twohats.sources.made_up.world import SITE

SOURCE = "made-up"
_LICENSES = ("BSD-3-Clause", "Apache-2.0", "MIT")


def moment(at: int) -> datetime:
    """Microseconds as an aware time."""
    return datetime.fromtimestamp(at // SECOND, UTC) + timedelta(microseconds=at % SECOND)


def account_rows(scene: Scene, told: Happened) -> Rows:
    """Build the rows of ``accounts``: everybody seen here who still has one, and the owner."""
    accounts, community = scene.accounts, scene.community
    seen = np.union1d(told.columns["actor"], scene.items.author)
    seen = np.union1d(seen[seen >= 0], scene.cast.members)
    seen = seen[~told.gone[seen]].tolist()
    logins = [accounts.logins[a] for a in seen]
    names = [accounts.names[a] for a in seen]
    kinds = [accounts.kinds[a] for a in seen]
    companies: list[str] = [accounts.companies[a] for a in seen]
    ids = [accounts.forge_id(a) for a in seen]
    if community.owner_kind == "organization":
        logins.append(community.owner)
        names.append(community.title)
        kinds.append("organization")
        companies.append(f"nobody {MADE_UP}")
        ids.append(_lasting_id(community.owner))
    return {
        "account": [f"github:{login}" for login in logins],
        "forge": ["github"] * len(logins),
        "forge_id": ids,
        "login": logins,
        "name": names,
        "kind": kinds,
        "company": companies,
        "url": [f"{SITE}/{login}" for login in logins],
    }


def _lasting_id(name: str) -> str:
    """Make an id far above any in use, always the same for a name."""
    number = 0
    for letter in name:
        number = (number * 131 + ord(letter)) % 900_000_000
    return str(8_000_000_000 + number)


def repository_rows(scene: Scene) -> Rows:
    """Build the rows of ``repositories``."""
    community = scene.community
    count = len(community.repositories)
    founded = scene.since - community.founded_d * DAY
    license_of = _LICENSES[len(community.owner) % len(_LICENSES)]
    return {
        "repository": [scene.repository_key(r) for r in range(count)],
        "forge": ["github"] * count,
        "forge_id": [_lasting_id(scene.repository_key(r)) for r in range(count)],
        "owner": [scene.owner_key] * count,
        "name": [f"{community.owner}/{name}" for name in community.repositories],
        "owner_kind": [community.owner_kind] * count,
        "url": [f"{SITE}/{community.owner}/{name}" for name in community.repositories],
        "created_at": [founded] * count,
        "archived": [False] * count,
        "fork": [False] * count,
        "default_branch": ["main"] * count,
        "license_spdx": [license_of] * count,
    }


def release_rows(scene: Scene) -> Rows:
    """Build the rows of ``releases``: at a cadence, by few people."""
    rng, cast, community = scene.rng, scene.cast, scene.community
    every = community.release_every_d * DAY
    columns: dict[str, list[object]] = {
        n: [] for n in ("repository", "tag", "name", "author", "published_at", "prerelease", "url")
    }
    ours = cast.can_merge[np.isin(cast.can_merge, cast.ours)]
    for repository, name in enumerate(community.repositories):
        start = scene.since + int(rng.integers(DAY, every))
        due = np.arange(start, scene.until, every, dtype=np.int64)
        due = due + rng.integers(0, every // 4, len(due))
        person = cast.draw_maintainers(rng, len(due))
        if len(ours):
            by_ours = rng.random(len(due)) < community.ours * 0.8
            person = np.where(by_ours, ours[rng.integers(0, len(ours), len(due))], person)
        at = next_working_moment(rng, due, cast.offsets[person])
        minor, patch = 0, 0
        for moment_, account in zip(at.tolist(), person.tolist(), strict=True):
            minor, patch = (minor, patch + 1) if rng.random() < 0.4 else (minor + 1, 0)
            if moment_ >= scene.until:
                break
            candidate = patch == 0 and rng.random() < 0.4
            tag = f"v{1 + repository}.{minor}.{patch}{'rc1' if candidate else ''}"
            columns["repository"].append(scene.repository_key(repository))
            columns["tag"].append(tag)
            columns["name"].append(f"{name} {tag[1:]} {MADE_UP}")
            columns["author"].append(f"github:{scene.accounts.logins[account]}")
            columns["published_at"].append(moment_)
            columns["prerelease"].append(candidate)
            columns["url"].append(f"{SITE}/{community.owner}/{name}/releases/tag/{tag}")
    return columns


def milestone_rows(scene: Scene) -> Rows:
    """Build the rows of ``milestones``: one a quarter in each repository."""
    dues = [
        scene.since + (k + 1) * MILESTONE_D * DAY
        for k in range((scene.until - scene.since) // (MILESTONE_D * DAY) + 1)
    ]
    repositories = range(len(scene.community.repositories))
    return {
        "repository": [scene.repository_key(r) for r in repositories for _ in dues],
        "milestone": [str(k + 1) for _ in repositories for k in range(len(dues))],
        "title": [milestone_title(k) for _ in repositories for k in range(len(dues))],
        "due_at": [due for _ in repositories for due in dues],
        "state": ["closed" if due < scene.until else "open" for _ in repositories for due in dues],
        "description": [
            f"What should be done by then {MADE_UP}." for _ in repositories for _ in dues
        ],
    }


def membership_rows(scene: Scene) -> Rows:
    """Build the rows of ``memberships``: who maintains, from before the first fact on."""
    who = [a for a in scene.cast.can_merge.tolist() if scene.community.owner_kind != "user"]
    return {
        "owner": [scene.owner_key] * len(who),
        "account": [f"github:{scene.accounts.logins[a]}" for a in who],
        "name": [scene.accounts.names[a] for a in who],
        "role": ["maintainer"] * len(who),
        "body": ["maintainers"] * len(who),
        "source_path": ["MAINTAINERS.md"] * len(who),
    }


def promises(scene: Scene, tables: Mapping[str, Rows]) -> tuple[Coverage, ...]:
    """Promise all that is held: nothing between the first moment and the last is missing."""
    found: list[Coverage] = []
    for number in range(len(scene.community.repositories)):
        scope = scene.repository_key(number)
        for holds, rows in _counts(scope, tables).items():
            found.append(_promise(scene, scope, holds, rows))
    for table in ("accounts", "memberships"):
        if table in tables:
            found.append(_promise(scene, scene.owner_key, table, row_count(tables[table])))
    return tuple(found)


def _promise(scene: Scene, scope: str, holds: str, rows: int) -> Coverage:
    return Coverage(
        source=SOURCE,
        scope=scope,
        holds=holds,
        seen_at=moment(scene.until),
        complete=True,
        covers_from=moment(scene.since) if scene.community.founded_d else None,
        covers_to=moment(scene.until),
        rows=rows,
    )


def _counts(scope: str, tables: Mapping[str, Rows]) -> dict[str, int]:
    """Rows of one repository by what a promise may speak of."""
    counts: dict[str, int] = {}
    for table, rows in tables.items():
        if table in ("items", "events"):
            here = pc.equal(pa.array(rows["repository"]), scope)
            kinds = pc.value_counts(pc.filter(pa.array(rows["kind"]), here)).to_pylist()
            by_kind = {entry["values"]: entry["counts"] for entry in kinds}
            known = KINDS if table == "events" else ("issue", "pull_request")
            counts[table] = sum(by_kind.values())
            counts |= {f"{table}.{kind}": by_kind.get(kind, 0) for kind in known}
        elif "repository" in rows:
            here = pc.equal(pa.array(rows["repository"], pa.string()), scope)
            counts[table] = int(pc.sum(here).as_py() or 0)
        elif table in ("item_files", "item_commits", "links", "commitments"):
            column = pa.array(rows["from_item" if table == "links" else "item"], pa.string())
            here = pc.starts_with(column, f"{scope}#")
            counts[table] = int(pc.sum(here).as_py() or 0)
    if "links" in counts:
        counts["links.backlink"] = counts["links"]
    return counts
