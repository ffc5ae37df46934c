"""A project by itself: what it says, its releases, milestones, members, and checks of its commits."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from twohats.sources.asking.ports import NotThere, Rest
from twohats.sources.gitlab_rows import GitlabRows, Node, milestone_of


def add_about(rows: GitlabRows, connection: Rest, project: Node, since: str, at: datetime) -> str:
    """Take in what a project says of itself and what belongs to it as a whole.

    Parameters
    ----------
    rows
        Where it goes.
    connection
        Whom to ask.
    project
        As the look found it.
    since
        Checks are those of commits from then on.
    at
        When the look was had.

    Returns
    -------
    str
        The project's key.
    """
    key = rows.project(project, at)
    place = f"/projects/{project['id']}"

    def listed(what: str, words: str, holds: str) -> Iterator[tuple[Node, datetime]]:
        try:
            for page in connection.pages(f"{place}/{what}{words}"):
                yield from ((one, page.asked_at) for one in page.content)
        except NotThere as missing:
            rows.lose(f"{key}: {what}", str(missing), [holds], key)

    for release, seen_at in listed("releases", "", "releases"):
        if not release.get("upcoming_release"):
            rows.release(key, release, seen_at)
    for milestone, seen_at in listed("milestones", "?state=all", "milestones"):
        rows.milestone(key, milestone_of(milestone), seen_at)
    for member, seen_at in listed("members/all", "", "memberships"):
        rows.member(key, member, seen_at)
    branch = project.get("default_branch")
    if branch:
        ran = urlencode({"ref": branch, "updated_after": since, "order_by": "id", "sort": "desc"})
        states: dict[str, str] = {}
        for pipeline, _ in listed("pipelines", f"?{ran}", "checks"):
            states.setdefault(pipeline["sha"], pipeline["status"])
        words = urlencode({"ref_name": branch, "since": since})
        for commit, seen_at in listed("repository/commits", f"?{words}", "checks"):
            rows.check(key, commit, states.get(commit["id"]), seen_at)
    return key
