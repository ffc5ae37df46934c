"""Facts straight from GitHub, by the queries in ``queries/``.

`GithubRepository` reads one repository; `scout` looks at many, `has_news` says whether to read one, and
`estimate` about what that takes. `GithubBoards` reads the boards of an organization.
"""

from twohats.sources.github_live.boards import GithubBoards
from twohats.sources.github_live.estimate import Estimate, estimate
from twohats.sources.github_live.repository import GithubRepository, has_news, marks_of
from twohats.sources.github_live.scouting import Scouted, scout

__all__ = [
    "Estimate",
    "GithubBoards",
    "GithubRepository",
    "Scouted",
    "estimate",
    "has_news",
    "marks_of",
    "scout",
]
