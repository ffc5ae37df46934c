"""What REST sends, for the same world: objects as GitHub documents them, cut down to what is read.

Bots have ``[bot]`` in their login, deleted authors are ``ghost``, deleted actors null, and a pull
request is an issue as well, under another id.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from github.resolvers import SITE, path_of
from github.things import (
    GHOST_ID,
    Account,
    Comment,
    Commit,
    Event,
    Happening,
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
    Said,
    Team,
    Thread,
)

Json = dict[str, Any]

WORDS = {
    "AssignedEvent": "assigned",
    "BaseRefChangedEvent": "base_ref_changed",
    "ClosedEvent": "closed",
    "CommentDeletedEvent": "comment_deleted",
    "ConnectedEvent": "connected",
    "ConvertToDraftEvent": "convert_to_draft",
    "ConvertedToDiscussionEvent": "converted_to_discussion",
    "CrossReferencedEvent": "cross-referenced",
    "DemilestonedEvent": "demilestoned",
    "DisconnectedEvent": "disconnected",
    "HeadRefDeletedEvent": "head_ref_deleted",
    "HeadRefForcePushedEvent": "head_ref_force_pushed",
    "HeadRefRestoredEvent": "head_ref_restored",
    "LabeledEvent": "labeled",
    "LockedEvent": "locked",
    "MarkedAsDuplicateEvent": "marked_as_duplicate",
    "MentionedEvent": "mentioned",
    "MergedEvent": "merged",
    "MilestonedEvent": "milestoned",
    "PinnedEvent": "pinned",
    "ReadyForReviewEvent": "ready_for_review",
    "ReferencedEvent": "referenced",
    "RenamedTitleEvent": "renamed",
    "ReopenedEvent": "reopened",
    "ReviewDismissedEvent": "review_dismissed",
    "ReviewRequestRemovedEvent": "review_request_removed",
    "ReviewRequestedEvent": "review_requested",
    "SubscribedEvent": "subscribed",
    "TransferredEvent": "transferred",
    "UnassignedEvent": "unassigned",
    "UnlabeledEvent": "unlabeled",
    "UnlockedEvent": "unlocked",
    "UnpinnedEvent": "unpinned",
    "UnsubscribedEvent": "unsubscribed",
    "UserBlockedEvent": "user_blocked",
}
"""REST's words for the types of GraphQL."""


def moment(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


class Shapes:
    """Makes the objects.

    Parameters
    ----------
    api
        Where the API is: beginning of the addresses that programs follow.
    """

    def __init__(self, api: str = "https://api.github.com"):
        self.api = api

    # People and repositories --------------------------------------------------------------------

    def account(self, account: Account | None) -> Json | None:
        if account is None:
            return None
        kind, login = account.account_kind, account.rest_login
        return {
            "login": login,
            "id": account.number_in_database,
            "node_id": account.id,
            "avatar_url": f"https://avatars.example/u/{account.number_in_database}",
            "url": f"{self.api}/users/{login}",
            "html_url": SITE + path_of(account),
            "organizations_url": f"{self.api}/users/{login}/orgs",
            "repos_url": f"{self.api}/users/{login}/repos",
            "type": "User" if kind == "Mannequin" else kind,
            "site_admin": False,
        }

    def whole_account(self, account: Account) -> Json:
        """An account, as one asks for it by its login."""
        shown = self.account(account) or {}
        return shown | {
            "name": account.name,
            "company": account.company,
            "email": None,
            "created_at": moment(account.created_at),
            "updated_at": moment(account.created_at),
        }

    def author(self, account: Account | None) -> Json:
        """Who wrote an item or comment: ``ghost`` for all who are gone."""
        return self.account(account) or {
            "login": "ghost",
            "id": GHOST_ID,
            "node_id": "MDQ6VXNlcjEwMTM3",
            "url": f"{self.api}/users/ghost",
            "html_url": f"{SITE}/ghost",
            "type": "User",
            "site_admin": False,
        }

    def team(self, team: Team) -> Json:
        return {
            "id": team.number_in_database,
            "node_id": team.id,
            "name": team.name,
            "slug": team.slug,
            "html_url": SITE + path_of(team),
        }

    def repository(self, repository: Repository) -> Json:
        name = repository.name_with_owner
        return {
            "id": repository.number_in_database,
            "node_id": repository.id,
            "name": repository.name,
            "full_name": name,
            "private": repository.is_private,
            "owner": self.account(repository.owner),
            "html_url": SITE + path_of(repository),
            "description": repository.description,
            "fork": repository.is_fork,
            "url": f"{self.api}/repos/{name}",
            "created_at": moment(repository.created_at),
            "updated_at": moment(repository.updated_at),
            "pushed_at": moment(repository.pushed_at),
            "archived": repository.is_archived,
            "default_branch": repository.default_branch,
            "license": _license(repository),
            "stargazers_count": 0,
            "watchers_count": 0,
            "subscribers_count": 0,
            "forks_count": 0,
            "open_issues_count": sum(one.state == "OPEN" for one in repository.items.values()),
            "topics": [],
        }

    def label(self, label: Label) -> Json:
        return {
            "id": label.number_in_database,
            "node_id": label.id,
            "url": f"{self.api}/repos/{label.repository.name_with_owner}/labels/{label.name}",
            "name": label.name,
            "color": label.color,
            "default": False,
            "description": label.description,
        }

    def milestone(self, milestone: Milestone) -> Json:
        return {
            "id": milestone.number_in_database,
            "node_id": milestone.id,
            "html_url": SITE + path_of(milestone),
            "number": milestone.number,
            "title": milestone.title,
            "description": milestone.description,
            "creator": self.account(milestone.creator),
            "state": milestone.state.lower(),
            "created_at": moment(milestone.created_at),
            "updated_at": moment(milestone.updated_at),
            "due_on": moment(milestone.due_on),
            "closed_at": moment(milestone.closed_at),
        }

    def release(self, release: Release) -> Json:
        return {
            "id": release.number_in_database,
            "node_id": release.id,
            "html_url": SITE + path_of(release),
            "tag_name": release.tag_name,
            "name": release.name,
            "body": release.description,
            "draft": release.is_draft,
            "prerelease": release.is_prerelease,
            "created_at": moment(release.created_at),
            "published_at": moment(release.published_at),
            "author": self.account(release.author),
            "assets": [],
        }

    def commit(self, commit: Commit) -> Json:
        where = f"{self.api}/repos/{commit.repository.name_with_owner}/commits/{commit.oid}"
        return {
            "sha": commit.oid,
            "node_id": commit.id,
            "url": where,
            "html_url": SITE + path_of(commit),
            "commit": self._signatures(commit) | {"message": commit.message},
            "author": self.account(commit.author),
            "committer": self.account(commit.committer),
            "parents": [{"sha": one.oid} for one in commit.parents],
            "stats": {"additions": commit.additions, "deletions": commit.deletions},
            "files": [],
        }

    def _signatures(self, commit: Commit) -> Json:
        who = {"name": commit.author_name, "email": commit.author_email}
        return {
            "author": who | {"date": moment(commit.authored_date)},
            "committer": who | {"date": moment(commit.committed_date)},
        }

    # Items --------------------------------------------------------------------------------------

    def issue(self, item: Item) -> Json:
        """An issue, or a pull request seen as one."""
        shown = self._item(item, "issues")
        closer = [one for one in item.happenings if one.kind == "ClosedEvent"]
        shown |= {
            "repository_url": f"{self.api}/repos/{item.repository.name_with_owner}",
            "comments_url": f"{shown['url']}/comments",
            "events_url": f"{shown['url']}/events",
            "comments": len(item.comments),
            "assignee": self.account(item.assignees[0]) if item.assignees else None,
            "closed_by": self.account(getattr(closer[-1], "actor", None)) if closer else None,
            "reactions": self.reaction_counts(item.reactions),
            "state_reason": None,
        }
        if isinstance(item, PullRequest):
            where = f"{self.api}/repos/{item.repository.name_with_owner}/pulls/{item.number}"
            shown["id"] = item.number_as_issue
            shown["draft"] = item.is_draft
            shown["pull_request"] = {
                "url": where,
                "html_url": SITE + path_of(item),
                "merged_at": moment(item.merged_at),
            }
        elif isinstance(item, Issue) and item.state_reason:
            shown["state_reason"] = item.state_reason.lower()
        return shown

    def _item(self, item: Item, folder: str) -> Json:
        name = item.repository.name_with_owner
        return {
            "url": f"{self.api}/repos/{name}/{folder}/{item.number}",
            "id": item.number_in_database,
            "node_id": item.id,
            "html_url": SITE + path_of(item),
            "number": item.number,
            "state": "open" if item.state == "OPEN" else "closed",
            "locked": item.locked,
            "active_lock_reason": item.active_lock_reason,
            "title": item.title,
            "body": item.body or None,
            "user": self.author(item.author),
            "author_association": item.author_association,
            "labels": [self.label(one) for one in item.labels],
            "milestone": self.milestone(item.milestone) if item.milestone else None,
            "assignees": [self.account(one) for one in item.assignees],
            "created_at": moment(item.created_at),
            "updated_at": moment(item.updated_at),
            "closed_at": moment(item.closed_at),
        }

    def pull(self, pull: PullRequest, *, in_list: bool = False) -> Json:
        """A pull request; lists leave out what has to be counted."""
        people = [one.requested_reviewer for one in pull.review_requests]
        head = pull.head_repository
        shown = self._item(pull, "pulls") | {
            "issue_url": f"{self.api}/repos/{pull.repository.name_with_owner}/issues/{pull.number}",
            "_links": {"html": {"href": SITE + path_of(pull)}},
            "draft": pull.is_draft,
            "merged_at": moment(pull.merged_at),
            "merge_commit_sha": pull.merge_commit.oid if pull.merge_commit else None,
            "assignee": self.account(pull.assignees[0]) if pull.assignees else None,
            "requested_reviewers": [self.account(p) for p in people if isinstance(p, Account)],
            "requested_teams": [self.team(p) for p in people if isinstance(p, Team)],
            "base": {
                "ref": pull.base_ref_name,
                "sha": pull.repository.commits[0].oid,
                "user": self.account(pull.repository.owner),
                "repo": self.repository(pull.repository),
            },
            "head": {
                "ref": pull.head_ref_name,
                "sha": pull.commits[-1].commit.oid if pull.commits else "0" * 40,
                "user": self.account(head.owner) if head else None,
                "repo": self.repository(head) if head else None,
            },
        }
        if in_list:
            return shown
        return shown | {
            "merged": pull.merged_at is not None,
            "merged_by": self.account(pull.merged_by),
            "comments": len(pull.comments),
            "review_comments": len(pull.line_comments),
            "commits": len(pull.commits),
            "additions": sum(one.additions for one in pull.files),
            "deletions": sum(one.deletions for one in pull.files),
            "changed_files": len(pull.files),
        }

    # What is said -------------------------------------------------------------------------------

    def _said(self, said: Said) -> Json:
        return {
            "id": said.number_in_database,
            "node_id": said.id,
            "html_url": SITE + path_of(said),
            "user": self.author(said.author),
            "author_association": said.author_association,
            "body": said.body,
            "created_at": moment(said.created_at),
            "updated_at": moment(said.updated_at),
            "reactions": self.reaction_counts(said.reactions),
        }

    def comment(self, comment: Comment) -> Json:
        name = comment.repository.name_with_owner
        return self._said(comment) | {
            "url": f"{self.api}/repos/{name}/issues/comments/{comment.number_in_database}",
            "issue_url": f"{self.api}/repos/{name}/issues/{comment.item.number}",
        }

    def review(self, review: Review) -> Json:
        name, number = review.repository.name_with_owner, review.item.number
        shown = self._said(review) | {
            "user": self.account(review.author),
            "state": review.state,
            "commit_id": review.commit.oid if review.commit else None,
            "submitted_at": moment(review.submitted_at),
            "pull_request_url": f"{self.api}/repos/{name}/pulls/{number}",
        }
        for only_elsewhere in ("created_at", "reactions", "updated_at"):
            del shown[only_elsewhere]
        return shown

    def line_comment(self, comment: LineComment) -> Json:
        name = comment.repository.name_with_owner
        review, answered = comment.pull_request_review, comment.reply_to
        shown = self._said(comment) | {
            "user": self.author(comment.author),
            "url": f"{self.api}/repos/{name}/pulls/comments/{comment.number_in_database}",
            "pull_request_url": f"{self.api}/repos/{name}/pulls/{comment.item.number}",
            "pull_request_review_id": review.number_in_database if review else None,
            "path": comment.file,
            "commit_id": comment.commit.oid if comment.commit else None,
            "original_commit_id": comment.original_commit and comment.original_commit.oid,
            "diff_hunk": "@@ -1 +1 @@",
            "position": 1,
            "line": 1,
        }
        if answered is not None:
            shown["in_reply_to_id"] = answered.number_in_database
        return shown

    def reaction(self, reaction: Reaction) -> Json:
        return {
            "id": reaction.number_in_database,
            "node_id": reaction.id,
            "user": self.account(reaction.user),
            "content": _REACTIONS.get(reaction.content, reaction.content.lower()),
            "created_at": moment(reaction.created_at),
        }

    def reaction_counts(self, reactions: Iterable[Reaction]) -> Json:
        counts = {"total_count": 0} | dict.fromkeys(_REACTIONS.values(), 0)
        for one in reactions:
            counts["total_count"] += 1
            counts[_REACTIONS.get(one.content, one.content.lower())] += 1
        return counts

    # Timelines ----------------------------------------------------------------------------------

    def timeline_entry(self, one: Happening) -> Json:
        """One entry of a timeline: an event, or a comment, review or commit in event's clothes."""
        match one:
            case Comment():
                shown = self.comment(one)
                return shown | {"event": "commented", "actor": shown["user"]}
            case Review():
                shown = self.review(one)
                changed = {"updated_at": moment(one.updated_at), "state": one.state.lower()}
                return shown | changed | {"event": "reviewed"}
            case PullRequestCommit():
                shown = self._signatures(one.commit) | {"message": one.commit.message}
                shown |= {"sha": one.commit.oid, "node_id": one.commit.id}
                return shown | {"event": "committed", "html_url": SITE + path_of(one.commit)}
            case Thread():
                comments = [self.line_comment(each) for each in one.comments]
                return {"event": "line-commented", "node_id": one.id, "comments": comments}
            case Event():
                return self.event(one)
        raise TypeError(f"nothing is known of {one.kind} in timelines")

    def event(self, event: Event) -> Json:
        word = WORDS[event.kind]
        shown: Json = {
            "event": word,
            "actor": self.account(event.actor),
            "created_at": moment(event.created_at),
        }
        if word == "cross-referenced":
            source = event.details["source"]
            origin = self.issue(source) | {"repository": self.repository(source.repository)}
            updated = {"updated_at": moment(event.created_at)}
            return shown | updated | {"source": {"type": "issue", "issue": origin}}
        name = event.repository.name_with_owner
        shown |= {
            "id": event.number_in_database,
            "node_id": event.id,
            "url": f"{self.api}/repos/{name}/issues/events/{event.number_in_database}",
            "commit_id": None,
            "commit_url": None,
        }
        return shown | self._details(event)

    def _details(self, event: Event) -> Json:
        shown: Json = {}
        told = event.details
        commit = told.get("commit") or told.get("after_commit")
        if isinstance(commit, Commit):
            shown["commit_id"] = commit.oid
            shown["commit_url"] = (
                f"{self.api}/repos/{commit.repository.name_with_owner}/commits/{commit.oid}"
            )
        if "label" in told:
            shown["label"] = {"name": told["label"].name, "color": told["label"].color}
        if "milestone_title" in told:
            shown["milestone"] = {"title": told["milestone_title"]}
        if "assignee" in told:
            shown["assignee"] = self.account(told["assignee"])
        if "previous_title" in told:
            shown["rename"] = {"from": told["previous_title"], "to": told["current_title"]}
        if "requested_reviewer" in told:
            shown["review_requester"] = self.account(event.actor)
            whom = told["requested_reviewer"]
            team = isinstance(whom, Team)
            key = "requested_team" if team else "requested_reviewer"
            shown[key] = self.team(whom) if team else self.account(whom)
        if "previous_review_state" in told:
            shown["dismissed_review"] = {
                "state": told["previous_review_state"].lower(),
                "review_id": told["review"].number_in_database,
                "dismissal_message": told["dismissal_message"],
            }
        if told.get("lock_reason"):
            shown["lock_reason"] = told["lock_reason"]
        if told.get("state_reason"):
            shown["state_reason"] = told["state_reason"].lower()
        return shown


_REACTIONS = {
    "THUMBS_UP": "+1",
    "THUMBS_DOWN": "-1",
    "LAUGH": "laugh",
    "HOORAY": "hooray",
    "CONFUSED": "confused",
    "HEART": "heart",
    "ROCKET": "rocket",
    "EYES": "eyes",
}


def _license(repository: Repository) -> Json | None:
    spdx = repository.license_spdx
    return {"key": spdx.lower(), "spdx_id": spdx, "name": spdx} if spdx else None
