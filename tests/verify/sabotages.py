"""Sabotages of the reference schema, each with the stage that must refute it, and where."""

from pathlib import Path

import msgspec
from verifying import spec

VERSIONS = Path("alembic/versions")
TABLES = VERSIONS / "202611240700_add_core_tables.py"
POLICIES = VERSIONS / "202611240701_add_rls_policies.py"
GRANTS = VERSIONS / "202611240702_add_grants.py"
VIEWS = VERSIONS / "202611240703_add_materialized_views.py"
ROLES = Path("db/roles.sql")
MAPPING = Path("db/docs/contract_schema_mapping.yaml")
RECONCILIATION = Path("contracts/reconciliation.yaml")
SETTINGS = Path("ddllint.yaml")


class Edit(msgspec.Struct, frozen=True):
    """A text of a file with another one in its place; with no text, one more at its end."""

    path: Path
    old: str
    new: str


class Sabotage(msgspec.Struct, frozen=True):
    """What is done to a copy of the reference schema, and what must come of it.

    Of the stage exactly the promises of `refuted` (by object) are refuted, with `evidence` in
    what is told of each, at the line of `path` on which the first `line` ends; an object of
    `elsewhere` has a place of its own. With `by_specs` there are no revisions: the specs are what
    is tried.
    """

    name: str
    stage: str
    edits: tuple[Edit, ...]
    path: Path
    line: str
    refuted: dict[str, tuple[str, ...]]
    evidence: str = ""
    by_specs: bool = False
    elsewhere: dict[str, tuple[Path, str]] = {}


EVENTS, DEAD, LEDGER = spec("attribution_events"), spec("dead_events"), spec("revenue_ledger")
ALLOCATIONS, REVENUE = spec("attribution_allocations"), spec("mv_realtime_revenue")
STATUS, TENANTS = spec("mv_reconciliation_status"), spec("tenants")
UP, DOWN = "def upgrade() -> None:\n", "def downgrade() -> None:\n"


def also(where: str, *statements: str, revision: Path = VIEWS) -> Edit:
    """A revision that does something more, before the rest; its lines hold the statements."""
    lines = "".join(f"    op.execute({one!r})\n" for one in statements)
    return Edit(revision, where, where + lines)


SETTING = "NULLIF(current_setting('app.current_tenant_id', true), '')"
TENANT = f"(tenant_id = {SETTING}::uuid)"
USING, CHECK = f"USING {TENANT}", f"WITH CHECK {TENANT}"
DROP_POLICY = '    op.execute("DROP POLICY tenant_isolation_policy ON dead_events")\n'
SURVIVE = "rows survive the way up and back"
LEADS_BACK = "the downgrade leads back to the schema before the revision"
AGREE = "specs and revisions agree"


def _role(name: str, old: str, new: str, role: str, evidence: str) -> Sabotage:
    return Sabotage(
        name,
        "roles",
        (Edit(ROLES, old, new),),
        SETTINGS,
        f"  {role}:",
        {role: (f"{role} is what the settings say, and no superuser",)},
        evidence,
    )


_ATTRIBUTES = "LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
ROLE_SABOTAGES = (
    _role(
        "role that is a superuser",
        f"ALTER ROLE app_ro\n    {_ATTRIBUTES}",
        "ALTER ROLE app_ro LOGIN SUPERUSER BYPASSRLS",
        "app_ro",
        "it is a superuser; it has BYPASSRLS",
    ),
    _role(
        "role that bypasses row security",
        f"ALTER ROLE app_rw\n    {_ATTRIBUTES}",
        "ALTER ROLE app_rw LOGIN BYPASSRLS",
        "app_rw",
        "it has BYPASSRLS",
    ),
    _role(
        "role that may not log in",
        "ALTER ROLE app_rw\n    LOGIN",
        "ALTER ROLE app_rw\n    NOLOGIN",
        "app_rw",
        "it may not log in",
    ),
    _role(
        "role that is not a member",
        "GRANT app_admin TO migration_owner",
        "REVOKE app_admin FROM migration_owner",
        "migration_owner",
        "it is a member of nothing, not of app_admin",
    ),
    _role(
        "role that is a member of another",
        "GRANT app_admin TO migration_owner",
        "GRANT app_admin TO migration_owner, app_rw",
        "app_rw",
        "it is a member of app_admin, not of nothing",
    ),
    _role(
        "role that cannot connect",
        "GRANT CONNECT ON DATABASE %I TO migration_owner, app_rw, app_ro, app_admin",
        "GRANT CONNECT ON DATABASE %I TO migration_owner, app_rw, app_admin",
        "app_ro",
        "app_ro cannot connect: permission denied for database",
    ),
)

RUNS = "migration_owner can run the revision"
AGAIN = "the upgrade after a downgrade makes the schema of the first upgrade"
REVISION_SABOTAGES = (
    Sabotage(
        "revision that the server refuses",
        "upgrade",
        (Edit(POLICIES, "ALTER TABLE dead_events FORCE", "ALTER TABLE nowhere FORCE"),),
        POLICIES,
        "ALTER TABLE nowhere FORCE",
        {"202611240701": (RUNS,)},
        "the upgrade fails here",
    ),
    Sabotage(
        "revision that only a superuser can run",
        "upgrade",
        (also(UP, "ALTER ROLE app_rw BYPASSRLS"),),
        VIEWS,
        "ALTER ROLE app_rw BYPASSRLS",
        {"202611240703": (RUNS,)},
        "permission denied to alter role",
    ),
    Sabotage(
        "downgrade that forgets a policy",
        "downgrade",
        (Edit(POLICIES, DROP_POLICY, ""),),
        POLICIES,
        "def downgrade",
        {"202611240701": (LEADS_BACK,)},
        "policy public.dead_events.tenant_isolation_policy stays behind",
    ),
    Sabotage(
        "downgrade that makes something",
        "downgrade",
        (also(DOWN, "CREATE SEQUENCE left_over", revision=TABLES),),
        TABLES,
        "def downgrade",
        {"202611240700": (LEADS_BACK,)},
        "sequence public.left_over stays behind",
    ),
    Sabotage(
        "downgrade that fails",
        "downgrade",
        (Edit(POLICIES, "DROP POLICY tenant_isolation_policy ON dead", "DROP POLICY no ON dead"),),
        POLICIES,
        "DROP POLICY no ON dead",
        {"202611240701": (LEADS_BACK,)},
        "the downgrade fails here",
    ),
    Sabotage(
        "revision that loses rows",
        "downgrade",
        (also(UP, "TRUNCATE dead_events"),),
        VIEWS,
        "def downgrade",
        {"202611240703": (SURVIVE,)},
        "dead_events: 0 of 4 rows are as they were",
    ),
    Sabotage(
        "revision that fails on filled tables",
        "downgrade",
        (
            also(UP, "ALTER TABLE dead_events ADD COLUMN more int NOT NULL"),
            also(DOWN, "ALTER TABLE dead_events DROP COLUMN more"),
        ),
        VIEWS,
        "ADD COLUMN more",
        {"202611240703": (SURVIVE,)},
        'column "more" of relation "dead_events" contains null values',
    ),
    Sabotage(
        "upgrade that succeeds only once",
        "upgrade-again",
        (also(UP, "CREATE TYPE mood AS ENUM ()"),),
        VIEWS,
        "CREATE TYPE mood",
        {"202611240703": (AGAIN,)},
        'type "mood" already exists',
    ),
    Sabotage(
        "upgrade that does something else the second time",
        "upgrade-again",
        (
            also(
                UP,
                "DO $$ BEGIN IF to_regclass('memory') IS NULL THEN CREATE TABLE memory (); "
                "ELSE CREATE TABLE second (); END IF; END $$",
            ),
        ),
        VIEWS,
        "def upgrade",
        {"202611240703": (AGAIN,)},
        "table public.second stays behind",
    ),
    Sabotage(
        "CHECK dropped in the revision but not in the spec",
        "drift",
        (
            also(
                UP,
                "ALTER TABLE attribution_events DROP CONSTRAINT ck_attribution_events_currency",
            ),
        ),
        EVENTS,
        "CONSTRAINT ck_attribution_events_currency",
        {"constraint public.attribution_events.ck_attribution_events_currency": (AGREE,)},
        "specs:",
    ),
    Sabotage(
        "WITH CHECK missing in the revision",
        "drift",
        (Edit(POLICIES, f"\n    {CHECK}", ""),),
        ALLOCATIONS,
        "CREATE POLICY tenant_isolation_policy",
        {"policy public.attribution_allocations.tenant_isolation_policy": (AGREE,)},
        "specs:",
    ),
    Sabotage(
        "row security not forced in the revision",
        "drift",
        (
            Edit(
                POLICIES,
                '    op.execute("ALTER TABLE revenue_ledger FORCE ROW LEVEL SECURITY")\n',
                "",
            ),
        ),
        LEDGER,
        "ALTER TABLE revenue_ledger FORCE",
        {"table public.revenue_ledger": (AGREE,)},
        "specs:",
    ),
    Sabotage(
        "view of another query in the revision",
        "drift",
        (Edit(VIEWS, "COALESCE(ledger.verified, false)", "COALESCE(ledger.verified, true)"),),
        REVENUE,
        "CREATE MATERIALIZED VIEW mv_realtime_revenue",
        {"view public.mv_realtime_revenue": (AGREE,)},
        "true",
    ),
    Sabotage(
        "grant too many in the revision",
        "drift",
        (also(UP, "GRANT SELECT ON tenants TO app_ro"),),
        VIEWS,
        "GRANT SELECT ON tenants TO app_ro",
        {"grant table tenants app_ro SELECT": (AGREE,)},
        "revisions:",
    ),
    Sabotage(
        "column that no spec knows in the revision",
        "drift",
        (also(UP, "ALTER TABLE dead_events ADD COLUMN more int"),),
        VIEWS,
        "ADD COLUMN more",
        {"column public.dead_events.more": (AGREE,)},
        "revisions:",
    ),
    Sabotage(
        "spec that the server refuses",
        "drift",
        (Edit(DEAD, "(tenant_id, ingested_at DESC)", "(tenant_id, nothing DESC)"),),
        DEAD,
        "CREATE INDEX idx_dead_events",
        {"specs": ("the server accepts the specs",)},
        'column "nothing" does not exist',
    ),
)

SEES, INSERTS = "sees the rows of its own tenant only", "inserts rows of its own tenant only"
CHANGES = "changes the rows of its own tenant only"
DELETES, COPIES = "deletes the rows of its own tenant only", "gets no further with COPY"
LEARNS = "learns of its own tenant only"
OWNER, RW, RO = "migration_owner", "app_rw", "app_ro"
WRITERS, READERS = (OWNER, RW), (OWNER, RW, RO)


def _by(roles: tuple[str, ...], *promises: str) -> tuple[str, ...]:
    return tuple(f"{role} {promise}" for role in roles for promise in promises)


def _policy(
    name: str, old: str, new: str, line: str, *refuted: str, evidence: str = ""
) -> Sabotage:
    """Something about the policy of dead_events, in its spec."""
    return Sabotage(
        name,
        "row-security",
        (Edit(DEAD, old, new),),
        DEAD,
        line,
        {"dead_events": refuted},
        evidence,
        by_specs=True,
    )


def _appended(
    name: str,
    stage: str,
    path: Path,
    sql: str,
    refuted: dict[str, tuple[str, ...]],
    evidence: str = "",
    *,
    line: str = "",
) -> Sabotage:
    """Statements at the end of a spec."""
    first = sql.strip("\n").partition("\n")[0]
    return Sabotage(
        name,
        stage,
        (Edit(path, "", sql),),
        path,
        line or first,
        refuted,
        evidence,
        by_specs=True,
    )


ENABLE = "ALTER TABLE dead_events ENABLE ROW LEVEL SECURITY;\n"
FORCE = "ALTER TABLE dead_events FORCE ROW LEVEL SECURITY;\n"
SUM_OF_ALL = """
CREATE FUNCTION revenue_of_all() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    RETURN (SELECT sum(revenue_cents) FROM revenue_ledger);
ALTER FUNCTION revenue_of_all() OWNER TO app_admin;
"""
OF_ANY = """
CREATE FUNCTION posted(tenant uuid) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS 'SELECT id FROM revenue_ledger WHERE tenant_id = tenant';
ALTER FUNCTION posted(uuid) OWNER TO app_admin;
"""
TOTAL = """
CREATE VIEW total_revenue AS SELECT sum(revenue_cents) AS cents FROM revenue_ledger;
ALTER VIEW total_revenue OWNER TO app_admin;
GRANT SELECT ON total_revenue TO app_ro;
"""
ALL_ROWS = """
CREATE VIEW all_entries AS SELECT tenant_id, revenue_cents FROM revenue_ledger;
ALTER VIEW all_entries OWNER TO app_admin;
GRANT SELECT ON all_entries TO app_ro;
"""
ROW_SECURITY_SABOTAGES = (
    _policy(
        "row security not enabled",
        ENABLE,
        "",
        "CREATE TABLE dead_events",
        *_by(WRITERS, SEES, INSERTS, CHANGES, DELETES, COPIES),
        *_by((RO,), SEES, COPIES),
        evidence="row security is not enabled",
    ),
    _policy(
        "row security not forced",
        FORCE,
        "",
        "ALTER TABLE dead_events ENABLE",
        *_by((OWNER,), SEES, INSERTS, CHANGES, DELETES, COPIES),
        evidence="row security is not forced, and the role owns the table",
    ),
    _policy(
        "policy USING (true)",
        USING,
        "USING (true)",
        "CREATE POLICY",
        *_by(WRITERS, SEES, CHANGES, DELETES, COPIES),
        *_by((RO,), SEES, COPIES),
    ),
    _policy(
        "policy WITH CHECK (true)",
        CHECK,
        "WITH CHECK (true)",
        "CREATE POLICY",
        *_by(WRITERS, INSERTS, CHANGES),
    ),
    _policy(
        "policy USING (true) whose WITH CHECK is missing",
        f"{USING}\n    {CHECK}",
        "USING (true)",
        "CREATE POLICY",
        *_by(WRITERS, SEES, INSERTS, CHANGES, DELETES, COPIES),
        *_by((RO,), SEES, COPIES),
    ),
    _policy(
        "policy for one command only",
        f"FOR ALL TO PUBLIC\n    {USING}\n    {CHECK}",
        f"FOR SELECT TO PUBLIC\n    {USING}",
        "ALTER TABLE dead_events ENABLE",
        *_by(WRITERS, INSERTS, CHANGES, DELETES),
    ),
    _policy(
        "policy on the wrong column",
        USING,
        USING.replace("tenant_id =", "id ="),
        "CREATE POLICY",
        *_by(WRITERS, SEES, CHANGES, DELETES, COPIES),
        *_by((RO,), SEES, COPIES),
    ),
    _policy(
        "policy on another setting",
        TENANT,
        TENANT.replace("app.current_tenant_id", "app.tenant"),
        "CREATE POLICY",
        *_by(WRITERS, SEES, CHANGES, DELETES, COPIES),
        *_by((RO,), SEES, COPIES),
    ),
    _policy(
        "second policy that lets all rows through",
        ENABLE,
        f"CREATE POLICY support ON dead_events FOR SELECT TO app_ro USING (true);\n{ENABLE}",
        "CREATE POLICY support",
        *_by((RO,), SEES, COPIES),
    ),
    _policy(
        "policy for one role only",
        "FOR ALL TO PUBLIC",
        "FOR ALL TO app_rw, migration_owner",
        "ALTER TABLE dead_events ENABLE",
        *_by((RO,), SEES, COPIES),
    ),
    _policy(
        "policy that fails without a tenant",
        USING,
        "USING (tenant_id = current_setting('app.current_tenant_id')::uuid)",
        "CREATE POLICY",
        *_by(WRITERS, SEES, CHANGES, DELETES),
        *_by((RO,), SEES),
    ),
    _policy(
        "policy that shows all rows without a tenant",
        USING,
        f"USING (current_setting('app.current_tenant_id', true) IS NULL OR {TENANT})",
        "CREATE POLICY",
        *_by(WRITERS, SEES, CHANGES, DELETES),
        *_by((RO,), SEES),
    ),
    _policy(
        "policy that shows all rows for the empty tenant",
        USING,
        f"USING (current_setting('app.current_tenant_id', true) = '' OR {TENANT})",
        "CREATE POLICY",
        *_by(WRITERS, SEES, CHANGES, DELETES),
        *_by((RO,), SEES),
    ),
    _policy(
        "policy that shows all rows for garbage",
        USING,
        "USING (current_setting('app.current_tenant_id', true) !~ '^([0-9a-f-]{36})?$' "
        "OR tenant_id::text = current_setting('app.current_tenant_id', true))",
        "CREATE POLICY",
        *_by(WRITERS, SEES, DELETES),
        *_by((RO,), SEES),
        evidence="garbage: 6 rows",
    ),
    _policy(
        "TRUNCATE granted",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON",
        "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON",
        "CREATE POLICY",
        "app_rw cannot TRUNCATE",
    ),
    _appended(
        "materialized view granted to app_ro",
        "row-security",
        REVENUE,
        "GRANT SELECT ON mv_realtime_revenue TO app_ro;",
        {"mv_realtime_revenue": (f"app_ro {SEES}",)},
        "a materialized view has no row security",
    ),
    Sabotage(
        "reader view without filter",
        "row-security",
        (Edit(REVENUE, f"\nWHERE mv_realtime_revenue.{TENANT[1:-1]};", ";"),),
        REVENUE,
        "CREATE VIEW v_realtime_revenue",
        {"v_realtime_revenue": _by(READERS, SEES)},
        by_specs=True,
    ),
    _appended(
        "view of a role that row security does not bind",
        "row-security",
        LEDGER,
        ALL_ROWS,
        {"all_entries": _by((OWNER, RO), SEES)},
    ),
    Sabotage(
        "plain instead of composite foreign key",
        "row-security",
        (
            Edit(
                ALLOCATIONS,
                "FOREIGN KEY (tenant_id, event_id) REFERENCES attribution_events (tenant_id, id)",
                "FOREIGN KEY (event_id) REFERENCES attribution_events (id)",
            ),
        ),
        ALLOCATIONS,
        "CONSTRAINT fk_attribution_allocations_tenant_id_event_id",
        {
            "attribution_allocations.fk_attribution_allocations_tenant_id_event_id": (
                "a row refers to attribution_events of its own tenant only",
            )
        },
        "naming another tenant's row: accepted",
        by_specs=True,
    ),
    _appended(
        "SECURITY DEFINER function that reads across tenants",
        "row-security",
        LEDGER,
        SUM_OF_ALL,
        {"revenue_of_all()": _by(READERS, LEARNS)},
        "without the other tenant's rows",
    ),
    _appended(
        "SECURITY DEFINER function of any tenant",
        "row-security",
        LEDGER,
        OF_ANY,
        {"posted(uuid)": _by(READERS, LEARNS)},
        "without the other tenant's rows",
    ),
    _appended(
        "sum over all tenants",
        "row-security",
        LEDGER,
        TOTAL,
        {"total_revenue": _by((OWNER, RO), LEARNS)},
        "without the other tenant's rows",
    ),
)


def _granted(
    name: str, relation: str, sql: str, evidence: str, *promises: str, line: str = ""
) -> Sabotage:
    return _appended(name, "grants", spec(relation), sql, {relation: promises}, evidence, line=line)


NOT_GIVEN, GIVEN = "allowed, and the settings do not give it", "refused, and the settings give it"
NOTHING, READS = "app_ro may do nothing", "app_ro may select, no more"
MATERIALIZED = "mv_realtime_revenue"
READER = "GRANT SELECT ON TABLE dead_events TO app_ro;"
USAGE = "GRANT USAGE ON SCHEMA public TO app_rw, app_ro;"
NO_OBJECTS = "makes no objects"
GRANT_SABOTAGES = (
    _granted(
        "grant to PUBLIC",
        "tenants",
        "GRANT SELECT ON tenants TO PUBLIC;",
        f"select is {NOT_GIVEN}",
        "app_rw may do nothing",
        NOTHING,
        "PUBLIC may do nothing",
    ),
    _granted(
        "materialized view granted to app_ro, as a right",
        MATERIALIZED,
        f"GRANT SELECT ON {MATERIALIZED} TO app_ro;",
        f"select is {NOT_GIVEN}",
        NOTHING,
    ),
    *(
        _granted(
            f"right to {privilege}",
            "dead_events",
            f"GRANT {privilege} ON dead_events TO app_ro;",
            f"{privilege.lower()} is {NOT_GIVEN}",
            READS,
        )
        for privilege in ("INSERT", "TRUNCATE", "REFERENCES", "TRIGGER")
    ),
    _granted(
        "right to MAINTAIN",
        MATERIALIZED,
        f"GRANT MAINTAIN ON {MATERIALIZED} TO app_ro;",
        f"maintain is {NOT_GIVEN}",
        NOTHING,
    ),
    *(
        _granted(
            f"right to {privilege} one column",
            "tenants",
            f"GRANT {privilege} (name) ON tenants TO app_ro;",
            f"{privilege.lower()} is allowed on name, and the settings do not give it",
            NOTHING,
        )
        for privilege in ("SELECT", "INSERT", "UPDATE")
    ),
    Sabotage(
        "grant too few",
        "grants",
        (Edit(DEAD, READER, ""),),
        DEAD,
        "CREATE TABLE dead_events",
        {"dead_events": (READS,)},
        f"select is {GIVEN}",
        by_specs=True,
    ),
    Sabotage(
        "grant on some columns instead of all",
        "grants",
        (Edit(DEAD, READER, READER.replace("SELECT", "SELECT (id, tenant_id)")),),
        DEAD,
        "GRANT SELECT (id",
        {"dead_events": (READS,)},
        f"select is {GIVEN}",
        by_specs=True,
    ),
    _granted(
        "table of somebody else",
        "dead_events",
        "ALTER TABLE dead_events OWNER TO app_admin;",
        "its owner is app_admin",
        "it belongs to migration_owner",
        line="CREATE TABLE dead_events",
    ),
    _appended(
        "SECURITY DEFINER function that PUBLIC may run",
        "grants",
        DEAD,
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1;",
        {"f()": ("PUBLIC does not run it with the rights of its owner",)},
        "EXECUTE is allowed",
    ),
    Sabotage(
        "role that makes objects in the schema",
        "grants",
        (Edit(ROLES, USAGE, USAGE.replace("USAGE", "USAGE, CREATE")),),
        ROLES,
        "GRANT USAGE, CREATE ON SCHEMA public TO app_rw",
        {"schema public": _by((RW, RO), NO_OBJECTS)},
        "tried: accepted",
        by_specs=True,
    ),
    Sabotage(
        "everybody makes objects in the schema",
        "grants",
        (
            Edit(
                ROLES,
                "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
                "GRANT CREATE ON SCHEMA public TO PUBLIC;",
            ),
        ),
        ROLES,
        "GRANT CREATE ON SCHEMA public TO PUBLIC;",
        {"schema public": _by((RW, RO, "PUBLIC"), NO_OBJECTS)},
        "tried: accepted",
        by_specs=True,
    ),
    Sabotage(
        "role that makes schemas",
        "grants",
        (
            Edit(
                ROLES,
                "    EXECUTE format('GRANT CONNECT",
                "    EXECUTE format('GRANT CREATE ON DATABASE %I TO app_rw', database_name);\n"
                "    EXECUTE format('GRANT CONNECT",
            ),
        ),
        SETTINGS,
        "  app_rw:",
        {"database": ("app_rw makes no schemas",)},
        by_specs=True,
    ),
)

REFUSES = "a row that breaks nothing else is refused by it"
ACCEPTS = "rows that meet all constraints are accepted"


def _constraint(
    name: str, statements: tuple[str, ...], refuted: str, path: Path, line: str, evidence: str = ""
) -> Sabotage:
    """Something that the last revision does to a constraint of the specs."""
    promise = ACCEPTS if "." not in refuted else REFUSES
    return Sabotage(
        name, "constraints", (also(UP, *statements),), path, line, {refuted: (promise,)}, evidence
    )


CONSTRAINT_SABOTAGES = (
    Sabotage(
        "CHECK that the revision loosens",
        "constraints",
        (Edit(TABLES, "CHECK (revenue_cents >= 0)", "CHECK (true)"),),
        EVENTS,
        "CHECK (revenue_cents >= 0)",
        {"attribution_events.ck_attribution_events_revenue_cents": (REFUSES,)},
        "revenue_cents = '-1' was accepted",
    ),
    _constraint(
        "CHECK that the revision drops",
        ("ALTER TABLE dead_events DROP CONSTRAINT ck_dead_events_source",),
        "dead_events.ck_dead_events_source",
        DEAD,
        "CONSTRAINT ck_dead_events_source",
        "was accepted",
    ),
    _constraint(
        "CHECK of another name",
        ("ALTER TABLE dead_events RENAME CONSTRAINT ck_dead_events_source TO other",),
        "dead_events.ck_dead_events_source",
        DEAD,
        "CONSTRAINT ck_dead_events_source",
        "refused by `other`, which no spec declares",
    ),
    _constraint(
        "CHECK that no spec declares",
        ("ALTER TABLE dead_events ADD CONSTRAINT more CHECK (false)",),
        "dead_events",
        DEAD,
        "CREATE TABLE dead_events",
        "a row that the specs allow was refused",
    ),
    Sabotage(
        "NOT NULL that the revision drops",
        "constraints",
        (also(UP, "ALTER TABLE dead_events ALTER error_code DROP NOT NULL"),),
        DEAD,
        "    error_code text NOT NULL",
        {"dead_events.error_code": ("NULL is refused",)},
        "error_code = NULL was accepted",
    ),
    _constraint(
        "foreign key that the revision drops",
        (
            (
                "ALTER TABLE revenue_ledger "
                "DROP CONSTRAINT fk_revenue_ledger_tenant_id_reconciliation_run_id"
            ),
        ),
        "revenue_ledger.fk_revenue_ledger_tenant_id_reconciliation_run_id",
        LEDGER,
        "CONSTRAINT fk_revenue_ledger_tenant_id_reconciliation_run_id",
        "was accepted",
    ),
    _constraint(
        "plain instead of composite foreign key in the revision",
        (
            "ALTER TABLE revenue_ledger DROP CONSTRAINT fk_revenue_ledger_tenant_id_allocation_id",
            (
                "ALTER TABLE revenue_ledger ADD "
                "CONSTRAINT fk_revenue_ledger_tenant_id_allocation_id "
                "FOREIGN KEY (allocation_id) REFERENCES attribution_allocations (id)"
            ),
        ),
        "revenue_ledger.fk_revenue_ledger_tenant_id_allocation_id",
        LEDGER,
        "CONSTRAINT fk_revenue_ledger_tenant_id_allocation_id",
        "was accepted",
    ),
    _constraint(
        "unique key of no rows",
        (
            "DROP INDEX uq_revenue_ledger_tenant_id_allocation_id",
            (
                "CREATE UNIQUE INDEX uq_revenue_ledger_tenant_id_allocation_id "
                "ON revenue_ledger (tenant_id, allocation_id) WHERE false"
            ),
        ),
        "revenue_ledger.uq_revenue_ledger_tenant_id_allocation_id",
        LEDGER,
        "CREATE UNIQUE INDEX uq_revenue_ledger_tenant_id_allocation_id",
        "was accepted",
    ),
    _constraint(
        "column of another name",
        ("ALTER TABLE dead_events RENAME COLUMN source TO origin",),
        "dead_events",
        DEAD,
        "CREATE TABLE dead_events",
        "a row that the specs allow was refused",
    ),
)

EXTERNAL = "uq_attribution_events_tenant_id_external_event_id"
CORRELATION = "uq_attribution_events_tenant_id_correlation_id"


def _identifier(schema: str) -> tuple[Path, str]:
    """Where the mapping says of a schema in which column its `id` is stored."""
    head = f"contracts/webhooks.yaml#/components/schemas/{schema}:\n"
    return (
        MAPPING,
        head + "    relation: attribution_events\n    direction: request\n    fields:\n      id:",
    )


BY_EXTERNAL_ID = {
    "POST /api/webhooks/shopify": _identifier("ShopifyOrder"),
    "POST /api/webhooks/paypal": _identifier("PayPalCapture"),
    "POST /api/webhooks/woocommerce": _identifier("WooCommerceOrder"),
}
COPY, SAME = "a copy of a delivery is refused", "another tenant may send the same"
SECOND, ANOTHER = "a second row with the same key is refused", "another tenant may use the same key"
IDEMPOTENCY_SABOTAGES = (
    Sabotage(
        "unique key that the revision loses",
        "idempotency",
        (Edit(TABLES, f"CREATE UNIQUE INDEX {CORRELATION}", f"CREATE INDEX {CORRELATION}"),),
        EVENTS,
        f"CREATE UNIQUE INDEX {CORRELATION}",
        {f"attribution_events.{CORRELATION}": (SECOND,), "POST /api/webhooks/stripe": (COPY,)},
        "was accepted",
        elsewhere={"POST /api/webhooks/stripe": _identifier("StripePaymentIntent")},
    ),
    Sabotage(
        "missing unique key",
        "idempotency",
        (Edit(EVENTS, f"CREATE UNIQUE INDEX {EXTERNAL}", f"CREATE INDEX {EXTERNAL}"),),
        *BY_EXTERNAL_ID["POST /api/webhooks/shopify"],
        dict.fromkeys(BY_EXTERNAL_ID, (COPY,)),
        "was accepted",
        by_specs=True,
        elsewhere=BY_EXTERNAL_ID,
    ),
    Sabotage(
        "unique key without tenant",
        "idempotency",
        (Edit(EVENTS, "(tenant_id, external_event_id)", "(external_event_id)"),),
        EVENTS,
        f"CREATE UNIQUE INDEX {EXTERNAL}",
        {f"attribution_events.{EXTERNAL}": (ANOTHER,), **dict.fromkeys(BY_EXTERNAL_ID, (SAME,))},
        "was refused",
        by_specs=True,
    ),
    Sabotage(
        "unique key that leaves rows out",
        "idempotency",
        (
            Edit(
                EVENTS,
                "WHERE external_event_id IS NOT NULL;",
                "WHERE external_event_id IS NOT NULL AND source <> 'paypal';",
            ),
        ),
        *BY_EXTERNAL_ID["POST /api/webhooks/paypal"],
        {"POST /api/webhooks/paypal": (COPY,)},
        "was accepted",
        by_specs=True,
    ),
)


def _view(
    name: str,
    path: Path,
    edits: dict[str, str],
    line: str,
    refuted: dict[str, tuple[str, ...]],
    evidence: str = "",
) -> Sabotage:
    changed = tuple(Edit(path, old, new) for old, new in edits.items())
    return Sabotage(name, "views", changed, path, line, refuted, evidence, by_specs=True)


REFRESHES, BESIDE = "app_admin refreshes it", "app_admin refreshes it CONCURRENTLY"
ONE_STATUS = "a tenant has one row at most, for GET /api/reconciliation/status"
SAME_ROWS = "it shows the same rows in whatever order those of the tables are stored"
VALID_REVENUE = "each row is a valid RealtimeRevenue"
VALID_STATUS = "each row is a valid ReconciliationStatus"
NEWEST_WITH_TIES = {
    "SELECT DISTINCT ON (reconciliation_runs.tenant_id)": "SELECT",
    "ORDER BY\n    reconciliation_runs.tenant_id,": (
        "WHERE last_run_at = (SELECT max(last_run_at) FROM reconciliation_runs o"
        " WHERE o.tenant_id = reconciliation_runs.tenant_id)\n"
        "ORDER BY\n    reconciliation_runs.tenant_id,"
    ),
}
NO_UNIQUE_INDEX = {"CREATE UNIQUE INDEX": "CREATE INDEX"}
LAST_RUN = "    mv_reconciliation_status.last_run_at\n"
VIEW_SABOTAGES = (
    _view(
        "view column of another type",
        REVENUE,
        {
            "    mv_realtime_revenue.total_revenue,": (
                "    mv_realtime_revenue.total_revenue::text AS total_revenue,"
            )
        },
        "    mv_realtime_revenue.total_revenue::text",
        {"v_realtime_revenue": (VALID_REVENUE,)},
        "is not of type 'number'",
    ),
    _view(
        "view column without its time zone",
        STATUS,
        {LAST_RUN: "    mv_reconciliation_status.last_run_at::timestamp AS last_run_at\n"},
        "    mv_reconciliation_status.last_run_at::timestamp",
        {"v_reconciliation_status": (VALID_STATUS,)},
        "is not a 'date-time'",
    ),
    _view(
        "view column that the contract does not know",
        STATUS,
        {LAST_RUN: "    mv_reconciliation_status.last_run_at,\n    1 AS version\n"},
        "    1 AS version",
        {"v_reconciliation_status": (VALID_STATUS,)},
        "Additional properties are not allowed ('version' was unexpected)",
    ),
    _view(
        "view column that is null for a tenant without rows",
        REVENUE,
        {"COALESCE(events.event_count, 0)": "events.event_count"},
        "    mv_realtime_revenue.event_count",
        {"v_realtime_revenue": (VALID_REVENUE,)},
        "None is not of type 'integer'",
    ),
    _view(
        "view that yields two rows on a tie",
        STATUS,
        NEWEST_WITH_TIES,
        "CREATE MATERIALIZED VIEW",
        {"mv_reconciliation_status": (REFRESHES, BESIDE)},
        "rows that tie: refused",
    ),
    Sabotage(
        "view that yields two rows on a tie, which no key refuses",
        "views",
        tuple(Edit(STATUS, *one) for one in {**NEWEST_WITH_TIES, **NO_UNIQUE_INDEX}.items()),
        STATUS,
        "CREATE MATERIALIZED VIEW",
        {"mv_reconciliation_status": (BESIDE,), "v_reconciliation_status": (ONE_STATUS,)},
        by_specs=True,
        elsewhere={"v_reconciliation_status": (STATUS, "CREATE VIEW")},
    ),
    Sabotage(
        "view that takes any row of those that tie",
        "views",
        (
            Edit(
                STATUS,
                ",\n    reconciliation_runs.created_at DESC,\n    reconciliation_runs.id DESC",
                "",
            ),
        ),
        STATUS,
        "CREATE MATERIALIZED VIEW",
        {"mv_reconciliation_status": (SAME_ROWS,), "v_reconciliation_status": (SAME_ROWS,)},
        "stored backwards, rows whose times tie give another state",
        by_specs=True,
        elsewhere={"v_reconciliation_status": (STATUS, "CREATE VIEW")},
    ),
    _view(
        "REFRESH CONCURRENTLY impossible",
        STATUS,
        NO_UNIQUE_INDEX,
        "CREATE MATERIALIZED VIEW",
        {"mv_reconciliation_status": (BESIDE,)},
        "cannot refresh materialized view",
    ),
    _appended(
        "REFRESH that its owner has no right to do",
        "views",
        STATUS,
        "REVOKE SELECT ON reconciliation_runs FROM app_admin;",
        {"mv_reconciliation_status": (REFRESHES, BESIDE)},
        "permission denied for table reconciliation_runs",
        line="CREATE MATERIALIZED VIEW",
    ),
    _view(
        "reader view without filter, as an answer",
        STATUS,
        {f"\nWHERE mv_reconciliation_status.{TENANT[1:-1]};": ";"},
        "CREATE VIEW",
        {"v_reconciliation_status": (*_by(READERS, SEES), ONE_STATUS)},
    ),
    _appended(
        "materialized view granted to app_ro, with rows of three tenants",
        "views",
        STATUS,
        "GRANT SELECT ON mv_reconciliation_status TO app_ro;",
        {"mv_reconciliation_status": (f"app_ro {SEES}",)},
        "a materialized view has no row security",
    ),
    Sabotage(
        "role that may make no temporary table",
        "views",
        (Edit(ROLES, "GRANT TEMPORARY ON DATABASE %I TO app_admin", "SELECT 1"),),
        REVENUE,
        "CREATE MATERIALIZED VIEW",
        {"mv_reconciliation_status": (BESIDE,), "mv_realtime_revenue": (BESIDE,)},
        by_specs=True,
        elsewhere={"mv_reconciliation_status": (STATUS, "CREATE MATERIALIZED VIEW")},
    ),
)

REWRITES = "no table with rows is rewritten"
FAILS = "it can be run on tables with rows"
LAST = "202611240703"


def _locks(name: str, statement: str, promise: str, evidence: str) -> Sabotage:
    """Something more that the last revision does."""
    edits = (also(UP, statement),)
    return Sabotage(name, "locks", edits, VIEWS, statement, {LAST: (promise,)}, evidence)


LOCK_SABOTAGES = (
    _locks(
        "revision that rewrites a filled table",
        "ALTER TABLE dead_events ADD COLUMN seen uuid DEFAULT gen_random_uuid()",
        REWRITES,
        "dead_events is rewritten, while nobody can read or write it",
    ),
    _locks(
        "revision that widens a key of a filled table",
        "ALTER TABLE attribution_events ALTER revenue_cents TYPE bigint",
        REWRITES,
        "attribution_events is rewritten, while nobody can read or write it",
    ),
    _locks(
        "revision that fails when there are rows",
        "ALTER TABLE dead_events ADD COLUMN note text NOT NULL",
        FAILS,
        'column "note" of relation "dead_events" contains null values',
    ),
    _locks(
        "revision that rows break",
        "ALTER TABLE dead_events ADD CONSTRAINT none CHECK (false)",
        FAILS,
        'check constraint "none" of relation "dead_events" is violated by some row',
    ),
)

FOUND = "it finds its rows by an index"
INDEX = "idx_dead_events_tenant_id_ingested_at"
DEFINITION = f"CREATE INDEX {INDEX}\n    ON dead_events (tenant_id, ingested_at DESC);"


def _index(name: str, old: str, new: str, line: str, evidence: str) -> Sabotage:
    """Something in the spec of dead_events, whose rows an operation lists."""
    refuted = {"GET /api/ingestion/dead-events": (FOUND,)}
    edits = (Edit(DEAD, old, new),)
    return Sabotage(name, "indexes", edits, DEAD, line, refuted, evidence, by_specs=True)


INDEX_SABOTAGES = (
    _index(
        "index missing",
        READER,
        f"{READER}\nDROP INDEX {INDEX};",
        "CREATE TABLE dead_events",
        "it reads all of dead_events",
    ),
    _index(
        "index without the order",
        DEFINITION,
        f"CREATE INDEX {INDEX} ON dead_events (tenant_id);",
        "CREATE TABLE dead_events",
        "it sorts what it has found",
    ),
    _index(
        "index of another order",
        DEFINITION,
        f"CREATE INDEX {INDEX} ON dead_events (ingested_at);",
        "CREATE POLICY",
        f"it reads all of the index {INDEX}",
    ),
    _index(
        "index that the policy cannot use",
        USING,
        f"USING (tenant_id::text = {SETTING})",
        "CREATE POLICY",
        "it reads all of",
    ),
    Sabotage(
        "index that a revision drops",
        "indexes",
        (also(UP, f"DROP INDEX {INDEX}"),),
        DEAD,
        f"CREATE INDEX {INDEX}",
        {"GET /api/ingestion/dead-events": (FOUND,)},
        "it reads all of dead_events",
    ),
)

SABOTAGES = (
    *ROLE_SABOTAGES,
    *REVISION_SABOTAGES,
    *ROW_SECURITY_SABOTAGES,
    *GRANT_SABOTAGES,
    *CONSTRAINT_SABOTAGES,
    *IDEMPOTENCY_SABOTAGES,
    *VIEW_SABOTAGES,
    *LOCK_SABOTAGES,
    *INDEX_SABOTAGES,
)
