"""Rows that break one constraint and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from msgspec import structs

from ddllint.catalog.model import Catalog, Check, Column, ForeignKey, Table
from ddllint.catalog.names import Name
from ddllint.verify.rows.binding import (
    Binding,
    Placed,
    binding_of,
    domains_of,
    first,
    own_rules,
    rules_of,
)
from ddllint.verify.rows.candidates import Candidates, Domain
from ddllint.verify.rows.inverted import alike, dangling, false, false_of_domain, keyed
from ddllint.verify.rows.masks import Mask, mask_of, null_masks
from ddllint.verify.rows.misfits import misfits
from ddllint.verify.rows.model import Filling, Row
from ddllint.verify.rows.reasons import Reason, not_found
from ddllint.verify.rows.rules import Elements, Rule, is_met
from ddllint.verify.rows.search import Domains, Found, NotFound, search
from ddllint.verify.rows.tables import leaves
from ddllint.verify.rows.targets import OfDomain, Target
from ddllint.verify.rows.trial import Refusal, other_values, unlike

_MOST_MASKS = 4
_APART = 100
"""How far the numbers of rows that break something are from those of the filling."""


@dataclass(frozen=True)
class Broken:
    """A row that breaks the target, to be inserted after the rows in `before`.

    `masks` are constraints that every such row breaks too: while they are there, the server may
    name one of them instead. `columns` are those that make it break the target. `told` says
    that the row was seen to do so; else only a server can tell.
    """

    target: Target
    row: Row
    columns: tuple[str, ...]
    before: tuple[Row, ...] = ()
    masks: tuple[Mask, ...] = ()
    told: bool = True


@dataclass(frozen=True)
class Breaker:
    """Makes rows that break constraints of a catalog whose tables are filled."""

    catalog: Catalog
    filling: Filling
    seed: int = 1

    @cached_property
    def candidates(self) -> Candidates:
        """The values of all attempts, made once."""
        return Candidates(self.catalog, self.seed)

    def broken(self, target: Target, learned: Sequence[Rule] = ()) -> Broken | Reason:
        """A row that breaks just the target and meets what was `learned`, or why there is none."""
        leaf = self._leaf(target.table)
        if leaf is None:
            return Reason(f"no row of {target.table.name} is there to start from")
        binding = self._bindings[leaf.name]
        candidates = self._candidates(target)
        return _Attempt(target, binding, self._placed(), candidates, tuple(learned)).made()

    def _candidates(self, target: Target) -> Candidates:
        """Values that need not meet a domain's check when it is that which is to be broken."""
        if not isinstance(target.about, OfDomain):
            return self.candidates
        domain = target.about.domain
        rest = {name: check for name, check in domain.checks.items() if name != target.name}
        types = {**self.catalog.types, domain.name: structs.replace(domain, checks=rest)}
        return Candidates(structs.replace(self.catalog, types=types), self.seed)

    def unlike(self, broken: Broken, refusal: Refusal | None) -> Rule | None:
        """A rule against what was tried in vain: refused by something else, or accepted."""
        leaf = self._leaf(broken.target.table)
        if leaf is None:
            return None
        if refusal is None:
            return other_values(broken.row.values, broken.columns)
        rules = rules_of(self._bindings[leaf.name], self._placed())
        return unlike(refusal, broken.row.values, rules)

    @cached_property
    def _bindings(self) -> dict[Name, Binding]:
        """What binds the rows of each table that holds some."""
        tables = [self.catalog.tables[name] for name in self.filling.held]
        return {table.name: binding_of(self.catalog, table) for table in tables}

    def _placed(self) -> Placed:
        """The filling's rows, for one attempt to add to."""
        held = {name: list(rows) for name, rows in self.filling.held.items()}
        return Placed(self.catalog, held)

    def _leaf(self, table: Table) -> Table | None:
        """The table itself or one of its partitions, that holds a good row."""
        for leaf in leaves(self.catalog, table):
            if self.filling.held.get(leaf.name):
                return leaf
        return None


@dataclass(frozen=True)
class _Attempt:
    target: Target
    binding: Binding
    placed: Placed
    candidates: Candidates
    learned: tuple[Rule, ...]

    def made(self) -> Broken | Reason:
        about = self.target.about
        match about:
            case Column():
                return self._without_value(about.name)
            case Check():
                return self._searched(false(self.binding.shape, about))
            case OfDomain():
                if about.check is None:
                    return self._without_value(about.column)
                shape = self.binding.shape
                return self._searched(false_of_domain(shape, about.column, about.check))
            case ForeignKey():
                parents = self.placed.keys(about.referenced, about.referenced_columns)
                own = about.referenced == self.target.table.name
                return self._searched(dangling(self.binding.shape, about, parents, itself=own))
            case Elements():
                return self._repeated(about)

    def _domains(self, binding: Binding, about: Sequence[str]) -> dict[str, Domain]:
        """The values to try, those that the columns in question are likely to be refused added."""
        number = len(self.placed.of(self.target.table.name)) + _APART
        domains = domains_of(binding, self.placed, self.candidates, number)
        shape = binding.shape
        for name in about:
            unbound = self.candidates.unbound(shape, shape.table.columns[name], number)
            domains[name] = first(domains[name], unbound, misfits(shape.types[name]))
        return domains

    def _searched(self, wanted: Rule) -> Broken | Reason:
        binding = _with_columns(self.binding, wanted.columns)
        rules = self._others(binding, self.placed)
        domains = self._domains(binding, wanted.columns)
        found = self._result(binding, wanted, rules, domains)
        if isinstance(found, Broken):
            return found
        # perhaps only NULL breaks it, and something else keeps NULL out
        masks = null_masks(binding, wanted.columns)
        gone = {mask.name for mask in masks}
        rules = [rule for rule in rules if rule.name not in gone]
        domains |= {name: first(domains[name], (None,)) for name in gone if name in domains}
        nulled = self._result(binding, wanted, rules, domains, masks=masks)
        return nulled if masks and isinstance(nulled, Broken) else found

    def _others(self, binding: Binding, placed: Placed) -> list[Rule]:
        """All rules but the target's own."""
        rules = [rule for rule in rules_of(binding, placed) if rule.name != self.target.name]
        return [*rules, *self.learned]

    def _result(
        self,
        binding: Binding,
        wanted: Rule,
        rules: Sequence[Rule],
        domains: Domains,
        *,
        before: tuple[Row, ...] = (),
        masks: tuple[Mask, ...] = (),
    ) -> Broken | Reason:
        found = _search_masked(binding, wanted, rules, domains)
        if isinstance(found, NotFound):
            return not_found(binding.shape, found, self.candidates)
        solution, more = found
        row = Row(self.target.table.name, solution.values)
        told = wanted not in solution.undecided
        return Broken(self.target, row, wanted.columns, before, (*masks, *more), told)

    def _without_value(self, column: str) -> Broken | Reason:
        """Nothing masks NOT NULL: it comes before all but the types' checks (`ExecConstraints`)."""
        binding = _with_columns(self.binding, (column,))
        domains = self._domains(binding, ())
        domains[column] = first((None,))
        others = self._others(binding, self.placed)
        found = search(domains, [rule for rule in others if column not in rule.columns])
        if isinstance(found, NotFound):
            found = search(domains, [*own_rules(binding), *self.learned])
        if isinstance(found, NotFound):
            return not_found(binding.shape, found, self.candidates)
        # a partitioned table would look for the partition of NULL first
        return Broken(self.target, Row(binding.shape.table.name, found.values), (column,))

    def _repeated(self, elements: Elements) -> Broken | Reason:
        """A row like another one that the key is about; that one is made if there is none."""
        binding = _with_columns(self.binding, elements.columns(self.binding.shape))
        shape = binding.shape
        is_keyed = keyed(shape, elements)
        held = self.placed.rows[shape.table.name]
        others = [
            row for row in held if set(is_keyed.columns) <= set(row) and is_met(is_keyed, row)
        ]
        before: tuple[Row, ...] = ()
        masks: tuple[Mask, ...] = ()
        if not others:
            rules = rules_of(binding, self.placed)
            found = _search_masked(binding, is_keyed, rules, self._domains(binding, ()))
            if isinstance(found, NotFound):
                return not_found(shape, found, self.candidates)
            solution, masks = found
            others = [solution.values]
            before = (Row(self.target.table.name, solution.values),)
            held.append(solution.values)
        wanted = alike(shape, elements, others[0])
        domains = self._domains(binding, ())
        for column in wanted.columns:
            domains[column] = first((others[0][column],), domains[column])
        gone = {mask.name for mask in masks}
        rules = [rule for rule in self._others(binding, self.placed) if rule.name not in gone]
        return self._result(binding, wanted, rules, domains, before=before, masks=masks)


def _with_columns(binding: Binding, columns: Sequence[str]) -> Binding:
    """The same, with columns that a row may otherwise leave to the server."""
    wanted = {*binding.columns, *columns}
    return replace(binding, columns=tuple(n for n in binding.shape.table.columns if n in wanted))


def _search_masked(
    binding: Binding, wanted: Rule, rules: Sequence[Rule], domains: Domains
) -> tuple[Found, tuple[Mask, ...]] | NotFound:
    """A row that meets `wanted` and the rules, but for as few as possible that it cannot meet."""
    masked: list[tuple[Rule, Mask]] = []
    found = _search_without(wanted, rules, domains, masked)
    while isinstance(found, NotFound) and len(masked) < _MOST_MASKS:
        blamed = [(rule, mask) for rule in found.rules if (mask := mask_of(binding, rule))]
        fresh = [pair for pair in blamed if pair not in masked and pair[0] is not wanted]
        if not fresh:
            return found
        masked.append(fresh[0])
        found = _search_without(wanted, rules, domains, masked)
    if isinstance(found, NotFound):
        return found
    for pair in tuple(masked):
        fewer = [one for one in masked if one is not pair]
        better = _search_without(wanted, rules, domains, fewer)
        if isinstance(better, Found):
            found, masked = better, fewer
    return found, tuple(mask for _, mask in masked)


def _search_without(
    wanted: Rule, rules: Sequence[Rule], domains: Domains, masked: Sequence[tuple[Rule, Mask]]
) -> Found | NotFound:
    gone = [rule for rule, _ in masked]
    return search(domains, [wanted, *(rule for rule in rules if rule not in gone)])
