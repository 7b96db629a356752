"""Triggers of tables and views."""

import msgspec
from msgspec import UNSET

from ddllint.catalog.model import Trigger
from ddllint.catalog.names import Name
from ddllint.postgres.reader.session import Session
from ddllint.postgres.reader.texts import comment_of, statement_of
from ddllint.sql.expressions import Expression

# The bits of tgtype: TRIGGER_TYPE_* in PostgreSQL's catalog/pg_trigger.h.
_ROW, _BEFORE, _INSTEAD = 1, 2, 64
_EVENTS = {8: "delete", 4: "insert", 32: "truncate", 16: "update"}
_ENABLED = {"O": "origin", "D": "disabled", "R": "replica", "A": "always"}

_QUERY = """
SELECT t.tgrelid AS relation, t.tgname::text AS name, t.tgtype::int AS bits,
       s.nspname::text AS function_schema, p.proname::text AS function,
       ARRAY(
           SELECT a.attname::text
           FROM unnest(t.tgattr::int2[]) WITH ORDINALITY AS u(number, place)
           JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = u.number
           ORDER BY u.place
       ) AS columns,
       CASE WHEN t.tgqual IS NOT NULL THEN pg_get_triggerdef(t.oid) END AS definition,
       t.tgargs AS arguments, t.tgconstraint <> 0 AS is_constraint,
       t.tgdeferrable AS deferrable, t.tginitdeferred AS deferred,
       coalesce(t.tgoldtable::text, '') AS old_table,
       coalesce(t.tgnewtable::text, '') AS new_table,
       t.tgenabled::text AS enabled, d.description AS comment
FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace s ON s.oid = p.pronamespace
LEFT JOIN pg_description d ON d.classoid = 'pg_trigger'::regclass AND d.objoid = t.oid
WHERE NOT t.tgisinternal AND t.tgparentid = 0
ORDER BY t.oid
"""


class _Row(msgspec.Struct, frozen=True):
    relation: int
    name: str
    bits: int
    function_schema: str
    function: str
    columns: list[str]
    definition: str | None
    arguments: bytes
    is_constraint: bool
    deferrable: bool
    deferred: bool
    old_table: str
    new_table: str
    enabled: str
    comment: str | None


def read_triggers(session: Session) -> dict[int, dict[str, Trigger]]:
    """The triggers of each relation, by its oid, without those that the server made itself."""
    found: dict[int, dict[str, Trigger]] = {}
    for row in session.rows(_Row, _QUERY):
        found.setdefault(row.relation, {})[row.name] = _trigger(row)
    return found


def _trigger(row: _Row) -> Trigger:
    return Trigger(
        name=row.name,
        timing=_timing(row.bits),
        events=tuple(sorted(word for bit, word in _EVENTS.items() if row.bits & bit)),
        function=Name(row.function_schema, row.function),
        row=bool(row.bits & _ROW),
        columns=tuple(row.columns),
        condition=_condition(row.definition),
        arguments=tuple(part.decode() for part in row.arguments.split(b"\0")[:-1]),
        constraint=row.is_constraint,
        deferrable=row.deferrable,
        initially_deferred=row.deferred,
        old_table=row.old_table,
        new_table=row.new_table,
        enabled=_ENABLED[row.enabled],
        comment=comment_of(row.comment),
    )


def _timing(bits: int) -> str:
    if bits & _BEFORE:
        return "before"
    return "instead of" if bits & _INSTEAD else "after"


def _condition(definition: str | None) -> Expression | None:
    """WHEN, from the whole definition: pg_get_expr does not print an expression on OLD and NEW."""
    if definition is None:
        return None
    when = statement_of(definition).when
    return None if when is UNSET else Expression(bytes(when))
