"""Stage row security: what holds of the reference schema, and what harms nobody."""

from pathlib import Path

import pytest
from verifying import line_of, refuted, replace, spec, stage, told, verified

from ddllint.postgres.server import Server
from ddllint.verify.model import StageResult, Verdict

TABLES = (
    "attribution_allocations",
    "attribution_events",
    "dead_events",
    "reconciliation_runs",
    "revenue_ledger",
)
POLICY = "(tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)"


def row_security(server: Server) -> StageResult:
    return stage(server, "row-security")


@pytest.mark.usefixtures("reference")
def test_reference_schema_is_proven(each_server: Server) -> None:
    result = row_security(each_server)
    assert [told(one) for one in result.proofs if one.verdict is not Verdict.PROVEN] == []
    promises = {(one.object, one.promise) for one in result.proofs}
    for table in TABLES:
        for role in ("app_rw", "migration_owner"):
            for what in ("sees the", "inserts", "changes the", "deletes the"):
                assert (table, f"{role} {what} rows of its own tenant only") in promises
        assert (table, "app_ro sees the rows of its own tenant only") in promises
        for what in ("inserts", "changes", "deletes"):
            assert (table, f"app_ro {what} no rows at all") in promises
        for role in ("app_ro", "app_rw"):
            assert (table, f"{role} cannot TRUNCATE") in promises
    for view in ("v_realtime_revenue", "v_reconciliation_status"):
        assert (view, "app_ro sees the rows of its own tenant only") in promises
    for view in ("mv_realtime_revenue", "mv_reconciliation_status"):
        assert (view, "app_ro sees no rows at all") in promises
    references = [one for one in result.proofs if one.promise.startswith("a row refers to")]
    assert len(references) == 3


@pytest.mark.usefixtures("reference")
def test_evidence_says_who_asked_and_in_which_state(server: Server) -> None:
    result = row_security(server)
    evidence = {(one.object, one.promise): one.evidence for one in result.proofs}
    assert evidence["app_rw", "app_rw is bound by row security"] == (
        "logged in as app_rw, no superuser, without BYPASSRLS, row_security on"
    )
    assert evidence["dead_events", "app_rw sees the rows of its own tenant only"] == (
        "its own tenant, another tenant: sees 3 of its 3 rows, 0 of the 3 others; "
        "never set, reset, empty: no rows; "
        'garbage: refused (invalid input syntax for type uuid: "garbage")'
    )


@pytest.mark.usefixtures("reference")
def test_promises_point_at_policies(server: Server) -> None:
    result = row_security(server)
    for table in TABLES:
        places = {
            (one.span.path, one.span.line)
            for one in result.proofs
            if one.object == table and one.span
        }
        assert places == {(str(spec(table)), line_of(spec(table), "CREATE POLICY"))}


DEFINER = """
CREATE FUNCTION revenue_of_all() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    RETURN (SELECT sum(revenue_cents) FROM revenue_ledger);
ALTER FUNCTION revenue_of_all() OWNER TO app_admin;
"""
SUM = """
CREATE VIEW total_revenue AS SELECT sum(revenue_cents) AS cents FROM revenue_ledger;
ALTER VIEW total_revenue OWNER TO app_admin;
GRANT SELECT ON total_revenue TO app_ro;
"""
HARMLESS = {
    "SECURITY DEFINER function of a role that is bound": DEFINER.replace(
        "OWNER TO app_admin", "OWNER TO migration_owner"
    ),
    "a sum over the session's tenant": SUM.replace(
        "OWNER TO app_admin", "OWNER TO migration_owner"
    ),
}


@pytest.mark.usefixtures("specs_alone")
@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_harmless(server: Server, text: str) -> None:
    path = spec("revenue_ledger")
    path.write_text(path.read_text() + text)
    result = row_security(server)
    assert refuted(result) == []
    assert any(one.promise == "app_ro learns of its own tenant only" for one in result.proofs)


@pytest.mark.usefixtures("specs_alone")
def test_function_whose_arguments_nobody_knows(server: Server) -> None:
    path = spec("revenue_ledger")
    path.write_text(
        path.read_text() + "CREATE FUNCTION near(p point) RETURNS int LANGUAGE sql "
        "SECURITY DEFINER RETURN 1;\n"
    )
    result = row_security(server)
    assert result.verdict is Verdict.NOT_RUN
    reasons = {one.evidence for one in result.proofs if one.verdict is Verdict.NOT_RUN}
    assert reasons == {"no arguments are made up for a function of this signature"}


@pytest.mark.usefixtures("specs_alone")
def test_rights_on_single_columns(server: Server) -> None:
    path = spec("dead_events")
    path.write_text(path.read_text() + "GRANT UPDATE (error_code) ON dead_events TO app_ro;\n")
    result = row_security(server)
    assert refuted(result) == []
    (evidence,) = (
        one.evidence
        for one in result.proofs
        if (one.object, one.promise)
        == ("dead_events", "app_ro changes the rows of its own tenant only")
    )
    assert evidence.startswith("its own tenant: changes 3 of 6 rows, 3 of which are its own")
    assert "moving its rows to another tenant: refused (permission denied" in evidence


@pytest.mark.usefixtures("specs_alone")
def test_role_that_cannot_connect(server: Server) -> None:
    replace(
        Path("db/roles.sql"),
        "GRANT CONNECT ON DATABASE %I TO migration_owner, app_rw, app_ro, app_admin",
        "GRANT CONNECT ON DATABASE %I TO migration_owner, app_rw, app_admin",
    )
    found = verified(server, "roles", "row-security", "grants")
    (proof,) = refuted(found.stages[0])
    assert proof.object == "app_ro"
    assert proof.evidence.startswith("app_ro cannot connect: permission denied for database")
    for one in found.stages[1:]:
        assert one.verdict is Verdict.NOT_RUN
        assert one.reason.startswith("app_ro cannot connect: permission denied for database")


@pytest.mark.usefixtures("specs_alone")
def test_what_the_server_refuses_stops_one_stage_only(server: Server) -> None:
    """A trigger that lets nobody insert keeps the tables empty, and the stage from running."""
    path = spec("reconciliation_runs")
    path.write_text(
        path.read_text()
        + """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> session_user OR pg_trigger_depth() > 0 THEN RAISE 'closed'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse BEFORE INSERT ON reconciliation_runs
    FOR EACH ROW EXECUTE FUNCTION refuse();
"""
    )
    found = verified(server, "row-security", "grants")
    unrun = [one for one in found.stages[0].proofs if one.verdict is Verdict.NOT_RUN]
    assert {one.object for one in unrun} >= {"reconciliation_runs"}
    assert any("closed" in one.evidence for one in unrun)
    assert found.stages[1].verdict is Verdict.PROVEN
