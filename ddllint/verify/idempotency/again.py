"""A delivery that is sent again: stored once, and once for each tenant."""

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import psycopg

from ddllint.catalog.model import Catalog, Table
from ddllint.catalog.predicates import column_type
from ddllint.diagnostics.span import Span
from ddllint.settings.model import Tenancy
from ddllint.verify.idempotency.deliveries import Delivery
from ddllint.verify.idempotency.keys import is_filled, key_columns, surrogates
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.refusing import place_of
from ddllint.verify.rows.insert import insertion, parameters, refusal_of
from ddllint.verify.rows.model import Filling, Row
from ddllint.verify.rows.rules import UNIQUE, Values
from ddllint.verify.rows.targets import Target
from ddllint.verify.rows.trial import Refusal

_FIRST = 1_000_007
"""The first identifier, where they are numbers."""
_REFUSED = "a copy of a delivery is refused"
_NUMBERS = ("integer", "bigint", "numeric")


def sent_again(
    connection: psycopg.Connection[Any],
    delivery: Delivery,
    keys: tuple[Target, ...],
    filling: Filling,
    catalog: Catalog,
    tenancy: Tenancy,
) -> Iterator[Proof]:
    """Yield whether a copy is refused, and whether another tenant's is accepted.

    `keys` are the natural keys of the specs. The filling's rows are there; what is tried does not
    stay.
    """
    about = _About(delivery, keys, catalog)
    rows = _rows(delivery, keys, filling, catalog, tenancy)
    if isinstance(rows, str):
        yield about.accepted_or_untried(Verdict.NOT_RUN, rows)
        return
    own, copy, other = rows
    with connection.transaction(force_rollback=True):
        refusal = _insert(connection, own)
        if refusal is not None:
            reason = f"the first delivery was refused already: {refusal.message}"
            yield about.accepted_or_untried(Verdict.NOT_RUN, reason)
            return
        value = f"{delivery.column} = {own.values[delivery.column]}"
        refusal = _insert(connection, copy)
        if refusal is None:
            evidence = f"a second row with {value} was accepted"
            yield about.accepted_or_untried(Verdict.REFUTED, evidence)
        else:
            yield about.refused(refusal, value)
        yield about.accepted(_insert(connection, other), value)


class _About:
    """The two promises of a delivery, with their place."""

    def __init__(self, delivery: Delivery, keys: tuple[Target, ...], catalog: Catalog) -> None:
        self._delivery = delivery
        self._keys = {
            key.name: place_of(key.origin)
            for key in keys
            if key.table.name == delivery.table.name
            and delivery.column in key_columns(catalog, key)
        }

    def accepted_or_untried(self, verdict: Verdict, evidence: str) -> Proof:
        return self._proof(_REFUSED, verdict, evidence, self._delivery.span)

    def refused(self, refusal: Refusal, value: str) -> Proof:
        verdict = Verdict.PROVEN if refusal.state == UNIQUE else Verdict.NOT_RUN
        evidence = f"a second row with {value} was refused: {refusal.message}"
        return self._proof(_REFUSED, verdict, evidence, self._keys.get(refusal.constraint))

    def accepted(self, refusal: Refusal | None, value: str) -> Proof:
        promise = "another tenant may send the same"
        if refusal is None:
            evidence = f"a row of another tenant with {value} was accepted"
            return self._proof(promise, Verdict.PROVEN, evidence, None)
        evidence = f"a row of another tenant with {value} was refused: {refusal.message}"
        verdict = Verdict.REFUTED if refusal.state == UNIQUE else Verdict.NOT_RUN
        return self._proof(promise, verdict, evidence, self._keys.get(refusal.constraint))

    def _proof(self, promise: str, verdict: Verdict, evidence: str, span: Span | None) -> Proof:
        return Proof(
            promise=promise,
            object=str(self._delivery.operation),
            verdict=verdict,
            evidence=evidence,
            span=span or self._delivery.span,
        )


def _rows(
    delivery: Delivery,
    keys: tuple[Target, ...],
    filling: Filling,
    catalog: Catalog,
    tenancy: Tenancy,
) -> tuple[Row, Row, Row] | str:
    """The delivery, its copy, and another tenant's, as rows; in words why there are none."""
    table = delivery.table
    words = f"{'/'.join(delivery.source.values())}:1"
    made = {one for one in surrogates(table, tenancy.column) if not is_filled(table.columns[one])}
    for column in sorted({delivery.column, *made}):
        if _identifier(catalog, table, column, words) is None:
            return f"no value is known for {column} of type {table.columns[column].type.name}"
    models: dict[str | None, Values] = {}
    for row in filling.rows:
        if row.table == table.name:
            models.setdefault(row.values.get(tenancy.column), row.values)
    models.pop(None, None)
    if len(models) < 2:
        return "there are no rows of two tenants"
    dropped = {
        column: None
        for key in keys
        if key.table.name == table.name
        for column in key_columns(catalog, key)
        if column not in delivery.written and not table.columns[column].not_null
    }
    own_keys = surrogates(table, tenancy.column) - {delivery.column}
    value = _identifier(catalog, table, delivery.column, words)

    def delivered(model: Values, number: int) -> Row:
        """A good row with the delivery's values in place of its own."""
        kept = {name: text for name, text in model.items() if name not in own_keys}
        keys = {
            name: _identifier(catalog, table, name, f"{words}/{name}", number)
            for name in own_keys
            if not is_filled(table.columns[name])
        }
        return Row(
            table.name, {**kept, **keys, **dropped, **delivery.source, delivery.column: value}
        )

    first, second, *_ = models.values()
    return delivered(first, 1), delivered(first, 2), delivered(second, 3)


def _identifier(
    catalog: Catalog, table: Table, column: str, words: str, number: int = 0
) -> str | None:
    """An identifier as the column's type reads it; another one for each number."""
    base = column_type(catalog, table.columns[column].type).base.name
    text = f"{words}/{number}" if number else words
    if base == "uuid":
        return str(uuid5(NAMESPACE_URL, text))
    if base in ("text", "character varying"):
        return text
    return str(_FIRST + number) if base in _NUMBERS else None


def _insert(connection: psycopg.Connection[Any], row: Row) -> Refusal | None:
    try:
        with connection.transaction():
            connection.execute(insertion(row), parameters(row))
    except psycopg.Error as error:
        return refusal_of(error)
    return None
