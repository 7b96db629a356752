"""The values to try for each column of a row, the best first."""

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from ddllint.catalog.model import Catalog, Column, Table
from ddllint.catalog.names import Name
from ddllint.catalog.predicates import Allowed, ColumnValues, admits, table_values, type_values
from ddllint.contracts.model import Contracts
from ddllint.sql.expressions import Constant, Expression, TypeName
from ddllint.sql.walk import walk
from ddllint.verify.rows.datum import CannotTellError, Opaque, datum, moment
from ddllint.verify.rows.draws import draw
from ddllint.verify.rows.lazy import Lazy, each_once
from ddllint.verify.rows.numbers import written
from ddllint.verify.rows.rules import Shape
from ddllint.verify.rows.tables import is_not_null
from ddllint.verify.rows.values import values
from ddllint.verify.rows.wishes import formatted, narrowed, shown, wishes_of

_MOST_VALUES = 12
_MOST_HINTS = 24
_FIRST_NUMBERS = 1000
_SMALL = tuple(map(Decimal, (0, 1, 2, 3, 4, 5, -1)))
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WHOLE = ("smallint", "integer", "bigint")
_DAY = datetime.timedelta(days=1)

Domain = Lazy[str | None]
"""The values to try for a column, the best first, each once; None is NULL."""

Hints = Mapping[str, tuple[str, ...]]
"""By column, the constants that conditions on it name."""


class Candidates:
    """Values for the columns of one catalog's tables, the same for the same seed."""

    def __init__(self, catalog: Catalog, seed: int, contracts: Contracts | None = None) -> None:
        self.catalog = catalog
        self.seed = seed
        self._wishes = wishes_of(contracts)
        self._allowed: dict[Name, Mapping[str, ColumnValues]] = {}
        self._domains: dict[tuple[Name, str, int], Domain] = {}

    def allowed(self, table: Table, column: str) -> Allowed:
        """What may be written into the column, as far as its own constraints tell."""
        if table.name not in self._allowed:
            self._allowed[table.name] = table_values(self.catalog, table, table.columns)
        return self._allowed[table.name][column].written

    def domain(self, shape: Shape, column: Column, number: int, hints: Hints) -> Domain:
        """Values for the column of row `number` of the table; NULL is the last resort."""
        key = (shape.table.name, column.name, number)
        if key not in self._domains:
            self._domains[key] = Lazy(each_once(self._domain(shape, column, number, hints)))
        return self._domains[key]

    def _domain(
        self, shape: Shape, column: Column, number: int, hints: Hints
    ) -> Iterator[str | None]:
        allowed = self.allowed(shape.table, column.name)
        start = self._start(shape, column) + number
        yield from self._wished(shape, column, allowed, number, start)
        found = values(self.catalog, column.type, allowed, start, column.name)
        yield from islice(found, _MOST_VALUES)
        hinted = _hinted(shape, column, allowed, hints.get(column.name, ()))
        yield from islice(hinted, _MOST_HINTS)
        if not is_not_null(shape, column):
            yield None

    def _wished(
        self, shape: Shape, column: Column, allowed: Allowed, number: int, start: int
    ) -> Iterator[str]:
        """Values that the contract shows, then others that it asks for."""
        wishes = self._wishes.get((shape.table.name, column.name))
        if wishes is None:
            return
        narrow = narrowed(allowed, wishes)
        base = shape.types[column.name].base
        yield from (text for text in shown(wishes, base, number) if _may_be(narrow, base, text))
        if allowed.kind == "text":
            yield from (text for text in formatted(wishes, start) if admits(allowed, text))
        found = values(self.catalog, column.type, narrow, start, column.name)
        yield from islice(found, _MOST_VALUES)

    def unbound(self, shape: Shape, column: Column, number: int) -> Iterator[str]:
        """Values of the column's type, whatever the table's conditions say of them."""
        allowed = type_values(self.catalog, column.type)
        start = self._start(shape, column) + number
        found = values(self.catalog, column.type, allowed, start, column.name)
        return islice(found, _MOST_VALUES)

    def _start(self, shape: Shape, column: Column) -> int:
        number = draw(self.seed, *shape.table.name, column.name)
        uuid = shape.types[column.name].base.name == "uuid"
        return number if uuid else number % _FIRST_NUMBERS


def _may_be(allowed: Allowed, base: TypeName, text: str) -> bool:
    """Whether a text is surely a value of the type that is allowed."""
    try:
        found = datum(base, text)
    except CannotTellError:
        return False
    if isinstance(found, Opaque):
        return base.name == "uuid" and _UUID.fullmatch(text) is not None
    if isinstance(found, Decimal) and base.name in _WHOLE and found % 1:
        return False
    return not isinstance(found, Decimal | str) or admits(allowed, found) is True


def hints_of(
    shape: Shape, expressions: Iterable[Expression], bounds: Iterable[tuple[str, str]] = ()
) -> Hints:
    """The constants beside each column; `bounds` adds some, as pairs of column and text."""
    found: dict[str, dict[str, None]] = {}
    for expression in expressions:
        constants = [
            str(node.value)
            for node in walk(expression.tree)
            if isinstance(node, Constant) and node.kind in ("string", "integer", "float")
        ]
        for column in shape.deciding([expression]):
            found.setdefault(column, {}).update(dict.fromkeys(constants))
    for column, text in bounds:
        found.setdefault(column, {})[text] = None
    return {column: tuple(texts) for column, texts in found.items()}


def _hinted(
    shape: Shape, column: Column, allowed: Allowed, constants: Sequence[str]
) -> Iterator[str]:
    type_ = shape.types[column.name]
    base = type_.base
    if base.dimensions:
        yield from ("{}", *(f'{{"{text}"}}' for text in constants if text.isalnum()))
    elif allowed.kind in ("number", "float") or base.name == "money":
        for number in _numbers(constants):
            if admits(allowed, number):
                yield written(number)
    elif allowed.kind in ("text", "character"):
        for text in constants:
            letters = "".join(filter(str.isalnum, text))  # of a pattern that is not understood
            for word in (text, text.replace("%", ""), text.lower(), f"{text}a", letters):
                if word and admits(allowed, word) is not False:
                    yield word
    elif allowed.kind == "json":
        # without a condition that names keys there is nothing to try
        if constants:
            yield json.dumps(dict.fromkeys(constants, 1))
            yield json.dumps(dict.fromkeys(constants, constants[-1]))
            yield json.dumps(list(constants))
    elif base.name == "date" or base.name.startswith("timestamp"):
        yield from _moments(constants, dated=base.name == "date")


def _numbers(constants: Sequence[str]) -> Iterator[Decimal]:
    for text in constants:
        if text.lstrip("+-").replace(".", "", 1).isdecimal():
            number = Decimal(text)
            yield from (number, number + 1, number - 1, -number)
    yield from _SMALL


def _moments(constants: Sequence[str], *, dated: bool) -> Iterator[str]:
    for text in constants:
        try:
            found = moment(text)
        except CannotTellError:
            continue
        for one in (found, found + _DAY, found - _DAY):
            yield one.date().isoformat() if dated else one.isoformat(" ")


def needs_value(column: Column, named: Iterable[str]) -> bool:
    """Whether a row has to give the column a value.

    A generated column takes none, and an identity column its next one unless something else,
    one of `named`, depends on which it is.
    """
    if column.generated is not None:
        return False
    return column.identity is None or column.name in set(named)
