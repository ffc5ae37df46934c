"""GitLab, live: projects, the look for news, and what owners have."""

from twohats.sources.gitlab_live.cursor import read_cursor
from twohats.sources.gitlab_live.project import VERSION, GitlabProject
from twohats.sources.gitlab_live.scouting import Scouted, scout

__all__ = ["VERSION", "GitlabProject", "Scouted", "read_cursor", "scout"]
