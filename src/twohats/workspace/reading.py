"""``twohats.toml`` into settings, with every mistake at once."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS
from twohats.formats.engine_urls import EMBEDDED, EngineUrl, read_engine_url
from twohats.formats.forums import Forum, read_forum
from twohats.formats.journal_homes import GIT, read_journal_home
from twohats.formats.suggest import nearest
from twohats.formats.toml_errors import syntax_mistake
from twohats.formats.toml_places import TomlPath, TomlPlaces, find_places
from twohats.workspace.checking import Checking
from twohats.workspace.iterations import Iterations
from twohats.workspace.labels import Labels
from twohats.workspace.measuring import Holiday, Measuring
from twohats.workspace.planning import PersonTerms, Planning
from twohats.workspace.settings import (
    BotRule,
    Forge,
    Funder,
    Policy,
    RecurringItem,
    Reporting,
    ScopeRule,
    Settings,
    Waiver,
)
from twohats.workspace.words import Initiating, Words

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from twohats.workspace import schema

SETTINGS_FILE = "twohats.toml"

_FILE_KEYS = ("team_file", "communities_file")

_At = tuple[int, dict[str, Any]]
"""A table of a list: its position, and its sound fields."""


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
    forums: Mapping[str, str] = field(default_factory=dict)
    """Forge name by host, of forums that ``[[forges]]`` names."""


def read_settings(text: str, path: str = SETTINGS_FILE) -> SettingsText:
    """Read and check the text of ``twohats.toml``; mistakes are returned, never raised."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return SettingsText(None, (syntax_mistake(path, text, error),))
    return _Reading(path, text, document).result()


class _Reading:
    """One text on its way to settings."""

    def __init__(self, path: str, text: str, document: dict[str, Any]):
        self.path = path
        self.text = text
        self.document = document
        self.mistakes: list[Mistake] = []
        self.hosts: Mapping[str, str] = HOSTS

    @cached_property
    def places(self) -> TomlPlaces:
        """Looked up only for a mistake: a long file without one is read faster."""
        return find_places(self.text)

    def wrong(self, at: TomlPath, message: str) -> None:
        self.mistakes.append(Mistake(self.path, self.places.line_of(at), message))

    def result(self) -> SettingsText:
        from twohats.workspace import schema

        # Forges first: they tell which addresses are good.
        forges = self.forges(self.each("forges", schema.ForgeTable))
        self.hosts = {forge.host: forge.name for forge in forges}
        tables = {
            name: self.each(name, model)
            for name, model in schema.TABLES.items()
            if name != "forges"
        }
        self.policies_at_odds(tables["policies"])
        self.holidays_at_odds(tables["holidays"])
        self.waivers_at_odds(tables["waivers"])
        self.listed_twice("bots", tables["bots"], ("account",))
        self.scopes_at_odds(tables["scopes"])
        self.listed_twice("people", tables["people"], ("account",))
        self.listed_twice("recurring", tables["recurring"], ("name",))
        self.listed_twice("recurring", tables["recurring"], ("title",))
        self.funders_at_odds(tables["funders"])
        once = {name: self.once(name, model) for name, model in schema.SINGLE_TABLES.items()}
        headed = {*schema.TABLES, *schema.SINGLE_TABLES}
        above = {key: value for key, value in self.document.items() if key not in headed}
        top = self.table(schema.TopTable, above, ())
        for name, read in schema.KEY_LISTS.items():
            self.repeats(name, read)
        forums = self.forums(forges, top.pop("forums", []))
        written: dict[str, Any] = {key: top.pop(key, None) for key in _FILE_KEYS}
        written["forums"] = {one.host: one.name for one in forges if one.kind == "discourse"}
        if self.mistakes:
            return SettingsText(None, tuple(self.mistakes), self.hosts, **written)
        fields: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in top.items()
        }
        settings = Settings(
            **fields,
            forums=forums,
            forges=forges,
            policies=_policies(tables["policies"]),
            waivers=tuple(Waiver(**table) for _, table in tables["waivers"]),
            bots=tuple(BotRule(**table) for _, table in tables["bots"]),
            scopes=tuple(_scope(table) for _, table in tables["scopes"]),
            labels=_labels(once["labels"] or {}),
            recurring=tuple(_recurring(table) for _, table in tables["recurring"]),
            labels_are_named=once["labels"] is not None,
            funders=tuple(Funder(**table) for _, table in tables["funders"]),
            report=_reporting(once["report"] or {}),
            holidays=_holidays(tables["holidays"]),
            measures=_measuring(once["measures"] or {}),
            plan=_planning(once["plan"] or {}, tables["people"]),
            checks=Checking(**(once["checks"] or {})),
            journal_server=read_journal_home((once["journal"] or {}).get("home", GIT)),
            engine=_engine(once["store"] or {}),
            engine_readers=tuple(dict.fromkeys((once["store"] or {}).get("readers", ()))),
            words=Words(**(once["words"] or {})),
            initiatives=Initiating(**(once["initiatives"] or {})),
            plan_is_said=once["plan"] is not None,
            iterations=Iterations(**once["iterations"]) if once["iterations"] else None,
        )
        return SettingsText(settings, (), self.hosts, **written)

    def each(self, name: str, model: "type[schema.Table]") -> list[_At]:
        """Read the tables of one list, with their positions."""
        tables = self.document.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            self.wrong((name,), f"write each of `{name}` under its own `[[{name}]]`")
            return []
        return [(i, self.table(model, table, (name, i))) for i, table in enumerate(tables)]

    def once(self, name: str, model: "type[schema.Table]") -> dict[str, Any] | None:
        """Read a table that is there once; None where it is not."""
        table = self.document.get(name)
        if table is None:
            return None
        if not isinstance(table, dict):
            self.wrong((name,), f"write `{name}` once, under its own `[{name}]`")
            return None
        return self.table(model, table, (name,))

    def table(
        self, model: "type[schema.Table]", table: Mapping[str, Any], at: TomlPath
    ) -> dict[str, Any]:
        """Check one table and give its sound fields: one mistake must not hide another."""
        from pydantic import ValidationError

        try:
            return model.model_validate(table, context=self.hosts).model_dump()
        except ValidationError as error:
            details = error.errors(include_url=False)
            for path, message in _worded(details, model, table, at):
                self.wrong(path, message)
            return _sound(model, table, self.hosts)

    def forges(self, tables: Iterable[_At]) -> tuple[Forge, ...]:
        """Forges by name; GitHub is there unless another takes its name or host."""
        self.listed_twice("forges", tables, ("name",))
        self.listed_twice("forges", tables, ("host",))
        sound = [Forge(**t) for _, t in tables if {"name", "host"} <= t.keys()]
        if not any(f.name == "github" or f.host == "github.com" for f in sound):
            sound.insert(0, Forge("github", "github.com"))
        return tuple(sound)

    def forums(self, forges: Iterable[Forge], written: Sequence[str]) -> tuple[Forum, ...]:
        """Our own forums, each named once."""
        named = {one.host: one.name for one in forges if one.kind == "discourse"}
        found: list[Forum] = []
        for i, text in enumerate(written):
            try:
                forum = read_forum(text, named, self.hosts)
            except ValueError as error:
                self.wrong(("forums", i), str(error))
                continue
            if forum in found:
                self.wrong(("forums", i), f"`{forum.key}` is listed twice: remove one")
            found.append(forum)
        return tuple(found)

    def policies_at_odds(self, tables: Iterable[_At]) -> None:
        """Refuse dates and shares in the wrong order, and two policies at once."""
        self.listed_twice("policies", tables, ("name",))
        for i, table in tables:
            since, until = table.get("effective_from"), table.get("effective_until")
            if since and until and until <= since:
                self.wrong(
                    ("policies", i, "effective_until"),
                    f"`effective_until` ({until}) is not after `effective_from` ({since})",
                )
            low, high = table.get("band_upstream") or (0, 1)
            if low > high:
                self.wrong(("policies", i, "band_upstream"), "write the lower end first")
        dated = sorted(
            ((i, t) for i, t in tables if t.get("effective_from")),
            key=lambda at: (at[1]["effective_from"], at[0]),
        )
        for (_, before), (i, table) in pairwise(dated):
            since, until = table["effective_from"], before.get("effective_until")
            if before["effective_from"] == since or (until and until > since):
                names = [f"`{t['name']}`" if t.get("name") else "another" for t in (before, table)]
                self.wrong(
                    ("policies", i, "effective_from"),
                    f"policy {names[1]} starts on {since}, while {names[0]} is in force: "
                    "change one date",
                )

    def waivers_at_odds(self, tables: Iterable[_At]) -> None:
        self.listed_twice("waivers", tables, ("name",))
        for i, table in tables:
            since, until = table.get("since"), table.get("until")
            if since and until and until <= since:
                self.wrong(
                    ("waivers", i, "until"), f"`until` ({until}) is not after `since` ({since})"
                )

    def holidays_at_odds(self, tables: Iterable[_At]) -> None:
        for i, table in tables:
            since, until = table.get("since"), table.get("until")
            if since and until and until <= since:
                self.wrong(
                    ("holidays", i, "until"), f"`until` ({until}) is not after `since` ({since})"
                )

    def funders_at_odds(self, tables: Iterable[_At]) -> None:
        for i, table in tables:
            since, until = table.get("since"), table.get("until")
            if since and until and until <= since:
                self.wrong(
                    ("funders", i, "until"), f"`until` ({until}) is not after `since` ({since})"
                )

    def scopes_at_odds(self, tables: Iterable[_At]) -> None:
        for i, _ in tables:
            written = self.document["scopes"][i]
            if ("repository" in written) == ("owner" in written):
                self.wrong(("scopes", i), "name a `repository` or an `owner`, one of the two")
        self.listed_twice("scopes", tables, ("repository", "owner"))

    def listed_twice(self, name: str, tables: Iterable[_At], keys: tuple[str, ...]) -> None:
        """Refuse two tables that speak of the same thing."""
        seen: set[Any] = set()
        for i, table in tables:
            what = next((table[key] for key in keys if table.get(key)), None)
            if what in seen:
                self.wrong((name, i), f"`{what}` is listed twice: remove one")
            if what:
                seen.add(what)

    def repeats(self, name: str, read: Callable[[str, Mapping[str, str]], str]) -> None:
        """Refuse a key that one list holds twice, in whatever spelling."""
        written = self.document.get(name)
        seen: set[str] = set()
        for i, each in enumerate(written if isinstance(written, list) else ()):
            try:
                key = read(each, self.hosts) if isinstance(each, str) else None
            except ValueError:
                continue
            if key in seen:
                self.wrong((name, i), f"`{key}` is listed twice: remove one")
            if key:
                seen.add(key)


def _sound(
    model: "type[schema.Table]", table: Mapping[str, Any], hosts: Mapping[str, str]
) -> dict[str, Any]:
    """Fields that are good by themselves."""
    from pydantic import ValidationError

    sound: dict[str, Any] = {}
    for key in table.keys() & model.model_fields.keys():
        alone = model.model_construct()
        try:
            model.__pydantic_validator__.validate_assignment(alone, key, table[key], context=hosts)
        except ValidationError:
            continue
        sound[key] = getattr(alone, key)
    return sound


def _policies(tables: Iterable[_At]) -> tuple[Policy, ...]:
    """Policies, oldest first."""
    policies = []
    for _, table in tables:
        band = table.pop("band_upstream")
        policies.append(Policy(**table, band_upstream=(band[0], band[1]) if band else None))
    return tuple(sorted(policies, key=lambda policy: policy.effective_from))


def _labels(table: Mapping[str, list[str] | None]) -> Labels:
    """Labels as written; what the table leaves out keeps its usual names."""
    return Labels(**{key: tuple(names) for key, names in table.items() if names is not None})


def _recurring(table: Mapping[str, Any]) -> RecurringItem:
    return RecurringItem(**{**table, "labels": tuple(table["labels"])})


def _measuring(table: Mapping[str, Any]) -> Measuring:
    words = {owner: tuple(said) for owner, said in table.get("approval_comments", {}).items()}
    return Measuring(words, table.get("hours_per_answer"))


def _engine(table: Mapping[str, Any]) -> EngineUrl:
    return read_engine_url(table.get("engine") or EMBEDDED)


def _holidays(tables: Iterable[_At]) -> tuple[Holiday, ...]:
    """Days off, the earliest first."""
    found = [Holiday(**table) for _, table in tables]
    return tuple(sorted(found, key=lambda one: (one.since, one.name)))


def _reporting(table: Mapping[str, Any]) -> Reporting:
    """Take what holds for public pages; what is listed twice counts once."""
    said: dict[str, Any] = {
        key: tuple(dict.fromkeys(value)) if isinstance(value, list) else value
        for key, value in table.items()
    }
    return Reporting(**said)


def _planning(table: Mapping[str, Any], people: Iterable[_At]) -> Planning:
    """Terms as written; what the table leaves out keeps its usual value."""
    said = {key: value for key, value in table.items() if value is not None}
    if "adds" in said:
        said["adds"] = tuple(said["adds"])
    return Planning(**said, people=tuple(_person(one) for _, one in people))


def _person(table: Mapping[str, Any]) -> PersonTerms:
    skills = table["skills"]
    return PersonTerms(
        **{
            **table,
            "skills": None if skills is None else tuple(skills),
            "knows": tuple(table["knows"]),
            "rights": {owner: tuple(rights) for owner, rights in table["rights"].items()},
        }
    )


def _scope(table: Mapping[str, Any]) -> ScopeRule:
    return ScopeRule(table["repository"] or table["owner"], table["scope"], table["reason"])


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
        else:
            yield (*at, *loc), _sentence(key, error)


def _above(key: str, at: TomlPath) -> str:
    """Say where a key of the whole file belongs that slipped below a header."""
    from twohats.workspace.schema import TopTable

    if at and key in TopTable.model_fields:
        return f" in {_header(at)}: it belongs to the whole file, above the first `[[…]]`"
    return ""


def _list_names() -> Iterable[str]:
    from twohats.workspace.schema import SINGLE_TABLES, TABLES

    return [*TABLES, *SINGLE_TABLES]


def _header(at: TomlPath) -> str:
    if not at:
        return "the file"
    return f"`[{at[0]}]`" if len(at) == 1 else f"`[[{at[0]}]]`"


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
    """Say what is wrong with one value; what a person wrote speaks for itself."""
    reason = _reason(error)
    return f"`{key}` {reason}" if reason.startswith(("must", "cannot")) else reason


def _reason(error: "ErrorDetails") -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"cannot be `{error['input']}`: it is one of {_listed(context['expected'])}"
        case "greater_than_equal":
            return f"must be {context['ge']:g} or more"
        case "greater_than":
            return f"must be more than {context['gt']:g}"
        case "less_than_equal":
            return f"must be {context['le']:g} or less"
        case kind:
            return _KINDS.get(kind, f"must be otherwise: {error['msg']}")


def _listed(expected: str) -> str:
    """Put our marks into ``'a', 'b' or 'c'``."""
    return expected.replace("'", "`")
