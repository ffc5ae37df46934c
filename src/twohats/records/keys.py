"""Keys: the strings that join rows across sources, engines and years.

``forge`` is a name from the workspace (``github``, ``gitlab``, ``ghe``), never a host. Keys are
lower case, because forges compare owners and logins without case; the spelling people see is kept
in its own column.

Examples
--------
>>> repository_key("github", "JupyterHub/OAuthenticator")
'github:jupyterhub/oauthenticator'
>>> item_key("github:jupyterhub/oauthenticator", 719)
'github:jupyterhub/oauthenticator#719'
>>> owner_of("gitlab:group/sub/project")
'gitlab:group/sub'
"""


def repository_key(forge: str, full_name: str) -> str:
    """Key of a repository, from the forge's name and ``owner/name``."""
    return f"{forge}:{full_name.strip('/')}".lower()


def account_key(forge: str, login: str) -> str:
    """Key of an account on a forge."""
    return f"{forge}:{login}".lower()


def item_key(repository: str, number: int, mark: str = "#") -> str:
    """Key of an issue or pull request; ``mark`` is ``!`` for GitLab's merge requests."""
    return f"{repository}{mark}{number}"


def owner_of(repository: str) -> str:
    """Key of a repository's owner: everything up to the last ``/``."""
    return repository.rpartition("/")[0]


def covers(place: str, key: str) -> bool:
    """Whether a repository or owner is the place named, or lies in the owner or group named.

    Both are keys, so lower case.

    Examples
    --------
    >>> covers("github:lantern", "github:lantern/core"), covers("github:lan", "github:lantern/core")
    (True, False)
    >>> covers("github:lantern/core", "github:lantern")
    False
    """
    return key == place or key.startswith(f"{place}/")


def event_key(forge: str, kind: str, database_id: int | str) -> str:
    """Key of an event the forge numbers.

    ``opened`` has no number at any forge; readers write ``event_key(forge, "opened", item)``, and
    ``committed`` is ``event_key(forge, "committed", f"{item}@{oid}")``.
    """
    return f"{forge}:{kind}:{database_id}"
