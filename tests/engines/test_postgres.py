"""Facts on a PostgreSQL server: loaded once, whole or not at all, and gone when others took their place."""

import importlib.util
import os
from datetime import UTC, datetime, timedelta

import pytest

from twohats.errors import OutOfReach, TwohatsError, WrongUse
from twohats.formats.engine_urls import read_engine_url
from twohats.records import Page
from twohats.store.engines import drop_copies, open_engine
from twohats.store.facts import FactStore

AT = datetime(2026, 1, 5, tzinfo=UTC)
OWNER = "github:lantern-project"
TEAM = "Tidewater Commons"


@pytest.fixture(autouse=True)
def _driver():
    if not os.environ.get("TWOHATS_ENGINES"):
        pytest.skip("servers take a moment to start: nox -s engines")
    for name in ("psycopg", "adbc_driver_postgresql"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"no driver here: {name} is not installed")


@pytest.fixture
def store(tmp_path):
    """A store with one issue in it."""
    store = FactStore(tmp_path / "facts")
    read(store, 1)
    return store


def read(store, number, **columns):
    """Read one issue, as a source brings it."""
    key = f"{OWNER}/lantern"
    values = {"item": f"{key}#{number}", "repository": key, "number": number, "kind": "issue"}
    items = {name: [value] for name, value in {**values, "state": "open", **columns}.items()}
    at = AT + timedelta(days=number)
    with store.begin("made-up", f"{key} {number}", "f") as staging:
        staging.add(Page(OWNER, {"items": items}, at))
        staging.finish()


def opened(url, store, team=TEAM):
    return open_engine(read_engine_url(url), store.snapshot(), workspace=team)


def numbers(engine):
    return sorted(engine.tables["items"].number.to_pyarrow().to_pylist())


def schemas(postgres, url):
    """Schemas of facts in a database, with the moment at which each was loaded."""
    database = url.rpartition("/")[2]
    found = postgres.run(
        "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'twohats%' ORDER BY 1", database
    ).split()
    return {
        name: postgres.run(f"SELECT loaded_at FROM {name}.loaded", database).strip()
        for name in found
    }


def test_equal_facts_are_loaded_once(postgres, database, store):
    """Whoever opens them again finds them there; other facts have a place of their own."""
    first = opened(database, store)
    held = schemas(postgres, database)
    opened(database, store)

    assert schemas(postgres, database) == held
    assert len(held) == 1
    read(store, 2)
    assert numbers(opened(database, store)) == [1, 2]
    assert numbers(first) == [1]
    assert len(schemas(postgres, database)) == 2


def test_a_load_that_was_cut_leaves_nothing(postgres, database, store, monkeypatch):
    """Either all tables of a state are there, or no part of it is; the next try loads it."""
    from twohats.store.engines import postgres as engine

    plain = engine._plain

    def cut(table):
        if table == "events":
            raise KeyboardInterrupt
        return plain(table)

    monkeypatch.setattr(engine, "_plain", cut)
    with pytest.raises(KeyboardInterrupt):
        opened(database, store)
    assert schemas(postgres, database) == {}

    monkeypatch.setattr(engine, "_plain", plain)
    assert numbers(opened(database, store)) == [1]


def test_earlier_facts_stay_a_day_and_while_somebody_works_with_them(postgres, database, store):
    """Facts go once others have been there for a day; those in use, and of other teams, stay."""
    old = opened(database, store)
    opened(database, store, "Another Team")
    read(store, 2)
    newer = opened(database, store)
    for name in schemas(postgres, database):
        postgres.run(
            f"UPDATE {name}.loaded SET loaded_at = loaded_at - interval '25 hours'",
            database.rpartition("/")[2],
        )
    read(store, 3)
    opened(database, store)
    assert len(schemas(postgres, database)) == 4  # the first is older than a day, and in use

    old.backend.disconnect()
    newer.backend.disconnect()
    read(store, 4)
    assert numbers(opened(database, store)) == [1, 2, 3, 4]
    assert len(schemas(postgres, database)) == 4  # without the first, with the fourth


def test_all_copies_of_a_team_can_be_dropped(postgres, database, store):
    """Moving back, and forgetting somebody, leave nothing of this team's facts behind."""
    opened(database, store).backend.disconnect()
    opened(database, store, "Another Team").backend.disconnect()
    drop_copies(read_engine_url(database), TEAM, store.folder)

    assert [name.split("_")[1] for name in schemas(postgres, database)] == ["another"]


def test_a_text_with_nul_loses_it(database, store):
    """PostgreSQL holds no NUL; the rest of the text is there."""
    read(store, 2, title="a\0b")
    found = opened(database, store).tables["items"]

    assert found.filter(found.number == 2).title.to_pyarrow().to_pylist() == ["ab"]


def test_a_password_comes_from_its_variable(database, store, monkeypatch):
    """The address names the variable; where it is not set, nothing is tried."""
    url = database.replace("postgres@", "postgres:$FACTS_PASSWORD@", 1)
    with pytest.raises(WrongUse, match="the environment variable FACTS_PASSWORD is not set"):
        opened(url, store)

    monkeypatch.setenv("FACTS_PASSWORD", "p@ss/word")
    engine = opened(url, store)
    assert numbers(engine) == [1]
    assert "p@ss" not in engine.url


def test_who_may_not_load_is_told_what_is_needed(postgres, database, store):
    """An account without the right to make schemas is told which right that is."""
    name = database.rpartition("/")[2]
    postgres.run("CREATE ROLE reader LOGIN", name)
    url = database.replace("postgres@", "reader@", 1)

    with pytest.raises(TwohatsError, match="GRANT CREATE ON DATABASE"):
        opened(url, store)


def test_a_server_that_is_not_there_is_out_of_reach(store):
    """Nobody listens: the message says what to look at, and the exit code is 3."""
    with pytest.raises(OutOfReach, match=r"not opened: .*Look whether the server runs") as refused:
        opened("postgresql://127.0.0.1:1/facts?connect_timeout=2", store)

    assert refused.value.exit_code == 3


def test_a_server_that_goes_away_is_out_of_reach(postgres, database, store):
    """A connection that is lost in the middle ends in words, not in a traceback."""
    engine = opened(database, store)
    (number,) = engine.backend.con.execute("SELECT pg_backend_pid()").fetchone()
    postgres.run(f"SELECT pg_terminate_backend({number})")

    with pytest.raises(OutOfReach, match="the PostgreSQL server went away"):
        numbers(engine)
