"""``twohats.toml`` into settings, with every mistake at once."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS
from twohats.formats.suggest import nearest
from twohats.formats.toml_errors import syntax_mistake
from twohats.formats.toml_places import TomlPath, TomlPlaces, find_places
from twohats.workspace.settings import BotRule, Forge, Policy, ScopeRule, Settings

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from twohats.workspace import schema

SETTINGS_FILE = "twohats.toml"

_TableT = TypeVar("_TableT", bound="schema.Table")


@dataclass(frozen=True)
class SettingsText:
    """What a text says, as far as it can be told, and what is wrong in it."""

    settings: Settings | None
    """None where there are mistakes."""
    mistakes: tuple[Mistake, ...] = ()
    hosts: Mapping[str, str] = field(default_factory=lambda: HOSTS)
    """Forge name by host: other files need it, also when this one has mistakes."""
    team_file: str | None = None
    communities_file: str | None = None


def read_settings(text: str, path: str = SETTINGS_FILE) -> SettingsText:
    """Read and check the text of ``twohats.toml``; mistakes are returned, never raised."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return SettingsText(None, (syntax_mistake(path, text, error),))
    return _Reading(path, document, find_places(text)).result()


class _Reading:
    """One text on its way to settings."""

    def __init__(self, path: str, document: dict[str, Any], places: TomlPlaces):
        self.path = path
        self.document = document
        self.places = places
        self.mistakes: list[Mistake] = []
        self.hosts: Mapping[str, str] = HOSTS

    def wrong(self, at: TomlPath, message: str) -> None:
        self.mistakes.append(Mistake(self.path, self.places.line_of(at), message))

    def result(self) -> SettingsText:
        from twohats.workspace import schema

        forges = self.forges(self.each("forges", schema.ForgeTable))
        self.hosts = {forge.host: forge.name for forge in forges}
        policies = self.policies(self.each("policies", schema.PolicyTable))
        bots = self.bots(self.each("bots", schema.BotTable))
        scopes = self.scopes(self.each("scopes", schema.ScopeTable))
        top = self.table(
            schema.TopTable,
            {key: value for key, value in self.document.items() if key not in schema.TABLES},
            (),
        )
        self._refuse_repeats(("owners", "repositories", "trackers"), top)
        written = {
            key: self.document[key]
            for key in ("team_file", "communities_file")
            if isinstance(self.document.get(key), str)
        }
        if top is None or self.mistakes:
            return SettingsText(None, tuple(self.mistakes), self.hosts, **written)
        settings = Settings(
            organization=top.organization,
            owners=tuple(top.owners),
            repositories=tuple(top.repositories),
            trackers=tuple(top.trackers),
            forges=forges,
            policies=policies,
            framework_from=top.framework_from,
            bots=bots,
            scopes=scopes,
            member_communities=tuple(top.member_communities),
            window_days=top.window_days,
        )
        return SettingsText(settings, (), self.hosts, **written)

    def each(self, name: str, model: type[_TableT]) -> list[tuple[int, _TableT]]:
        """Tables of one list that are sound, with their positions."""
        tables = self.document.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            self.wrong((name,), f"write each of `{name}` under its own `[[{name}]]`")
            return []
        read = [(i, self.table(model, table, (name, i))) for i, table in enumerate(tables)]
        return [(i, table) for i, table in read if table is not None]

    def table(self, model: type[_TableT], table: Mapping[str, Any], at: TomlPath) -> _TableT | None:
        from pydantic import ValidationError

        try:
            return model.model_validate(table, context=self.hosts)
        except ValidationError as error:
            details = error.errors(include_url=False)
            for path, message in _worded(details, model, table, at):
                self.wrong(path, message)
            return None

    def forges(self, tables: "list[tuple[int, schema.ForgeTable]]") -> tuple[Forge, ...]:
        """Forges by name; GitHub is there unless another takes its name or host."""
        named: dict[str, Forge] = {}
        for i, table in tables:
            if table.name in named or table.host in {f.host for f in named.values()}:
                self.wrong(("forges", i), f"forge `{table.name}` is listed twice: remove one")
            else:
                named[table.name] = Forge(table.name, table.host)
        if "github" not in named and "github.com" not in {f.host for f in named.values()}:
            named = {"github": Forge("github", "github.com"), **named}
        return tuple(named.values())

    def policies(self, tables: "list[tuple[int, schema.PolicyTable]]") -> tuple[Policy, ...]:
        """Policies, oldest first; two at once is a mistake."""
        for i, table in tables:
            until, band = table.effective_until, table.band_upstream
            if until and until <= table.effective_from:
                self.wrong(
                    ("policies", i, "effective_until"),
                    f"`effective_until` ({until}) is not after `effective_from` "
                    f"({table.effective_from})",
                )
            if band and band[0] > band[1]:
                self.wrong(
                    ("policies", i, "band_upstream"),
                    "`band_upstream` must name the lower end first",
                )
        ordered = sorted(tables, key=lambda pair: (pair[1].effective_from, pair[0]))
        names: set[str] = set()
        for k, (i, table) in enumerate(ordered):
            if table.name in names:
                self.wrong(("policies", i, "name"), f"policy `{table.name}` is listed twice")
            names.add(table.name)
            before = ordered[k - 1][1] if k else None
            if before and _reaches(before, table):
                self.wrong(
                    ("policies", i, "effective_from"),
                    f"policy `{table.name}` starts on {table.effective_from}, "
                    f"while `{before.name}` is in force: change one date",
                )
        return tuple(
            Policy(
                **table.model_dump(exclude={"band_upstream"}),
                band_upstream=(
                    (table.band_upstream[0], table.band_upstream[1])
                    if table.band_upstream
                    else None
                ),
            )
            for _, table in ordered
        )

    def bots(self, tables: "list[tuple[int, schema.BotTable]]") -> tuple[BotRule, ...]:
        seen: dict[str, BotRule] = {}
        for i, table in tables:
            if table.account in seen:
                self.wrong(("bots", i), f"`{table.account}` is listed twice: remove one")
            seen[table.account] = BotRule(table.account, table.is_bot, table.reason)
        return tuple(seen.values())

    def scopes(self, tables: "list[tuple[int, schema.ScopeTable]]") -> tuple[ScopeRule, ...]:
        seen: dict[str, ScopeRule] = {}
        for i, table in tables:
            key = table.repository or table.owner or ""
            if key in seen:
                self.wrong(("scopes", i), f"`{key}` is listed twice: remove one")
            seen[key] = ScopeRule(key, table.scope, table.reason)
        return tuple(seen.values())

    def _refuse_repeats(self, names: Iterable[str], top: "schema.TopTable | None") -> None:
        for name in names if top else ():
            keys = getattr(top, name)
            for i, key in enumerate(keys):
                if key in keys[:i]:
                    self.wrong((name, i), f"`{key}` is listed twice: remove one")


def _reaches(first: "schema.PolicyTable", second: "schema.PolicyTable") -> bool:
    """Whether an earlier policy is still in force when a later one starts."""
    if first.effective_from == second.effective_from:
        return True
    return first.effective_until is not None and first.effective_until > second.effective_from


def _worded(
    details: "list[ErrorDetails]",
    model: "type[schema.Table]",
    table: Mapping[str, Any],
    at: TomlPath,
) -> Iterator[tuple[TomlPath, str]]:
    """Mistakes as people read them, with where they are."""
    known = [*model.model_fields, *(_list_names() if not at else ())]
    misspelt = {
        str(e["loc"][0]): nearest(str(e["loc"][0]), known)
        for e in details
        if e["type"] == "extra_forbidden"
    }
    meant = "".join(misspelt.values())
    for error in details:
        # pydantic adds its own words for branches of a union; ours are keys and positions.
        loc = tuple(part for part in error["loc"] if isinstance(part, int) or part in table)
        key = str(error["loc"][0]) if error["loc"] else ""
        if error["type"] == "missing":
            if f"did you mean `{key}`?" not in meant:
                yield at, f"`{key}` is missing"
        elif error["type"] == "extra_forbidden":
            yield (*at, key), f"unknown key `{key}`{_above(key, at) or misspelt[key]}"
        elif not error["loc"]:
            yield at, f"{_header(at)} {_reason(error)}"
        else:
            yield (*at, *loc), _sentence(key, error)


def _above(key: str, at: TomlPath) -> str:
    """Say where a key of the whole file belongs that slipped below a header."""
    from twohats.workspace.schema import TopTable

    if at and key in TopTable.model_fields:
        return f" in {_header(at)}: it belongs to the whole file, above the first `[[…]]`"
    return ""


def _list_names() -> Iterable[str]:
    from twohats.workspace.schema import TABLES

    return TABLES


def _header(at: TomlPath) -> str:
    return f"`[[{at[0]}]]`" if at else "the file"


_KINDS = {
    "string_type": "must be text in quotes",
    "list_type": 'must be a list: ["…", "…"]',
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "date_type": "must be a date as 2026-01-31",
    "too_short": "must be two numbers: [0.1, 0.3]",
    "too_long": "must be two numbers: [0.1, 0.3]",
    "string_pattern_mismatch": "must be lower case, without spaces or slashes",
}


def _sentence(key: str, error: "ErrorDetails") -> str:
    """Say what is wrong with one value."""
    reason = _reason(error)
    return reason if reason.startswith("`") else f"`{key}` {reason}"


def _reason(error: "ErrorDetails") -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"cannot be `{error['input']}`: it is one of {_listed(context['expected'])}"
        case "greater_than_equal":
            return f"must be {context['ge']:g} or more"
        case "less_than_equal":
            return f"must be {context['le']:g} or less: a share is a part of 1"
        case kind:
            return _KINDS.get(kind, error["msg"])


def _listed(expected: str) -> str:
    """Put our marks into ``'a', 'b' or 'c'``."""
    return expected.replace("'", "`")
