"""N2: a new project of our own in an upstream place, to scratch an itch of ours."""

from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from twohats.facts.author_lines import mail_identity_of
from twohats.facts.firsts import moment_key
from twohats.ledger.cases import Case
from twohats.ledger.evidence.pieces import pieces


def find(case: Case) -> ir.Table:
    """Find work in repositories that are new, begun by one of ours, and mostly ours.

    Of older repositories nothing is said. Where nobody can tell how old one is, or whose the first
    commits were, the answer is unknown. One that others upstream asked for, before it was made, is none
    of our own: people name the request.
    """
    rows = case.work.left_join(_ages(case), "repository").drop("repository_right")
    new = timedelta(days=case.rubric.new_project_days)
    began_at = ibis.coalesce(rows.created_at, rows.seen_from)
    rows = rows.mutate(began_at=began_at)
    is_old = (rows.seen_from <= rows.happened_at - new) | (
        rows.created_at <= rows.happened_at - new
    )
    rows = rows.filter(~is_old.fill_null(False))
    rows = rows.left_join(_begun(case), "repository").drop("repository_right")
    is_ours = rows.first_is_ours & (rows.ours * 2 > rows.commits)
    request = _requested(case, rows.repository, began_at=rows.began_at)
    holds = ibis.cases(
        (request.notnull(), ibis.literal(False)),
        (rows.first_is_ours.isnull(), ibis.null("boolean")),
        (~is_ours, ibis.literal(False)),
        (rows.created_at.isnull(), ibis.null("boolean")),
        else_=True,
    )
    days = str(case.rubric.new_project_days)
    return pieces(
        "N2",
        rows,
        holds=holds,
        because=ibis.cases(
            (request.notnull(), "Others upstream asked for this project before it was made."),
            (holds, f"The project was made by ours in the {days} days before, and is mostly ours."),
            (rows.first_is_ours.isnull(), "Who began this new project was not read."),
            (~is_ours, "The project is new, and others began it or do most of it."),
            else_="When the project was made was not read.",
        ),
        url=ibis.coalesce(request, rows.place),
        said_at=rows.began_at,
    )


def _requested(case: Case, repository: Any, began_at: Any) -> Any:
    """Give where others asked for a repository before it began; NULL where nobody did."""
    found = ibis.null("string")
    for one in case.requested:
        is_it = (repository == one.repository) & (began_at > one.asked_at)
        found = ibis.ifelse(is_it.fill_null(False), ibis.literal(one.url), found)
    return found


def _ages(case: Case) -> ir.Table:
    """When each repository was made, if a source says so, and the first that was seen of it."""
    tables = case.facts.tables
    seen = (
        tables["items"].select("repository", at="created_at")
        .union(tables["commits"].select("repository", at="committed_at"))
        .union(tables["releases"].select("repository", at="published_at"))
    )  # fmt: skip
    first = seen.group_by("repository").agg(seen_from=seen["at"].min())
    made = tables["repositories"].select("repository", "created_at", place="url")
    return first.left_join(made, "repository").drop("repository_right")


def _begun(case: Case) -> ir.Table:
    """Whose the first commit of each repository was, and how many of its first ones are ours."""
    tables = case.facts.tables
    commits = tables["commits"].select("repository", "oid", "committed_at")
    commits = commits.semi_join(case.work.select("repository").distinct(), "repository")
    authors = tables["commit_people"].filter(lambda t: t.role == "author")
    authors = authors.select(
        "repository",
        "oid",
        identity=ibis.coalesce(authors.account, mail_identity_of(authors.name, authors.email)),
    )
    rows = commits.inner_join(authors, ["repository", "oid"])
    rows = case.facts.who(rows, "identity", "committed_at", "by")
    return rows.group_by("repository").agg(
        first_is_ours=rows.by_is_ours.argmin(moment_key(rows.committed_at, rows.oid)),
        ours=rows.by_is_ours.fill_null(False).sum(),
        commits=rows.count(),
    )
