"""What people write for an account, an owner or a repository, into keys.

People paste what they have at hand: ``jupyterhub``, ``@jupyterhub``, ``github:jupyterhub``,
``https://github.com/jupyterhub/``. All of these are one owner.

Examples
--------
>>> read_owner("https://github.com/JupyterHub/")
'github:jupyterhub'
>>> read_repository("jupyterhub/oauthenticator")
'github:jupyterhub/oauthenticator'
>>> read_account("gitlab:Jane.Made-Up", {"gitlab.com": "gitlab"})
'gitlab:jane.made-up'
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from twohats.formats.suggest import nearest
from twohats.records import account_key, repository_key

HOSTS: Mapping[str, str] = MappingProxyType({"github.com": "github"})
"""Host to forge name, as long as a workspace names no others."""
PUBLIC_HOSTS: Mapping[str, str] = MappingProxyType({"github": "github.com", "gitlab": "gitlab.com"})
"""Where the forges are that everybody calls by these names."""

# GitHub gives out letters, digits and hyphens. Old logins may end in a hyphen, and those an
# enterprise manages end in an underscore and a short code.
_GITHUB_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38})(?:_[a-z0-9]+)?(?:\[bot\])?", re.I)
_OTHER_LOGIN = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,254})", re.I)
_SEGMENT = re.compile(r"[a-z0-9_.-]+", re.I)
_OTHER_SEGMENT = re.compile(r"[\w.:~-]+")
"""Categories of forums are called in any language, and parted by a colon."""
_URL = re.compile(r"(?:https?://)(?:www\.)?([^/\s]+)/?([^?#\s]*)(?:[?#]\S*)?", re.I)
_REMOTE = re.compile(r"(?:ssh://)?git@([^:/\s]+)[:/](\S+)", re.I)
_PREFIX = re.compile(r"([a-z0-9][a-z0-9.-]*):(?!//)(.*)", re.I)


def read_account(text: str, hosts: Mapping[str, str] = HOSTS) -> str:
    """Key of the account that ``text`` means.

    Raises
    ------
    ValueError
        It means none; the message says why, for the person who wrote it.
    """
    forge, rest = _split(text, hosts)
    if forge != "github" and rest.startswith("u/"):  # as the address of a profile at a forum
        rest = rest.split("/")[1]
    if "@" in rest and "." in rest:
        raise ValueError(f"`{text}` is an e-mail address: write the login instead")
    if not _is_login(forge, rest):
        raise ValueError(f"`{text}` is not a login: only letters, digits and hyphens, no spaces")
    return account_key(forge, rest)


def read_owner(text: str, hosts: Mapping[str, str] = HOSTS) -> str:
    """Key of the owner (organization, group or person) that ``text`` means.

    Raises
    ------
    ValueError
        It means none; the message says why.
    """
    forge, rest = _split(text, hosts)
    rest = rest.removeprefix("orgs/")
    segments = rest.split("/")
    if forge == "github" and len(segments) > 1:
        raise ValueError(f"`{text}` names more than an owner: write `{segments[0]}`")
    if not _is_login(forge, segments[0]) or not all(map(_SEGMENT.fullmatch, segments)):
        raise ValueError(f"`{text}` is not an owner: write it as `owner`")
    return repository_key(forge, rest)


def read_repository(text: str, hosts: Mapping[str, str] = HOSTS) -> str:
    """Key of the repository that ``text`` means.

    Raises
    ------
    ValueError
        It means none; the message says why.
    """
    forge, rest = _split(text, hosts)
    segments = rest.removesuffix(".git").split("/")
    fits = len(segments) == 2 if forge == "github" else len(segments) >= 2
    segment = _SEGMENT if forge == "github" else _OTHER_SEGMENT
    if not fits or not _is_login(forge, segments[0]) or not all(map(segment.fullmatch, segments)):
        raise ValueError(f"`{text}` is not a repository: write it as `owner/name`")
    return repository_key(forge, "/".join(segments))


def read_place(text: str, hosts: Mapping[str, str] = HOSTS) -> tuple[str, str | None]:
    """Owner key, and repository key where ``text`` names one, of a community's address.

    Raises
    ------
    ValueError
        It is neither; the message says why.
    """
    _, rest = _split(text, hosts)
    if "/" not in rest.removeprefix("orgs/"):
        return read_owner(text, hosts), None
    repository = read_repository(text, hosts)
    return repository.rpartition("/")[0], repository


def _split(text: str, hosts: Mapping[str, str]) -> tuple[str, str]:
    """Forge name, and what stands after it, without ``@`` and outer slashes."""
    written = text.strip()
    if found := _URL.fullmatch(written) or _REMOTE.fullmatch(written):
        return _forge_at(found[1], hosts), _place_in(found[2].strip("/"))
    host, slash, rest = written.partition("/")
    if slash and host.lower() in hosts:
        return _forge_at(host, hosts), rest.strip("/")
    if "://" in written or written.lower().startswith(("http:", "https:")):
        example = next(iter(hosts), "github.com")
        raise ValueError(f"`{text}` is not a web address: write it as `https://{example}/owner`")
    if found := _PREFIX.fullmatch(written):
        return _forge_named(found[1].lower(), hosts), found[2].strip("/").removeprefix("@")
    return next(iter(hosts.values()), "github"), written.strip("/").removeprefix("@")


def _place_in(path: str) -> str:
    """Take away what GitLab's pages have behind the place: no part of a name is a hyphen alone.

    >>> _place_in("forge/anvil/-/issues"), _place_in("groups/forge/tools/-/milestones")
    ('forge/anvil', 'forge/tools')
    """
    place, page, _ = f"{path}/".partition("/-/")
    return place.removeprefix("groups/") if page else path


def _forge_at(host: str, hosts: Mapping[str, str]) -> str:
    forge = hosts.get(host.lower())
    if forge is None:
        raise ValueError(
            f"`{host.lower()}` is none of the workspace's forges: "
            "name it under `[[forges]]` in twohats.toml"
        )
    return forge


def _forge_named(name: str, hosts: Mapping[str, str]) -> str:
    if name in hosts.values():
        return name
    if host := PUBLIC_HOSTS.get(name):
        raise ValueError(
            f"unknown forge `{name}`: if it is the one at {host}, add "
            f'`[[forges]]` with `name = "{name}"` and `host = "{host}"` to twohats.toml'
        )
    raise ValueError(f"unknown forge `{name}`{nearest(name, hosts.values())}")


def _is_login(forge: str, text: str) -> bool:
    pattern = _GITHUB_LOGIN if forge == "github" else _OTHER_LOGIN
    return pattern.fullmatch(text) is not None
