"""Boxes that people tick: written, edited by people, read back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from twohats.formats.task_list import Task, add_tasks, read_tasks, write_tasks

LIST = write_tasks(
    [
        Task("Review two pull requests @ada", key="plan/7/a"),
        Task("Release notes", True, "plan/7/b"),
        Task("with @bo", key="plan/7/c", level=1),
    ]
)

words = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40).map(
    lambda text: " ".join(text.split()).replace("<!--", "").replace("`", "")
)
keys = st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@st.composite
def lists(draw):
    """Boxes, none nested deeper than one below the one above it."""
    found, deepest = [], 0
    for at in range(draw(st.integers(0, 6))):
        level = draw(st.integers(0, deepest)) if at else 0
        found.append(Task(draw(words), draw(st.booleans()), draw(keys), level))
        deepest = level + 1
    return found


def bare(tasks):
    """Without where they stand."""
    return [(task.text, task.done, task.key, task.level) for task in tasks]


@given(lists())
@example([Task("", key="--"), Task("a --> b", True, "a-->\n%2D <!--x")])
@example([Task("[ ] a box in the words", key="-")])
def test_what_is_written_is_read_back(tasks):
    """Words, boxes, keys and nesting survive, whatever they hold."""
    assert bare(read_tasks(write_tasks(tasks))) == bare(tasks)


@pytest.mark.parametrize(
    "line",
    [
        "- [x] Review <!-- twohats:k -->",
        "* [X] Review <!--twohats:k-->",
        "+ [ x ] Review    <!-- TwoHats:k -->  ",
        "   - [✓] <!-- twohats:k --> Review",
        "12. [x] Review\n    <!-- twohats:k -->",
        "3) [x]\tReview <!-- a note --> <!-- twohats:k -->\r",
    ],
)
def test_a_tick_is_read_however_it_is_made(line):
    """Marks, spelling, indentation and the place of the comment do not matter."""
    (task,) = read_tasks(line)

    assert (task.text, task.done, task.key) == ("Review", True, "k")


@pytest.mark.parametrize(
    "text",
    [
        "> - [x] quoted <!-- twohats:k -->",
        "```\n- [x] code <!-- twohats:k -->\n```",
        "<!--\n- [x] a hint of the template\n-->",
        "- [x](https://a.example) is a link",
        "- [y] no box",
        "[x] no list",
        "- done: [x] later in the line",
    ],
)
def test_what_only_looks_like_a_box(text):
    """Somebody else's words, code and hints tick nothing."""
    assert read_tasks(text) == ()


def test_words_go_on_until_the_next_thing():
    """A line that was wrapped is one task; a heading or a list ends it."""
    found = read_tasks("- [ ] Review\n  two of them\n# Notes\n- [x] Done\n- plain\n\nmore\n")

    assert [(task.text, task.line) for task in found] == [("Review two of them", 1), ("Done", 4)]


def test_who_is_called():
    """Logins after an @, not addresses and not teams."""
    task = Task("@Ada with @bo-b, @ada (ask ada@tidewater.example or @tidewater/team)")

    assert task.called == ("ada", "bo-b")


def test_new_boxes_go_below_those_that_are_there():
    """Whatever people changed stays as it is, and nothing is added twice."""
    edited = "# Plan\n\n" + LIST.replace("- [ ] Review two", "* [X] I did").replace("plan/7/b", "x")
    fresh = [Task("Review two pull requests @ada", key="plan/7/a"), Task("Talk", key="plan/7/d")]
    edited += "\nThanks all!\n"

    once = add_tasks(edited, fresh)

    assert once.replace("- [ ] Talk <!-- twohats:plan/7/d -->\n", "") == edited
    assert once.index("Talk") < once.index("Thanks")
    assert add_tasks(once, fresh) == once


@given(lists(), lists())
def test_adding_keeps_every_line_that_is_there(first, more):
    """Of the boxes there were, none changes or moves before another."""
    before = write_tasks(first)
    keyed = [task for task in more if task.key]
    after = bare(read_tasks(add_tasks(before, keyed)))

    rest = iter(after)
    assert all(one[:3] in (other[:3] for other in rest) for one in bare(first))
    assert {one[2] for one in after} == {task.key for task in [*first, *keyed]}
    assert len(after) == len(first) + len({t.key for t in keyed} - {t.key for t in first})


def test_an_empty_key_is_refused():
    """It would stand for anything."""
    with pytest.raises(ValueError, match="empty"):
        write_tasks([Task("a", key="")])


def test_a_box_without_the_one_above_it_is_no_code():
    """What was nested deep is lifted, as far as there is something to be nested below."""
    added = add_tasks(
        "Words.\n", [Task("Review", key="a", level=2), Task("Answer", key="b", level=2)]
    )

    assert added == (
        "Words.\n\n- [ ] Review <!-- twohats:a -->\n  - [ ] Answer <!-- twohats:b -->\n"
    )
