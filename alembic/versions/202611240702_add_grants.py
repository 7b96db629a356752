"""Add grants.

Revision ID: 202611240702
Revises: 202611240701
"""

from alembic import op

revision: str = "202611240702"
down_revision: str | None = "202611240701"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the change."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("""
GRANT SELECT, INSERT, UPDATE, DELETE ON attribution_allocations TO app_rw
""")
    op.execute("GRANT SELECT ON attribution_allocations TO app_ro")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON attribution_events TO app_rw")
    op.execute("GRANT SELECT ON attribution_events TO app_ro")
    op.execute("GRANT SELECT ON attribution_events TO app_admin")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON dead_events TO app_rw")
    op.execute("GRANT SELECT ON dead_events TO app_ro")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON reconciliation_runs TO app_rw")
    op.execute("GRANT SELECT ON reconciliation_runs TO app_ro")
    op.execute("GRANT SELECT ON reconciliation_runs TO app_admin")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON revenue_ledger TO app_rw")
    op.execute("GRANT SELECT ON revenue_ledger TO app_ro")
    op.execute("GRANT SELECT ON revenue_ledger TO app_admin")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON tenants TO app_admin")


def downgrade() -> None:
    """Undo it, from the last step to the first."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("REVOKE SELECT, INSERT, UPDATE, DELETE ON tenants FROM app_admin")
    op.execute("REVOKE SELECT ON revenue_ledger FROM app_admin")
    op.execute("REVOKE SELECT ON revenue_ledger FROM app_ro")
    op.execute("REVOKE SELECT, INSERT, UPDATE, DELETE ON revenue_ledger FROM app_rw")
    op.execute("REVOKE SELECT ON reconciliation_runs FROM app_admin")
    op.execute("REVOKE SELECT ON reconciliation_runs FROM app_ro")
    op.execute("""
REVOKE SELECT, INSERT, UPDATE, DELETE ON reconciliation_runs FROM app_rw
""")
    op.execute("REVOKE SELECT ON dead_events FROM app_ro")
    op.execute("REVOKE SELECT, INSERT, UPDATE, DELETE ON dead_events FROM app_rw")
    op.execute("REVOKE SELECT ON attribution_events FROM app_admin")
    op.execute("REVOKE SELECT ON attribution_events FROM app_ro")
    op.execute("""
REVOKE SELECT, INSERT, UPDATE, DELETE ON attribution_events FROM app_rw
""")
    op.execute("REVOKE SELECT ON attribution_allocations FROM app_ro")
    op.execute("""
REVOKE SELECT, INSERT, UPDATE, DELETE ON attribution_allocations FROM app_rw
""")
