"""Facts on a PostgreSQL server: loaded once, whole or not at all, and gone when others took their place."""

import importlib.util
import os
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from twohats.cli.app import app
from twohats.errors import OutOfReach, TwohatsError, WrongUse
from twohats.formats.engine_urls import read_engine_url
from twohats.records import Coverage, Page
from twohats.store.engines import Stayed, drop_copies, open_engine
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
        staging.add(
            Page(OWNER, {"items": items}, at, (Coverage("made-up", key, "items", at, True),))
        )
        staging.finish()


def opened(url, store, team=TEAM, readers=()):
    return open_engine(read_engine_url(url), store.snapshot(), workspace=team, readers=readers)


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


def age(postgres, database, name):
    """Let a day go by since facts were loaded."""
    postgres.run(
        f"UPDATE {name}.loaded SET loaded_at = loaded_at - interval '25 hours'",
        database.rpartition("/")[2],
    )


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
        age(postgres, database, name)
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

    assert drop_copies(read_engine_url(database), TEAM, store.folder) == ()
    assert [name.split("_")[1] for name in schemas(postgres, database)] == ["another"]


def test_a_copy_that_somebody_works_with_is_told(postgres, database, store):
    """It stays, and whoever asked for it to go is told so; once nobody works with it, it goes."""
    engine = opened(database, store)
    (held,) = schemas(postgres, database)

    stayed = drop_copies(read_engine_url(database), TEAM, store.folder)
    assert stayed == (Stayed(held, "somebody works with it"),)
    assert list(schemas(postgres, database)) == [held]
    engine.backend.disconnect()
    assert drop_copies(read_engine_url(database), TEAM, store.folder) == ()
    assert schemas(postgres, database) == {}


@pytest.fixture(scope="module")
def roles(postgres):
    """Two logins of a team, and one of somebody else."""
    postgres.run("CREATE ROLE willow LOGIN; CREATE ROLE juniper LOGIN; CREATE ROLE alder LOGIN")


@pytest.fixture
def logins(roles, postgres, database):
    """Addresses of one database for each of the three; the first two may load facts there."""
    name = database.rpartition("/")[2]
    postgres.run(f'GRANT CREATE ON DATABASE "{name}" TO willow, juniper')
    return [database.replace("postgres@", f"{who}@", 1) for who in ("willow", "juniper", "alder")]


def test_facts_are_loaded_once_for_all_who_are_named(postgres, database, logins, store):
    """Whoever comes second reads what the first loaded, whichever of them that was."""
    willow, juniper, _ = logins
    team = ("willow", "juniper")
    opened(willow, store, readers=team)
    assert numbers(opened(juniper, store, readers=team)) == [1]
    assert len(schemas(postgres, database)) == 1

    read(store, 2)
    opened(juniper, store, readers=team)
    assert numbers(opened(willow, store, readers=team)) == [1, 2]
    assert len(schemas(postgres, database)) == 2


def test_who_is_not_named_may_not_read(logins, store):
    """Not even who may load facts there, too; the line that helps keeps those who are named."""
    willow, juniper, _ = logins
    opened(willow, store, readers=["alder"])

    with pytest.raises(WrongUse, match="willow loaded these facts, and juniper may not") as refused:
        opened(juniper, store, readers=["alder"])
    assert str(refused.value).endswith("Have willow run: twohats engine --readers alder,juniper")


def test_the_list_of_readers_is_all_there_is(postgres, database, logins, store):
    """Who is added reads facts that are there, earlier ones too; who is taken out reads none of them."""
    willow, _, alder = logins
    opened(willow, store)
    earlier = store.snapshot()
    read(store, 2)
    opened(willow, store, readers=["alder"])
    assert numbers(opened(alder, store)) == [1, 2]
    assert numbers(open_engine(read_engine_url(alder), earlier, workspace=TEAM)) == [1]

    name = database.rpartition("/")[2]
    for schema in schemas(postgres, database):
        postgres.run(f"GRANT USAGE ON SCHEMA {schema} TO PUBLIC", name, user="willow")
        postgres.run(f"GRANT SELECT ON {schema}.items TO PUBLIC", name, user="willow")
    opened(willow, store)
    for facts in (store.snapshot(), earlier):
        with pytest.raises(WrongUse, match="alder may not read them"):
            open_engine(read_engine_url(alder), facts, workspace=TEAM)


def test_a_group_reads_for_all_who_are_in_it(postgres, logins, store):
    """A role that others are members of is named once, however odd its name is."""
    willow, _, alder = logins
    postgres.run('DROP ROLE IF EXISTS "the ""Team"; CREATE ROLE "the ""Team" ROLE alder')
    opened(willow, store, readers=['the "Team'])

    assert numbers(opened(alder, store)) == [1]


def test_readers_that_nobody_knows_are_all_named(postgres, database, logins, store):
    """Nothing is loaded, and no right is changed, for a list with a slip in it."""
    willow = logins[0]
    wrong = ["alder", "aldre", "Juniper"]
    with pytest.raises(WrongUse, match="`aldre`, `Juniper`, and the server has no such role"):
        opened(willow, store, readers=wrong)
    assert schemas(postgres, database) == {}

    opened(willow, store, readers=["alder"])
    with pytest.raises(WrongUse, match="`aldre`, `Juniper`"):
        opened(willow, store, readers=wrong)
    assert numbers(opened(logins[2], store)) == [1]


def test_who_may_read_is_said_and_written_down(postgres, database, logins, store, tmp_path):
    """The command lets them in, names them from then on, and takes the right away again."""
    willow, _, alder = logins
    path = tmp_path / "twohats.toml"
    path.write_text(f'organization = "{TEAM}"\n[store]\nengine = "{willow}"\n', "utf-8")
    (tmp_path / ".twohats").mkdir()
    store.folder.rename(tmp_path / ".twohats" / "facts")
    store = FactStore(tmp_path / ".twohats" / "facts")

    def engine(*words):
        done = CliRunner().invoke(app, ["-w", str(tmp_path), "engine", *words, "--format", "csv"])
        assert done.exit_code == 0, done.output
        return done.output

    assert '"willow alone, who loaded it; --readers names others"' in engine()
    said = engine("--readers", "juniper,alder")
    assert '"willow, who loaded it, and alder, juniper"' in said
    assert "twohats.toml lets these read the facts you load: juniper, alder." in said
    assert 'readers = ["juniper", "alder"]' in path.read_text("utf-8")
    assert numbers(opened(alder, store)) == [1]
    assert "juniper" in engine()

    assert "twohats.toml lets these read the facts you load: nobody." in engine("--readers", "none")
    with pytest.raises(WrongUse, match="alder may not read them"):
        opened(alder, store)


def test_earlier_facts_of_another_login_are_left_to_it(postgres, database, logins, store):
    """They are a day old and nobody reads them: who may drop them does, others go on without."""
    willow, juniper, _ = logins
    opened(willow, store).backend.disconnect()
    read(store, 2)
    opened(juniper, store).backend.disconnect()
    for name in schemas(postgres, database):
        age(postgres, database, name)
    read(store, 3)
    opened(juniper, store).backend.disconnect()
    assert len(schemas(postgres, database)) == 3

    stayed = drop_copies(read_engine_url(juniper), TEAM, store.folder)
    (left,) = schemas(postgres, database)
    assert stayed == (Stayed(left, "willow loaded it", "willow"),)
    assert drop_copies(read_engine_url(willow), TEAM, store.folder) == ()
    assert schemas(postgres, database) == {}


def test_two_who_tidy_up_at_once_do_not_meet(postgres, database, store, monkeypatch):
    """A schema that another one dropped in between is passed by, and the rest is looked at."""
    from twohats.store.engines import postgres as engine

    opened(database, store).backend.disconnect()
    (first,) = schemas(postgres, database)
    read(store, 2)
    opened(database, store).backend.disconnect()
    (second,) = set(schemas(postgres, database)) - {first}
    read(store, 3)
    opened(database, store).backend.disconnect()
    for name in schemas(postgres, database):
        age(postgres, database, name)
    plain = engine._are_old

    def meanwhile(connection, names):
        postgres.run(f"DROP SCHEMA {first} CASCADE", database.rpartition("/")[2])
        return plain(connection, names)

    monkeypatch.setattr(engine, "_are_old", meanwhile)
    read(store, 4)
    assert numbers(opened(database, store)) == [1, 2, 3, 4]
    assert len(schemas(postgres, database)) == 2  # the third, which was the last, and the fourth
    assert second not in schemas(postgres, database)


def test_forgetting_takes_the_copy_away_or_says_that_it_is_there(database, postgres, tmp_path):
    """While somebody works with the copy: a row, and exit code 4; afterwards nothing is left."""
    (tmp_path / "twohats.toml").write_text(
        f'organization = "{TEAM}"\n[store]\nengine = "{database}"\n', "utf-8"
    )
    store = FactStore(tmp_path / ".twohats" / "facts")
    read(store, 1, author="github:sedge-4")
    held = opened(database, store)
    (schema,) = schemas(postgres, database)

    forget = ["-w", str(tmp_path), "forget"]
    shown = CliRunner().invoke(app, [*forget, "sedge-4", "--even-if-absent", "--format", "csv"])
    would = "gone as a whole; what is left is loaded again when it is asked"
    assert f"engine,{schema},1,{would}" in shown.stdout.splitlines()
    assert (shown.exit_code, list(schemas(postgres, database))) == (0, [schema])

    words = [*forget, "sedge-4", "--even-if-absent", "--yes", "--format", "csv"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 4, done.output
    helps = "still there: somebody works with it; run `twohats forget --yes` once more"
    assert f"engine,{schema},1,{helps}" in done.stdout.splitlines()
    assert "Not gone: 1 copy of facts on the engine's server" in done.stderr

    held.backend.disconnect()
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert schemas(postgres, database) == {}


def test_what_the_server_says_of_its_memory_holds(postgres, database, store):
    """Our own settings hold where nobody said otherwise: neither the database nor the address."""
    asked = "SELECT current_setting('work_mem'), current_setting('jit')"
    postgres.run(f'ALTER DATABASE "{database.rpartition("/")[2]}" SET jit = on')
    address = f"{database}?options=-c%20work_mem%3D8MB"

    assert opened(database, store).backend.con.execute(asked).fetchone() == ("64MB", "on")
    assert opened(address, store).backend.con.execute(asked).fetchone() == ("8MB", "on")


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


def test_what_is_no_missing_right_is_not_told_as_one(database, store, monkeypatch):
    """A server that refuses for another reason is quoted, and no right is asked for."""
    from twohats.store.engines import postgres as engine

    monkeypatch.setattr(engine, "_plain", lambda table: "SELECT 1 AS no_such_column")
    with pytest.raises(
        TwohatsError, match=r"did not do what was asked: .*no_such_column"
    ) as refused:
        opened(database, store)

    assert "GRANT" not in str(refused.value)
    assert refused.value.exit_code == 1


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
