"""What REST answers, by path: lists in pages with a Link header, and 304 for what is unchanged."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from github import apps
from github.limits import Token
from github.resolvers import fits_search, timeline_key
from github.rest_shapes import Shapes
from github.things import (
    Account,
    Comment,
    Event,
    Item,
    LineComment,
    PullRequest,
    Repository,
    Review,
)
from github.wire import Request, Response

if TYPE_CHECKING:
    from github.simulator import Simulator


class Status(Exception):
    """Answer with this status instead."""

    def __init__(self, status: int, message: str, location: str | None = None):
        self.response = Response(status, {"message": message, "status": str(status)})
        if location:
            self.response.headers["Location"] = location


@dataclass(frozen=True)
class Rest:
    """One request to REST, and what its answer may use."""

    simulator: "Simulator"
    request: Request
    token: Token
    shapes: Shapes

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query

    @property
    def since(self) -> datetime | None:
        text = self.query.get("since")
        return datetime.fromisoformat(text) if text else None

    def account(self, login: str) -> Account:
        found = self.simulator.world.account(login.removesuffix("[bot]"))
        if found is None:
            raise Status(404, "Not Found")
        return found


@dataclass(frozen=True)
class Many:
    """A list to be cut into pages; ``within``: the key it stands under, beside a count."""

    things: list[Any]
    shape: Callable[[Any], Any]
    within: str | None = None


Answer = Callable[..., Any]
_ROUTES: list[tuple[re.Pattern[str], str, Answer]] = []


def route(pattern: str, method: str = "GET") -> Callable[[Answer], Answer]:
    """Enter a function as what answers a path; ``{name}`` is one part of it."""
    expression = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)
    expression = re.sub(r"\{(\w+)\*\}", r"(?P<\1>.*)", expression)

    def enter(function: Answer) -> Answer:
        _ROUTES.append((re.compile(expression + "/?"), method, function))
        return function

    return enter


def answer_rest(simulator: "Simulator", request: Request, token: Token) -> Response:
    """Answer one request that the limits let through, and take it off the limit if it counts."""
    rest = Rest(simulator, request, token, Shapes(simulator.public_api))
    with simulator.world.lock:
        response = _answer(rest)
    body = response.encoded()
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.method == "GET" and response.status == 200:
        response.headers["ETag"] = etag
        if etag in request.headers.get("if-none-match", ""):
            token.count.unchanged += 1
            return Response(304, None, {"ETag": etag})
    token.count.rest += 1
    if request.path != "/rate_limit":
        simulator.window(request, token).used += 1
    return response


def _answer(rest: Rest) -> Response:
    path = unquote(rest.request.path)
    for pattern, method, function in _ROUTES:
        found = pattern.fullmatch(path)
        if found and method == rest.request.method:
            try:
                content = _answer_of(rest, function, found.groupdict())
            except Status as status:
                return status.response
            if isinstance(content, Many):
                return _page(rest, content)
            return content if isinstance(content, Response) else Response(200, content)
    return Response(404, {"message": "Not Found", "status": "404"})


def _answer_of(rest: Rest, function: Answer, parts: dict[str, str]) -> Any:
    if "owner" in parts and "name" in parts:
        name = f"{parts.pop('owner')}/{parts.pop('name')}"
        return function(rest, _repository(rest, name), **parts)
    return function(rest, **parts)


def _repository(rest: Rest, name: str) -> Repository:
    """Find a repository; one that has moved says where to."""
    found = rest.simulator.world.find(name)
    if found is None or found.is_private:
        raise Status(404, "Not Found")
    if found.name_with_owner.lower() != name.lower():
        after = rest.request.path.split("/", 4)[4:]
        where = f"{rest.simulator.public_api}/repositories/{found.number_in_database}"
        asked = f"?{urlencode(dict(rest.query))}" if rest.query else ""
        raise Status(301, "Moved Permanently", "/".join([where, *after]) + asked)
    return found


def _page(rest: Rest, many: Many) -> Response:
    size = min(100, max(1, int(rest.query.get("per_page", 30))))
    number = max(1, int(rest.query.get("page", 1)))
    last = max(1, -(-len(many.things) // size))
    shown = [many.shape(one) for one in many.things[(number - 1) * size : number * size]]
    headers = {}
    links = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
    wanted = {"next", "last"} if number < last else set()
    wanted |= {"prev", "first"} if number > 1 else set()
    link = [
        f'<{_address(rest, page)}>; rel="{name}"' for name, page in links.items() if name in wanted
    ]
    if link:
        headers["Link"] = ", ".join(link)
    content: Any = shown
    if many.within:
        counted = {"total_count": len(many.things), many.within: shown}
        content = counted | ({"incomplete_results": False} if many.within == "items" else {})
    return Response(200, content, headers)


def _address(rest: Rest, page: int) -> str:
    query = urlencode(dict(rest.query) | {"page": page})
    return f"{rest.simulator.public_api}{rest.request.prefix}{rest.request.path}?{query}"


# Limits, people ---------------------------------------------------------------------------------


@route("/rate_limit")
def _rate_limit(rest: Rest) -> Any:
    if not rest.simulator.limited:
        raise Status(404, "Rate limiting is not enabled.")
    windows = (rest.token.core, rest.token.search, rest.token.graphql)
    for window in windows:
        window.turn(rest.simulator.clock.now())
    resources = {one.resource: one.shown() for one in windows}
    return {"resources": resources, "rate": rest.token.core.shown()}


@route("/user")
def _me(rest: Rest) -> Any:
    if rest.token.viewer is None:
        raise Status(401, "Requires authentication")
    return rest.shapes.whole_account(rest.token.viewer)


@route("/users/ghost")
def _ghost(rest: Rest) -> Any:
    """Who stands for all that are gone has an account of their own."""
    return rest.shapes.author(None) | {"name": "Deleted user", "company": None, "email": None}


@route("/users/ghost/orgs")
def _organizations_of_ghost(rest: Rest) -> Many:
    return Many([], rest.shapes.account)


@route("/users/{login}")
def _user(rest: Rest, login: str) -> Any:
    return rest.shapes.whole_account(rest.account(login))


@route("/users/{login}/orgs")
def _organizations(rest: Rest, login: str) -> Many:
    user = rest.account(login)
    every = rest.simulator.world.accounts.values()
    return Many([one for one in every if user in one.members], rest.shapes.account)


@route("/(?:users|orgs)/{login}/repos")
def _repositories(rest: Rest, login: str) -> Many:
    found = rest.simulator.world.of(rest.account(login))
    return Many([one for one in found if not one.is_private], rest.shapes.repository)


@route("/orgs/{login}")
def _organization(rest: Rest, login: str) -> Any:
    found = rest.account(login)
    if found.account_kind != "Organization":
        raise Status(404, "Not Found")
    return rest.shapes.whole_account(found)


@route("/orgs/{login}/members")
def _members(rest: Rest, login: str) -> Many:
    return Many(rest.account(login).members, rest.shapes.account)


@route("/orgs/{login}/teams")
def _teams(rest: Rest, login: str) -> Many:
    return Many(rest.account(login).teams, rest.shapes.team)


# Repositories -----------------------------------------------------------------------------------


@route("/repositories/{number}(?P<after>/.*)?")
def _by_number(rest: Rest, number: str, after: str | None) -> Any:
    """Any path below a repository's number, which stays when names change."""
    for one in rest.simulator.world.repositories:
        if str(one.number_in_database) == number:
            path = f"/repos/{one.name_with_owner}{after or ''}"
            return _answer(Rest(rest.simulator, rest.request.at(path), rest.token, rest.shapes))
    raise Status(404, "Not Found")


@route("/repos/{owner}/{name}")
def _repo(rest: Rest, repository: Repository) -> Any:
    return rest.shapes.repository(repository)


@route("/repos/{owner}/{name}/labels")
def _labels(rest: Rest, repository: Repository) -> Many:
    return Many(repository.labels, rest.shapes.label)


@route("/repos/{owner}/{name}/milestones")
def _milestones(rest: Rest, repository: Repository) -> Many:
    state = rest.query.get("state", "open")
    found = [one for one in repository.milestones if state in ("all", one.state.lower())]
    return Many(found, rest.shapes.milestone)


@route("/repos/{owner}/{name}/releases")
def _releases(rest: Rest, repository: Repository) -> Many:
    found = [one for one in repository.releases if not one.is_draft]
    return Many(found[::-1], rest.shapes.release)


@route("/repos/{owner}/{name}/releases/latest")
def _latest_release(rest: Rest, repository: Repository) -> Any:
    found = [one for one in repository.releases if not one.is_draft and not one.is_prerelease]
    if not found:
        raise Status(404, "Not Found")
    return rest.shapes.release(max(found, key=lambda one: one.created_at))


@route("/repos/{owner}/{name}/commits")
def _commits(rest: Rest, repository: Repository) -> Many:
    path, found = rest.query.get("path"), repository.commits
    if path:
        oids = {one.commit.oid for one in repository.documents if one.path == path}
        found = [one for one in found if one.oid in oids]
    if rest.since:
        found = [one for one in found if one.committed_date >= rest.since]
    return Many(found[::-1], rest.shapes.commit)


@route("/repos/{owner}/{name}/commits/{oid}")
def _commit(rest: Rest, repository: Repository, oid: str) -> Any:
    pulled = [one.commit for pull in repository.pull_requests for one in pull.commits]
    for one in [*repository.commits, *pulled]:
        if one.oid == oid or (
            oid in ("HEAD", repository.default_branch) and one is repository.commits[-1]
        ):
            return rest.shapes.commit(one)
    raise Status(422, f"No commit found for SHA: {oid}")


@route("/repos/{owner}/{name}/commits/{oid}/status")
def _check_state(rest: Rest, repository: Repository, oid: str) -> Any:
    for one in repository.commits:
        if one.oid == oid:
            return {"state": (one.check_state or "pending").lower(), "sha": oid, "statuses": []}
    raise Status(404, "Not Found")


@route("/repos/{owner}/{name}/contents/{path*}")
def _contents(rest: Rest, repository: Repository, path: str) -> Any:
    files = repository.files_at()
    if path in files:
        content = b64encode(files[path].encode()).decode()
        return {"type": "file", "path": path, "encoding": "base64", "content": content}
    below = f"{path}/" if path else ""
    names = sorted({one[len(below) :].partition("/")[0] for one in files if one.startswith(below)})
    if not names:
        raise Status(404, "Not Found")
    kinds = {name: "file" if below + name in files else "dir" for name in names}
    return [{"type": kinds[name], "name": name, "path": below + name} for name in names]


# Items ------------------------------------------------------------------------------------------


def _found(repository: Repository, number: str) -> Item:
    item = repository.items.get(int(number))
    if item is not None:
        return item
    if int(number) in repository.deleted:
        raise Status(410, "This issue was deleted")
    raise Status(404, "Not Found")


def _pull(repository: Repository, number: str) -> PullRequest:
    item = repository.items.get(int(number))
    if not isinstance(item, PullRequest):
        raise Status(404, "Not Found")
    return item


def _chosen(rest: Rest, items: Iterable[Item]) -> list[Any]:
    """Items as ``state``, ``since``, ``sort`` and ``direction`` ask for them."""
    state = rest.query.get("state", "open")
    found = [
        one
        for one in items
        if (state == "all" or (one.state == "OPEN") is (state == "open"))
        and (rest.since is None or one.updated_at >= rest.since)
    ]
    by = {"updated": "updated_at"}.get(rest.query.get("sort", ""), "created_at")
    newest_first = rest.query.get("direction", "desc") == "desc"
    return sorted(found, key=lambda one: (getattr(one, by), one.number), reverse=newest_first)


@route("/repos/{owner}/{name}/issues")
def _issues(rest: Rest, repository: Repository) -> Many:
    """Pull requests are among them."""
    return Many(_chosen(rest, repository.items.values()), rest.shapes.issue)


@route(r"/repos/{owner}/{name}/issues/(?P<number>\d+)")
def _issue(rest: Rest, repository: Repository, number: str) -> Any:
    return rest.shapes.issue(_found(repository, number))


@route(r"/repos/{owner}/{name}/issues/(?P<number>\d+)/comments")
def _issue_comments(rest: Rest, repository: Repository, number: str) -> Many:
    found = _found(repository, number).comments
    return Many(
        [one for one in found if not rest.since or one.updated_at >= rest.since],
        rest.shapes.comment,
    )


@route(r"/repos/{owner}/{name}/issues/(?P<number>\d+)/timeline")
def _timeline(rest: Rest, repository: Repository, number: str) -> Many:
    found = [one for one in _found(repository, number).happenings if one.is_on_timeline]
    return Many(sorted(found, key=timeline_key), rest.shapes.timeline_entry)


@route(r"/repos/{owner}/{name}/issues/(?P<number>\d+)/events")
def _issue_events(rest: Rest, repository: Repository, number: str) -> Many:
    return Many(_events([_found(repository, number)]), rest.shapes.event)


@route("/repos/{owner}/{name}/issues/events")
def _all_events(rest: Rest, repository: Repository) -> Many:
    return Many(_events(repository.items.values())[::-1], rest.shapes.event)


def _events(items: Iterable[Item]) -> list[Event]:
    """All that is neither said nor committed nor a cross-reference."""
    every = [one for item in items for one in item.happenings]
    found = [one for one in every if isinstance(one, Event) and one.kind != "CrossReferencedEvent"]
    return sorted(found, key=timeline_key)


@route("/repos/{owner}/{name}/issues/comments")
def _all_comments(rest: Rest, repository: Repository) -> Many:
    found = [one for item in repository.items.values() for one in item.comments]
    return Many(_said(rest, found), rest.shapes.comment)


@route("/repos/{owner}/{name}/pulls/comments")
def _all_line_comments(rest: Rest, repository: Repository) -> Many:
    found = [one for pull in repository.pull_requests for one in pull.line_comments]
    return Many(_said(rest, [one for one in found if _is_public(one)]), rest.shapes.line_comment)


def _is_public(comment: LineComment) -> bool:
    review = comment.pull_request_review
    return review is None or review.submitted_at is not None


def _said(rest: Rest, found: list[Any]) -> list[Any]:
    by = "updated_at" if rest.query.get("sort") == "updated" else "created_at"
    chosen = [one for one in found if not rest.since or one.updated_at >= rest.since]
    newest_first = rest.query.get("direction", "asc" if by == "created_at" else "desc") == "desc"
    return sorted(
        chosen, key=lambda one: (getattr(one, by), one.number_in_database), reverse=newest_first
    )


@route("/repos/{owner}/{name}/(?P<where>issues|pulls)/comments/{number}")
def _one_comment(rest: Rest, repository: Repository, where: str, number: str) -> Any:
    found = _comment(repository, where, number)
    return (
        rest.shapes.comment(found)
        if isinstance(found, Comment)
        else rest.shapes.line_comment(found)
    )


@route("/repos/{owner}/{name}/(?P<where>issues|pulls)/comments/{number}/reactions")
def _comment_reactions(rest: Rest, repository: Repository, where: str, number: str) -> Many:
    return Many(_comment(repository, where, number).reactions, rest.shapes.reaction)


def _comment(repository: Repository, where: str, number: str) -> Any:
    items = repository.items.values() if where == "issues" else repository.pull_requests
    attribute = "comments" if where == "issues" else "line_comments"
    for item in items:
        for one in getattr(item, attribute):
            if one.number_in_database == int(number):
                return one
    raise Status(404, "Not Found")


@route(r"/repos/{owner}/{name}/issues/(?P<number>\d+)/reactions")
def _reactions(rest: Rest, repository: Repository, number: str) -> Many:
    return Many(_found(repository, number).reactions, rest.shapes.reaction)


@route("/repos/{owner}/{name}/pulls")
def _pulls(rest: Rest, repository: Repository) -> Many:
    return Many(
        _chosen(rest, repository.pull_requests), lambda one: rest.shapes.pull(one, in_list=True)
    )


@route(r"/repos/{owner}/{name}/pulls/(?P<number>\d+)")
def _one_pull(rest: Rest, repository: Repository, number: str) -> Any:
    return rest.shapes.pull(_pull(repository, number))


@route(r"/repos/{owner}/{name}/pulls/(?P<number>\d+)/commits")
def _pull_commits(rest: Rest, repository: Repository, number: str) -> Many:
    """Two hundred and fifty of them; there is no way to the others."""
    found = [one.commit for one in _pull(repository, number).commits]
    return Many(found[:250], rest.shapes.commit)


@route(r"/repos/{owner}/{name}/pulls/(?P<number>\d+)/files")
def _pull_files(rest: Rest, repository: Repository, number: str) -> Many:
    def shape(one: Any) -> Any:
        counts = {"additions": one.additions, "deletions": one.deletions}
        return {"filename": one.path, "status": one.change_type.lower()} | counts

    return Many(_pull(repository, number).files, shape)


@route(r"/repos/{owner}/{name}/pulls/(?P<number>\d+)/reviews")
def _pull_reviews(rest: Rest, repository: Repository, number: str) -> Many:
    """Those that only answer line comments are among them."""
    found: list[Review] = [one for one in _pull(repository, number).reviews if one.submitted_at]
    return Many(found, rest.shapes.review)


@route(r"/repos/{owner}/{name}/pulls/(?P<number>\d+)/comments")
def _pull_comments(rest: Rest, repository: Repository, number: str) -> Many:
    found = [one for one in _pull(repository, number).line_comments if _is_public(one)]
    return Many(_said(rest, found), rest.shapes.line_comment)


@route(r"/repos/{owner}/{name}/pulls/(?P<number>\d+)/requested_reviewers")
def _asked(rest: Rest, repository: Repository, number: str) -> Any:
    shown = rest.shapes.pull(_pull(repository, number))
    return {"users": shown["requested_reviewers"], "teams": shown["requested_teams"]}


@route("/search/issues")
def _search(rest: Rest) -> Many:
    words = rest.query.get("q", "").split()
    every = [one for each in rest.simulator.world.repositories for one in each.items.values()]
    found = [one for one in every if fits_search(one, words)]
    newest = sorted(found, key=lambda one: one.created_at, reverse=True)
    return Many(newest[:1000], rest.shapes.issue, within="items")


# Apps -------------------------------------------------------------------------------------------


@route("/app/installations")
def _installations(rest: Rest) -> Many:
    app = _app(rest)
    found = [one for one in rest.simulator.installations.items() if one[1][0] == app]
    return Many(found, lambda one: _installation(rest, *one))


@route("/(?:orgs|users)/{login}/installation")
def _owner_installation(rest: Rest, login: str) -> Any:
    app = _app(rest)
    for number, (owner_app, account) in rest.simulator.installations.items():
        if owner_app == app and account.lower() == login.lower():
            return _installation(rest, number, (owner_app, account))
    raise Status(404, "Not Found")


@route("/app/installations/{number}/access_tokens", "POST")
def _access_token(rest: Rest, number: str) -> Response:
    app = _app(rest)
    installation = rest.simulator.installations.get(int(number))
    if installation is None or installation[0] != app:
        raise Status(404, "Not Found")
    token = rest.simulator.mint(int(number))
    ends = token.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ") if token.expires_at else None
    allowed = {"issues": "read", "pull_requests": "read", "metadata": "read"}
    return Response(201, {"token": token.name, "expires_at": ends, "permissions": allowed})


def _installation(rest: Rest, number: int, installation: tuple[str, str]) -> Any:
    app, login = installation
    account = rest.shapes.account(rest.simulator.world.account(login))
    return {"id": number, "app_id": int(app), "account": account}


def _app(rest: Rest) -> str:
    """Which app speaks, by its JWT."""
    _, _, secret = rest.request.headers.get("authorization", "").partition(" ")
    try:
        return apps.app_of(secret, rest.simulator.app_keys, rest.simulator.clock.now())
    except apps.NotAnApp as error:
        raise Status(401, str(error)) from None
