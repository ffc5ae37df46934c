"""Text of posts from the HTML in which a forum shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.cooked import text_of
from twohats.formats.references import find_references


@pytest.mark.parametrize(
    ("cooked", "text"),
    [
        ("<p>One</p>\n<p>Two<br>\nlines</p>", "One\n\nTwo\nlines"),
        ("<p>a &amp; b &lt;c&gt;</p>", "a & b <c>"),
        ('<p>See <a href="https://x.org/a">this</a>.</p>', "See [this](https://x.org/a)."),
        ('<p><a href="https://x.org/a">https://x.org/a</a></p>', "https://x.org/a"),
        ('<p><a class="mention" href="/u/ada">@ada</a> hi</p>', "@ada hi"),
        ("<blockquote>\n<p>old</p>\n</blockquote>\n<p>new</p>", "> old\n\nnew"),
        ("<p>Run <code>make #1</code></p>", "Run `make #1`"),
        ("<pre><code>a\n  b\n</code></pre>", "```\na\n  b\n```"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "- a\n- b"),
        ("<ul><li><p>a</p></li></ul>", "- a"),
        ('<p><img src="x" alt="a lamp"></p>', "![a lamp]"),
        ("<p>one <script>alert(1)</script>two</p>", "one two"),
        ("<p>not <b>closed", "not closed"),
        ("", ""),
    ],
)
def test_words_addresses_quotes_and_code_are_kept(cooked, text):
    """The rest of the form is not."""
    assert text_of(cooked) == text


def test_references_are_those_that_people_made():
    """What is quoted and what is code refers to nothing, as in the words they wrote."""
    cooked = (
        '<aside class="quote"><div class="title">ada:</div><blockquote>'
        '<p><a href="https://github.com/a/b/issues/1">1</a></p></blockquote></aside>'
        '<p>Yes: <a href="https://github.com/a/b/issues/2">b#2</a> '
        "<code>https://github.com/a/b/issues/3</code></p>"
    )
    found = find_references(text_of(cooked), repository="forum.example.org:c/x", style="forum")

    assert [one.to_item for one in found if not one.quoted] == ["github:a/b#2"]


@given(st.text(alphabet=st.sampled_from("<>/apreblockquotcdis =\"'&; \n#1"), max_size=80))
def test_whatever_a_forum_sends_is_read(cooked):
    """Broken HTML as well; there is no second empty line."""
    assert "\n\n\n" not in text_of(cooked)
