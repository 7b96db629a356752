"""Add RLS policies.

Revision ID: 202611240701
Revises: 202611240700
"""

from alembic import op

revision: str = "202611240701"
down_revision: str | None = "202611240700"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the change."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("""
CREATE POLICY tenant_isolation_policy ON attribution_allocations
    AS PERMISSIVE FOR ALL TO PUBLIC
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
""")
    op.execute("ALTER TABLE attribution_allocations FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE attribution_allocations ENABLE ROW LEVEL SECURITY")
    op.execute("""
CREATE POLICY tenant_isolation_policy ON attribution_events
    AS PERMISSIVE FOR ALL TO PUBLIC
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
""")
    op.execute("ALTER TABLE attribution_events FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE attribution_events ENABLE ROW LEVEL SECURITY")
    op.execute("""
CREATE POLICY tenant_isolation_policy ON dead_events
    AS PERMISSIVE FOR ALL TO PUBLIC
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
""")
    op.execute("ALTER TABLE dead_events FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE dead_events ENABLE ROW LEVEL SECURITY")
    op.execute("""
CREATE POLICY tenant_isolation_policy ON reconciliation_runs
    AS PERMISSIVE FOR ALL TO PUBLIC
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
""")
    op.execute("ALTER TABLE reconciliation_runs FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE reconciliation_runs ENABLE ROW LEVEL SECURITY")
    op.execute("""
CREATE POLICY tenant_isolation_policy ON revenue_ledger
    AS PERMISSIVE FOR ALL TO PUBLIC
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
""")
    op.execute("ALTER TABLE revenue_ledger FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE revenue_ledger ENABLE ROW LEVEL SECURITY")
    op.execute("""
COMMENT ON POLICY tenant_isolation_policy ON attribution_allocations IS
    'Purpose: a session reads and writes the rows of the tenant in app.current_tenant_id; none while it is unset or '
    'empty.'
""")
    op.execute("""
COMMENT ON POLICY tenant_isolation_policy ON attribution_events IS
    'Purpose: a session reads and writes the rows of the tenant in app.current_tenant_id; none while it is unset or '
    'empty.'
""")
    op.execute("""
COMMENT ON POLICY tenant_isolation_policy ON dead_events IS
    'Purpose: a session reads and writes the rows of the tenant in app.current_tenant_id; none while it is unset or '
    'empty.'
""")
    op.execute("""
COMMENT ON POLICY tenant_isolation_policy ON reconciliation_runs IS
    'Purpose: a session reads and writes the rows of the tenant in app.current_tenant_id; none while it is unset or '
    'empty.'
""")
    op.execute("""
COMMENT ON POLICY tenant_isolation_policy ON revenue_ledger IS
    'Purpose: a session reads and writes the rows of the tenant in app.current_tenant_id; none while it is unset or '
    'empty.'
""")


def downgrade() -> None:
    """Undo it, from the last step to the first."""
    op.execute("SET LOCAL lock_timeout = '1s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("ALTER TABLE revenue_ledger DISABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE revenue_ledger NO FORCE ROW LEVEL SECURITY")
    op.execute("DROP POLICY tenant_isolation_policy ON revenue_ledger")
    op.execute("ALTER TABLE reconciliation_runs DISABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE reconciliation_runs NO FORCE ROW LEVEL SECURITY")
    op.execute("DROP POLICY tenant_isolation_policy ON reconciliation_runs")
    op.execute("ALTER TABLE dead_events DISABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE dead_events NO FORCE ROW LEVEL SECURITY")
    op.execute("DROP POLICY tenant_isolation_policy ON dead_events")
    op.execute("ALTER TABLE attribution_events DISABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE attribution_events NO FORCE ROW LEVEL SECURITY")
    op.execute("DROP POLICY tenant_isolation_policy ON attribution_events")
    op.execute("ALTER TABLE attribution_allocations DISABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE attribution_allocations NO FORCE ROW LEVEL SECURITY")
    op.execute("DROP POLICY tenant_isolation_policy ON attribution_allocations")
