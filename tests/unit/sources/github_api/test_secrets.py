"""Everything that a run leaves behind is searched for the token it ran with."""

import logging
import pickle
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.scripted_forge import MovedClock, Said, ScriptedForge
from hypothesis import given
from hypothesis import strategies as st

from twohats.errors import SourceUnreadable
from twohats.sources.github_api.connecting import connect
from twohats.sources.github_api.connection import GithubConnection
from twohats.sources.github_api.ports import TooHeavy

SECRET = "ghp_MadeUpAndNeverToBeSeen"
QUERY = "{ viewer { login } }"


def repeated(status: int) -> Said:
    """What a proxy might say that shows what it was sent."""
    return Said(status, {"message": f"cannot pass on: Authorization: bearer {SECRET}"})


ENDS = {
    "500": Said(500, {"message": "Server Error"}),
    "500-repeating": repeated(500),
    "502-repeating": repeated(502),
    "401": Said(401, {"message": "Bad credentials"}),
    "401-repeating": repeated(401),
    "403-repeating": repeated(403),
    "404-repeating": repeated(404),
    "418-repeating": repeated(418),
    "limit-repeating": Said(429, {"message": f"bearer {SECRET}"}, {"Retry-After": "9999"}),
    "turned-down-repeating": Said(
        200, {"errors": [{"message": f"bad header: bearer {SECRET}", "path": ["a"]}]}
    ),
    "reset": Said(ends="reset"),
    "silent": Said(ends="silent"),
    "cut": Said(content={"data": {"viewer": None}}, ends="cut"),
    "no-json": Said(content=f"<html>{SECRET}".encode()),
    "circle": Said(302, b"", {"Location": "/again"}),
    "no-place": Said(302, b"", {"Location": "http://[no-place"}),
    "nowhere": Said(302, b"", {"Location": "gopher://nowhere.example/"}),
}


def frames_of(error: BaseException) -> Iterator[str]:
    """Everything a traceback could show, of the error and of all it came from."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield f"{one!r} {one} {one.args} {vars(one)}"
        for frame, _ in traceback.walk_tb(one.__traceback__):
            if frame.f_globals["__name__"].startswith(("tests", "_pytest", "pluggy")):
                continue
            yield from (f"{name} = {value!r}" for name, value in frame.f_locals.items())
            yield from (
                repr(vars(value)) for value in frame.f_locals.values() if hasattr(value, "__dict__")
            )
        waiting += [each for each in (one.__cause__, one.__context__) if each]


def left_behind(said: Said, folder: Path, records: list[logging.LogRecord], how: str) -> list[str]:
    """Run into an answer, and collect all that is shown, raised, logged and written."""
    told: list[str] = []
    clock = MovedClock()
    with ScriptedForge([], then=said) as forge:
        environment = forge.environment(SECRET, HOME=str(folder))
        with connect(
            "github.com", environment, now=clock.now, wait=clock.wait, say=told.append
        ) as connection:
            del environment
            told.append(repr(connection))
            try:
                asked(connection, how)
            except (SourceUnreadable, TooHeavy) as error:
                told += frames_of(error)
                told.append("".join(traceback.format_exception(error)))
            assert SECRET in forge.asked[0].token
    told += [f"{record.getMessage()} {vars(record)}" for record in records]
    told += [file.read_bytes().decode("latin-1") for file in folder.rglob("*") if file.is_file()]
    return told


def asked(connection: GithubConnection, how: str) -> object:
    if how == "ask":
        return connection.ask(QUERY).data
    if how == "standing":
        return connection.standing()
    return [reply.content for reply in connection.pages("/repos/acme/anvil/releases")]


@pytest.mark.parametrize("how", ["ask", "pages", "standing"])
@pytest.mark.parametrize("said", ENDS.values(), ids=ENDS.keys())
def test_nowhere_to_be_seen(said, how, tmp_path, monkeypatch, caplog):
    """However a request ends, no message, log record, traceback or file shows the token."""
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)

    for text in left_behind(said, tmp_path, caplog.records, how):
        assert SECRET not in text


LIBRARY = """
def fails(token):
    raise ValueError("no")

def is_interrupted(*_, auth, **more):
    header = auth._token.header()
    raise KeyboardInterrupt
"""


@pytest.fixture
def library() -> dict:
    """Code that is no test's, so its frames are searched."""
    space = {"__name__": "library"}
    exec(compile(LIBRARY, "library", "exec"), space)
    return space


def test_search_finds(library):
    """The search itself finds a token that only a frame holds."""
    with pytest.raises(ValueError, match="no") as caught:
        library["fails"](SECRET)

    assert any(SECRET in text for text in frames_of(caught.value))


def test_interrupted(library, clock):
    """A run that a person interrupts in the middle of a request shows no token either."""
    with ScriptedForge([]) as forge:
        environment = forge.environment(SECRET)
        with connect("github.com", environment, now=clock.now, wait=clock.wait) as connection:
            del environment
            connection._sender._client.request = library["is_interrupted"]
            with pytest.raises(KeyboardInterrupt) as caught:
                connection.ask(QUERY)

    assert not [text for text in frames_of(caught.value) if SECRET in text]


def test_connection_is_not_written(clock):
    """A connection cannot be written to a file, and so neither can its tokens."""
    with (
        ScriptedForge([]) as forge,
        connect(
            "github.com", forge.environment(SECRET), now=clock.now, wait=clock.wait
        ) as connection,
        pytest.raises((TypeError, AttributeError, pickle.PicklingError)) as caught,
    ):
        pickle.dumps(connection)

    assert SECRET not in str(caught.value)


@given(message=st.text(max_size=300))
def test_words_of_others_are_one_line(message):
    """Whatever a server says is quoted as one short line that steers no terminal."""
    from twohats.sources.asking.faults import LONGEST_QUOTE, one_line

    line = one_line(message)

    assert line.isprintable()
    assert len(line) <= LONGEST_QUOTE
    assert "\n" not in line
