"""A delivery that is sent again: stored once, and once for each tenant."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import psycopg

from ddllint.catalog.model import Catalog, Table
from ddllint.catalog.predicates import column_type
from ddllint.diagnostics.span import Span
from ddllint.settings.model import Tenancy
from ddllint.verify.idempotency.deliveries import Delivery
from ddllint.verify.idempotency.keys import key_columns, made_up
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.refusing import place_of
from ddllint.verify.rows.insert import insertion, parameters, refusal_of
from ddllint.verify.rows.model import Filling, Row
from ddllint.verify.rows.rules import UNIQUE, Values
from ddllint.verify.rows.targets import Target
from ddllint.verify.rows.trial import Refusal

_NUMBER = "1000000007"
"""An identifier, where they are numbers."""
_REFUSED = "a copy of a delivery is refused"
_NUMBERS = ("smallint", "integer", "bigint", "numeric")


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
    own, other = rows
    with connection.transaction(force_rollback=True):
        refusal = _insert(connection, own)
        if refusal is not None:
            reason = f"the first delivery was refused already: {refusal.message}"
            yield about.accepted_or_untried(Verdict.NOT_RUN, reason)
            return
        value = f"{delivery.column} = {own.values[delivery.column]}"
        refusal = _insert(connection, own)
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
) -> tuple[Row, Row] | str:
    """The delivery as a row of each of two tenants; in words why there is none."""
    table = delivery.table
    value = _identifier(catalog, table, delivery)
    if value is None:
        type_ = table.columns[delivery.column].type.name
        return f"no value is known for {delivery.column} of type {type_}"
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
    given = {**dropped, **delivery.source, delivery.column: value}
    first, second, *_ = models.values()
    return _row(table, first, given), _row(table, second, given)


def _row(table: Table, model: Values, given: Mapping[str, str | None]) -> Row:
    """A good row with values in place of its own; the server makes up its primary key."""
    kept = {name: text for name, text in model.items() if name not in made_up(table)}
    return Row(table.name, {**kept, **given})


def _identifier(catalog: Catalog, table: Table, delivery: Delivery) -> str | None:
    """An identifier as the column's type reads it."""
    base = column_type(catalog, table.columns[delivery.column].type).base.name
    words = f"{'/'.join(delivery.source.values())}:1"
    if base == "uuid":
        return str(uuid5(NAMESPACE_URL, words))
    if base in ("text", "character varying"):
        return words
    return _NUMBER if base in _NUMBERS else None


def _insert(connection: psycopg.Connection[Any], row: Row) -> Refusal | None:
    try:
        with connection.transaction():
            connection.execute(insertion(row), parameters(row))
    except psycopg.Error as error:
        return refusal_of(error)
    return None
