"""What each field of GitHub's schema says of a world.

A field that nobody wrote down here is the attribute of the same name in snake case, or, of an
event, what its details say. Where there is none either, the simulator refuses the field by name:
it never answers null for something it does not know.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from github.connections import Connection, Listing, Refused, by_age, connect
from github.things import (
    Account,
    Board,
    BoardField,
    BoardItem,
    BoardValue,
    Comment,
    Commit,
    Discussion,
    DiscussionComment,
    Event,
    Issue,
    Item,
    Label,
    LineComment,
    Milestone,
    PullRequest,
    PullRequestCommit,
    Reaction,
    Release,
    Repository,
    Review,
    Team,
    Thing,
    Thread,
)
from github.world import World
from graphql import GraphQLResolveInfo, get_named_type

SITE = "https://github.com"
MOST_32_BITS = 2**31 - 1

Resolver = Callable[[Any, "Asked", Mapping[str, Any]], Any]


@dataclass(repr=False)
class Asked:
    """What a resolver may know of the call it answers."""

    world: World
    viewer: Account | None
    rate_limit: Mapping[str, Any] | None
    weight: int = 0
    """Nodes looked up so far."""
    heaviest: int | None = None
    gives_part: bool = False
    """Whether what is too heavy is answered in part, and not at all otherwise."""


class Unknown(Exception):
    """Nobody taught the simulator this yet; the test that asked for it fails."""


class TookTooLong(Exception):
    """The call would have taken more than the ten seconds GitHub gives it."""


RESOLVERS: dict[str, Resolver] = {}
"""By ``Type.field``, or ``*.field`` for every type that has no entry of its own."""


def answers(*names: str) -> Callable[[Resolver], Resolver]:
    """Enter a function as what answers fields."""

    def enter(function: Resolver) -> Resolver:
        RESOLVERS.update(dict.fromkeys(names, function))
        return function

    return enter


def resolve(source: Any, info: GraphQLResolveInfo, /, **arguments: Any) -> Any:
    """Answer one field; the default resolver of every call."""
    asked: Asked = info.context
    name = info.field_name
    own = f"{info.parent_type.name}.{name}"
    resolver = RESOLVERS.get(own) or RESOLVERS.get(f"*.{name}")
    told = _Arguments(arguments)
    value = resolver(source, asked, told) if resolver else _attribute(source, name, own)
    told.insist(info.field_nodes[0].arguments, own)
    if isinstance(value, list | Listing) and _is_connection(info.return_type):
        listing = value if isinstance(value, Listing) else Listing(value, by_age)
        value = connect(listing, arguments)
        weigh(asked, len(value.nodes))
    return value


class _Arguments(dict[str, Any]):
    """Arguments of a field that know which of them were looked at."""

    def __init__(self, given: Mapping[str, Any]):
        super().__init__(given)
        self.read = {"after", "before", "first", "last", "skip"}

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)

    def insist(self, written: Iterable[Any] | None, own: str) -> None:
        """Refuse a question of which a part was not understood.

        Raises
        ------
        Unknown
            Naming the argument.
        """
        for argument in written or ():
            name = argument.name.value
            if name not in self.read and super().get(name) is not None:
                raise Unknown(f"the simulator does not know {own}({name}:)")


@cache
def _is_connection(kind: Any) -> bool:
    return get_named_type(kind).name.endswith("Connection")


def weigh(asked: Asked, nodes: int) -> None:
    """Count nodes, and give up where GitHub would.

    Raises
    ------
    Refused
        It is too heavy, and the rest is answered.
    TookTooLong
        It is too heavy, and nothing is answered.
    """
    asked.weight += nodes
    if asked.heaviest is None or asked.weight <= asked.heaviest:
        return
    if asked.gives_part:
        raise Refused("RESOURCE_LIMITS_EXCEEDED", "Resource limits for this query exceeded.")
    raise TookTooLong


def type_of(value: Any, _info: GraphQLResolveInfo, _abstract: Any) -> str:
    """Name the type of a thing, where the schema leaves it open."""
    return value.kind if isinstance(value, Thing) else value["kind"]


@cache
def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _attribute(source: Any, name: str, own: str) -> Any:
    attribute = snake(name)
    if isinstance(source, Event) and attribute in source.details:
        return source.details[attribute]
    if isinstance(source, dict):
        if attribute in source:
            return source[attribute]
    elif hasattr(source, attribute):
        return getattr(source, attribute)
    elif isinstance(source, Connection) and attribute in source.listing.extra:
        return source.listing.extra[attribute](source)
    raise Unknown(f"the simulator does not know {own}: teach it in tests/github/resolvers.py")


# Everything -------------------------------------------------------------------------------------


@answers("*.databaseId")
def _database_id(thing: Thing, _asked: Asked, _arguments: Mapping[str, Any]) -> int | None:
    """None where the number has outgrown the schema's 32 bits."""
    number = thing.number_in_database
    return number if 0 < number <= MOST_32_BITS else None


@answers("*.fullDatabaseId")
def _full_database_id(thing: Thing, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return str(thing.number_in_database)


@answers("*.url", "*.permalink")
def _url(thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return SITE + path_of(thing)


@answers("*.resourcePath")
def _resource_path(thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return path_of(thing)


def path_of(thing: Any) -> str:
    """Where a thing stands on the site."""
    match thing:
        case Account():
            apps = "/apps" if thing.account_kind == "Bot" else ""
            return f"{apps}/{thing.login}"
        case Team():
            return f"/orgs/{thing.organization.login}/teams/{thing.slug}"
        case Repository():
            return f"/{thing.name_with_owner}"
        case Issue():
            return f"{path_of(thing.repository)}/issues/{thing.number}"
        case PullRequest():
            return f"{path_of(thing.repository)}/pull/{thing.number}"
        case Discussion():
            return f"{path_of(thing.repository)}/discussions/{thing.number}"
        case Label():
            return f"{path_of(thing.repository)}/labels/{thing.name}"
        case Milestone():
            return f"{path_of(thing.repository)}/milestone/{thing.number}"
        case Comment():
            return f"{path_of(thing.item)}#issuecomment-{thing.number_in_database}"
        case Review():
            return f"{path_of(thing.item)}#pullrequestreview-{thing.number_in_database}"
        case LineComment():
            return f"{path_of(thing.item)}#discussion_r{thing.number_in_database}"
        case DiscussionComment():
            return f"{path_of(thing.discussion)}#discussioncomment-{thing.number_in_database}"
        case Commit():
            return f"{path_of(thing.repository)}/commit/{thing.oid}"
        case PullRequestCommit():
            return f"{path_of(thing.item)}/commits/{thing.commit.oid}"
        case Release():
            return f"{path_of(thing.repository)}/releases/tag/{thing.tag_name}"
        case Event():
            return f"{path_of(thing.item)}#event-{thing.number_in_database}"
        case Board():
            kind = "orgs" if thing.owner.account_kind == "Organization" else "users"
            return f"/{kind}/{thing.owner.login}/projects/{thing.number}"
    raise Unknown(f"the simulator knows no address of {type(thing).__name__}")


@answers("*.bodyText", "*.bodyHTML")
def _body(thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return str(thing.body)


@answers("*.includesCreatedEdit", "*.viewerDidAuthor", "*.createdViaEmail", "*.isMinimized")
def _never(_thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return False


@answers("*.editor")
def _editor(thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> Account | None:
    return thing.author if thing.last_edited_at else None


@answers("*.publishedAt")
def _published_at(thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> datetime | None:
    return thing.published_at if isinstance(thing, Release) else thing.created_at


@answers("*.closed")
def _closed(thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    if isinstance(thing, Board):
        return thing.closed
    return thing.closed_at is not None


# The root ---------------------------------------------------------------------------------------


@answers("Query.rateLimit")
def _rate_limit(
    _root: Any, asked: Asked, _arguments: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """None where a server has no limits."""
    return asked.rate_limit


@answers("Query.viewer")
def _viewer(_root: Any, asked: Asked, _arguments: Mapping[str, Any]) -> Account:
    if asked.viewer is None:
        raise Refused("FORBIDDEN", "Resource not accessible by integration")
    return asked.viewer


@answers("Query.node")
def _node(_root: Any, asked: Asked, arguments: Mapping[str, Any]) -> Thing:
    weigh(asked, 1)
    found = _visible_node(asked, arguments["id"])
    if isinstance(found, Exception):
        raise found
    return found


@answers("Query.nodes")
def _nodes(_root: Any, asked: Asked, arguments: Mapping[str, Any]) -> list[Any]:
    """Missing ones are errors at their place, and the others are there."""
    ids = arguments["ids"]
    if len(ids) > 100:
        message = f"You may not provide more than 100 node ids; you provided {len(ids)}."
        raise Refused("ARGUMENT_LIMIT", message)
    weigh(asked, len(ids))
    return [_visible_node(asked, one) for one in ids]


def _visible_node(asked: Asked, node: str) -> Thing | Refused:
    found = asked.world.nodes.get(node)
    hidden = isinstance(found, Review) and found.submitted_at is None
    if found is None or (hidden and found.author is not asked.viewer):
        return Refused("NOT_FOUND", f"Could not resolve to a node with the global id of '{node}'")
    return found


@answers("Query.repository")
def _repository(_root: Any, asked: Asked, arguments: Mapping[str, Any]) -> Repository:
    name = f"{arguments['owner']}/{arguments['name']}"
    found = asked.world.find(name, follow=arguments.get("followRenames") is not False)
    if found is None or found.is_private:
        message = f"Could not resolve to a Repository with the name '{name}'."
        raise Refused("NOT_FOUND", message)
    return found


@answers("User.repository", "Organization.repository", "RepositoryOwner.repository")
def _repository_of(owner: Account, asked: Asked, arguments: Mapping[str, Any]) -> Repository | None:
    return asked.world.find(f"{owner.login}/{arguments['name']}")


@answers("Query.repositoryOwner")
def _owner(_root: Any, asked: Asked, arguments: Mapping[str, Any]) -> Account | None:
    found = asked.world.account(arguments["login"])
    return found if found and found.account_kind in ("User", "Organization") else None


@answers("Query.user")
def _user(_root: Any, asked: Asked, arguments: Mapping[str, Any]) -> Account:
    return _account(asked, arguments["login"], "User", "a User with the login of")


@answers("Query.organization")
def _organization(_root: Any, asked: Asked, arguments: Mapping[str, Any]) -> Account:
    return _account(asked, arguments["login"], "Organization", "an Organization with the login of")


def _account(asked: Asked, login: str, kind: str, words: str) -> Account:
    found = asked.world.account(login)
    if found is None or found.account_kind != kind:
        raise Refused("NOT_FOUND", f"Could not resolve to {words} '{login}'.")
    return found


# Owners -----------------------------------------------------------------------------------------


@answers("*.avatarUrl")
def _avatar(account: Account, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return f"https://avatars.example/u/{account.number_in_database}"


@answers("User.email")
def _email(_account: Account, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return ""


@answers("User.organizations")
def _organizations(user: Account, asked: Asked, _arguments: Mapping[str, Any]) -> list[Account]:
    return [one for one in asked.world.accounts.values() if user in one.members]


@answers("Organization.membersWithRole", "Team.members")
def _members(group: Account | Team, _asked: Asked, _arguments: Mapping[str, Any]) -> list[Account]:
    return group.members


@answers("Organization.teams")
def _teams(owner: Account, _asked: Asked, _arguments: Mapping[str, Any]) -> list[Team]:
    return owner.teams


@answers("Organization.team")
def _team(owner: Account, _asked: Asked, arguments: Mapping[str, Any]) -> Team | None:
    return next((one for one in owner.teams if one.slug == arguments["slug"]), None)


@answers("Team.combinedSlug")
def _combined_slug(team: Team, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return f"{team.organization.login}/{team.slug}"


@answers("User.repositories", "Organization.repositories")
def _repositories(owner: Account, asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    found = [one for one in asked.world.of(owner) if not one.is_private]
    for argument, attribute in {"isFork": "is_fork", "isArchived": "is_archived"}.items():
        wanted = arguments.get(argument)
        if wanted is not None:
            found = [one for one in found if getattr(one, attribute) is wanted]
    return _ordered(found, arguments.get("orderBy"), _by_repository_order)


@answers("*.projectsV2")
def _boards(owner: Any, asked: Asked, _arguments: Mapping[str, Any]) -> list[Board]:
    if isinstance(owner, Repository):
        return [one for one in asked.world.boards if owner in one.repositories]
    return [one for one in asked.world.boards if one.owner is owner]


@answers("*.projectV2")
def _board(owner: Any, asked: Asked, arguments: Mapping[str, Any]) -> Board | None:
    account = owner.owner if isinstance(owner, Repository) else owner
    found = (one for one in asked.world.boards if one.owner is account)
    return next((one for one in found if one.number == arguments["number"]), None)


def _by_repository_order(field: str) -> Callable[[Any], tuple[Any, ...]]:
    attributes = {"NAME": "name", "PUSHED_AT": "pushed_at", "UPDATED_AT": "updated_at"}
    name = attributes.get(field, "created_at")
    return lambda one: (getattr(one, name), one.number_in_database)


def _ordered(
    things: Iterable[Any],
    order: Mapping[str, str] | None,
    by: Callable[[str], Callable[[Any], tuple[Any, ...]]],
) -> Listing:
    """Put a list into the order its ``orderBy`` asks for; by age where it asks for none."""
    if not order:
        return Listing(list(things), by_age)
    return Listing(list(things), by(order["field"]), order["direction"] == "DESC")


# Repositories -----------------------------------------------------------------------------------


@answers("Repository.isDisabled", "Repository.isMirror", "Repository.isLocked", "*.isTemplate")
def _no(_repository: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return False


@answers("*.hasIssuesEnabled", "*.hasProjectsEnabled", "*.hasDiscussionsEnabled")
def _yes(_repository: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return True


@answers("Repository.isInOrganization")
def _in_organization(repository: Repository, _asked: Asked, _a: Mapping[str, Any]) -> bool:
    return repository.owner.account_kind == "Organization"


@answers("Repository.isEmpty")
def _is_empty(repository: Repository, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return not repository.commits


@answers("*.visibility")
def _visibility(repository: Repository, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return "PRIVATE" if repository.is_private else "PUBLIC"


@answers("*.archivedAt")
def _archived_at(repository: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> datetime | None:
    return repository.updated_at if repository.is_archived else None


@answers("*.stargazerCount", "*.forkCount")
def _none_of_them(_repository: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> int:
    return 0


@answers("*.licenseInfo")
def _license(repository: Repository, _asked: Asked, _a: Mapping[str, Any]) -> Any:
    spdx = repository.license_spdx
    if spdx is None:
        return None
    return {"kind": "License", "spdx_id": spdx, "key": spdx.lower(), "name": spdx, "id": spdx}


@answers("Repository.issue")
def _issue(repository: Repository, _asked: Asked, arguments: Mapping[str, Any]) -> Issue:
    found = repository.items.get(arguments["number"])
    if not isinstance(found, Issue):
        message = f"Could not resolve to an Issue with the number of {arguments['number']}."
        raise Refused("NOT_FOUND", message)
    return found


@answers("Repository.pullRequest")
def _pull(repository: Repository, _asked: Asked, arguments: Mapping[str, Any]) -> PullRequest:
    found = repository.items.get(arguments["number"])
    if not isinstance(found, PullRequest):
        message = f"Could not resolve to a PullRequest with the number of {arguments['number']}."
        raise Refused("NOT_FOUND", message)
    return found


@answers("Repository.issueOrPullRequest")
def _item(repository: Repository, _asked: Asked, arguments: Mapping[str, Any]) -> Item:
    found = repository.items.get(arguments["number"])
    if found is None:
        message = (
            f"Could not resolve to an issue or pull request with the number of "
            f"{arguments['number']}."
        )
        raise Refused("NOT_FOUND", message)
    return found


@answers("Repository.issues")
def _issues(repository: Repository, _asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    chosen = arguments.get("filterBy") or {}
    known = {"createdBy", "labels", "since", "states"}
    unknown = {name for name, value in chosen.items() if value and name not in known}
    if unknown:
        raise Unknown(f"the simulator does not know filterBy: {sorted(unknown)}")
    since, labels = _moment(chosen.get("since")), chosen.get("labels") or arguments.get("labels")
    states = chosen.get("states") or arguments.get("states")
    found = [
        one
        for one in repository.issues
        if (since is None or one.updated_at >= since)
        and (not states or one.state in states)
        and (not labels or {label.name for label in one.labels} & set(labels))
        and _logged_in(one.author, chosen.get("createdBy"))
    ]
    return _ordered(found, arguments.get("orderBy"), _by_issue_order)


def _logged_in(account: Account | None, login: str | None) -> bool:
    return login is None or (account is not None and account.login.lower() == login.lower())


@answers("Repository.pullRequests")
def _pulls(repository: Repository, _asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    states, labels = arguments.get("states"), arguments.get("labels")
    found = [
        one
        for one in repository.pull_requests
        if (not states or one.state in states)
        and (not labels or {label.name for label in one.labels} & set(labels))
    ]
    return _ordered(found, arguments.get("orderBy"), _by_issue_order)


def _by_issue_order(field: str) -> Callable[[Any], tuple[Any, ...]]:
    if field == "COMMENTS":
        return lambda one: (len(one.comments), one.number)
    name = snake(field) if field.islower() else field.lower()
    return lambda one: (getattr(one, name), one.number)


@answers("Repository.labels")
def _labels(repository: Any, _asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    return _ordered(repository.labels, arguments.get("orderBy"), _by_name_or_age)


def _by_name_or_age(field: str) -> Callable[[Any], tuple[Any, ...]]:
    return (lambda one: (one.name, one.number_in_database)) if field == "NAME" else by_age


@answers("Repository.label")
def _label(repository: Repository, _asked: Asked, arguments: Mapping[str, Any]) -> Label | None:
    return next((one for one in repository.labels if one.name == arguments["name"]), None)


@answers("Label.isDefault")
def _is_default(_label: Label, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return False


@answers("Label.updatedAt")
def _label_updated(label: Label, _asked: Asked, _arguments: Mapping[str, Any]) -> datetime:
    return label.created_at


@answers("Label.issues", "Milestone.issues")
def _issues_with(mark: Any, _asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    found = [one for one in mark.repository.issues if mark in one.labels or one.milestone is mark]
    return _ordered(found, arguments.get("orderBy"), _by_issue_order)


@answers("Label.pullRequests", "Milestone.pullRequests")
def _pulls_with(mark: Any, _asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    pulls = mark.repository.pull_requests
    found = [one for one in pulls if mark in one.labels or one.milestone is mark]
    return _ordered(found, arguments.get("orderBy"), _by_issue_order)


@answers("Repository.milestones")
def _milestones(repository: Repository, _asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    states = arguments.get("states")
    found = [one for one in repository.milestones if not states or one.state in states]
    return _ordered(found, arguments.get("orderBy"), _by_milestone_order)


def _by_milestone_order(field: str) -> Callable[[Any], tuple[Any, ...]]:
    if field == "DUE_DATE":
        return lambda one: (one.due_on is None, str(one.due_on), one.number)
    return lambda one: (getattr(one, field.lower()), one.number)


@answers("Repository.milestone")
def _milestone(
    repository: Repository, _asked: Asked, arguments: Mapping[str, Any]
) -> Milestone | None:
    number = arguments["number"]
    return next((one for one in repository.milestones if one.number == number), None)


@answers("Repository.releases")
def _releases(repository: Repository, _asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    found = [one for one in repository.releases if not one.is_draft]
    order = arguments.get("orderBy") or {"field": "CREATED_AT", "direction": "DESC"}
    return _ordered(found, order, _by_name_or_age)


@answers("Repository.latestRelease")
def _latest(repository: Repository, _asked: Asked, _arguments: Mapping[str, Any]) -> Any:
    found = [one for one in repository.releases if not one.is_draft and not one.is_prerelease]
    return max(found, key=by_age, default=None)


@answers("Release.isLatest")
def _is_latest(release: Release, asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return _latest(release.repository, asked, {}) is release


@answers("Repository.release")
def _release(repository: Repository, _asked: Asked, arguments: Mapping[str, Any]) -> Any:
    tag = arguments["tagName"]
    return next((one for one in repository.releases if one.tag_name == tag), None)


# Branches, commits and files --------------------------------------------------------------------


@answers("Repository.defaultBranchRef")
def _default_branch(repository: Repository, _asked: Asked, _arguments: Mapping[str, Any]) -> Any:
    if not repository.commits:
        return None
    return {
        "kind": "Ref",
        "id": f"{repository.id}:refs/heads/{repository.default_branch}",
        "name": repository.default_branch,
        "prefix": "refs/heads/",
        "target": repository.commits[-1],
        "repository": repository,
    }


@answers("Repository.object")
def _object(repository: Repository, _asked: Asked, arguments: Mapping[str, Any]) -> Any:
    """What ``HEAD``, ``HEAD:docs/a.md``, a branch or an oid stands for."""
    expression = arguments.get("expression") or arguments.get("oid") or ""
    revision, colon, path = expression.partition(":")
    commit = _revision(repository, revision)
    if commit is None or not colon:
        return commit
    return _at_path(repository, commit, path.strip("/"))


def _revision(repository: Repository, revision: str) -> Commit | None:
    if revision.removeprefix("refs/heads/") in ("HEAD", repository.default_branch):
        return repository.commits[-1] if repository.commits else None
    return next((one for one in repository.commits if one.oid == revision), None)


def _at_path(repository: Repository, commit: Commit, path: str) -> Any:
    files = repository.files_at(commit)
    if path in files:
        return _blob(repository, files[path])
    folder = f"{path}/" if path else ""
    names = sorted(
        {one[len(folder) :].partition("/")[0] for one in files if one.startswith(folder)}
    )
    if not names:
        return None
    return {
        "kind": "Tree",
        "id": f"{commit.id}:{path}",
        "oid": commit.oid[::-1],
        "entries": [_entry(repository, commit, folder + name, name) for name in names],
        "repository": repository,
    }


def _entry(repository: Repository, commit: Commit, path: str, name: str) -> dict[str, Any]:
    found = _at_path(repository, commit, path)
    is_file = found["kind"] == "Blob"
    return {
        "name": name,
        "path": path,
        "type": "blob" if is_file else "tree",
        "mode": 33188 if is_file else 16384,
        "size": found.get("byte_size", 0),
        "oid": found["oid"],
        "object": found,
        "repository": repository,
    }


def _blob(repository: Repository, text: str) -> dict[str, Any]:
    content = text.encode()
    oid = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    return {
        "kind": "Blob",
        "id": f"{repository.id}:{oid}",
        "oid": oid,
        "text": text,
        "byte_size": len(content),
        "is_binary": False,
        "is_truncated": False,
        "repository": repository,
    }


@answers("Commit.history")
def _history(commit: Commit, _asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    """Commits up to one, newest first; of a path: those that changed it."""
    known = commit.repository.commits
    found = known[: known.index(commit) + 1] if commit in known else [commit]
    path = arguments.get("path")
    if path:
        changed = {
            one.commit.oid
            for one in commit.repository.documents
            if one.path == path or one.path.startswith(f"{path}/")
        }
        found = [one for one in found if one.oid in changed]
    since, until = _moment(arguments.get("since")), _moment(arguments.get("until"))
    found = [one for one in found if not since or one.committed_date >= since]
    found = [one for one in found if not until or one.committed_date <= until]
    return Listing(found[::-1])


@answers("Commit.file")
def _file(commit: Commit, _asked: Asked, arguments: Mapping[str, Any]) -> Any:
    path = arguments["path"]
    if _at_path(commit.repository, commit, path) is None:
        return None
    return _entry(commit.repository, commit, path, path.rpartition("/")[2])


@answers("Commit.messageHeadline")
def _headline(commit: Commit, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return commit.message.partition("\n")[0]


@answers("Commit.messageBody")
def _message_body(commit: Commit, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return commit.message.partition("\n")[2].strip()


@answers("Commit.abbreviatedOid")
def _short(commit: Commit, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return commit.oid[:7]


@answers("Commit.author")
def _commit_author(commit: Commit, _asked: Asked, _arguments: Mapping[str, Any]) -> Any:
    return _git_actor(commit, commit.author, commit.authored_date)


@answers("Commit.committer")
def _commit_committer(commit: Commit, _asked: Asked, _arguments: Mapping[str, Any]) -> Any:
    return _git_actor(commit, commit.committer, commit.committed_date)


def _git_actor(commit: Commit, account: Account | None, at: datetime) -> dict[str, Any]:
    return {
        "name": commit.author_name,
        "email": commit.author_email,
        "date": at.isoformat(),
        "user": account if account and account.account_kind == "User" else None,
    }


@answers("Commit.parents", "Commit.authors")
def _parents(commit: Commit, _asked: Asked, _arguments: Mapping[str, Any]) -> Listing:
    return Listing(commit.parents)


@answers("Commit.statusCheckRollup")
def _rollup(commit: Commit, _asked: Asked, _arguments: Mapping[str, Any]) -> Any:
    if commit.check_state is None:
        return None
    state = {"id": f"{commit.id}:checks", "state": commit.check_state, "commit": commit}
    return {"kind": "StatusCheckRollup"} | state


@answers("Commit.associatedPullRequests")
def _brought_by(commit: Commit, _asked: Asked, _arguments: Mapping[str, Any]) -> list[PullRequest]:
    return [
        one
        for one in commit.repository.pull_requests
        if one.merge_commit is commit or any(own.commit is commit for own in one.commits)
    ]


# Items ------------------------------------------------------------------------------------------


@answers("Issue.labels", "PullRequest.labels", "Discussion.labels", "Labelable.labels")
def _item_labels(item: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> Listing:
    return Listing(item.labels)


@answers("*.assignees")
def _assignees(item: Item, _asked: Asked, _arguments: Mapping[str, Any]) -> Listing:
    return Listing(item.assignees)


@answers("Issue.comments", "PullRequest.comments")
def _comments(item: Item, _asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    order = arguments.get("orderBy")
    return _ordered(
        item.comments, order, lambda _: lambda one: (one.updated_at, one.number_in_database)
    )


@answers("*.reactions")
def _reactions(thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> list[Reaction]:
    return thing.reactions


@answers("*.participants")
def _participants(item: Item, _asked: Asked, _arguments: Mapping[str, Any]) -> Listing:
    people = [item.author, *(one.author for one in item.comments)]
    return Listing(list(dict.fromkeys(one for one in people if one)))


@answers("Issue.timelineItems", "PullRequest.timelineItems")
def _timeline(item: Item, asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    wanted, since = arguments.get("itemTypes"), _moment(arguments.get("since"))
    found = [
        one
        for one in item.happenings
        if one.is_on_timeline
        and (not wanted or _item_type(one.kind) in wanted)
        and (since is None or one.at >= since)
    ]
    extra = {
        "filtered_count": lambda page: page.left,
        "page_count": lambda page: len(page.nodes),
        "updated_at": lambda _: item.updated_at,
    }
    return Listing(found, timeline_key, extra=extra)


@cache
def _item_type(kind: str) -> str:
    return snake(kind).upper()


def timeline_key(one: Any) -> tuple[Any, ...]:
    """Order of a timeline: by time, and within a second as it came about."""
    return (one.at, one.number_in_database, one.id)


@answers("Issue.stateReason")
def _state_reason(issue: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> str | None:
    return issue.state_reason


@answers("PullRequest.merged")
def _merged(pull: PullRequest, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return pull.merged_at is not None


@answers("PullRequest.additions")
def _additions(pull: PullRequest, _asked: Asked, _arguments: Mapping[str, Any]) -> int:
    return sum(one.additions for one in pull.files)


@answers("PullRequest.deletions")
def _deletions(pull: PullRequest, _asked: Asked, _arguments: Mapping[str, Any]) -> int:
    return sum(one.deletions for one in pull.files)


@answers("PullRequest.changedFiles")
def _changed_files(pull: PullRequest, _asked: Asked, _arguments: Mapping[str, Any]) -> int:
    return len(pull.files)


@answers("PullRequest.files")
def _files(pull: PullRequest, _asked: Asked, _arguments: Mapping[str, Any]) -> Listing:
    return Listing(pull.files)


@answers("PullRequest.commits")
def _commits(pull: PullRequest, _asked: Asked, _arguments: Mapping[str, Any]) -> Listing:
    return Listing(pull.commits)


@answers("PullRequest.reviews")
def _reviews(pull: PullRequest, asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    states = arguments.get("states")
    found = [
        one
        for one in pull.reviews
        if (one.submitted_at or one.author is asked.viewer)
        and (not states or one.state in states)
        and _logged_in(one.author, arguments.get("author"))
    ]
    return Listing(found, by_age)


@answers("PullRequest.reviewThreads")
def _threads(pull: PullRequest, _asked: Asked, _arguments: Mapping[str, Any]) -> list[Thread]:
    return [one for one in pull.review_threads if one.comments]


@answers("PullRequest.headRefOid")
def _head_oid(pull: PullRequest, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return pull.commits[-1].commit.oid if pull.commits else "0" * 40


@answers("PullRequest.baseRefOid")
def _base_oid(pull: PullRequest, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return pull.repository.commits[0].oid


@answers("PullRequest.baseRepository")
def _base_repository(pull: PullRequest, _asked: Asked, _a: Mapping[str, Any]) -> Repository:
    return pull.repository


@answers("PullRequest.headRepositoryOwner")
def _head_owner(pull: PullRequest, _asked: Asked, _a: Mapping[str, Any]) -> Account | None:
    return pull.head_repository.owner if pull.head_repository else None


@answers("PullRequest.isCrossRepository")
def _from_fork(pull: PullRequest, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return pull.head_repository is not pull.repository


@answers("PullRequest.statusCheckRollup")
def _pull_rollup(pull: PullRequest, asked: Asked, _arguments: Mapping[str, Any]) -> Any:
    return _rollup(pull.commits[-1].commit, asked, {}) if pull.commits else None


@answers("PullRequest.closingIssuesReferences")
def _closes(pull: PullRequest, _asked: Asked, _arguments: Mapping[str, Any]) -> list[Issue]:
    return pull.closing_issues


@answers("Issue.closedByPullRequestsReferences")
def _closed_by(issue: Issue, asked: Asked, arguments: Mapping[str, Any]) -> list[PullRequest]:
    found = [
        pull
        for repository in asked.world.repositories
        for pull in repository.pull_requests
        if issue in pull.closing_issues
    ]
    return [one for one in found if arguments.get("includeClosedPrs") or one.state != "CLOSED"]


# What is said -----------------------------------------------------------------------------------


@answers("IssueComment.issue")
def _issue_of(comment: Comment, asked: Asked, _arguments: Mapping[str, Any]) -> Any:
    if isinstance(comment.item, Issue):
        return comment.item
    # A pull request is an issue as well, for fields that both have.
    raise Unknown("the simulator does not know IssueComment.issue of a pull request")


@answers("*.pullRequest")
def _pull_of(thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> PullRequest | None:
    return thing.item if isinstance(thing.item, PullRequest) else None


@answers("PullRequestReview.comments", "PullRequestReviewThread.comments")
def _line_comments(holder: Any, _asked: Asked, _a: Mapping[str, Any]) -> list[LineComment]:
    return holder.comments


@answers("PullRequestReviewThread.path", "PullRequestReviewComment.path")
def _path(thing: Thread | LineComment, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return thing.file


@answers("PullRequestReviewThread.isOutdated", "PullRequestReviewComment.outdated")
def _outdated(_thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return False


@answers("PullRequestReviewThread.isCollapsed")
def _collapsed(thread: Thread, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return thread.is_resolved


@answers("*.line", "*.originalLine", "*.originalPosition", "*.position")
def _line(_thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> int:
    return 1


@answers("*.diffHunk")
def _hunk(_thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return "@@ -1 +1 @@"


@answers("*.diffSide")
def _side(_thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return "RIGHT"


@answers("*.subjectType")
def _subject_type(_thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return "LINE"


@answers("PullRequestReviewComment.state")
def _comment_state(comment: LineComment, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    review = comment.pull_request_review
    return "PENDING" if review and review.submitted_at is None else "SUBMITTED"


@answers("ReviewRequest.asCodeOwner")
def _as_code_owner(_request: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return False


# Events -----------------------------------------------------------------------------------------


@answers(
    "*.assignable",
    "*.closable",
    "*.issue",
    "*.labelable",
    "*.lockable",
    "*.subject",
    "*.subscribable",
    "*.target",
)
def _event_item(event: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> Any:
    if isinstance(event, dict):
        return event.get("target")
    if isinstance(event, Event):
        return event.details.get("subject", event.item)
    raise Unknown(f"the simulator knows no subject of {type(event).__name__}")


@answers("AssignedEvent.user", "UnassignedEvent.user")
def _assigned(event: Event, _asked: Asked, _arguments: Mapping[str, Any]) -> Account | None:
    assignee = event.details.get("assignee")
    return assignee if assignee and assignee.account_kind == "User" else None


@answers("*.isCrossRepository")
def _across(event: Event, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    other = event.details.get("source") or event.details.get("commit")
    return other is not None and other.repository is not event.repository


@answers("*.referencedAt")
def _referenced_at(event: Event, _asked: Asked, _arguments: Mapping[str, Any]) -> datetime:
    return event.created_at


@answers("*.isDirectReference")
def _is_direct(event: Event, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return event.details["commit"].repository is event.repository


@answers("HeadRefForcePushedEvent.ref", "MergedEvent.mergeRef", "HeadRefDeletedEvent.headRef")
def _ref(_event: Event, _asked: Asked, _arguments: Mapping[str, Any]) -> None:
    """The branch is gone."""


# Discussions ------------------------------------------------------------------------------------


@answers("Repository.discussions")
def _discussions(repository: Repository, _asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    states = arguments.get("states")
    found = [
        one
        for one in repository.discussions.values()
        if not states or ("CLOSED" if one.closed_at else "OPEN") in states
    ]
    return _ordered(found, arguments.get("orderBy"), _by_issue_order)


@answers("Repository.discussion")
def _discussion(repository: Repository, _asked: Asked, arguments: Mapping[str, Any]) -> Discussion:
    found = repository.discussions.get(arguments["number"])
    if found is None:
        message = f"Could not resolve to a Discussion with the number of {arguments['number']}."
        raise Refused("NOT_FOUND", message)
    return found


@answers("Repository.discussionCategories")
def _categories(repository: Repository, _asked: Asked, _arguments: Mapping[str, Any]) -> list[Any]:
    return repository.discussion_categories


@answers("Discussion.isAnswered")
def _is_answered(discussion: Discussion, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return discussion.answer is not None


@answers("Discussion.comments", "DiscussionComment.replies")
def _discussed(thing: Any, _asked: Asked, _a: Mapping[str, Any]) -> list[DiscussionComment]:
    return thing.comments if isinstance(thing, Discussion) else thing.replies


@answers("DiscussionComment.isAnswer")
def _is_answer(comment: DiscussionComment, _asked: Asked, _arguments: Mapping[str, Any]) -> bool:
    return comment.discussion.answer is comment


# Boards -----------------------------------------------------------------------------------------


@answers("ProjectV2.fields")
def _board_fields(board: Board, _asked: Asked, _arguments: Mapping[str, Any]) -> list[BoardField]:
    return board.fields


@answers("ProjectV2.field")
def _board_field(board: Board, _asked: Asked, arguments: Mapping[str, Any]) -> BoardField | None:
    return next((one for one in board.fields if one.name == arguments["name"]), None)


@answers("ProjectV2.items", "*.projectItems")
def _board_items(holder: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> list[BoardItem]:
    found = holder.items if isinstance(holder, Board) else holder.project_items
    return [one for one in found if holder is one.board or not one.is_archived]


@answers("*.project")
def _board_of(thing: Any, _asked: Asked, _arguments: Mapping[str, Any]) -> Board:
    return thing.board


@answers("ProjectV2Item.type")
def _board_item_type(item: BoardItem, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return "REDACTED" if item.content is None else snake(item.content.typename).upper()


@answers("ProjectV2Item.fieldValues")
def _board_values(item: BoardItem, _asked: Asked, _arguments: Mapping[str, Any]) -> Listing:
    return Listing(list(item.values.values()))


@answers("ProjectV2Item.fieldValueByName")
def _board_value(item: BoardItem, _asked: Asked, arguments: Mapping[str, Any]) -> Any:
    return item.values.get(arguments["name"])


@answers("ProjectV2SingleSelectField.options")
def _options(one: BoardField, _asked: Asked, _arguments: Mapping[str, Any]) -> list[Any]:
    return [{"id": f"{one.id}:{name}", "name": name} for name in one.options]


@answers(*(f"ProjectV2ItemField{word}Value.field" for word in
           ("Text", "Number", "Date", "SingleSelect", "Iteration")))  # fmt: skip
def _value_field(value: BoardValue, _asked: Asked, _arguments: Mapping[str, Any]) -> BoardField:
    return value.field_


@answers(
    "ProjectV2ItemFieldTextValue.text",
    "ProjectV2ItemFieldNumberValue.number",
    "ProjectV2ItemFieldDateValue.date",
    "ProjectV2ItemFieldSingleSelectValue.name",
    "ProjectV2ItemFieldIterationValue.title",
)
def _value(value: BoardValue, _asked: Asked, _arguments: Mapping[str, Any]) -> Any:
    return value.value["title"] if isinstance(value.value, dict) else value.value


@answers("ProjectV2ItemFieldSingleSelectValue.optionId", "*.iterationId")
def _option_id(value: BoardValue, _asked: Asked, _arguments: Mapping[str, Any]) -> str:
    return f"{value.field_.id}:{_value(value, _asked, {})}"


@answers("ProjectV2ItemFieldIterationValue.startDate")
def _start_date(value: BoardValue, _asked: Asked, _arguments: Mapping[str, Any]) -> Any:
    return value.value["start"]


@answers("ProjectV2ItemFieldIterationValue.duration")
def _duration(value: BoardValue, _asked: Asked, _arguments: Mapping[str, Any]) -> int:
    return int(value.value["days"])


# Search -----------------------------------------------------------------------------------------


@answers("Query.search")
def _search(_root: Any, asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    """Find items by qualifiers, or repositories; never more than a thousand."""
    words = arguments["query"].split()
    if arguments["type"] == "REPOSITORY":
        owners = {
            word.partition(":")[2].lower() for word in words if word.startswith(("org:", "user:"))
        }
        found: list[Any] = [
            one for one in asked.world.repositories if one.owner.login.lower() in owners
        ]
        extra = {"repository_count": len(found), "issue_count": 0}
    elif arguments["type"] == "ISSUE":
        items = [one for each in asked.world.repositories for one in each.items.values()]
        found = [one for one in items if fits_search(one, words)]
        extra = {"issue_count": len(found), "repository_count": 0}
    else:
        raise Unknown(f"the simulator does not search for {arguments['type']}")
    newest = sorted(found, key=lambda one: one.created_at, reverse=True)[:1000]
    return Listing(newest, extra={name: (lambda _, n=n: n) for name, n in extra.items()})


def fits_search(item: Item, words: Iterable[str]) -> bool:
    """Whether an item is public and fits every word of a search."""
    return not item.repository.is_private and all(_fits(item, word) for word in words)


def _fits(item: Item, word: str) -> bool:
    """Whether an item fits one qualifier of a search.

    Raises
    ------
    Unknown
        The simulator does not know the qualifier.
    """
    negated = word.startswith("-")
    name, colon, value = word.lstrip("-").partition(":")
    test = _QUALIFIERS.get(name) if colon else None
    if test is None:
        raise Unknown(f"the simulator does not know the search word {word!r}")
    return test(item, value.strip('"').lower()) is not negated


def _is(item: Item, value: str) -> bool:
    words = {"pr": isinstance(item, PullRequest), "issue": isinstance(item, Issue)}
    words |= {"open": item.state == "OPEN", "closed": item.state != "OPEN"}
    words |= {"merged": item.state == "MERGED", "public": True}
    return words[value]


def _within(at: datetime, value: str) -> bool:
    text = at.isoformat()
    if ".." in value:
        low, _, high = value.partition("..")
        return (low == "*" or text[: len(low)] >= low) and (
            high == "*" or text[: len(high)] <= high
        )
    for mark in (">=", "<=", ">", "<"):
        if value.startswith(mark):
            bound = value[len(mark) :].upper()
            cut = text[: len(bound)]
            return {">=": cut >= bound, "<=": cut <= bound, ">": cut > bound, "<": cut < bound}[
                mark
            ]
    return text.startswith(value)


def _involved(item: Item, value: str) -> bool:
    people = [item.author, *item.assignees, *(one.author for one in item.comments)]
    people += [one.actor for one in item.happenings if isinstance(one, Event)]
    return any(_logged_in(one, value) for one in people if one)


_QUALIFIERS: dict[str, Callable[[Item, str], bool]] = {
    "is": _is,
    "type": _is,
    "state": _is,
    "repo": lambda item, value: item.repository.name_with_owner.lower() == value,
    "org": lambda item, value: item.repository.owner.login.lower() == value,
    "user": lambda item, value: item.repository.owner.login.lower() == value,
    "author": lambda item, value: item.author is not None and _logged_in(item.author, value),
    "assignee": lambda item, value: any(_logged_in(one, value) for one in item.assignees),
    "commenter": lambda item, value: any(
        one.author is not None and _logged_in(one.author, value) for one in item.comments
    ),
    "involves": _involved,
    "reviewed-by": lambda item, value: any(
        one.author is not None and _logged_in(one.author, value)
        for one in getattr(item, "reviews", ())
    ),
    "label": lambda item, value: any(one.name.lower() == value for one in item.labels),
    "created": lambda item, value: _within(item.created_at, value),
    "updated": lambda item, value: _within(item.updated_at, value),
    "closed": lambda item, value: item.closed_at is not None and _within(item.closed_at, value),
    "merged": lambda item, value: (
        isinstance(item, PullRequest)
        and item.merged_at is not None
        and _within(item.merged_at, value)
    ),
    "archived": lambda item, value: item.repository.is_archived is (value == "true"),
    "sort": lambda item, value: True,
}
