"""CODEOWNERS by GitHub's rules."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.codeowners import parse_codeowners


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*", "a"),
        ("*", "a/b/c.txt"),
        ("*.js", "a.js"),
        ("*.js", "deep/down/a.js"),
        ("/build/logs/", "build/logs/a/b.log"),
        ("docs/*", "docs/start.md"),
        ("apps/", "apps/a"),
        ("apps/", "deep/apps/a/b"),
        ("/docs", "docs"),
        ("/docs", "docs/a/b"),
        ("docs", "deep/docs/a"),
        ("**/logs", "logs/a"),
        ("**/logs", "deep/down/logs"),
        ("a/**/z", "a/z"),
        ("a/**/z", "a/b/c/z"),
        ("a/**", "a/b/c"),
        ("/*", "a"),
        ("a?c", "abc"),
        ("/my\\ file", "my file"),
        ("/app/[slug]/page.tsx", "app/[slug]/page.tsx"),
        ("a*b*c", "aXbYbZc"),
        (".github/", ".github/workflows/ci.yml"),
        ("docs/*/index.md", "docs/en/index.md"),
        ("**", "any/thing"),
    ],
)
def test_patterns_match_as_on_github(pattern, path):
    """Leading, trailing and inner slashes, one star and two, mean what GitHub's help says."""
    assert parse_codeowners(f"{pattern} @ada").owners_of(path) == ("@ada",)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/*", "a/b"),
        ("docs/*", "docs/build/a.md"),
        ("docs/*", "deep/docs/a.md"),
        ("/docs/", "deep/docs/a"),
        ("apps/", "apps"),
        ("/docs", "docs2/a"),
        ("a/**/z", "a/bz"),
        ("a/**", "a"),
        ("*.js", "a.jsx"),
        ("a?c", "a/c"),
        ("*.JS", "a.js"),
        ("/", "a"),
        ("docs/*/index.md", "docs/en/deep/index.md"),
        ("[ab].txt", "a.txt"),
    ],
)
def test_patterns_leave_alone_what_github_leaves_alone(pattern, path):
    """A star stays within its folder, a lone slash matches nothing, case counts, no ranges."""
    assert parse_codeowners(f"{pattern} @ada").owners_of(path) == ()


def test_last_match_wins():
    """A later rule takes a path over, also to give it nobody."""
    rules = parse_codeowners("* @ada\n/docs/ @bo @example-hub/docs\n/docs/api/\n")

    assert rules.owners_of("a.py") == ("@ada",)
    assert rules.owners_of("docs/a.md") == ("@bo", "@example-hub/docs")
    assert rules.owners_of("docs/api/a.md") == ()
    assert rules.rule_for("docs/api/a.md").line == 3


def test_comments_and_blank_lines_say_nothing():
    """A comment ends a line; a sharp within a word does not."""
    rules = parse_codeowners("# all\n\n*  @ada\t# not @bo\nc#/ @cy\n")

    assert [(rule.pattern, len(rule.owners), rule.line) for rule in rules.rules] == [
        ("*", 1, 3),
        ("c#/", 1, 4),
    ]
    assert rules.problems == ()


@pytest.mark.parametrize(
    "line",
    ["!a @ada", "\\#a @ada", "a ada", "a @ada bo@", "[Docs] @ada", "^[Docs]", "a/***/b @ada"],
)
def test_a_line_github_skips_is_skipped_and_named(line):
    """What GitHub cannot read decides nothing, and the rest is read."""
    read = parse_codeowners(f"* @cy\n{line}\nb @bo\n")

    assert [rule.pattern for rule in read.rules] == ["*", "b"]
    assert [(problem.path, problem.line) for problem in read.problems] == [("CODEOWNERS", 2)]
    assert "rule left out, as GitHub does" in read.problems[0].message


def test_owners_become_roles():
    """Each rule's owners hold a role in its pattern; teams and addresses have no account."""
    roles = parse_codeowners("/docs/ @Ada @hub/docs bo@example.org").roles()

    assert [(role.account, role.name, role.role, role.body) for role in roles] == [
        ("github:ada", None, "code_owner", "/docs/"),
        (None, "@hub/docs", "code_owner", "/docs/"),
        (None, "bo@example.org", "code_owner", "/docs/"),
    ]


SEGMENTS = st.text("ab*?.", min_size=1, max_size=4).filter(lambda s: "**" not in s) | st.just("**")
PATTERNS = st.builds(
    lambda first, segments, last: first + "/".join(segments) + last,
    st.sampled_from(["", "/"]),
    st.lists(SEGMENTS, min_size=1, max_size=4),
    st.sampled_from(["", "/"]),
)
PATHS = st.lists(st.text("ab.", min_size=1, max_size=4), min_size=1, max_size=5).map("/".join)


def plainly(pattern: str, path: str) -> bool:
    """Match segment by segment, trying everything: slow, and plainly right."""
    segments = [one for one in pattern.split("/") if one]
    if "/" not in pattern.rstrip("/"):
        segments.insert(0, "**")
    if pattern.endswith("/"):
        segments.append("**")
    last = segments[-1]
    inside = last not in ("*", "**")

    def matches(left: list[str], parts: list[str]) -> bool:
        if not left:
            return not parts or inside
        if left[0] == "**":
            least = 1 if len(left) == 1 else 0
            return any(matches(left[1:], parts[at:]) for at in range(least, len(parts) + 1))
        if not parts:
            return False
        form = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in left[0])
        return re.fullmatch(form, parts[0]) is not None and matches(left[1:], parts[1:])

    return matches(segments, path.split("/"))


@given(PATTERNS, PATHS)
def test_matching_equals_trying_everything(pattern, path):
    """Matching each part at its first place finds what trying every place finds."""
    if "***" in pattern:
        return
    owned = parse_codeowners(f"{pattern} @ada").owners_of(path) == ("@ada",)

    assert owned == plainly(pattern, path)


@given(st.text())
def test_any_text_is_read(text):
    """Nothing makes reading fail, and every rule knows its line."""
    read = parse_codeowners(text)

    lines = len(text.splitlines())
    assert all(1 <= rule.line <= lines for rule in read.rules)
    read.owners_of("a/b")


def test_a_hostile_pattern_costs_little():
    """Many stars do not make matching try every place for every star."""
    rules = parse_codeowners("/" + "*a" * 300 + "b @ada\n" + "**/a/" * 100 + "b @bo\n")

    assert rules.owners_of("a" * 4000) == ()
    assert rules.owners_of("/".join("a" * 2000)) == ()


GITLABS = """\
* @ada
[Docs team][2] @bo @group/docs
/docs/
/docs/api/ @cy
^[Tests]
/tests/ @dee
[docs TEAM]
README.md @eve
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("main.py", ("@ada",)),
        ("docs/index.md", ("@ada", "@bo", "@group/docs")),
        ("docs/api/x.md", ("@ada", "@cy")),
        ("tests/test.py", ("@ada", "@dee")),
        ("docs/README.md", ("@ada", "@eve")),
    ],
)
def test_sections_of_gitlab(path, owners):
    """Each section asks somebody by its last rule; a rule without owners has those of its heading."""
    read = parse_codeowners(GITLABS, path=".gitlab/CODEOWNERS")

    assert read.owners_of(path) == owners
    assert not read.problems
