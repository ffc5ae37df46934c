"""Settings, team, communities and policy by date: files in git that people edit."""

from twohats.formats.key_communities import CommunityFinder, KeyCommunity, community_of
from twohats.formats.mailmap import Mailmap
from twohats.workspace.files import create_text, read_text, replace_text
from twohats.workspace.load import (
    CACHE_FOLDER,
    COMMUNITIES_FILE,
    TEAM_FILES,
    Workspace,
    find_workspace,
    load_workspace,
)
from twohats.workspace.members import Member
from twohats.workspace.reading import SETTINGS_FILE, read_settings
from twohats.workspace.settings import BotRule, Forge, Policy, ScopeRule, Settings, Waiver
from twohats.workspace.writing import add_bot, add_community, add_member, add_scope, set_value

__all__ = [
    "CACHE_FOLDER",
    "COMMUNITIES_FILE",
    "SETTINGS_FILE",
    "TEAM_FILES",
    "BotRule",
    "CommunityFinder",
    "Forge",
    "KeyCommunity",
    "Mailmap",
    "Member",
    "Policy",
    "ScopeRule",
    "Settings",
    "Waiver",
    "Workspace",
    "add_bot",
    "add_community",
    "add_member",
    "add_scope",
    "community_of",
    "create_text",
    "find_workspace",
    "load_workspace",
    "read_settings",
    "read_text",
    "replace_text",
    "set_value",
]
