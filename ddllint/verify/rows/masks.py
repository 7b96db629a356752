"""Constraints that stand before another: what breaks the one breaks the other."""

import msgspec

from ddllint.catalog.names import Name
from ddllint.verify.rows.binding import Binding
from ddllint.verify.rows.rules import Rule


class Mask(msgspec.Struct, frozen=True):
    """A constraint, or with `index` a unique index, of a table."""

    table: Name
    name: str
    index: bool = False


def mask_of(binding: Binding, rule: Rule) -> Mask | None:
    """The constraint that the rule is made from; None for a partition's bound or a domain's."""
    for bound in binding.bounds:
        if bound.constraint.name == rule.name:
            declared = bound.table.constraints.get(rule.name)
            return Mask(bound.table.name, rule.name, declared is None)
    return None
