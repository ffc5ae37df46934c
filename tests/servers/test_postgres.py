"""The server that other tests lean on."""

from pathlib import Path

from servers.postgres import find_programs


def test_a_database_of_ones_own(postgres):
    """Two tests never see each other's tables."""
    one, other = postgres.new_database(), postgres.new_database()
    postgres.run("CREATE TABLE here (n int)", one.rsplit("/", 1)[1])

    tables = "SELECT count(*) FROM pg_tables WHERE tablename = 'here'"
    assert one != other
    assert postgres.run(tables, one.rsplit("/", 1)[1]).strip() == "1"
    assert postgres.run(tables, other.rsplit("/", 1)[1]).strip() == "0"


def test_it_listens_on_loopback_alone(postgres):
    """Nothing outside this machine reaches it, and its socket is in its own folder."""
    assert postgres.run("SHOW listen_addresses").strip() == "127.0.0.1"
    assert Path(postgres.run("SHOW unix_socket_directories").strip()) == postgres.folder


def test_its_programs_lie_together():
    """initdb starts the postgres beside it."""
    folder = find_programs()
    assert folder is None or {"initdb", "postgres"} <= {path.name for path in folder.iterdir()}
