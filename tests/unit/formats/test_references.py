"""References in texts: what is found, what is left alone, and what each is there for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.references import find_references

APP = "github:example-hub/app"
GITLAB = {"gitlab.com": "gitlab"}


def found(text, **options):
    options.setdefault("repository", APP)
    return [(one.kind, one.to_item or one.to_url) for one in find_references(text, **options)]


def keys(text, **options):
    return [target for _, target in found(text, **options)]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("look at #12.", f"{APP}#12"),
        ("(#12)", f"{APP}#12"),
        ("**#12**", f"{APP}#12"),
        ("GH-12", f"{APP}#12"),
        ("gh-12: a fix", f"{APP}#12"),
        ("PR#12", f"{APP}#12"),
        ("Org/Tool.js#3", "github:org/tool.js#3"),
        ("https://github.com/Org/Tool/issues/3", "github:org/tool#3"),
        ("https://github.com/org/tool/pull/3/files#diff-1", "github:org/tool#3"),
        ("https://www.github.com/org/tool/pull/3", "github:org/tool#3"),
        ("<https://github.com/org/tool/pull/3#discussion_r99>", "github:org/tool#3"),
        ("https://github.com/org/tool/discussions/3?sort=new", "github:org/tool#3"),
        ("https://redirect.github.com/org/tool/issues/3", "github:org/tool#3"),
        ("github.com/org/tool/issues/3", "github:org/tool#3"),
        ("https://codeberg.org/org/tool/issues/3", "https://codeberg.org/org/tool/issues/3"),
        (
            "https://gitlab.example.org/a/b/c/-/issues/3#note_1",
            "https://gitlab.example.org/a/b/c/-/issues/3",
        ),
        (
            "https://github.com/orgs/org/discussions/3",
            "https://github.com/orgs/org/discussions/3",
        ),
    ],
)
def test_every_way_to_name_an_item_is_found(text, target):
    """Short forms and addresses lead to the item's key, or its address on an unknown host."""
    assert keys(text) == [target]


@pytest.mark.parametrize(
    "text",
    [
        "`#12`",
        "``a ` #12``",
        "```\n#12\n```",
        "~~~ text\n#12",
        "- ```\n  #12\n  ```",
        "Seen:\n\n    #1 0x00007f main\n    #2 0x00007f start\n",
        "<!-- Fixes #12 -->",
        "<!--\nFixes #12\n",
        "<pre>#12</pre>",
        "color: #123456",
        'style="background-color:#123"',
        "fill='#123'",
        "#fff #12ab #12-ab",
        "&#39;",
        "[there](#12)",
        "page.html#12 docs/page.html#12",
        "https://example.org/page#12",
        "https://example.org/?q=#12",
        "https://github.com/org/tool/issues?q=#12",
        "https://github.com/org/tool/pull/new",
        "https://github.com/org/tool/blob/main/issues/12",
        "ada@example.org/tool#12",
        "#0 #007",
        "C#12",
        "wow!12",
        "#1.2",
        "chapter ##12",
        "a/b/c#12",
    ],
)
def test_what_names_no_item_is_left_alone(text):
    """Code, comments, colours, anchors, fragments, addresses of people, ordinals within words."""
    assert keys(text) == []


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a lone ` is no code, #12", 1),
        ("use `<!--` to comment. Fixes #12", 1),
        ("never <!-- closed #12", 1),
        ("<!-- a --> #12 <!-- b --> #13", 2),
        ("```\ncode\n```\n#12", 1),
        ("> ```\n> code\n\n#12", 1),
        ("- item\n\n    goes on: #12", 1),
        ("`one` #12 `two`", 1),
        ("<b>#12</b>", 1),
    ],
)
def test_what_only_looks_like_code_hides_nothing(text, after):
    """Ends of code and comments are found, and marks that open nothing are text."""
    assert len(keys(text)) == after


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Closes #1", ["closes"]),
        ("fixed: org/tool#1", ["closes"]),
        ("Resolves https://github.com/org/tool/issues/1.", ["closes"]),
        ("Fixes #1, #2 and #3", ["closes"] * 3),
        ("Fixes #1, closes #2", ["closes"] * 2),
        ("Fixes issue #1", ["closes"]),
        ("Fixes [#1](https://github.com/org/tool/issues/1)", ["closes"]),
        ("Fixes:\n- #1\n- [ ] #2 and words\n", ["closes"] * 2),
        ("Part of #1", ["part_of"]),
        ("a step towards #1", ["part_of"]),
        ("Ref #1; see also #2", ["ref", "ref"]),
        ("Related issues:\n\n* #1\n* #2", ["ref", "ref"]),
        ("Fixes #1. #2 is another matter", ["closes", "mention"]),
        ("Fixes #1 as #2 did", ["closes", "mention"]),
        ("as #1 said", ["mention"]),
        ("prefixes #1", ["mention"]),
        ("This does not fix #1", ["mention"]),
        ("It doesn't close #1", ["mention"]),
        ("Fixes\n\n#1", ["mention"]),
        ("bug-fix #1", ["mention"]),
    ],
)
def test_the_words_before_say_what_a_reference_is_for(text, kinds):
    """A keyword holds for the list that follows it, and for nothing beyond."""
    assert [kind for kind, _ in found(text)] == kinds


def test_words_of_a_link_are_not_ours():
    """Robots write other projects' numbers as the words of links; only the address counts."""
    text = (
        "Bumps it ([#12](https://redirect.github.com/org/tool/issues/12),"
        ' <a href="https://github.com/org/tool/pull/13">#13</a>)'
    )

    assert keys(text) == ["github:org/tool#12", "github:org/tool#13"]


def test_quoted_lines_are_marked():
    """A reference within somebody else's words says so."""
    references = find_references("> Fixes #1\n\nSee #2\n", repository=APP)

    assert [(one.to_item, one.quoted) for one in references] == [
        (f"{APP}#1", True),
        (f"{APP}#2", False),
    ]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("See !12", "gitlab:group/app!12"),
        ("See #12", "gitlab:group/app#12"),
        ("group/sub/tool!3", "gitlab:group/sub/tool!3"),
        ("https://gitlab.com/group/sub/tool/-/merge_requests/3", "gitlab:group/sub/tool!3"),
        ("https://gitlab.com/group/tool/issues/3", "gitlab:group/tool#3"),
        ("https://gitlab.com/group/tool/-/work_items/3", "gitlab:group/tool#3"),
    ],
)
def test_gitlab_has_ways_of_its_own(text, target):
    """Merge requests have a mark and numbers of their own, and groups lie within groups."""
    assert keys(text, repository="gitlab:group/app", hosts=GITLAB) == [target]


def test_style_can_be_said_where_no_name_tells_it():
    """A GitLab under another name reads as one when told so."""
    options = {"repository": "works:group/app", "hosts": {"git.example.org": "works"}}

    assert keys("See !12", **options) == []
    assert keys("See !12", style="gitlab", **options) == ["works:group/app!12"]


WORDS = st.sampled_from(
    [
        *("#1", "#22,", "Fixes", "see", "org/tool#3", "`", "```", "\n", "\n\n", "> ", "    "),
        *("<!--", "-->", "https://github.com/org/tool/issues/4#x", "[", "](", ")", "GH-5", "- "),
        *("<a ", "</a>"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("".join))


@given(TEXTS)
def test_spans_slice_to_what_they_say(text):
    """Any text is read without an error, in order, and each span holds its reference."""
    references = find_references(text, repository=APP)

    assert all(text[one.start : one.end] == one.text for one in references)
    starts = [one.start for one in references]
    assert starts == sorted(set(starts))
    assert all((one.to_item is None) != (one.to_url is None) for one in references)


@given(TEXTS)
def test_finding_is_idempotent(text):
    """What was found, read alone, leads to the same item and nothing else."""
    for one in find_references(text, repository=APP):
        again = find_references(one.text, repository=APP)

        assert [(two.to_item, two.to_url) for two in again] == [(one.to_item, one.to_url)]


@given(TEXTS)
def test_code_is_never_looked_into(text):
    """Put into a fence that the text cannot close, nothing is found."""
    fence = "~" * (3 + text.count("~"))

    assert keys(f"{fence}\n{text}\n{fence}\n") == []


@pytest.mark.parametrize(
    "piece",
    [
        *("#1 ", "fixes #1, ", "`", "` `` ", "<!--", "`a`<!-- x -->", "[", "[a](", "<a "),
        *("<a href=x>", "a/", "a-", "> #1\n", "> ```\nx\n", "Fixes:\n- #1\n", " "),
        *("https://github.com/a/", "1"),
    ],
)
def test_long_texts_take_time_in_proportion(piece):
    """Hundreds of thousands of odd characters are read at once; quadratic work would not end."""
    text = "#" + piece * (300_000 // len(piece)) + "\n\n#1"

    find_references(text, repository=APP)


def test_recorded_links_of_robots_lead_elsewhere(recordings):
    """In a recorded community, most words and addresses lead to one of its own repositories."""
    import gzip
    import sqlite3
    import tempfile
    from pathlib import Path

    packed = recordings / "github-to-sqlite-bitcoin-core-gui.db.gz"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump.db"
        path.write_bytes(gzip.decompress(packed.read_bytes()))
        connection = sqlite3.connect(path)
        bodies = [body or "" for (body,) in connection.execute("select body from issues")]
        connection.close()
    targets = [
        one.to_item
        for body in bodies
        for one in find_references(body, repository="github:bitcoin-core/gui")
        if one.to_item
    ]

    ours = [one for one in targets if one.startswith(("github:bitcoin-core/", "github:bitcoin/"))]
    assert len(ours) > 300
    assert len(ours) / len(targets) > 0.9


FORUMS = {"github.com": "github", "forum.example.org": "forum.example.org"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://forum.example.org/t/how-to/12/3.", ["https://forum.example.org/t/12"]),
        ("Fixes https://forum.example.org/t/13", ["https://forum.example.org/t/13"]),
        ("[here](https://forum.example.org/t/x/14?u=ada)", ["https://forum.example.org/t/14"]),
        ("https://other.example.org/t/how-to/12", []),
        ("https://forum.example.org/tag/how-to/12", []),
        ("`https://forum.example.org/t/how-to/12`", []),
    ],
)
def test_topics_of_forums_are_found_by_their_address(text, found):
    """Only those of forums that the workspace names; their keys are the forum's to tell."""
    references = find_references(text, repository="github:org/app", hosts=FORUMS)

    assert [(one.to_item, one.to_url) for one in references] == [(None, url) for url in found]


def test_in_a_forum_only_addresses_refer():
    """A number there is no issue, and what is quoted are somebody else's words."""
    text = (
        "Is it #3 or org/app#4? See https://github.com/org/app/issues/5.\n\n"
        '[quote="ada, post:1, topic:12"]\nhttps://github.com/org/app/issues/6\n[/quote]\nYes.'
    )
    home = "forum.example.org:c/lantern"
    found = find_references(text, repository=home, hosts=FORUMS, style="forum")

    assert [(one.to_item, one.quoted) for one in found] == [
        ("github:org/app#5", False),
        ("github:org/app#6", True),
    ]
