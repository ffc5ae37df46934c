"""``services.toml``: what we run, what it is built from, and who uses it.

.. code-block:: toml

    tables = ["services.csv"]

    [[services]]
    name = "Tide hub"
    layer = "infrastructure"
    components = ["sboms/tide-hub.cdx.json", "uv.lock"]
    member_communities = ["Open Tides"]

    [repositories]
    "pkg:pypi/lantern" = "lantern-project/lantern"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS
from twohats.formats.origins import origin_of
from twohats.formats.purls import identity
from twohats.formats.suggest import nearest
from twohats.formats.toml_errors import syntax_mistake
from twohats.formats.toml_places import TomlPlaces, find_places
from twohats.records.components import Origin, Service

_KEYS = ("name", "components", "member_communities", "layer")
LAYERS = ("infrastructure", "environment", "user code", "cloud")
"""What a service is made of, for the right to replicate it."""
_TOP = ("services", "repositories", "tables")


@dataclass(frozen=True)
class ServicesFile:
    """A whole file: what it says and what is wrong in it."""

    services: tuple[Service, ...] = ()
    origins: tuple[Origin, ...] = ()
    tables: tuple[str, ...] = ()
    """Paths of tables that name services themselves."""
    mistakes: tuple[Mistake, ...] = ()


def parse_services(
    text: str, path: str = "services.toml", hosts: Mapping[str, str] = HOSTS
) -> ServicesFile:
    r"""Read a whole file; mistakes are returned, all of them, and never raised.

    Examples
    --------
    >>> read = parse_services('[[services]]\nname = "Tide hub"\ncomponents = ["uv.lock"]\n')
    >>> read.services[0].components, read.services[0].line
    (('uv.lock',), 1)
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return ServicesFile(mistakes=(syntax_mistake(path, text, error),))
    reading = _Reading(path, find_places(text), hosts)
    services = tuple(reading.services(document.get("services", [])))
    origins = tuple(reading.origins(document.get("repositories", {})))
    tables = reading.texts(("tables",), document.get("tables", []))
    for key in document.keys() - set(_TOP):
        reading.wrong((key,), f"unknown key `{key}`{nearest(key, _TOP)}")
    mistakes = sorted(reading.mistakes, key=lambda mistake: mistake.line or 0)
    return ServicesFile(services, origins, tables, tuple(mistakes))


class _Reading:
    def __init__(self, path: str, places: TomlPlaces, hosts: Mapping[str, str]):
        self.path, self.places, self.hosts = path, places, hosts
        self.forge = next(iter(hosts.values()), "github")
        self.mistakes: list[Mistake] = []

    def wrong(self, at: tuple[str | int, ...], message: str) -> None:
        self.mistakes.append(Mistake(self.path, self.places.line_of(at), message))

    def services(self, tables: Any) -> list[Service]:
        if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
            self.wrong(("services",), "write each of `services` under its own `[[services]]`")
            return []
        found: dict[str, Service] = {}
        for position, table in enumerate(tables):
            at = ("services", position)
            for key in table.keys() - set(_KEYS):
                self.wrong((*at, key), f"unknown key `{key}`{nearest(key, _KEYS)}")
            name = table.get("name")
            name = name.strip() if isinstance(name, str) else ""
            if not name:
                self.wrong((*at, "name"), "`name` is missing, or is no text in quotes")
            elif name in found:
                said = f"`{name}` is on line {found[name].line} already: keep one"
                self.wrong((*at, "name"), said)
                continue
            found[name] = Service(
                name,
                self.texts((*at, "components"), table.get("components", [])),
                self.texts((*at, "member_communities"), table.get("member_communities", [])),
                self.places.line_of(at),
                self.layer((*at, "layer"), table.get("layer")),
            )
        return [service for service in found.values() if service.name]

    def layer(self, at: tuple[str | int, ...], said: Any) -> str | None:
        if said is None or said in LAYERS:
            return None if said is None else str(said)
        hint = nearest(said, LAYERS) if isinstance(said, str) else ""
        self.wrong(at, f"`{said}` is no layer{hint}")
        return None

    def texts(self, at: tuple[str | int, ...], listed: Any) -> tuple[str, ...]:
        if not isinstance(listed, list):
            self.wrong(at, f'`{at[-1]}` must be a list: write it as `{at[-1]} = ["…"]`')
            return ()
        for position, one in enumerate(listed):
            if not isinstance(one, str) or not one.strip():
                self.wrong((*at, position), f"`{at[-1]}` holds text in quotes only")
        return tuple(one.strip() for one in listed if isinstance(one, str) and one.strip())

    def origins(self, table: Any) -> list[Origin]:
        if not isinstance(table, dict):
            self.wrong(("repositories",), "write `repositories` as a table: `[repositories]`")
            return []
        found: dict[str, Origin] = {}
        for written, where in table.items():
            at = ("repositories", written)
            repository = self.repository(where)
            key = identity(written)
            if repository is None:
                self.wrong(at, f"`{where}` is no repository: write it as `owner/name`")
            elif key in found:
                self.wrong(at, f"`{key}` is on line {found[key].line} already: keep one")
            else:
                found[key] = Origin(key, repository, self.places.line_of(at))
        return list(found.values())

    def repository(self, written: Any) -> str | None:
        if not isinstance(written, str):
            return None
        return origin_of(written, self.hosts) or origin_of(f"{self.forge}:{written}", self.hosts)
