"""The rules and the values to try for rows of one table, given the rows that are there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from ddllint.catalog.model import Catalog, Check, ForeignKey, Table
from ddllint.catalog.names import Name
from ddllint.sql.expressions import Expression
from ddllint.verify.rows.bounds import bound_rule, bound_words, key_columns
from ddllint.verify.rows.candidates import Candidates, Domain, Hints, hints_of, needs_value
from ddllint.verify.rows.datum import Datum
from ddllint.verify.rows.lazy import Lazy, each_once
from ddllint.verify.rows.rules import (
    Elements,
    Rule,
    Shape,
    Values,
    differs,
    domain_rules,
    passes,
    refers,
)
from ddllint.verify.rows.tables import Bound, bindings, leaves, lineage, shape_of


@dataclass
class Placed:
    """The rows that were made so far, by the table that holds them."""

    catalog: Catalog
    rows: dict[Name, list[Values]] = field(default_factory=dict)
    shapes: dict[Name, Shape] = field(default_factory=dict)

    def shape(self, name: Name) -> Shape:
        """The shape of a table."""
        if name not in self.shapes:
            self.shapes[name] = shape_of(self.catalog, self.catalog.tables[name])
        return self.shapes[name]

    def of(self, name: Name) -> list[Values]:
        """The rows of a table, those of its partitions included."""
        table = self.catalog.tables.get(name)
        held = leaves(self.catalog, table) if table else ()
        return [row for leaf in held for row in self.rows.get(leaf.name, ())]

    def keys(self, name: Name, columns: Sequence[str]) -> list[tuple[Datum | None, ...]]:
        """The values of columns in the rows of a table."""
        shape = self.shape(name)
        return [tuple(shape.datum(column, row) for column in columns) for row in self.of(name)]


@dataclass(frozen=True)
class Binding:
    """What binds the rows that a table holds. `columns` are those that a row gives a value."""

    shape: Shape
    bounds: tuple[Bound, ...]
    columns: tuple[str, ...]
    hints: Hints

    @property
    def foreign_keys(self) -> Iterator[ForeignKey]:
        """The foreign keys, those of the tables that it is a partition of included."""
        for bound in self.bounds:
            if isinstance(bound.constraint, ForeignKey):
                yield bound.constraint


def binding_of(catalog: Catalog, leaf: Table) -> Binding:
    """What binds rows of the table."""
    shape = shape_of(catalog, leaf)
    bounds = tuple(bindings(catalog, leaf))
    expressions = [expression for bound in bounds for expression in _expressions(bound.constraint)]
    expressions += [
        check.expression
        for type_ in shape.types.values()
        for domain in type_.domains
        for check in domain.checks.values()
    ]
    named = {*_in_foreign_keys(catalog, leaf), *shape.deciding(expressions)}
    partitioned = [
        (column, word)
        for child, parent in _steps(catalog, leaf)
        for column in (key_columns(shape, parent.partitioning) if parent.partitioning else ())
        for word in bound_words(child.bound)
    ]
    named.update(column for column, _ in partitioned)
    columns = tuple(name for name, column in leaf.columns.items() if needs_value(column, named))
    return Binding(shape, bounds, columns, hints_of(shape, expressions, partitioned))


def _in_foreign_keys(catalog: Catalog, leaf: Table) -> Iterator[str]:
    """The columns that foreign keys are made of or refer to."""
    names = {one.name for one in lineage(catalog, leaf)}
    for table in catalog.tables.values():
        for key in table.constraints.values():
            if isinstance(key, ForeignKey):
                yield from key.columns if table.name in names else ()
                yield from key.referenced_columns if key.referenced in names else ()


def _expressions(constraint: Check | ForeignKey | Elements) -> Iterator[Expression]:
    if isinstance(constraint, Check):
        yield constraint.expression
    elif isinstance(constraint, Elements):
        yield from (key for key, _ in constraint.keys if isinstance(key, Expression))
        if constraint.predicate is not None:
            yield constraint.predicate


def _steps(catalog: Catalog, leaf: Table) -> Iterator[tuple[Table, Table]]:
    """The table and its parent, the parent and its own, and so on."""
    above = lineage(catalog, leaf)
    yield from pairwise(above)


def rules_of(binding: Binding, placed: Placed, promised: Iterable[str] = ()) -> list[Rule]:
    """All rules for a further row; keys of the names in `promised` are left out."""
    shape, catalog = binding.shape, placed.catalog
    rules: list[Rule] = []
    for bound in binding.bounds:
        match bound.constraint:
            case Check() as check:
                rules.append(passes(shape, check))
            case Elements() as elements:
                rule = differs(shape, elements, placed.of(bound.table.name))
                if set(rule.columns) <= set(binding.columns):
                    rules.append(rule)
            case ForeignKey() as key if key.name not in promised:
                rules.append(_refers(binding, placed, key))
    for child, parent in _steps(catalog, shape.table):
        found = bound_rule(catalog, shape, parent, child)
        rules += [found] if found else []
    rules += own_rules(binding)
    return [rule for rule in rules if set(rule.columns) <= set(binding.columns)]


def own_rules(binding: Binding) -> list[Rule]:
    """What the columns' types ask of their values."""
    shape = binding.shape
    return [
        rule
        for name in binding.columns
        for rule in domain_rules(shape.table.columns[name], shape.types[name])
    ]


def _refers(binding: Binding, placed: Placed, key: ForeignKey) -> Rule:
    known = key.referenced in placed.catalog.tables
    parents = placed.keys(key.referenced, key.referenced_columns) if known else []
    above = lineage(placed.catalog, binding.shape.table)
    return refers(binding.shape, key, parents, itself=key.referenced in [one.name for one in above])


def domains_of(
    binding: Binding, placed: Placed, candidates: Candidates, number: int
) -> dict[str, Domain]:
    """The values to try for each column of row `number`."""
    shape = binding.shape
    domains = {
        name: candidates.domain(shape, shape.table.columns[name], number, binding.hints)
        for name in binding.columns
    }
    for key in binding.foreign_keys:
        for name, target in zip(key.columns, key.referenced_columns, strict=False):
            if name in domains:
                own = domains.get(target, ()) if key.referenced == shape.table.name else ()
                domains[name] = first(_named(placed, key, target, number), own, domains[name])
    return domains


def _named(placed: Placed, key: ForeignKey, target: str, number: int) -> list[str | None]:
    """The values of the column that a key refers to, another row's first for each number."""
    rows = placed.of(key.referenced)
    found = [row.get(target) for row in rows]
    at = number % len(found) if found else 0
    return [text for text in (*found[at:], *found[:at]) if text is not None]


def first(*parts: Iterable[str | None]) -> Domain:
    """The values of all parts, each once, NULL at the end."""
    return Lazy(each_once(chain(*parts)))


def null_first(values: Domain) -> Domain:
    """The values with NULL, where it is among them, before the others."""
    return Lazy(sorted(values, key=lambda text: text is not None))
