"""Rows for all tables of a catalog."""

from dataclasses import dataclass, field
from itertools import islice

from ddllint.catalog.model import Catalog, ForeignKey, Table
from ddllint.catalog.names import Name
from ddllint.contracts.model import Contracts
from ddllint.rules.tenants import parent_key, scoped_tables
from ddllint.settings.model import Tenancy
from ddllint.verify.rows.binding import (
    Binding,
    Placed,
    binding_of,
    domains_of,
    null_first,
    rules_of,
)
from ddllint.verify.rows.candidates import Candidates
from ddllint.verify.rows.lazy import Lazy
from ddllint.verify.rows.model import Filling, Row, Unfilled
from ddllint.verify.rows.order import fill_order, may_be_null
from ddllint.verify.rows.reasons import Reason, no_partition, not_found, referred_empty, refused
from ddllint.verify.rows.reasons import undecided as cannot_tell
from ddllint.verify.rows.rules import Rule, Values
from ddllint.verify.rows.search import NotFound, search
from ddllint.verify.rows.tables import leaves
from ddllint.verify.rows.trial import Trial, unlike

_MOST_TRIALS = 80
_MOST_SHIFTS = 6
_SHIFT = 17
_WITH_VALUES = 2
"""After so many rows that were refused for no reason that tells a column, NULL is preferred."""


def fill(
    catalog: Catalog,
    tenancy: Tenancy,
    *,
    seed: int = 1,
    tenants: int = 2,
    each: int = 2,
    contracts: Contracts | None = None,
    trial: Trial | None = None,
) -> Filling:
    """Rows for each table: `each` for each of the tenants, fewer where keys do not let more.

    The table that tenants are the rows of gets one row a tenant, a table without a tenant column
    `each`. No row breaks a constraint; parents come before what refers to them. Columns that
    `contracts` map keep to what these ask for, where the constraints let them. With a `trial`
    each row is tried, so that what cannot be told here can be filled too; what was accepted then
    stays there. Without one, a table with such a constraint is left unfilled.
    """
    candidates = Candidates(catalog, seed, contracts)
    filler = _Filler(catalog, tenancy, candidates, trial, Placed(catalog))
    filler.fill_all(tenants, each)
    held = {name: tuple(rows) for name, rows in filler.placed.rows.items()}
    return Filling(tuple(filler.rows), tuple(filler.unfilled), held)


@dataclass
class _Filler:
    catalog: Catalog
    tenancy: Tenancy
    candidates: Candidates
    trial: Trial | None
    placed: Placed
    rows: list[Row] = field(default_factory=list)
    unfilled: list[Unfilled] = field(default_factory=list)
    promises: dict[Name, list[Values]] = field(default_factory=dict)
    waiting: set[Name] = field(default_factory=set)
    bindings: dict[Name, Binding] = field(default_factory=dict)

    def fill_all(self, tenants: int, each: int) -> None:
        """Fill all tables, in an order in which they can be."""
        scoped = {
            table.name
            for table in scoped_tables(self.catalog, self.tenancy)
            if self.tenancy.column in table.columns
        }
        ordered = fill_order(self.catalog)
        self.bindings = {table.name: binding_of(self.catalog, table) for table in ordered}
        self.waiting = {table.name for table in ordered}
        for table in ordered:
            if table.name in scoped:
                self._fill(table, each, self._tenants(table, tenants))
            else:
                parent = table.name == parent_key(self.tenancy)[0]
                self._fill(table, tenants if parent else each, (None,))
            self.waiting.discard(table.name)

    def _tenants(self, table: Table, count: int) -> tuple[str | None, ...]:
        """The tenants' values: those of the rows that the column refers to, or made up."""
        parent, column = parent_key(self.tenancy)
        for key in self.bindings[table.name].foreign_keys:
            if key.columns == (self.tenancy.column,):
                parent, column = key.referenced, key.referenced_columns[0]
        rows = self.placed.of(parent)
        found = [text for row in rows if (text := row.get(column)) is not None]
        if found:
            return tuple(found[:count])
        shape = self.placed.shape(table.name)
        own = table.columns[self.tenancy.column]
        return tuple(islice(self.candidates.domain(shape, own, 0, {}), count))

    def _fill(self, table: Table, count: int, tenants: tuple[str | None, ...]) -> None:
        if table.kind == "foreign":
            self._unfilled(table, Reason("it is a foreign table: its rows are another server's"))
            return
        if not leaves(self.catalog, table):
            self._unfilled(table, no_partition(table))
            return
        for tenant in tenants:
            reason = self._fill_tenant(table, count, tenant)
            if reason is not None:
                self._unfilled(table, reason)
                return

    def _fill_tenant(self, table: Table, count: int, tenant: str | None) -> Reason | None:
        """Make rows of one tenant; why there are none, or less than keys let."""
        fixed = {} if tenant is None else {self.tenancy.column: tenant}
        made = 0
        while made < count or self._promised(table, fixed):
            reason = self._row(table, fixed)
            if reason is not None:
                return None if reason.scarce and self.placed.of(table.name) else reason
            made += 1
        return None

    def _unfilled(self, table: Table, reason: Reason) -> None:
        self.unfilled.append(Unfilled(table.name, reason.text, reason.origin or table.origin))

    def _promised(self, table: Table, fixed: Values) -> Values | None:
        """Values that a row before has named and that a row of this table has to have."""
        for promise in self.promises.get(table.name, ()):
            if all(promise.get(column, text) == text for column, text in fixed.items()):
                return promise
        return None

    def _row(self, table: Table, fixed: Values) -> Reason | None:
        """Make one row, in the first partition that takes one; if there is none, why."""
        promise = self._promised(table, fixed)
        given = {**fixed, **(promise or {})}
        parts = leaves(self.catalog, table)
        number = len(self.placed.of(table.name))
        first: Reason | None = None
        for at in range(len(parts)):
            leaf = parts[(number + at) % len(parts)]
            reason = self._row_in(table, leaf, number, given)
            if reason is None:
                if promise is not None:
                    self.promises[table.name].remove(promise)
                return None
            first = first or reason
        return first

    def _row_in(self, table: Table, leaf: Table, number: int, given: Values) -> Reason | None:
        binding = self.bindings[leaf.name]
        promised = [key for key in binding.foreign_keys if self._may_promise(binding, key)]
        rules = rules_of(binding, self.placed, [key.name for key in promised])
        empty = self._without_parent(binding, promised)
        if empty is not None:
            return empty
        learned: list[Rule] = []
        shift = 0
        for _ in range(_MOST_TRIALS):
            domains = domains_of(binding, self.placed, self.candidates, number + shift * _SHIFT)
            if shift > _WITH_VALUES:
                domains = {column: null_first(values) for column, values in domains.items()}
            domains |= {name: Lazy([text]) for name, text in given.items() if name in domains}
            found = search(domains, [*rules, *learned])
            if isinstance(found, NotFound):
                return not_found(binding.shape, found, self.candidates)
            if self.trial is None and found.undecided:
                return cannot_tell(found.undecided[0])
            row = Row(table.name, found.values)
            refusal = self.trial(row) if self.trial else None
            if refusal is None:
                self._place(leaf, row, promised)
                return None
            more = unlike(refusal, found.values, rules)
            if more is not None:
                learned.append(more)
            elif shift < _MOST_SHIFTS:
                shift += 1
            else:
                break
        return refused(refusal)

    def _may_promise(self, binding: Binding, key: ForeignKey) -> bool:
        """Whether the row that the key names can come later, in the same transaction."""
        return (
            key.deferrable
            and key.referenced in self.waiting
            and key.referenced != binding.shape.table.name
            and not may_be_null(binding.shape, key)
        )

    def _without_parent(self, binding: Binding, promised: list[ForeignKey]) -> Reason | None:
        """A key that must name a row of another table that has none."""
        for key in binding.foreign_keys:
            if key in promised or may_be_null(binding.shape, key):
                continue
            if key.referenced != binding.shape.table.name and not self.placed.of(key.referenced):
                return referred_empty(key, waiting=key.referenced in self.waiting)
        return None

    def _place(self, leaf: Table, row: Row, promised: list[ForeignKey]) -> None:
        self.placed.rows.setdefault(leaf.name, []).append(row.values)
        self.rows.append(row)
        for key in promised:
            named = {
                target: row.values.get(column)
                for column, target in zip(key.columns, key.referenced_columns, strict=False)
            }
            promises = self.promises.setdefault(key.referenced, [])
            if named not in promises:
                promises.append(named)
