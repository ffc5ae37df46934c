import json

import pytest

from twohats.sources.github_api.graphql import FIELD, make_query

ADDED = f"{FIELD}: rateLimit"


def sent(text: str) -> str:
    return json.loads(make_query(text).body)["query"]


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("{ viewer { login } }", "{ "),
        ("query { viewer { login } }", "query { "),
        ("query Q($a: In = {b: {c: 1}}) { x(a: $a) { y } }", "query Q($a: In = {b: {c: 1}}) { "),
        ('query($a: String = "){") { x }', 'query($a: String = "){") { '),
        ('query($a: String = "\\"{") { x }', 'query($a: String = "\\"{") { '),
        ("# a {remark}\nquery # {another}\n{ x }", "# a {remark}\nquery # {another}\n{ "),
        (
            'query($a: [In!] = [{b: "}"}]) @dir(if: {x: 1}) { x }',
            'query($a: [In!] = [{b: "}"}]) @dir(if: {x: 1}) { ',
        ),
        ("query { ...F }\nfragment F on Query { viewer { login } }", "query { "),
    ],
)
def test_cost_is_asked_for(text, before):
    """The cost is asked for as the first field of the operation, wherever that begins."""
    assert sent(text).startswith(f"{before}{ADDED}")
    assert sent(text).replace(" ", "").count(ADDED.replace(" ", "")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "{ rateLimit { cost } viewer { login } }",
        "fragment F on User { login }\nquery { viewer { ...F } }",
        "",
        "# nothing but { a remark }",
    ],
)
def test_left_alone(text):
    """A query that asks for it itself, or does not begin with its operation, is sent as it is."""
    query = make_query(text)

    assert sent(text) == text
    assert not query.adds_cost


def test_still_a_query():
    """What is sent still is GraphQL, with the same fields beside the cost."""
    graphql = pytest.importorskip("graphql")
    text = "query Q($n: Int = 3) { a: viewer { login } ...F } fragment F on Query { viewer { id } }"

    document = graphql.parse(sent(text))

    selected = document.definitions[0].selection_set.selections
    assert [graphql.print_ast(one).split()[0] for one in selected] == [f"{FIELD}:", "a:", "...F"]
