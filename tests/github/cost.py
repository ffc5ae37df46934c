"""What a query costs, and how many nodes it asks for, by the rules GitHub publishes.

Each connection asks for as many nodes as its ``first`` or ``last``, times those of the connections
around it; a call may ask for 500,000. It takes as many requests as there are nodes around it;
the requests of a call, divided by a hundred and rounded, are its points, and one at least.

``nodes(ids:)`` is no connection, but what stands in it is asked once for each id. The rules do not
say so; it is the dearer reading, so that nobody counts on the cheaper one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    get_named_type,
    value_from_ast_untyped,
)

MOST_NODES = 500_000
MOST_PER_PAGE = 100


@dataclass(frozen=True)
class Cost:
    """What one call takes."""

    requests: int
    """Lists that have to be looked up."""
    nodes: int
    """Most that the lists can hold."""
    errors: tuple[dict[str, Any], ...] = ()
    """Lists asked for in a way GitHub refuses."""

    @property
    def points(self) -> int:
        return max(1, (self.requests + 50) // 100)


class _Walk:
    """One pass over a document."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]):
        self._schema = schema
        self._variables = variables
        self._fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self._seen: set[tuple[Any, ...]] = set()
        self.requests = self.nodes = 0
        self.errors: list[dict[str, Any]] = []

    def selections(
        self,
        chosen: SelectionSetNode | None,
        parent: GraphQLNamedType,
        times: int,
        path: tuple[str, ...],
    ) -> None:
        """Count what is chosen of one type, which is looked up that many times."""
        for owner, field in self._fields(chosen, parent):
            kind = owner.fields[field.name.value].type if _has(owner, field) else None
            if kind is None:
                continue
            named = get_named_type(kind)
            response = field.alias.value if field.alias else field.name.value
            here = (*path, f"{owner.name}.{response}")
            inner = times
            if named.name.endswith("Connection"):
                inner = times * self._page(field, response, here, times)
            elif field.name.value == "nodes" and owner.name == "Query":
                ids = self._argument(field, "ids")
                inner = times * max(1, len(ids) if isinstance(ids, list) else 1)
            self.selections(field.selection_set, named, inner, here)

    def _fields(
        self, chosen: SelectionSetNode | None, parent: GraphQLNamedType
    ) -> Iterator[tuple[GraphQLNamedType, FieldNode]]:
        for one in chosen.selections if chosen else ():
            if not self._is_included(one):
                continue
            if isinstance(one, FieldNode):
                yield parent, one
            elif isinstance(one, InlineFragmentNode):
                on = one.type_condition
                inner = self._schema.type_map[on.name.value] if on else parent
                yield from self._fields(one.selection_set, inner)
            elif isinstance(one, FragmentSpreadNode):
                fragment = self._fragments[one.name.value]
                inner = self._schema.type_map[fragment.type_condition.name.value]
                yield from self._fields(fragment.selection_set, inner)

    def _is_included(self, one: Any) -> bool:
        """Whether ``@include`` and ``@skip`` let it stand."""
        for directive in one.directives or ():
            wanted = {"include": True, "skip": False}.get(directive.name.value)
            if wanted is not None and bool(self._argument(directive, "if")) is not wanted:
                return False
        return True

    def _page(self, field: FieldNode, name: str, here: tuple[str, ...], times: int) -> int:
        """Count one list; how many nodes a page of it may hold."""
        first, last = self._argument(field, "first"), self._argument(field, "last")
        size = first if first is not None else last
        path = [part.partition(".")[2] for part in here]
        if size is None:
            self.errors.append(
                _refusal(
                    "MISSING_PAGINATION_BOUNDARIES",
                    f"You must provide a `first` or `last` value to properly paginate the "
                    f"`{field.name.value}` connection.",
                    path,
                )
            )
            return 1
        if not isinstance(size, int) or size < 1 or size > MOST_PER_PAGE:
            word = "first" if first is not None else "last"
            self.errors.append(
                _refusal(
                    "EXCESSIVE_PAGINATION" if isinstance(size, int) and size > 0 else "ARGUMENT",
                    f"Requesting {size} records on the `{field.name.value}` connection exceeds "
                    f"the `{word}` limit of {MOST_PER_PAGE} records."
                    if isinstance(size, int) and size > 0
                    else f"`{word}` on the `{field.name.value}` connection cannot be less than 1.",
                    path,
                )
            )
            return 1
        if here not in self._seen:  # the same list in two fragments is looked up once
            self._seen.add(here)
            self.requests += times
            self.nodes += times * size
        return size

    def _argument(self, field: FieldNode | DirectiveNode, name: str) -> Any:
        for argument in field.arguments or ():
            if argument.name.value == name:
                return self._value(argument.value)
        return None

    def _value(self, value: ValueNode) -> Any:
        if isinstance(value, IntValueNode):
            return int(value.value)
        return value_from_ast_untyped(value, dict(self._variables))


def _has(owner: Any, field: FieldNode) -> bool:
    return field.name.value in getattr(owner, "fields", {})


def _refusal(kind: str, message: str, path: list[str]) -> dict[str, Any]:
    return {"type": kind, "path": path, "message": message}


def cost_of(
    schema: GraphQLSchema,
    document: DocumentNode,
    variables: Mapping[str, Any] | None = None,
    operation: str | None = None,
) -> Cost:
    """Work out the cost of a valid document before it is run.

    Parameters
    ----------
    schema
        GitHub's.
    document
        A valid one.
    variables
        As sent; values that the query itself gives by default need not be among them.
    operation
        Name of the operation to run, where there are several.
    """
    found = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    chosen = next(
        (one for one in found if operation is None or (one.name and one.name.value == operation)),
        None,
    )
    if chosen is None:
        return Cost(0, 0)
    given = {
        one.variable.name.value: value_from_ast_untyped(one.default_value)
        for one in chosen.variable_definitions or ()
        if one.default_value is not None
    }
    root = schema.get_root_type(chosen.operation)
    assert root is not None
    walk = _Walk(schema, document, given | dict(variables or {}))
    walk.selections(chosen.selection_set, root, 1, ())
    if walk.nodes > MOST_NODES and not walk.errors:
        message = (
            f"This query requests up to {walk.nodes:,} possible nodes which exceeds the maximum "
            f"limit of {MOST_NODES:,}."
        )
        walk.errors.append(_refusal("MAX_NODE_LIMIT_EXCEEDED", message, []))
    return Cost(walk.requests, walk.nodes, tuple(walk.errors))
