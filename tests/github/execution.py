"""A GraphQL call, answered as GitHub would: checked, weighed, run over the world."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

from github.connections import Refused
from github.cost import Cost, cost_of
from github.resolvers import Asked, resolve, type_of
from github.schema import github_schema
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    execute_sync,
    parse,
    validate,
)

_NOTHING = Cost(0, 0)


@dataclass(frozen=True)
class Checked:
    """A query that has been looked at, and what is wrong with it."""

    document: DocumentNode | None
    errors: tuple[dict[str, Any], ...] = ()
    cost: Cost = _NOTHING
    is_mutation: bool = False


@cache
def runnable_schema() -> GraphQLSchema:
    """Take GitHub's schema and teach it to write times."""
    schema = github_schema()
    for name in ("DateTime", "Date"):
        scalar = schema.type_map[name]
        assert isinstance(scalar, GraphQLScalarType)
        for way_out in ("serialize", "coerce_output_value"):  # until graphql-core 3.2, and since
            setattr(scalar, way_out, _text)
    return schema


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else str(value)


@lru_cache(maxsize=512)
def _parsed(query: str) -> tuple[DocumentNode | None, tuple[dict[str, Any], ...]]:
    try:
        document = parse(query)
    except GraphQLSyntaxError as error:
        return None, (_error(error),)
    wrong = validate(runnable_schema(), document)
    return document, tuple(_error(one) for one in wrong)


def check(query: str, variables: Mapping[str, Any], operation: str | None) -> Checked:
    """Look at a query without running it."""
    document, errors = _parsed(query)
    if document is None or errors:
        return Checked(document, errors)
    cost = cost_of(runnable_schema(), document, variables, operation)
    is_mutation = any(
        isinstance(one, OperationDefinitionNode) and one.operation.value == "mutation"
        for one in document.definitions
    )
    return Checked(document, cost.errors, cost, is_mutation)


def run(
    checked: Checked, variables: Mapping[str, Any], operation: str | None, asked: Asked
) -> dict[str, Any]:
    """Run a query that is in order.

    Raises
    ------
    TookTooLong
        It looked up more nodes than GitHub has time for.
    """
    assert checked.document is not None
    with asked.world.lock:
        result = execute_sync(
            runnable_schema(),
            checked.document,
            context_value=asked,
            variable_values=dict(variables),
            operation_name=operation,
            field_resolver=resolve,
            type_resolver=type_of,
        )
    answer: dict[str, Any] = {"data": result.data}
    for error in result.errors or ():
        own = error.original_error
        if own is not None and not isinstance(own, GraphQLError):
            raise own
    if result.errors:
        answer["errors"] = [_error(one) for one in result.errors]
    return answer


def _error(error: GraphQLError) -> dict[str, Any]:
    """Put an error the way GitHub does: its type first."""
    own = error.original_error or error
    shown: dict[str, Any] = {"type": own.kind} if isinstance(own, Refused) else {}
    if error.path:
        shown["path"] = list(error.path)
    if error.locations:
        shown["locations"] = [{"line": one.line, "column": one.column} for one in error.locations]
    return shown | {"message": error.message}
