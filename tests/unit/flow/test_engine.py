"""Moving to an engine: what is wrong is told before anything changes."""

import sys

import pytest
from fakes.small_facts import day

from twohats.errors import OutOfReach, TwohatsError, WrongUse
from twohats.flow import engine
from twohats.flow.facts import on_engine
from twohats.formats.engine_urls import read_engine_url
from twohats.records import Page
from twohats.store.engines import Stayed, open_engine
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace


@pytest.fixture
def place(tmp_path):
    """A workspace with one issue, and its store."""
    (tmp_path / "twohats.toml").write_text('organization = "Tidewater Commons"\n', "utf-8")
    workspace = load_workspace(tmp_path)
    store = FactStore(workspace.facts_folder)
    with store.begin("made-up", "a", "f") as staging:
        items = {"item": ["github:o/r#1"], "repository": ["github:o/r"], "number": [1]}
        staging.add(Page("github:o", {"items": items}, day(1)))
        staging.finish()
    return workspace, store


def clock(times):
    """A clock that reads these seconds, one after another."""
    return iter(times).__next__


def test_the_engine_in_use_is_shown(place):
    """Without an address: which engine, how many rows, and how long opening took."""
    rows = engine.look_into(*place, clock([1.0, 3.5]))

    assert {row["what"]: row["found"] for row in rows} == {
        "engine": "duckdb",
        "facts": "1 row of 1 owner",
        "opened in": "2.5 s",
    }


@pytest.mark.parametrize(
    "address", ["mysql://db/facts", "postgresql://me:hunter2@db/facts", "local[2]"]
)
def test_an_address_that_is_none_changes_nothing(place, address):
    """The mistake is told without the secret in it, and the settings stay as they are."""
    before = (place[0].folder / "twohats.toml").read_text("utf-8")
    with pytest.raises(WrongUse, match=r"^engine: not changed: the address must") as refused:
        engine.move(*place, address, clock([0.0]))

    assert "hunter2" not in str(refused.value)
    assert (place[0].folder / "twohats.toml").read_text("utf-8") == before


@pytest.mark.parametrize("address", ["postgresql://127.0.0.1:1/facts", "spark://127.0.0.1:1"])
def test_an_engine_that_is_not_there_changes_nothing(place, address):
    """Nobody listens, or no driver is here: one step is named, and the settings stay."""
    with pytest.raises(TwohatsError, match=r"Look whether|pip install") as refused:
        engine.move(*place, address, clock([0.0]))

    assert refused.value.exit_code in (2, 3)
    assert load_workspace(place[0].folder).settings.engine.is_embedded


@pytest.mark.parametrize(
    ("address", "module", "extra"),
    [
        ("postgresql://db.example/facts", "twohats.store.engines.postgres", "postgres"),
        ("spark://db.example:7077", "twohats.store.engines.spark", "spark"),
    ],
)
def test_a_driver_that_is_missing_is_named(place, monkeypatch, address, module, extra):
    """What to install is said in one line."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(WrongUse, match=rf"pip install 'twohats\[{extra}\]'"):
        open_engine(read_engine_url(address), place[1].snapshot(), workspace="T")


def test_an_engine_with_other_rows_is_not_moved_to(place, monkeypatch):
    """Rows are counted table by table before the settings change."""
    plain = engine._opened

    def opened(workspace, url, snapshot):
        found = plain(workspace, read_engine_url("duckdb"), snapshot)
        if url.is_embedded:
            return found
        items = found.tables["items"]
        return engine.Engine(url.text, found.backend, {**found.tables, "items": items.limit(0)})

    monkeypatch.setattr(engine, "_opened", opened)
    with pytest.raises(TwohatsError, match="holds other facts than the files: items 0 of 1 rows"):
        engine.move(*place, "postgresql://db.example/facts", clock([0.0, 1.0]))
    assert load_workspace(place[0].folder).settings.engine.is_embedded


def test_copies_that_cannot_be_dropped_are_told(place, monkeypatch):
    """Moving back works although the server that was in use is gone, and says what stays there."""

    def gone(*_):
        raise OutOfReach("db.example: gone. Wait.")

    monkeypatch.setattr(engine, "drop_copies", gone)
    workspace = on_engine(place[0], read_engine_url("postgresql://db.example/facts"))
    moved = engine.move(workspace, place[1], "duckdb", clock([0.0, 1.0]))

    assert moved.left_behind == "db.example: gone. Wait."
    assert moved.before == "postgresql://db.example/facts"


def test_a_move_that_happened_is_told_as_one(place, monkeypatch):
    """What the server refuses afterwards is told beside it, and so are copies that stay there."""

    def refused(*_):
        raise TwohatsError("db.example: must be owner of schema. Ask.")

    before = read_engine_url("postgresql://db.example/facts")
    monkeypatch.setattr(engine, "drop_copies", refused)
    moved = engine.move(on_engine(place[0], before), place[1], "duckdb", clock([0.0, 1.0]))
    assert moved.left_behind == "db.example: must be owner of schema. Ask."
    assert load_workspace(place[0].folder).settings.engine.is_embedded

    stayed = (Stayed("twohats_tide_1", "somebody works with it"), Stayed("twohats_tide_2", "bo loaded it", "bo"))  # fmt: skip
    monkeypatch.setattr(engine, "drop_copies", lambda *_: stayed)
    moved = engine.move(on_engine(place[0], before), place[1], "duckdb", clock([0.0, 1.0]))
    assert moved.left_behind == (
        "postgresql://db.example/facts: twohats_tide_1 (somebody works with it), twohats_tide_2 (bo "
        "loaded it). DROP SCHEMA … CASCADE removes one when nobody works with it."
    )
    monkeypatch.setattr(engine, "drop_copies", lambda *_: ())
    moved = engine.move(on_engine(place[0], before), place[1], "duckdb", clock([0.0, 1.0]))
    assert moved.left_behind is None


def test_readers_that_are_none_are_all_told(place):
    """Everybody at once cannot be named, nor nobody beside others; the settings stay as they are."""
    with pytest.raises(WrongUse) as refused:
        engine.move(*place, "postgresql://db.example/facts", clock([]), "juniper,public, ,none")

    assert str(refused.value) == (
        "engine: not changed: in --readers `public` must name a role; `public` is everybody who may "
        "connect; `` must be the name of a role of PostgreSQL, of 1 to 63 bytes; `none` must name a "
        "role; `none` is none, and nobody is an empty list."
    )
    assert load_workspace(place[0].folder).settings.engine_readers == ()


def test_readers_are_for_a_server_that_knows_roles(place):
    """DuckDB has none: whoever reads the files reads the facts."""
    with pytest.raises(WrongUse, match="duckdb has no readers of its own; only PostgreSQL"):
        engine.move(*place, "duckdb", clock([]), "juniper")


def test_readers_in_the_settings_change_no_number(place):
    """Who is listed twice is named once; what is named by a digest of the settings stays as it was."""
    before = repr(place[0].settings)
    path = place[0].folder / "twohats.toml"
    text = path.read_text("utf-8")
    path.write_text(f'{text}[store]\nreaders = ["juniper", " alder", "juniper"]\n', "utf-8")
    settings = load_workspace(place[0].folder).settings

    assert settings.engine_readers == ("juniper", "alder")
    assert repr(settings) == before


def test_a_reader_in_the_settings_that_is_none_is_told_with_its_line(place):
    """The file, the line and what would be right are named."""
    path = place[0].folder / "twohats.toml"
    path.write_text(f'{path.read_text("utf-8")}[store]\nreaders = ["Public"]\n', "utf-8")

    with pytest.raises(TwohatsError, match=r"twohats.toml:3.*must name a role; `public` is"):
        load_workspace(place[0].folder)
