"""The fact tables: names, columns, keys and grain, as every source fills them.

The readers, the store and the engines all take their columns from here, so that a live read, a
backup and a database dump of the same thing give the same row.

``string``, ``int``, ``bool``, ``time`` (UTC) and ``list`` (of strings) are all the types there are;
a missing value is NULL, never a made-up default.

See docs/facts.md for what each column means and where it comes from.
"""

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["string", "int", "bool", "time", "list"]

EVENT_KINDS = (
    "opened",
    "commented",
    "reviewed",
    "review_commented",
    "merged",
    "closed",
    "reopened",
    "labeled",
    "unlabeled",
    "assigned",
    "unassigned",
    "review_requested",
    "review_request_removed",
    "review_dismissed",
    "ready_for_review",
    "converted_to_draft",
    "renamed",
    "milestoned",
    "demilestoned",
    "referenced",
    "cross_referenced",
    "force_pushed",
    "committed",
    "locked",
    "unlocked",
)
"""Kinds of events that every reader of a forge speaks of, whether it saw one or not; others keep the
forge's word.
"""

SEEN_AT = "seen_at"
"""On every row of every table: when the source was looked at. The later look wins."""


@dataclass(frozen=True)
class FactTable:
    """One table of facts."""

    name: str
    """Plural noun, snake case; also the name in SQL."""
    grain: str
    """What one row stands for."""
    key: tuple[str, ...]
    """The columns that tell one row from another; rows with equal keys are one."""
    columns: dict[str, ColumnType]
    """Every column but ``seen_at``, in the order people see them."""
    shared: bool = False
    """Whether several owners may hold the same row (accounts are one per forge)."""


def _columns(**by_type: str) -> dict[str, ColumnType]:
    """Columns from ``type_position="a b c"`` pairs, in the order given."""
    columns: dict[str, ColumnType] = {}
    for type_at, names in by_type.items():
        kind: ColumnType = type_at.split("_")[0]  # type: ignore[assignment]
        columns.update(dict.fromkeys(names.split(), kind))
    return columns


TABLES: dict[str, FactTable] = {
    table.name: table
    for table in (
        FactTable(
            "accounts",
            "one account on one forge",
            ("account",),
            _columns(string="account forge forge_id login name kind company url"),
            shared=True,
        ),
        FactTable(
            "repositories",
            "one repository",
            ("repository",),
            _columns(
                string="repository forge forge_id owner name owner_kind url",
                time="created_at",
                bool="archived fork",
                string_2="default_branch license_spdx",
            ),
        ),
        FactTable(
            "names",
            "one name that an identity had",
            ("forge_id", "name", "from_at"),
            _columns(string="forge_id name", time="from_at until_at"),
            shared=True,
        ),
        FactTable(
            "items",
            "one issue, pull or merge request, or discussion",
            ("item",),
            _columns(
                string="item repository",
                int="number",
                string_2="kind title body url author association",
                time="created_at updated_at closed_at merged_at",
                string_3="merged_by state",
                bool="draft",
                int_2="additions deletions changed_files",
                list="labels",
                string_4="milestone",
                list_2="assignees requested_reviewers",
                string_5="base_ref head_repository merge_commit_oid",
                time_2="gone_at",
            ),
        ),
        FactTable(
            "events",
            "one thing somebody did to an item",
            ("event",),
            _columns(
                string="event item repository",
                int="number",
                string_2="kind actor",
                time="happened_at",
                string_3="state subject parent path oid association body url",
                time_2="edited_at gone_at",
            ),
        ),
        FactTable(
            "item_files",
            "one path changed by one pull request",
            ("item", "path"),
            _columns(string="item path", int="additions deletions"),
        ),
        FactTable(
            "item_commits",
            "one commit of one pull request",
            ("item", "oid"),
            _columns(string="item oid"),
        ),
        FactTable(
            "commits",
            "one commit in one repository",
            ("repository", "oid"),
            _columns(
                string="repository oid author_name author_email",
                time="authored_at",
                int="author_utc_offset_minutes",
                string_2="committer_name committer_email",
                time_2="committed_at",
                string_3="subject",
                list="parents",
            ),
        ),
        FactTable(
            "commit_people",
            "one person named on one commit, and how",
            ("repository", "oid", "role", "name", "email"),
            _columns(string="repository oid role name email account"),
        ),
        FactTable(
            "commit_files",
            "one path changed by one commit",
            ("repository", "oid", "path"),
            _columns(string="repository oid path", int="additions deletions"),
        ),
        FactTable(
            "releases",
            "one release or version tag",
            ("repository", "tag"),
            _columns(
                string="repository tag name author",
                time="published_at",
                bool="prerelease",
                string_2="url",
            ),
        ),
        FactTable(
            "checks",
            "the state of one commit of a default branch",
            ("repository", "oid"),
            _columns(
                string="repository oid", time="committed_at", string_2="state", time_2="looked_at"
            ),
        ),
        FactTable(
            "links",
            "one reference from an item or text to an item",
            ("from_item", "from_event", "to_item", "to_url", "kind"),
            _columns(
                string="from_item from_event to_item to_url kind actor",
                time="happened_at",
            ),
        ),
        FactTable(
            "milestones",
            "one milestone of one repository",
            ("repository", "milestone"),
            _columns(
                string="repository milestone title", time="due_at", string_2="state description"
            ),
        ),
        FactTable(
            "board_values",
            "one field of one item on one board, as of one look",
            ("board", "item", "field", "looked_at"),
            _columns(string="board item field value", time="looked_at"),
        ),
        FactTable(
            "documents",
            "one version of one community file",
            ("repository", "path", "oid"),
            _columns(string="repository path kind oid", time="committed_at", string_2="text"),
        ),
        FactTable(
            "memberships",
            "one role of one person in one upstream body over one period",
            ("repository", "owner", "account", "name", "role", "body", "from_at"),
            _columns(
                string="repository owner account name role body",
                time="from_at until_at",
                string_2="source_path oid",
            ),
        ),
        FactTable(
            "commitments",
            "one recorded intention of ours",
            ("commitment",),
            _columns(
                string="commitment kind iteration",
                time="recorded_at",
                string_2="holder community funder direction item url",
            ),
        ),
        FactTable(
            "coverage",
            "one promise of completeness by one read",
            ("read", "source", "scope", "holds"),
            _columns(
                string="read source scope holds",
                time="covers_from covers_to",
                bool="complete",
                int="rows skipped",
                string_2="reason declared_by",
            ),
        ),
    )
}
"""Every fact table by name."""
