"""Facts straight from a Discourse forum.

`DiscourseCategory` reads one category; `Directory` and `scout` look which there are and where there is news.
"""

from twohats.sources.discourse_live.category import DiscourseCategory
from twohats.sources.discourse_live.scouting import Directory, Scouted, open_directory, scout

__all__ = ["Directory", "DiscourseCategory", "Scouted", "open_directory", "scout"]
