"""Kubernetes' OWNERS and OWNERS_ALIASES: who reviews and approves what is in a folder."""

from collections.abc import Mapping
from dataclasses import dataclass

from twohats.errors import Mistake
from twohats.formats.yaml_text import NotYaml, YamlMap, parse_yaml
from twohats.records.keys import account_key
from twohats.records.roles import Role


@dataclass(frozen=True)
class OwnersFilter:
    """Owners of the files whose path matches one expression; the plain file has ``.*``."""

    pattern: str
    approvers: tuple[str, ...]
    reviewers: tuple[str, ...]
    emeritus_approvers: tuple[str, ...]
    labels: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Owners:
    """One OWNERS file: who reviews and approves what is in its folder."""

    filters: tuple[OwnersFilter, ...]
    no_parent_owners: bool
    """True: the owners of folders above do not count here."""
    problems: tuple[Mistake, ...]

    def roles(
        self,
        aliases: Mapping[str, tuple[str, ...]] | None = None,
        *,
        body: str | None = None,
        forge: str = "github",
    ) -> tuple[Role, ...]:
        """One role per login; aliases are replaced by their members, ``body`` names the folder."""
        known = {name.casefold(): members for name, members in (aliases or {}).items()}
        found: dict[Role, None] = {}
        for one in self.filters:
            place = body if one.pattern == EVERY_FILE else one.pattern
            for role, logins in (
                ("approver", one.approvers),
                ("reviewer", one.reviewers),
                ("emeritus", one.emeritus_approvers),
            ):
                for login in logins:
                    for member in known.get(login.casefold(), (login,)):
                        account = account_key(forge, member)
                        found[Role(None, account, role, place, source_line=one.line)] = None
        return tuple(found)


EVERY_FILE = ".*"
"""The pattern that stands for a whole folder."""

_OWNER_KEYS = ("approvers", "reviewers", "emeritus_approvers", "labels")


def parse_owners(text: str, *, path: str = "OWNERS") -> Owners:
    r"""Read a Kubernetes OWNERS file.

    Examples
    --------
    >>> owners = parse_owners("approvers:\n- ada\nreviewers: [docs-team]\n")
    >>> [(role.account, role.role) for role in owners.roles({"docs-team": ("bo",)})]
    [('github:ada', 'approver'), ('github:bo', 'reviewer')]
    """
    document, problems = _mapping(text, path)
    if document is None:
        return Owners((), False, problems)
    found = [_filter(EVERY_FILE, document)]
    filters = document.values.get("filters")
    if isinstance(filters, YamlMap):
        found += [
            _filter(pattern, value)
            for pattern, value in filters.values.items()
            if isinstance(value, YamlMap)
        ]
    options = document.values.get("options")
    alone = isinstance(options, YamlMap) and options.text("no_parent_owners") == "true"
    wrong = [
        Mistake(path, document.line_of(key), f"{key}: expected a list of logins")
        for key in _OWNER_KEYS
        if isinstance(document.values.get(key), YamlMap)
    ]
    return Owners(
        tuple(one for one in found if any((one.approvers, one.reviewers, one.emeritus_approvers))),
        alone,
        (*problems, *wrong),
    )


def _filter(pattern: str, values: YamlMap) -> OwnersFilter:
    approvers, reviewers, emeritus, labels = (
        tuple(text.removeprefix("@") for text in values.texts(key)) for key in _OWNER_KEYS
    )
    return OwnersFilter(pattern, approvers, reviewers, emeritus, labels, values.line)


@dataclass(frozen=True)
class Aliases:
    """OWNERS_ALIASES as read."""

    aliases: Mapping[str, tuple[str, ...]]
    """Members by alias."""
    problems: tuple[Mistake, ...]


def parse_owners_aliases(text: str, *, path: str = "OWNERS_ALIASES") -> Aliases:
    """Read which logins each alias of OWNERS files stands for."""
    document, problems = _mapping(text, path)
    inner = document.values.get("aliases") if document is not None else None
    if not isinstance(inner, YamlMap):
        if document is not None and inner is None and "aliases" not in document.values:
            problems = (*problems, Mistake(path, 1, "not read: expected `aliases:`"))
        return Aliases({}, problems)
    return Aliases({name: inner.texts(name) for name in inner.values}, problems)


def _mapping(text: str, path: str) -> tuple[YamlMap | None, tuple[Mistake, ...]]:
    """Read the file's mapping, or what is wrong with it."""
    try:
        document = parse_yaml(text)
    except NotYaml as error:
        return None, (Mistake(path, error.line, f"not YAML here: {error}"),)
    if document is None or isinstance(document, YamlMap):
        return document, ()
    return None, (Mistake(path, document.line, "not read: expected `key: value` lines"),)
