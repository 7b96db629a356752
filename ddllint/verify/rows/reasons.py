"""Why a table has no rows, in words that tell a person what to do."""

import msgspec

from ddllint.catalog.model import ForeignKey, Table
from ddllint.sql.source import Origin
from ddllint.verify.rows.candidates import Candidates
from ddllint.verify.rows.rules import EXCLUDE, UNIQUE, Rule, Shape
from ddllint.verify.rows.search import NotFound
from ddllint.verify.rows.trial import Refusal

_MOST_NAMED = 3


class Reason(msgspec.Struct, frozen=True):
    """Words, and the place that they are about if it is not the table's.

    `scarce` says that only keys stand in the way of a further row.
    """

    text: str
    origin: Origin | None = None
    scarce: bool = False


def no_partition(table: Table) -> Reason:
    """A partitioned table that could hold no row."""
    return Reason(
        f"it is partitioned and has no partition: create one, or a DEFAULT one, for {table.name}",
        table.origin,
    )


def not_found(shape: Shape, found: NotFound, candidates: Candidates) -> Reason:
    """No values were found."""
    if found.empty:
        return _no_value(shape, found.empty, candidates)
    names = " and ".join(dict.fromkeys(rule.words for rule in found.rules[:_MOST_NAMED]))
    origin = found.rules[0].origin if found.rules else None
    if not names:
        return Reason("no values were found that all constraints allow", origin)
    tried = "all" if found.exhausted else "as many as are tried"
    text = f"no values were found that {names} allow ({tried}: {found.steps})"
    scarce = any(rule.state in (UNIQUE, EXCLUDE) for rule in found.rules)
    return Reason(text, origin, scarce)


def _no_value(shape: Shape, name: str, candidates: Candidates) -> Reason:
    column = shape.table.columns[name]
    only = candidates.allowed(shape.table, name).values
    if only is not None and not only.value:
        text = f"column {name} is NOT NULL, and {only.basis.words} lets no value through"
        return Reason(text, only.basis.origin or column.origin)
    text = f"column {name} is NOT NULL, and no value of its type {column.type} can be made here"
    return Reason(f"{text}: let it be null", column.origin)


def undecided(rule: Rule) -> Reason:
    """A condition that only a server can tell."""
    return Reason(
        f"whether a row meets {rule.words} cannot be told without a server: try rows on one",
        rule.origin,
    )


def referred_empty(key: ForeignKey, *, waiting: bool) -> Reason:
    """A row that must be named and is not there."""
    if waiting:
        text = (
            f"{key.name} must refer to a row of {key.referenced}, which must refer back: let a "
            "column of the key be null, or declare it DEFERRABLE"
        )
        return Reason(text, key.origin)
    return Reason(f"{key.name} must refer to a row of {key.referenced}, which has none", key.origin)


def refused(refusal: Refusal | None) -> Reason:
    """What a server said of the last of many rows that were tried."""
    said = refusal.message if refusal else "nothing was tried"
    return Reason(f"no row was accepted; of the last one the server said: {said}")
