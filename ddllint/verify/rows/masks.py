"""Constraints that stand before another: what breaks the one breaks the other."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from ddllint.catalog.names import Name
from ddllint.verify.rows.binding import Binding
from ddllint.verify.rows.rules import Rule


class Mask(msgspec.Struct, frozen=True):
    """Something that a table declares.

    `kind` says what `name` is: a constraint, a unique index, or a column that is NOT NULL.
    """

    table: Name
    name: str
    kind: Literal["constraint", "index", "not null"] = "constraint"

    def __str__(self) -> str:
        return f"NOT NULL of {self.name}" if self.kind == "not null" else self.name


def mask_of(binding: Binding, rule: Rule) -> Mask | None:
    """The constraint that the rule is made from; None for a partition's bound or a domain's."""
    for bound in binding.bounds:
        if bound.constraint.name == rule.name:
            index = rule.name not in bound.table.constraints
            return Mask(bound.table.name, rule.name, "index" if index else "constraint")
    return None


def null_masks(binding: Binding, columns: Iterable[str]) -> tuple[Mask, ...]:
    """What keeps NULL out of the columns: a primary key holds NOT NULL fast, so it comes first."""
    table, wanted = binding.shape.table, set(columns)
    key = table.primary_key
    held = [Mask(table.name, key.name)] if key and wanted & set(key.columns) else []
    return (*held, *(Mask(table.name, n, "not null") for n in columns if table.columns[n].not_null))
