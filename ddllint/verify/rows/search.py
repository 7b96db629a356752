"""Finds values for columns that meet all rules at once.

Backtracking that jumps back to the latest column that had a part in the failure (P. Prosser,
Computational Intelligence 9, 1993): columns between that have nothing to do with it are not
tried out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ddllint.verify.rows.lazy import Lazy
from ddllint.verify.rows.rules import Rule, Values, is_met

MOST_STEPS = 20_000
"""As many values are tried for one row, over all its columns."""

Domains = Mapping[str, Lazy[str | None]]
"""The values to try for each column, the best first; None is NULL."""


@dataclass(frozen=True)
class Found:
    """A row that meets all rules but perhaps those that could not be told."""

    values: Values
    undecided: tuple[Rule, ...]


@dataclass(frozen=True)
class NotFound:
    """The rules that stood in the way, the most frequent first; `steps` values were tried.

    `exhausted` says that all combinations were tried. `empty` is a column without any value.
    """

    rules: tuple[Rule, ...] = ()
    steps: int = 0
    exhausted: bool = True
    empty: str = ""


def search(domains: Domains, rules: Sequence[Rule]) -> Found | NotFound:
    """Values out of the domains that meet the rules."""
    for column, values in domains.items():
        if not values:
            return NotFound(empty=column)
    for rule in rules:
        if not rule.columns and is_met(rule, {}) is False:
            return NotFound(rules=(rule,))
    chosen: dict[str, str | None] = {}
    for columns in _parts(domains, rules):
        part = _Part.of(columns, domains, rules)
        missing = part.solve()
        if missing is not None:
            return missing
        chosen |= part.values
    ordered = {column: chosen[column] for column in domains}
    return Found(ordered, tuple(rule for rule in rules if is_met(rule, ordered) is None))


def _parts(domains: Domains, rules: Sequence[Rule]) -> list[list[str]]:
    """Columns that rules tie together, in the domains' order."""
    group = {column: column for column in domains}

    def root(column: str) -> str:
        while group[column] != column:
            column = group[column]
        return column

    for rule in rules:
        for column in rule.columns[1:]:
            group[root(column)] = root(rule.columns[0])
    parts: dict[str, list[str]] = {}
    for column in domains:
        parts.setdefault(root(column), []).append(column)
    return list(parts.values())


def _has_several(values: Lazy[str | None]) -> bool:
    return len(list(islice(values, 2))) > 1


class _OutOfStepsError(Exception):
    """Enough was tried."""


@dataclass
class _Part:
    order: list[str]
    domains: Domains
    due: list[list[Rule]]
    """The rules that can be told once the column at that place has its value."""
    values: dict[str, str | None] = field(default_factory=dict)
    steps: int = 0
    blamed: dict[str, tuple[int, Rule]] = field(default_factory=dict)

    @classmethod
    def of(cls, columns: list[str], domains: Domains, rules: Sequence[Rule]) -> "_Part":
        order = sorted(columns, key=lambda column: _has_several(domains[column]))
        place = {column: at for at, column in enumerate(order)}
        due: list[list[Rule]] = [[] for _ in order]
        for rule in rules:
            if rule.columns and rule.columns[0] in place:
                due[max(place[column] for column in rule.columns)].append(rule)
        return cls(order, domains, due)

    def solve(self) -> NotFound | None:
        """Fill `values`; what stood in the way if that cannot be done."""
        try:
            done, exhausted = self._assign(0) is None, True
        except _OutOfStepsError:
            done, exhausted = False, False
        if done:
            return None
        most = sorted(self.blamed.values(), key=lambda one: -one[0])
        return NotFound(tuple(rule for _, rule in most), self.steps, exhausted)

    def _assign(self, at: int) -> frozenset[int] | None:
        """Give the columns from `at` on values; if there are none, the places to blame."""
        if at == len(self.order):
            return None
        column, blamed = self.order[at], frozenset[int]()
        for candidate in self.domains[column]:
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise _OutOfStepsError
            self.values[column] = candidate
            broken = self._broken(at)
            below = self._places(broken) if broken else self._assign(at + 1)
            if below is None:
                return None
            if at not in below:
                blamed = below
                break
            blamed |= below - {at}
        del self.values[column]
        return blamed

    def _broken(self, at: int) -> Rule | None:
        for rule in self.due[at]:
            if is_met(rule, self.values) is not False:
                continue
            count = self.blamed.get(rule.name, (0, rule))[0]
            self.blamed[rule.name] = (count + 1, rule)
            return rule
        return None

    def _places(self, rule: Rule) -> frozenset[int]:
        return frozenset(self.order.index(column) for column in rule.columns)
