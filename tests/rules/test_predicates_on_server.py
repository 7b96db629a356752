"""The verdicts on predicates, proven on a server: a predicate that binds leaks no row."""

from typing import cast

import psycopg
import pytest
from predicates import BINDING, FAILING, NEVER_TRUE, QUIET, SETTING

OWN = "11111111-1111-1111-1111-111111111111"
OTHER = "22222222-2222-2222-2222-222222222222"
NIL = "00000000-0000-0000-0000-000000000000"

HARMLESS = [
    # no row of this table lacks a tenant
    f"tenant_id = {QUIET} OR tenant_id IS NULL",
    # the name is the right one, but only the server can tell
    "tenant_id = current_setting('app.' || 'current_tenant_id')::uuid",
    # a tenant is no pattern
    f"{SETTING} LIKE tenant_id::text",
    # every row of this table is shared with the reader's tenant
    f"tenant_id = ANY (ARRAY[{QUIET}, shared_with])",
    # these are equal to nothing, here
    "tenant_id = NULL",
    "tenant_id = ANY (ARRAY[]::uuid[])",
    "tenant_id::text = current_user",
    "tenant_id = NULLIF('', current_setting('app.current_tenant_id'))::uuid",
    # eight characters are no tenant
    f"left(tenant_id::text, 8) = {SETTING}",
    f"tenant_id::varchar(8) = {SETTING}",
    f"tenant_id::text = {SETTING}::varchar(8)",
    # the long way to write =
    f"tenant_id BETWEEN {QUIET} AND {QUIET}",
]

SCHEMA = f"""
CREATE ROLE reader;
CREATE SCHEMA app;
CREATE FUNCTION app.current_tenant() RETURNS uuid STABLE LANGUAGE sql
    AS $$ SELECT NULLIF(current_setting('app.current_tenant_id', true), '')::uuid $$;
CREATE FUNCTION whoami() RETURNS uuid STABLE LANGUAGE sql AS 'SELECT app.current_tenant()';
CREATE FUNCTION whoami(how text) RETURNS uuid STABLE LANGUAGE sql
    AS 'SELECT app.current_tenant()';
CREATE TABLE invoices (
    tenant_id uuid NOT NULL,
    archived boolean,
    archived_at timestamptz,
    region text,
    a boolean,
    b boolean,
    public boolean,
    shared_with uuid
);
INSERT INTO invoices
    SELECT tenant::uuid, archived, null, region, archived, true, true, '{OWN}'
    FROM unnest(ARRAY['{OWN}', '{OTHER}', '{NIL}']) AS tenant,
        unnest(ARRAY[true, false, null]) AS archived, unnest(ARRAY['eu', 'us']) AS region;
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT USAGE ON SCHEMA app TO reader;
GRANT SELECT ON invoices TO reader;
"""


@pytest.fixture
def invoices(connection: psycopg.Connection) -> psycopg.Connection:
    connection.execute(SCHEMA)
    return connection


def seen(connection: psycopg.Connection, predicate: str) -> set[str] | None:
    """The tenants whose rows a reader sees under the policy; None when the server raises."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(cast("psycopg.abc.Query", _policy(predicate)))
            connection.execute("SET LOCAL ROLE reader")
            rows = connection.execute("SELECT DISTINCT tenant_id::text FROM invoices").fetchall()
            return {tenant for (tenant,) in rows}
    except psycopg.Error:
        return None


def _policy(predicate: str) -> str:
    return f"CREATE POLICY p ON invoices USING ({predicate})"


def state(connection: psycopg.Connection, value: str) -> None:
    connection.execute("SELECT set_config('app.current_tenant_id', %s, false)", [value])


def test_what_binds_shows_own_rows_and_no_others(invoices: psycopg.Connection) -> None:
    unset = {predicate: seen(invoices, predicate) for predicate in BINDING}
    assert {predicate: tenants for predicate, tenants in unset.items() if tenants} == {}
    state(invoices, OWN)
    own = {predicate: seen(invoices, predicate) for predicate in BINDING}
    assert {predicate: tenants for predicate, tenants in own.items() if tenants != {OWN}} == {}
    for nobody in ("", "33333333-3333-3333-3333-333333333333", "garbage"):
        state(invoices, nobody)
        shown = {predicate: seen(invoices, predicate) for predicate in BINDING}
        assert {predicate: tenants for predicate, tenants in shown.items() if tenants} == {}


def test_what_is_never_true_shows_nothing(invoices: psycopg.Connection) -> None:
    state(invoices, OWN)
    assert {predicate: seen(invoices, predicate) for predicate in NEVER_TRUE} == {
        predicate: set() for predicate in NEVER_TRUE
    }


def test_what_fails_leaks(invoices: psycopg.Connection) -> None:
    """Of the refused predicates that the server takes, all but those named show a foreign row.

    Which are harmless here, in spite of their form, is written down: a verdict that gets too
    strict shows here.
    """
    predicates = [predicate for predicate, _ in FAILING]
    states = [{predicate: seen(invoices, predicate) for predicate in predicates}]
    for value in (OWN, ""):
        state(invoices, value)
        states.append({predicate: seen(invoices, predicate) for predicate in predicates})
    taken = [p for p in predicates if any(shown[p] is not None for shown in states)]
    harmless = [p for p in taken if not any((shown[p] or set()) - {OWN} for shown in states)]
    assert len(taken) > 35
    assert harmless == HARMLESS
