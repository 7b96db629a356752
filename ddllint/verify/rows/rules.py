"""What must hold of a row, each rule with the columns that decide it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ddllint.catalog.model import Check, Column, ForeignKey, Table
from ddllint.catalog.predicates import ColumnType
from ddllint.sql.expressions import Expr, Expression
from ddllint.sql.source import Origin
from ddllint.sql.walk import column_names
from ddllint.verify.rows.datum import CannotTellError, Datum, Opaque, datum
from ddllint.verify.rows.evaluate import compare, evaluate

CHECK, UNIQUE, EXCLUDE, FOREIGN = "23514", "23505", "23P01", "23503"
"""The SQLSTATEs of constraints."""

Values = Mapping[str, str | None]
"""The texts of a row's columns; None is NULL."""


@dataclass(frozen=True)
class Rule:
    """`holds` tells of a row whose `columns` are all given; it raises CannotTellError.

    `name` is the constraint's, `state` the SQLSTATE with which the server refuses a row that
    breaks it (PostgreSQL manual, appendix A), and `words` what it is, for people.
    """

    name: str
    state: str
    words: str
    columns: tuple[str, ...]
    holds: Callable[[Values], bool]
    origin: Origin | None = None


@dataclass(frozen=True)
class Shape:
    """A table's columns with the types below their domains."""

    table: Table
    types: Mapping[str, ColumnType]

    def datum(self, column: str, values: Values) -> Datum | None:
        """The value of a column of the row, a generated one computed."""
        found = self.table.columns.get(column)
        if found is None:
            raise CannotTellError
        if found.generated is not None:
            return evaluate(found.generated.tree, lambda name: self.datum(name, values))
        if column not in values:
            raise CannotTellError
        text = values[column]
        return None if text is None else read(self.types[column], text)

    def evaluate(self, expression: Expr, values: Values) -> Datum | None:
        """What an expression over the table gives for the row."""
        return evaluate(expression, lambda name: self.datum(name, values))

    def deciding(self, expressions: Iterable[Expression]) -> tuple[str, ...]:
        """The columns that expressions depend on, those behind generated ones included."""
        names = [name for expression in expressions for name in column_names(expression)]
        return self.behind(names)

    def behind(self, names: Iterable[str]) -> tuple[str, ...]:
        """The columns, with those that a generated one is made of in its place."""
        found: dict[str, None] = {}
        for name in names:
            column = self.table.columns.get(name)
            if column is not None and column.generated is not None:
                found |= dict.fromkeys(self.deciding([column.generated]))
            elif column is not None:
                found[name] = None
        return tuple(found)


def read(type_: ColumnType, text: str) -> Datum:
    """The value of a column's text."""
    return text if type_.enum is not None else datum(type_.base, text)


def passes(shape: Shape, check: Check) -> Rule:
    """A CHECK lets a row pass when it is true or null (PostgreSQL manual, 5.5.1)."""

    def holds(values: Values) -> bool:
        return shape.evaluate(check.expression.tree, values) is not False

    columns = shape.deciding([check.expression])
    return Rule(check.name, CHECK, f"CHECK {check.name}", columns, holds, check.origin)


def domain_rules(column: Column, type_: ColumnType) -> Iterable[Rule]:
    """The checks of the domains that a column's type is made of."""
    for domain in type_.domains:
        for check in domain.checks.values():
            yield domain_rule(column.name, type_, check)


def domain_rule(column: str, type_: ColumnType, check: Check) -> Rule:
    """The check of a domain lets the column's value pass."""

    def holds(values: Values) -> bool:
        text = values[column]
        value = None if text is None else read(type_, text)
        return evaluate(check.expression.tree, lambda _: value) is not False

    words = f"CHECK {check.name} of the type of {column}"
    return Rule(check.name, CHECK, words, (column,), holds, check.origin)


@dataclass(frozen=True)
class Elements:
    """The keys of a unique or exclusion constraint: columns and expressions, each an operator."""

    name: str
    state: str
    words: str
    keys: tuple[tuple[str | Expression, str], ...]
    predicate: Expression | None = None
    nulls_equal: bool = False
    origin: Origin | None = None

    def columns(self, shape: Shape) -> tuple[str, ...]:
        """The columns that decide it."""
        named = [key for key, _ in self.keys if isinstance(key, str)]
        written = [key for key, _ in self.keys if isinstance(key, Expression)]
        written += [self.predicate] if self.predicate else []
        return tuple(dict.fromkeys((*shape.behind(named), *shape.deciding(written))))

    def covers(self, shape: Shape, values: Values) -> bool:
        """Whether the constraint is about the row at all."""
        return self.predicate is None or shape.evaluate(self.predicate.tree, values) is True

    def of(self, shape: Shape, values: Values) -> tuple[Datum | None, ...]:
        """The row's keys."""
        return tuple(
            shape.datum(key, values) if isinstance(key, str) else shape.evaluate(key.tree, values)
            for key, _ in self.keys
        )


def differs(shape: Shape, elements: Elements, others: Sequence[Values]) -> Rule:
    """No other row is in conflict with it."""

    def holds(values: Values) -> bool:
        return not any(conflict(shape, elements, values, other) for other in others)

    columns = elements.columns(shape)
    return Rule(elements.name, elements.state, elements.words, columns, holds, elements.origin)


def is_met(rule: Rule, values: Values) -> bool | None:
    """Whether the rule holds of the row; None when that cannot be told."""
    try:
        return rule.holds(values)
    except CannotTellError:
        return None


def conflict(shape: Shape, elements: Elements, values: Values, other: Values) -> bool:
    """Whether the constraint forbids that both rows are there."""
    if not elements.covers(shape, values) or not elements.covers(shape, other):
        return False
    pairs = zip(elements.of(shape, values), elements.of(shape, other), elements.keys, strict=True)
    unknown = False
    for one, two, (_, operator) in pairs:
        if one is None or two is None:
            if not (elements.nulls_equal and one is None and two is None):
                return False
            continue
        try:
            if not _in_conflict(operator, one, two):
                return False
        except CannotTellError:
            unknown = True
    if unknown:
        raise CannotTellError
    return True


def _in_conflict(operator: str, one: Datum, two: Datum) -> bool:
    if operator in ("=", "<>"):
        if one == two or isinstance(one, Opaque):  # rows are made with one text for each value
            return (one == two) is (operator == "=")
        return bool(compare(operator, one, two))
    if operator == "&&":
        # ranges of different numbers do not touch, as they are made here
        return one == two
    raise CannotTellError


def refers(
    shape: Shape,
    key: ForeignKey,
    parents: Sequence[tuple[Datum | None, ...]],
    *,
    itself: bool = False,
) -> Rule:
    """The row that the key names is among `parents`, or with `itself` the row's own."""

    def holds(values: Values) -> bool:
        named = tuple(shape.datum(column, values) for column in key.columns)
        if None in named:
            return not key.match_full or named.count(None) == len(named)
        if named in parents:
            return True
        if not itself:
            return False
        return named == tuple(shape.datum(column, values) for column in key.referenced_columns)

    about = (*key.columns, *(key.referenced_columns if itself else ()))
    words = f"FOREIGN KEY {key.name}"
    return Rule(key.name, FOREIGN, words, shape.behind(about), holds, key.origin)
