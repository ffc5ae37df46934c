"""F3: it is a kind of work that the team does for upstream."""

import ibis
import ibis.expr.types as ir

from twohats.ledger.cases import HELP, Case, has_label
from twohats.ledger.evidence.pieces import pieces

LISTED = (
    "release", "meeting", "mentoring", "moderation", "governance", "goals", "sponsoring",
    "newcomers", "docs", "ci", "security", *HELP,
)  # fmt: skip
"""Activities on the list, whatever they touch."""
UNLISTED = ("talk", "funding", "care")
"""Logged work that is valued and not on the list."""
KINDS = (
    r"docs?|documentation|tutorials?|ci|continuous[ -]integration|tests?|testing|releases?|security"
)
LABEL = rf"(?:.*[:/ -]\s*)?(?:{KINDS})"
TITLE = rf"(?i)^\s*\[?(?:{KINDS}|rel|rls)(?:\([^)]*\))?[\]:]"
PATH = (
    r"(?i)(?:^|/)(?:docs?|documentation|tutorials?|tests?|\.github|\.circleci|ci)/"
    r"|\.(?:md|rst)$"
    r"|(?:^|/)(?:test_[^/]*|[^/]*_test\.\w+|[^/]*\.(?:test|spec)\.\w+|conftest\.py)$"
    r"|(?:^|/)(?:\.gitlab-ci\.yml|\.travis\.yml|azure-pipelines\.yml|noxfile\.py|tox\.ini"
    r"|\.pre-commit-config\.yaml|\.readthedocs\.ya?ml)$"
)
"""Documentation, tests and what runs them."""


def find(case: Case) -> ir.Table:
    """Answer for every entry by its activity; for changes by label, title and what they touch."""
    files = case.facts.tables["item_files"]
    files = files.semi_join(case.work.select("item").distinct(), "item")
    touched = files.group_by("item").agg(all_listed=files.path.re_search(PATH).all())
    rows = case.work.left_join(touched, "item").drop("item_right")
    is_patch = rows.activity.isin(["change", "commit"])
    is_named = has_label(rows.labels, LABEL).fill_null(False) | rows.title.re_search(
        TITLE
    ).fill_null(False)
    yes, no, unknown = (ibis.literal(value, type="boolean") for value in (True, False, None))
    answers = [
        (rows.activity.isin(list(LISTED)), yes, "Work of this kind is on the list."),
        (rows.activity.isin(list(UNLISTED)), no, "Work of this kind is not on the list."),
        (is_patch & is_named, yes, "Its label or title says documentation, tests, release or so."),
        (is_patch & rows.all_listed, yes,
         "It touches only documentation, tests and what runs them."),
        (is_patch & ~rows.all_listed, no, "It changes more than documentation and tests."),
        (is_patch, unknown, "What it touches was not read, and its label and title do not say."),
    ]  # fmt: skip
    return pieces(
        "F3",
        rows,
        holds=ibis.cases(*[(test, value) for test, value, _ in answers], else_=unknown),
        because=ibis.cases(
            *[(test, why) for test, _, why in answers],
            else_="Nobody has said whether work of this kind is on the list.",
        ),
        url=rows.url,
        said_at=rows.happened_at,
    )
