"""Stage grants: what holds of the reference schema, and the sabotage that it sees."""

from pathlib import Path

import msgspec
import pytest
from verifying import line_of, refuted, replace, spec, stage, told

from ddllint.postgres.server import Server
from ddllint.verify.model import Verdict

RELATIONS = 10
ACTORS = 4  # app_rw, app_ro, app_admin, PUBLIC
HANDED_OVER = 2  # materialized views, which are app_admin's
ROLES = Path("db/roles.sql")


@pytest.mark.usefixtures("reference")
def test_reference_schema_is_proven(each_server: Server) -> None:
    result = stage(each_server, "grants")
    assert [told(one) for one in result.proofs if one.verdict is not Verdict.PROVEN] == []
    by_promise = {(one.object, one.promise): one.evidence for one in result.proofs}
    assert len(by_promise) == len(result.proofs)
    owned = [one for one in result.proofs if one.promise.startswith("it belongs to")]
    assert len(owned) == RELATIONS
    on_relations = [one for one in result.proofs if " may " in one.promise]
    assert len(on_relations) == RELATIONS * ACTORS - HANDED_OVER
    last = "trigger and maintain" if each_server.major >= 17 else "and trigger"
    rest = f"insert, update, delete, truncate, references, {last} refused".replace(", and", " and")
    assert by_promise["tenants", "app_ro may do nothing"] == f"select, {rest}"
    assert by_promise["dead_events", "app_ro may select, no more"] == f"select allowed; {rest}"
    assert by_promise["schema public", "app_rw makes no objects"] == (
        "tried: permission denied for schema public"
    )
    assert ("schema public", "app_admin makes no objects") not in by_promise


class Sabotage(msgspec.Struct, frozen=True):
    """What is added to a file or put in place of a text, and what must be refuted then.

    `expected` are objects with promises; `evidence` is told of each, at the line that holds
    `line`.
    """

    path: Path
    old: str
    new: str
    line: str
    evidence: str
    expected: frozenset[tuple[str, str]]


def added(table: str, sql: str, evidence: str, *expected: tuple[str, str]) -> Sabotage:
    """A statement behind the grants of a spec."""
    line = sql.partition("\n")[0]
    return Sabotage(spec(table), "", sql, line, evidence, frozenset(expected))


NOT_GIVEN = "is allowed, and the settings do not give it"
READS = "may select, no more"
SABOTAGES = {
    "grant to PUBLIC": added(
        "tenants",
        "GRANT SELECT ON tenants TO PUBLIC;",
        f"select {NOT_GIVEN}",
        ("tenants", "app_rw may do nothing"),
        ("tenants", "app_ro may do nothing"),
        ("tenants", "PUBLIC may do nothing"),
    ),
    "materialized view granted to app_ro": added(
        "mv_realtime_revenue",
        "GRANT SELECT ON mv_realtime_revenue TO app_ro;",
        f"select {NOT_GIVEN}",
        ("mv_realtime_revenue", "app_ro may do nothing"),
    ),
    "a command too many": added(
        "dead_events",
        "GRANT INSERT ON dead_events TO app_ro;",
        f"insert {NOT_GIVEN}",
        ("dead_events", f"app_ro {READS}"),
    ),
    "TRUNCATE": added(
        "dead_events",
        "GRANT TRUNCATE ON dead_events TO app_ro;",
        f"truncate {NOT_GIVEN}",
        ("dead_events", f"app_ro {READS}"),
    ),
    "REFERENCES": added(
        "dead_events",
        "GRANT REFERENCES ON dead_events TO app_ro;",
        f"references {NOT_GIVEN}",
        ("dead_events", f"app_ro {READS}"),
    ),
    "TRIGGER": added(
        "dead_events",
        "GRANT TRIGGER ON dead_events TO app_ro;",
        f"trigger {NOT_GIVEN}",
        ("dead_events", f"app_ro {READS}"),
    ),
    "MAINTAIN": added(
        "mv_realtime_revenue",
        "GRANT MAINTAIN ON mv_realtime_revenue TO app_ro;",
        f"maintain {NOT_GIVEN}",
        ("mv_realtime_revenue", "app_ro may do nothing"),
    ),
    "a column to read": added(
        "tenants",
        "GRANT SELECT (name) ON tenants TO app_ro;",
        "select is allowed on name, and the settings do not give it",
        ("tenants", "app_ro may do nothing"),
    ),
    "a column to write": added(
        "tenants",
        "GRANT UPDATE (name) ON tenants TO app_ro;",
        "update is allowed on name, and the settings do not give it",
        ("tenants", "app_ro may do nothing"),
    ),
    "a column to insert": added(
        "tenants",
        "GRANT INSERT (name) ON tenants TO app_ro;",
        "insert is allowed on name, and the settings do not give it",
        ("tenants", "app_ro may do nothing"),
    ),
    "a command too few": Sabotage(
        spec("dead_events"),
        "GRANT SELECT ON TABLE dead_events TO app_ro;",
        "",
        "CREATE TABLE dead_events",
        "select is refused, and the settings give it",
        frozenset({("dead_events", f"app_ro {READS}")}),
    ),
    "some columns instead of all": Sabotage(
        spec("dead_events"),
        "GRANT SELECT ON TABLE dead_events TO app_ro;",
        "GRANT SELECT (id, tenant_id) ON TABLE dead_events TO app_ro;",
        "GRANT SELECT (id",
        "select is refused, and the settings give it",
        frozenset({("dead_events", f"app_ro {READS}")}),
    ),
    "a table of somebody else": Sabotage(
        spec("dead_events"),
        "",
        "ALTER TABLE dead_events OWNER TO app_admin;",
        "CREATE TABLE dead_events",
        "its owner is app_admin",
        frozenset({("dead_events", "it belongs to migration_owner")}),
    ),
    "EXECUTE for PUBLIC": added(
        "dead_events",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1;",
        "EXECUTE is allowed",
        ("f()", "PUBLIC does not run it with the rights of its owner"),
    ),
    "CREATE on the schema for a role": Sabotage(
        ROLES,
        "GRANT USAGE ON SCHEMA public TO app_rw, app_ro;",
        "GRANT USAGE, CREATE ON SCHEMA public TO app_rw, app_ro;",
        "GRANT USAGE, CREATE ON SCHEMA public TO app_rw",
        "tried: accepted",
        frozenset(
            {
                ("schema public", "app_rw makes no objects"),
                ("schema public", "app_ro makes no objects"),
            }
        ),
    ),
    "CREATE on the schema for PUBLIC": Sabotage(
        ROLES,
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
        "GRANT CREATE ON SCHEMA public TO PUBLIC;",
        "GRANT CREATE ON SCHEMA public TO PUBLIC;",
        "tried: accepted",
        frozenset(
            {
                ("schema public", "app_rw makes no objects"),
                ("schema public", "app_ro makes no objects"),
                ("schema public", "PUBLIC makes no objects"),
            }
        ),
    ),
}


@pytest.mark.usefixtures("specs_alone")
@pytest.mark.parametrize("sabotage", SABOTAGES.values(), ids=SABOTAGES)
def test_sabotage(server: Server, sabotage: Sabotage) -> None:
    if sabotage.old:
        replace(sabotage.path, sabotage.old, sabotage.new)
    else:
        sabotage.path.write_text(f"{sabotage.path.read_text()}\n{sabotage.new}\n")
    found = refuted(stage(server, "grants"))
    assert {(one.object, one.promise) for one in found} == sabotage.expected
    assert {one.evidence for one in found} == {sabotage.evidence}
    place = (str(sabotage.path), line_of(sabotage.path, sabotage.line))
    assert {(one.span.path, one.span.line) for one in found if one.span} == {place}


@pytest.mark.usefixtures("specs_alone")
def test_right_to_make_schemas(server: Server) -> None:
    replace(
        ROLES,
        "    EXECUTE format('GRANT CONNECT",
        "    EXECUTE format('GRANT CREATE ON DATABASE %I TO app_rw', database_name);\n"
        "    EXECUTE format('GRANT CONNECT",
    )
    (proof,) = refuted(stage(server, "grants"))
    assert (proof.object, proof.promise) == ("database", "app_rw makes no schemas")
    assert proof.span is not None
    assert proof.span.path == "ddllint.yaml"
