"""Stage grants: what holds of the reference schema."""

import pytest
from verifying import replace, spec, stage, told

from ddllint.postgres.server import Server
from ddllint.verify.model import Verdict

RELATIONS = 10
ACTORS = 4  # app_rw, app_ro, app_admin, PUBLIC
HANDED_OVER = 2  # materialized views, which are app_admin's


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


@pytest.mark.usefixtures("specs_alone")
def test_policy_that_fails_before_privileges_are_looked_at(server: Server) -> None:
    """Planning calls `current_setting`, which raises where nobody has set a tenant."""
    replace(
        spec("dead_events"),
        "USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)",
        "USING (tenant_id = current_setting('app.current_tenant_id')::uuid)",
    )
    result = stage(server, "grants")
    assert [told(one) for one in result.proofs if one.verdict is not Verdict.PROVEN] == []
