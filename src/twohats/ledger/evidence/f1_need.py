"""F1: upstream needed it: somebody not ours asked, or the need lies in the thing itself."""

import ibis
import ibis.expr.types as ir

from twohats.facts.firsts import moment_key
from twohats.ledger.cases import HELP, Case, has_label
from twohats.ledger.evidence.pieces import pieces, short
from twohats.people.roles import roles

MEETING = ("meeting", "governance", "moderation", "mentoring", "newcomers", "sponsoring", "goals")
"""Logged work of an upstream team, which needs it by being a team."""
SECURITY = r"(?:.*[:/ -]\s*)?security(?:[ -]fix)?"
SECURITY_TITLE = r"(?i)\b(?:CVE-\d{4}-\d{4,}|GHSA(?:-[a-z0-9]{4}){3})\b"


def find(case: Case) -> ir.Table:
    """Answer for every entry: yes with who asked, no, or unknown.

    Asked for by somebody not ours: an issue or discussion in an upstream repository that the change
    names, or that names it, opened before the work. Inherent: what somebody not ours opened is
    reviewed, answered, sorted or merged; a release; a fix of a weakness; work of an upstream team
    that was logged with a link.
    """
    work = case.work
    rows = work.left_join(_requests(case), ["entry"]).drop("entry_right")
    rows = rows.left_join(_roles(case), ["entry"]).drop("entry_right")
    is_help = rows.activity.isin(list(HELP))
    is_others = ~rows.author_is_ours
    is_robot = rows.author_is_bot.fill_null(False)
    is_secure = has_label(rows.labels, SECURITY).fill_null(False) | rows.title.re_search(
        SECURITY_TITLE
    ).fill_null(False)
    is_logged = rows.item_kind == "log"
    is_team = is_logged & rows.activity.isin(list(MEETING))
    is_linked = rows.url.notnull() & ~_is_our_place(case, rows.url)
    yes, no, unknown = (ibis.literal(value, type="boolean") for value in (True, False, None))
    answers = [
        (is_help & is_others & is_robot, yes, "weak",
         "What an account of a program opened for the project was helped along."),
        (is_help & is_others, yes, "strong", "Somebody who is not ours opened the item."),
        (rows.activity == "release", yes, "strong", "A release serves everybody who uses it."),
        (is_secure & (rows.activity == "change"), yes, "strong", "It mends a weakness."),
        (rows.is_asked.fill_null(False), yes, "strong", None),
        (is_team & rows.has_role.fill_null(False), yes, "strong",
         "The person holds a role in the upstream team."),
        (is_team & is_linked, yes, "strong", "It is work of an upstream team, and linked."),
        (is_logged, unknown, "strong", "Nothing that upstream said is linked."),
        (is_help & rows.author.isnull(), unknown, "strong",
         "Whoever opened the item is not known any more."),
        (rows.activity == "commit", unknown, "strong",
         "What a commit outside of pull requests was for was not read."),
        (rows.is_unread.fill_null(False), unknown, "strong",
         "An upstream issue is tied to it that was not read, or whose author is not known."),
    ]  # fmt: skip
    request = short(rows.asked_in) + " of somebody who is not ours asked for it."
    return pieces(
        "F1",
        rows,
        holds=ibis.cases(*[(test, value) for test, value, _, _ in answers], else_=no),
        strength=ibis.cases(
            *[(test, ibis.literal(strength)) for test, _, strength, _ in answers], else_="strong"
        ),
        because=ibis.cases(
            *[(test, request if why is None else ibis.literal(why)) for test, _, _, why in answers],
            else_="No request by anybody who is not ours was found.",
        ),
        url=ibis.coalesce(rows.asked_url, rows.url),
        who=ibis.coalesce(rows.asked_by, ibis.ifelse(is_help & is_others, rows.author, None)),
        said_at=ibis.coalesce(rows.asked_at, rows.opened_at, rows.happened_at),
    )


def _requests(case: Case) -> ir.Table:
    """Per entry, the oldest issue of somebody not ours that is tied to its item."""
    tied = case.linked.filter(lambda t: t.strong & ~t.is_ours)
    tied = tied.filter(
        lambda t: (
            t.other_kind.isnull()
            | (t.other_kind.isin(["issue", "discussion"]) & (t.other_scope == "upstream"))
        )
    )
    entries = case.work.select("entry", "item", "happened_at")
    rows = entries.inner_join(tied, "item")
    is_before = (rows.other_at <= rows.happened_at).fill_null(False)
    is_asked = (
        ~rows.other_author_is_ours.fill_null(True)
        & ~rows.other_author_is_bot.fill_null(True)
        & is_before
    )
    is_unread = rows.other_kind.isnull() | (is_before & rows.other_author_is_ours.isnull())
    rows = rows.mutate(is_asked=is_asked, is_unread=is_unread)
    key = moment_key(rows.other_at, rows.other)
    oldest = {
        name: rows[column].argmin(key, where=rows.is_asked)
        for name, column in {
            "asked_in": "other",
            "asked_url": "other_url",
            "asked_by": "other_author",
            "asked_at": "other_at",
        }.items()
    }
    return rows.group_by("entry").agg(
        is_asked=rows.is_asked.any(), is_unread=rows.is_unread.any(), **oldest
    )


def _roles(case: Case) -> ir.Table:
    """Entries of people who held a role in the community on that day."""
    held = roles(case.facts).select("account", "community", "from_at", "until_at")
    rows = case.work.select("entry", "account", "community", "happened_at")
    rows = rows.inner_join(held, ["account", "community"])
    rows = rows.filter(
        (rows.from_at <= rows.happened_at)
        & ((rows.until_at > rows.happened_at) | rows.until_at.isnull())
    )
    return rows.select("entry").distinct().mutate(has_role=True)


def _is_our_place(case: Case, url: ir.StringValue) -> ir.BooleanValue:
    """Whether an address lies in a space of our own, where upstream states no need."""
    found: ir.BooleanValue = ibis.literal(False)
    keys = (*case.traces.owners, *case.traces.repositories, *case.traces.trackers)
    for key in keys:
        path = "/" + key.partition(":")[2] + "/"
        found = found | (url.lower() + "/").contains(path)
    return found.fill_null(False)
