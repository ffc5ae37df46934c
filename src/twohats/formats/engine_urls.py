"""Addresses of engines, as settings and the command line name them.

::

    duckdb                                              in this process; nothing to run
    postgresql://reader@db.example:5432/facts           a PostgreSQL database
    postgresql://reader:$FACTS_PASSWORD@db.example/f    its password from an environment variable
    spark://master.example:7077                         a standalone cluster of Apache Spark
    sc://spark.example:15002                            Spark Connect

No secret ever stands in one: files are shared, and command lines are logged.
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

EngineKind = Literal["duckdb", "postgresql", "spark", "connect"]

EMBEDDED = "duckdb"
"""The engine everybody has."""

_KINDS: dict[str, EngineKind] = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "spark": "spark",
    "sc": "connect",
}
NOBODY = "none"
"""Says on the command line that nobody is meant; PostgreSQL lets no role be called so."""
_LONGEST_ROLE = 63
_EXAMPLES = "`postgresql://HOST/DATABASE`, `spark://HOST:7077` or `sc://HOST:15002`"
_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")
_SECRET = re.compile(r"(?i)password|passwd|passfile|token|secret")
_HOSTS = re.compile(r"[A-Za-z0-9._-]+(:[0-9]{1,5})?(,[A-Za-z0-9._-]+(:[0-9]{1,5})?)*")


@dataclass(frozen=True)
class EngineUrl:
    """Where expressions run."""

    kind: EngineKind
    text: str
    """As people write and read it; it holds no secret."""
    password_from: str | None = None
    """Environment variable that holds the password; None: libpq finds it, or none is needed."""

    @property
    def is_embedded(self) -> bool:
        """Whether nothing has to run beside this program."""
        return self.kind == "duckdb"


EMBEDDED_URL = EngineUrl("duckdb", EMBEDDED)


def read_engine_url(text: str) -> EngineUrl:
    """Read the address of an engine.

    Raises
    ------
    ValueError
        It is none, or it holds a secret; the message says what would be right.

    Examples
    --------
    >>> read_engine_url("postgresql://reader:$FACTS_PASSWORD@db.example/facts").password_from
    'FACTS_PASSWORD'
    >>> read_engine_url("spark://master.example:7077").kind
    'spark'
    """
    text = text.strip()
    if text == EMBEDDED:
        return EMBEDDED_URL
    scheme, separator, _ = text.partition("://")
    if not separator or scheme not in _KINDS:
        # What is refused may hold a password: it is not repeated.
        raise ValueError(f"must be `{EMBEDDED}`, {_EXAMPLES}")
    kind = _KINDS[scheme]
    if kind == "postgresql":
        return _postgresql(text)
    return _spark(text, kind)


def read_reader(text: str) -> str:
    """Read the name of a role of PostgreSQL, as the server spells it.

    Raises
    ------
    ValueError
        It is none, or stands for everybody.

    Examples
    --------
    >>> read_reader(" willow ")
    'willow'
    """
    name = text.strip()
    if name.lower() == "public":
        raise ValueError("must name a role; `public` is everybody who may connect")
    if name == NOBODY:
        raise ValueError(f"must name a role; `{NOBODY}` is none, and nobody is an empty list")
    if not name or "\0" in name or len(name.encode()) > _LONGEST_ROLE:
        raise ValueError(f"must be the name of a role of PostgreSQL, of 1 to {_LONGEST_ROLE} bytes")
    return name


def _postgresql(text: str) -> EngineUrl:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError("must be `postgresql://HOST:PORT/DATABASE`") from None
    variable = None
    if parts.password is not None:
        named = _VARIABLE.fullmatch(unquote(parts.password))
        if named is None:
            raise ValueError(
                "must not hold a password: put it into the environment variable PGPASSWORD, into "
                "~/.pgpass, or name a variable of your own, as postgresql://USER:$NAME@HOST/DATABASE"
            )
        variable = named.group(1)
    for name, _ in parse_qsl(parts.query):
        if _SECRET.search(name):
            raise ValueError(
                f"must not hold `{name}`: put the password into the environment variable PGPASSWORD "
                "or into ~/.pgpass"
            )
    if not parts.path.strip("/") or "/" in parts.path.strip("/"):
        raise ValueError("must name one database, as postgresql://HOST/DATABASE")
    return EngineUrl("postgresql", text, variable)


def _spark(text: str, kind: EngineKind) -> EngineUrl:
    rest = text.partition("://")[2]
    hosts, _, options = rest.partition("/")
    if _SECRET.search(options):
        raise ValueError(
            "must not hold a token: put it into the environment variable "
            "SPARK_CONNECT_AUTHENTICATE_TOKEN"
        )
    if not _HOSTS.fullmatch(hosts) or (kind == "spark" and options):
        wanted = "spark://HOST:7077" if kind == "spark" else "sc://HOST:15002"
        raise ValueError(f"must be `{wanted}`")
    return EngineUrl(kind, text)
