"""Tables that are made when somebody first asks for them."""

from collections.abc import Callable, Iterator, Mapping

import ibis.expr.types as ir


class LateTables(Mapping[str, ir.Table]):
    """Tables by name, some of which cost something and are made once, when asked for."""

    def __init__(
        self, tables: Mapping[str, ir.Table], late: Mapping[str, Callable[[], ir.Table]]
    ) -> None:
        self._tables = dict(tables)
        self._late = dict(late)

    def __getitem__(self, name: str) -> ir.Table:
        make = self._late.pop(name, None)
        if make is not None:
            self._tables[name] = make()
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)
