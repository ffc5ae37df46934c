"""Facts straight from GitHub, by the queries in ``queries/``.

`GithubRepository` reads one repository, `scout` looks at many for whether there is anything new, and
`estimate` says what reading one would cost.
"""

from twohats.sources.github_live.repository import GithubRepository
from twohats.sources.github_live.scouting import Scouted, scout

__all__ = ["GithubRepository", "Scouted", "scout"]
