"""What is a person's own: sealed on the disk, and gone when it is erased."""

import os
import stat
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.errors import TwohatsError, WrongUse
from twohats.journal import PrivateJournal, PrivateLine, hours_of, ulid
from twohats.journal.private import PrivateState, digest

START = datetime(2026, 3, 5, 9, tzinfo=UTC)

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")


def hours(number=0, hours=1.5, who="github:ada", **more):
    at = START + timedelta(minutes=number)
    content = {"hours": hours, "date": "2026-03-05", "item": f"log:{number}", **more}
    return PrivateLine(ulid(at, bytes(10)), "hours", who, at, content)


@pytest.fixture
def private(tmp_path):
    return PrivateJournal(tmp_path / ".twohats" / "private")


def test_no_folder_is_an_empty_private_part(private):
    """Before the first line there is nothing, and nothing is made."""
    assert private.read() == PrivateState()
    assert not private.folder.exists()


def test_lines_come_back(private):
    """Oldest first, each with its digest as the public line holds it."""
    made = hours(1), hours(0)
    digests = private.append(*made)

    state = private.read()

    assert state.lines == made[::-1]
    assert state.digests == dict(zip((one.id for one in made), digests, strict=True))
    assert state.mistakes == ()


def test_nothing_stands_there_in_clear(private):
    """Neither hours nor names nor kinds."""
    private.append(PrivateLine(hours().id, "consent", "github:ada", START, {"text": "Yes, quote"}))
    text = private.path.read_bytes()

    for word in (b"ada", b"consent", b"Yes", b"quote", b"2026"):
        assert word not in text


def test_the_digest_gives_nothing_away(private):
    """The same hours sealed twice have two digests: nobody can try all small numbers."""
    first, second = private.append(hours(0), hours(0))

    assert first != second


@posix
def test_only_the_owner_can_read_it(private):
    """The folder and the key; a key that others can read is refused, with the way out."""
    private.append(hours())

    assert stat.S_IMODE(private.key_path.stat().st_mode) == 0o600
    assert stat.S_IMODE(private.folder.stat().st_mode) == 0o700
    private.key_path.chmod(0o644)
    for use in (private.read, lambda: private.append(hours(1))):
        with pytest.raises(TwohatsError, match=r"others than its owner .* `chmod 600 ") as caught:
            use()
        assert caught.value.exit_code == 1


def test_without_the_key_nothing_is_added(private):
    """A second key would hide that the first is lost; what is there is named, not dropped."""
    private.append(hours())
    private.key_path.unlink()

    with pytest.raises(TwohatsError, match="the key is gone"):
        private.append(hours(1))
    state = private.read()
    assert (state.lines, len(state.mistakes)) == ((), 1)


@pytest.mark.parametrize("text", [b"", b"not a key", b"AAAA"])
def test_what_is_no_key_is_refused(private, text):
    """A damaged key opens nothing and is not replaced."""
    private.append(hours())
    private.key_path.write_bytes(text)

    with pytest.raises(TwohatsError, match="this is not its key"):
        private.read()


def test_the_key_of_another(private, tmp_path):
    """Lines that another key sealed are named one by one."""
    other = PrivateJournal(tmp_path / "other")
    other.append(hours())
    private.append(hours(), hours(1))
    private.key_path.write_bytes(other.key_path.read_bytes())

    state = private.read()

    assert state.lines == ()
    assert [str(mistake) for mistake in state.mistakes] == [
        f"lines.jsonl:{number}: this line cannot be opened with the key that is here"
        for number in (1, 2)
    ]


def test_a_line_in_anothers_place(private):
    """What is sealed is sealed with its id: it cannot be passed off as another line."""
    private.append(hours(0), hours(1))
    first, second = private.path.read_text(encoding="utf-8").splitlines()
    swapped = first.replace(hours(0).id, hours(2).id)
    private.path.write_text(f"{swapped}\n{second}\n", encoding="utf-8")

    state = private.read()

    assert (state.lines, len(state.mistakes)) == ((hours(1),), 1)


def test_erased(private):
    """The text is gone from the disk; id and day stay, and the other lines."""
    private.append(hours(0), hours(1))
    sealed = private.path.read_text(encoding="utf-8").splitlines()[0].split('"')[-2]

    assert private.erase([hours(0).id], START) == (hours(0).id,)

    state = private.read()
    assert state.lines == (hours(1),)
    assert [(grave.id, grave.erased_at) for grave in state.tombstones] == [(hours(0).id, START)]
    assert state.digests.keys() == {hours(1).id}
    assert all(sealed not in path.read_text("utf-8") for path in private.folder.iterdir())


def test_erased_without_the_key(private):
    """Nobody has to open what they want gone."""
    private.append(hours(0))
    private.key_path.unlink()
    private.erase([hours(0).id], START)

    assert private.read().lines == private.read().mistakes == ()


def test_erasing_twice_is_erasing_once(private):
    """The day of the first time stays."""
    private.append(hours(0))
    private.erase([hours(0).id], START)

    assert private.erase([hours(0).id], START + timedelta(days=1)) == ()
    assert private.read().tombstones[0].erased_at == START


def test_erasing_what_is_not_there(private):
    """Nothing is erased when one of the ids is wrong."""
    private.append(hours(0))

    with pytest.raises(WrongUse, match="holds no such line"):
        private.erase([hours(0).id, "01NONE"], START)
    assert private.read().lines == (hours(0),)


@pytest.mark.parametrize("lost", [1, 2, 40], ids=["its newline", "its bracket", "its end"])
def test_after_a_power_cut(private, lost):
    """A line without its end spoils neither what stands before it nor what comes after."""
    private.append(hours(0), hours(1))
    private.path.write_bytes(private.path.read_bytes()[:-lost])
    private.append(hours(2))

    state = private.read()

    whole = {0, 2} if lost > 1 else {0, 1, 2}
    assert state.lines == tuple(hours(number) for number in sorted(whole))
    assert len(state.mistakes) == (lost > 1)


@pytest.mark.parametrize(
    "text", [b"[]", b"7", b"{}", b'{"id": 1}', b'{"id": "a", "erased_at": "then"}', b"\xff"]
)
def test_lines_of_others_are_named(private, text):
    """What is no private line stops nothing."""
    private.append(hours(0))
    with private.path.open("ab") as file:
        file.write(text + b"\n\n")

    state = private.read()

    assert state.lines == (hours(0),)
    assert [mistake.line for mistake in state.mistakes] == [2]


def test_hours_by_item():
    """The latest word on an item counts; what is no number, or working time, is left out."""
    lines = (
        hours(0),
        hours(1, 2, item="log:0"),
        hours(2, "two"),
        hours(3, True),
        hours(4, -1),
        PrivateLine("x", "hours", "github:ada", START, {"hours": 120, "date": "2026-03-01"}),
        PrivateLine("y", "consent", "github:ada", START, {"hours": 3, "item": "log:9"}),
    )

    assert hours_of(PrivateState(lines)) == {"log:0": 2.0}


texts = st.text()


@given(
    st.lists(
        st.builds(
            PrivateLine,
            id=texts,
            kind=st.sampled_from(("hours", "consent", "page")),
            who=texts,
            at=st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
            content=st.dictionaries(texts, texts | st.integers() | st.none(), max_size=3),
        ),
        max_size=4,
        unique_by=lambda line: line.id,
    )
)
def test_whatever_is_sealed_comes_back(tmp_path_factory, lines):
    """In any script, and each with a digest of its own."""
    private = PrivateJournal(tmp_path_factory.mktemp("private") / "private")
    digests = private.append(*lines)

    state = private.read()

    assert sorted(state.lines, key=lambda line: line.id) == sorted(lines, key=lambda line: line.id)
    assert len(set(digests)) == len(lines)
    assert all(len(told) == len(digest("")) for told in digests)
