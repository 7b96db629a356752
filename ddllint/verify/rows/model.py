"""Rows as text, what could not be filled, and rows that break a constraint."""

from collections.abc import Mapping

import msgspec

from ddllint.catalog.names import Name
from ddllint.sql.source import Origin


class Row(msgspec.Struct, frozen=True):
    """One row to insert.

    `values` holds for each column the text that its type reads; None is NULL. A column that is
    left out takes its default.
    """

    table: Name
    values: Mapping[str, str | None]


class Unfilled(msgspec.Struct, frozen=True):
    """A table without rows, and what a person would have to change."""

    table: Name
    reason: str
    origin: Origin | None = None


class Filling(msgspec.Struct, frozen=True):
    """Rows in an order in which they can be inserted, and the tables that got none or too few.

    `held` has the rows' values by the table that holds them: of a row of a partitioned table
    that is one of its partitions.
    """

    rows: tuple[Row, ...] = ()
    unfilled: tuple[Unfilled, ...] = ()
    held: Mapping[Name, tuple[Mapping[str, str | None], ...]] = {}
