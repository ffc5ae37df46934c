"""Who reads facts on a PostgreSQL server: the login that loaded them, and the roles that settings name.

Nobody else is let in, whatever they may do in that database. The list is all there is: a role that is
taken out of it may read no more, once the login that loaded the facts opens them again.
"""

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import sql

from twohats.errors import WrongUse
from twohats.formats.engine_urls import EngineUrl

EVERYBODY = "PUBLIC"
_GIVEN = """
    SELECT coalesce(r.rolname, 'PUBLIC'), g.place, g.what FROM (
        SELECT n.nspowner AS owner, '' AS place, a.grantee, a.privilege_type AS what
        FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = %(schema)s
        UNION ALL
        SELECT n.nspowner, c.relname, a.grantee, a.privilege_type
        FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r',
        aclexplode(c.relacl) a WHERE n.nspname = %(schema)s
    ) g LEFT JOIN pg_roles r ON r.oid = g.grantee WHERE g.grantee <> g.owner
"""


def must_know(connection: Any, url: EngineUrl, readers: Sequence[str]) -> None:
    """Make sure that a server has these roles.

    Raises
    ------
    WrongUse
        It lacks some; all of them are named.
    """
    found = connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", (list(readers),)
    ).fetchall()
    lacking = [f"`{role}`" for role in readers if (role,) not in found]
    if lacking:
        raise WrongUse(
            f"{url.text}: not opened: `readers` under [store] in twohats.toml names "
            f"{', '.join(lacking)}, and the server has no such role. Make it there, or take it out."
        )


def granting(schema: str, readers: Sequence[str]) -> Iterator[str]:
    """Write what lets roles read a schema, a statement each."""
    place = sql.Identifier(schema)
    for reader in readers:
        role = sql.Identifier(reader)
        yield sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(place, role).as_string()
        yield (
            sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}").format(place, role).as_string()
        )


def let_in(connection: Any, url: EngineUrl, prefix: str, readers: Sequence[str]) -> None:
    """Let these roles, and nobody else, read every schema of a workspace that one's own login made.

    Parameters
    ----------
    connection
        To the server; each statement is a transaction of its own.
    url
        Of it.
    prefix
        How the names of the workspace's schemas begin.
    readers
        The roles.

    Raises
    ------
    WrongUse
        The server has no such role.
    """
    found = connection.execute(
        "SELECT nspname, current_user FROM pg_namespace WHERE starts_with(nspname, %s) "
        "AND nspowner = (SELECT oid FROM pg_roles WHERE rolname = current_user) ORDER BY 1",
        (prefix,),
    ).fetchall()
    for schema, owner in found:
        wanted = [reader for reader in readers if reader != owner]
        if _is_as_wanted(connection, schema, wanted):
            continue
        must_know(connection, url, wanted)
        with connection.transaction():
            # Two who change the same rights at once would refuse each other; and it may be gone by now.
            connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (schema,))
            if _exists(connection, schema):
                for words in (*_revoking(connection, schema), *granting(schema, wanted)):
                    connection.execute(words)


def must_read(connection: Any, url: EngineUrl, schema: str, readers: Sequence[str]) -> None:
    """Make sure that the account may read facts which another one may have loaded.

    Raises
    ------
    WrongUse
        It may not; the line is named by which their owner lets it in.
    """
    owner, who, may = connection.execute(
        "SELECT pg_get_userbyid(n.nspowner), current_user, "
        "has_schema_privilege(n.oid, 'USAGE') AND (SELECT bool_and(has_table_privilege(c.oid, 'SELECT')) "
        "FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind = 'r') "
        "FROM pg_namespace n WHERE n.nspname = %s",
        (schema,),
    ).fetchone()
    if not may:
        named = shlex.quote(",".join(dict.fromkeys((*readers, who))))
        raise WrongUse(
            f"{url.text}: not opened: {owner} loaded these facts, and {who} may not read them. "
            f"Have {owner} run: twohats engine --readers {named}"
        )


def who_may_read(connection: Any, schema: str) -> str:
    """Say in words who may read a schema, besides whoever rules the server."""
    (owner,) = connection.execute(
        "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = %s", (schema,)
    ).fetchone()
    others = sorted({who for who, place, _ in _given(connection, schema) if not place})
    if not others:
        return f"{owner} alone, who loaded it; --readers names others"
    return f"{owner}, who loaded it, and {', '.join(others)}"


def _given(connection: Any, schema: str) -> set[tuple[str, str, str]]:
    """Give who but the owner was given what: role, table or nothing for the schema itself, right."""
    return set(connection.execute(_GIVEN, {"schema": schema}).fetchall())


def _is_as_wanted(connection: Any, schema: str, readers: Sequence[str]) -> bool:
    tables = connection.execute(
        "SELECT c.relname FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid "
        "WHERE n.nspname = %s AND c.relkind = 'r'",
        (schema,),
    ).fetchall()
    wanted = {(reader, "", "USAGE") for reader in readers}
    wanted |= {(reader, table, "SELECT") for reader in readers for (table,) in tables}
    return _given(connection, schema) == wanted


def _revoking(connection: Any, schema: str) -> Iterator[str]:
    """Write what takes every right from everybody but the owner."""
    place = sql.Identifier(schema)
    for who in sorted({who for who, _, _ in _given(connection, schema)}):
        role = sql.SQL("PUBLIC") if who == EVERYBODY else sql.Identifier(who)
        for of in ("ALL TABLES IN SCHEMA", "SCHEMA"):
            words = sql.SQL("REVOKE ALL ON " + of + " {} FROM {} CASCADE").format(place, role)
            yield words.as_string()


def _exists(connection: Any, schema: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,))
    return found.fetchone() is not None
