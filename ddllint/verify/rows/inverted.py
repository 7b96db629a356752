"""Rules turned around: what a row must be so that a constraint refuses it."""

from collections.abc import Sequence
from dataclasses import replace

from ddllint.catalog.model import Check, ForeignKey
from ddllint.verify.rows.datum import Datum
from ddllint.verify.rows.rules import (
    Elements,
    Rule,
    Shape,
    Values,
    conflict,
    differs,
    domain_rule,
    passes,
    refers,
)


def false(shape: Shape, check: Check) -> Rule:
    """The condition is false; null would pass (PostgreSQL manual, 5.5.1)."""
    rule = passes(shape, check)
    return replace(rule, holds=lambda values: not rule.holds(values))


def false_of_domain(shape: Shape, column: str, check: Check) -> Rule:
    """A value of the column for which the check of a domain is false."""
    rule = domain_rule(column, shape.types[column], check)
    return replace(rule, holds=lambda values: not rule.holds(values))


def dangling(
    shape: Shape,
    key: ForeignKey,
    parents: Sequence[tuple[Datum | None, ...]],
    *,
    itself: bool,
) -> Rule:
    """The key names a row, and there is none."""
    rule = refers(shape, key, parents, itself=itself)
    return replace(rule, holds=lambda values: not rule.holds(values))


def keyed(shape: Shape, elements: Elements) -> Rule:
    """The row is one that a second one like it may not stand beside."""

    def holds(values: Values) -> bool:
        return conflict(shape, elements, values, values)

    return replace(differs(shape, elements, ()), holds=holds)


def alike(shape: Shape, elements: Elements, other: Values) -> Rule:
    """The row may not stand beside the other one."""
    rule = differs(shape, elements, (other,))
    return replace(rule, holds=lambda values: not rule.holds(values))
