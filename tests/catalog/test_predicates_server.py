"""What CHECK constraints are understood to say, held to a server that enforces them."""

import json
import re
from decimal import Decimal

import psycopg
from hypothesis import HealthCheck, event, given, settings
from predicates_random import SETUP, VALUES, Case, cases

from ddllint.catalog.builder import build
from ddllint.catalog.names import Name
from ddllint.catalog.predicates import Allowed, ColumnValues, Scalar, admits, table_values
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

TRY = """
CREATE FUNCTION attempt(given text, beside integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE held text;
BEGIN
    EXECUTE format('INSERT INTO t (v, w) VALUES (%L, %L) RETURNING to_jsonb(v)', given, beside)
        INTO held;
    RETURN held;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$
"""
BESIDE = [None, 0, 1, 7]


def values_of(case: Case) -> ColumnValues:
    text = ";\n".join([SETUP, *case.statements()])
    catalog = build([parse_source(Source("t.sql", text.encode()))])
    table = catalog.tables[Name("public", "t")]
    return table_values(catalog, table, ["v"])["v"]


def attempts(connection: psycopg.Connection, values: list[str]) -> list[tuple[str, str | None]]:
    """Each value, and what the column holds after it; None for what is always refused."""
    rows = connection.execute(
        "SELECT given, max(attempt(given, beside)) FROM unnest(%s::text[]) AS given"
        " CROSS JOIN unnest(%s::integer[]) AS beside GROUP BY given",
        [values, BESIDE],
    ).fetchall()
    return [(given, held) for given, held in rows]


def scalar(held: str) -> Scalar | None:
    """The JSON value of the column; None for what JSON has no value of that kind for."""
    value = json.loads(held, parse_float=Decimal, parse_int=Decimal)
    return value if isinstance(value, str | bool | Decimal) else None


def is_allowed(allowed: Allowed, held: str) -> bool | None:
    if allowed.kind == "json":
        if allowed.values is not None:
            return False
        words = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
        word = words.get(type(json.loads(held)), "number")
        return allowed.json_types is None or word in allowed.json_types.value
    value = scalar(held)
    return None if value is None else admits(allowed, value)


def contradictions(connection: psycopg.Connection, case: Case) -> list[str]:
    known = values_of(case)
    alone = not any(re.search(r"\bw\b", check) for check in case.checks)
    found = []
    for value, held in attempts(connection, VALUES[case.type]):
        if held is not None:
            for which in (known.written, known.stored):
                if is_allowed(which, held) is False:
                    found.append(f"{value!r} is held as {held}, and said to be refused: {which}")
        elif (
            alone and known.written.exact and is_allowed(known.written, _json(case, value)) is True
        ):
            found.append(f"{value!r} is refused, and said to be allowed: {known.written}")
    return found


def _json(case: Case, given: str) -> str:
    text = case.type.startswith(("text", "varchar", "char", "mood"))
    padded = given.ljust(3) if case.type == "char(3)" else given
    return json.dumps(padded) if text else given


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
@given(case=cases())
def test_random_conditions(connection: psycopg.Connection, case: Case) -> None:
    connection.rollback()
    try:
        for statement in [SETUP, *case.statements(), TRY]:
            connection.execute(statement.encode())
    except psycopg.Error:
        event("the server refuses the declaration")
        return
    known = values_of(case)
    event("exact" if known.written.exact else "not exact")
    found = contradictions(connection, case)
    assert not found, "\n".join([*case.statements(), *found])
