"""SQL specs in the shape of `db/docs/specs`: one table a file, and all that belongs to it.

Tables refer to each other across files. Each has a rank, unrelated to the order of the paths, and
refers to lower ranks only: so references go both ways in path order, and never round in a circle.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DOMAINS = (
    "billing", "catalog", "checkout", "claims", "courses", "delivery", "events", "fleet",
    "identity", "inventory", "ledger", "loyalty", "marketing", "metering", "orders", "payroll",
    "pricing", "rentals", "support", "tickets",
)  # fmt: skip
ENTITIES = (
    "accounts", "adjustments", "agreements", "approvals", "assignments", "batches", "bookings",
    "charges", "contacts", "documents", "entries", "invoices", "journals", "messages", "notes",
    "payments", "plans", "quotes", "receipts", "refunds", "requests", "reviews", "runs",
    "shipments", "statements",
)  # fmt: skip
STATES = ("draft", "pending", "active", "suspended", "completed", "cancelled", "failed", "archived")
TIMES = ("occurred_at", "ingested_at", "last_run_at", "posted_at")
TENANT = "NULLIF(current_setting('app.current_tenant_id', true), '')::uuid"

TENANTS = """\
-- tenants: the customers of the service, and the root that every tenant table hangs from.

CREATE TABLE tenants (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar(255) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ck_tenants_name_not_blank CHECK (btrim(name) <> '')
);

COMMENT ON TABLE tenants IS
    'Purpose: one row for each customer of the service. Data class: confidential.';
COMMENT ON COLUMN tenants.id IS
    'Purpose: identifies the tenant. Data class: internal.';
COMMENT ON COLUMN tenants.name IS
    'Purpose: the name by which people know the tenant. Data class: confidential.';
COMMENT ON COLUMN tenants.created_at IS
    'Purpose: when the row was inserted. Data class: internal.';
COMMENT ON COLUMN tenants.updated_at IS
    'Purpose: when the row last changed. Data class: internal.';
COMMENT ON CONSTRAINT ck_tenants_name_not_blank ON tenants IS
    'Purpose: a name of nothing but spaces names nobody.';

REVOKE ALL ON TABLE tenants FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE tenants TO app_admin;
"""


@dataclass(frozen=True)
class Table:
    """A table to write: its names, the tables that it refers to, and what else its file holds."""

    domain: str
    entity: str
    parents: tuple[str, ...]
    time: str
    states: tuple[str, ...]
    enum: bool
    view: bool
    function: bool

    @property
    def name(self) -> str:
        return f"{self.domain}_{self.entity}"

    @property
    def path(self) -> str:
        return f"{self.domain}/{self.name}_ddl_spec.sql"


def specs(files: int, seed: int) -> Iterator[tuple[str, str]]:
    """`files` paths with their text: that of `tenants`, and one for each further table."""
    yield "tenants_ddl_spec.sql", TENANTS
    for table in tables(files - 1, seed):
        yield table.path, _text(table)


def tables(count: int, seed: int) -> Iterator[Table]:
    """The tables beside `tenants`, in the order of their paths."""
    yield from _tables(count, random.Random(seed))


def _tables(count: int, chance: random.Random) -> Iterator[Table]:
    names = [
        (f"{DOMAINS[at // 25 % len(DOMAINS)]}_{at // 500:02}", ENTITIES[at % 25])
        for at in range(count)
    ]
    by_rank = list(range(count))
    chance.shuffle(by_rank)
    rank_of = {at: rank for rank, at in enumerate(by_rank)}
    for at, (domain, entity) in enumerate(names):
        lower = rank_of[at]
        parents = chance.sample(range(lower), min(lower, chance.randrange(3)))
        yield Table(
            domain=domain,
            entity=entity,
            parents=tuple("_".join(names[by_rank[rank]]) for rank in parents),
            time=chance.choice(TIMES),
            states=tuple(sorted(chance.sample(STATES, chance.randrange(3, 6)))),
            enum=chance.random() < 0.05,
            view=chance.random() < 0.1,
            function=chance.random() < 0.04,
        )


def _text(table: Table) -> str:
    parts = [f"-- {table.name}: the {table.entity} of a tenant's {table.domain}, kept for good.\n"]
    if table.enum:
        parts.append(_enum(table))
    parts += [_create(table), _indexes(table), _comments(table), _row_security(table)]
    if table.view:
        parts.append(_view(table))
    if table.function:
        parts.append(_function(table))
    return "\n".join(parts)


def _listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _enum(table: Table) -> str:
    return f"""\
CREATE TYPE {table.name}_state AS ENUM ({_listed(table.states)});

COMMENT ON TYPE {table.name}_state IS
    'Purpose: the states that one of the {table.entity} goes through.';
"""


def _create(table: Table) -> str:
    name = table.name
    columns = [
        "id uuid PRIMARY KEY DEFAULT gen_random_uuid()",
        "tenant_id uuid NOT NULL REFERENCES tenants(id) ON DELETE CASCADE",
        "created_at timestamptz NOT NULL DEFAULT now()",
        f"{table.time} timestamptz NOT NULL",
        *(f"{parent}_id uuid NOT NULL" for parent in table.parents),
        f"state {name + '_state' if table.enum else 'text'} NOT NULL",
        "revenue_cents integer NOT NULL",
        "currency text NOT NULL",
        "correlation_id uuid",
        "raw_payload jsonb",
    ]
    constraints = [f"CONSTRAINT uq_{name}_tenant_id_id UNIQUE (tenant_id, id)"]
    constraints += [
        f"CONSTRAINT {_foreign_key(table, at)}\n"
        f"        FOREIGN KEY (tenant_id, {parent}_id) REFERENCES {parent} (tenant_id, id)"
        " ON DELETE CASCADE"
        for at, parent in enumerate(table.parents)
    ]
    if not table.enum:
        constraints.append(f"CONSTRAINT ck_{name}_state CHECK (state IN ({_listed(table.states)}))")
    constraints.append(f"CONSTRAINT ck_{name}_revenue_cents CHECK (revenue_cents >= 0)")
    constraints.append(f"CONSTRAINT ck_{name}_currency CHECK (currency ~ '^[A-Z]{{3}}$')")
    body = ",\n    ".join(columns + constraints)
    return f"CREATE TABLE {name} (\n    {body}\n);\n"


def _foreign_key(table: Table, at: int) -> str:
    return f"fk_{table.name}_parent_{at + 1}"


def _indexes(table: Table) -> str:
    name = table.name
    text = f"""\
CREATE INDEX idx_{name}_tenant_id_{table.time}
    ON {name} (tenant_id, {table.time} DESC);

CREATE UNIQUE INDEX uq_{name}_tenant_id_correlation_id
    ON {name} (tenant_id, correlation_id)
    WHERE correlation_id IS NOT NULL;
"""
    for at, parent in enumerate(table.parents):
        text += f"""
CREATE INDEX idx_{name}_parent_{at + 1}
    ON {name} (tenant_id, {parent}_id);
"""
    return text


def _comments(table: Table) -> str:
    name = table.name
    columns = {
        "tenant_id": "the tenant that owns the row; compared with app.current_tenant_id by row "
        "security, on each read and on each write.",
        table.time: "when it happened, as told by the source – not when the service stored it, "
        "which created_at tells.",
        "revenue_cents": "the amount in hundredths of the currency; never negative, since what is "
        "given back stands in a row of its own.",
        "correlation_id": "the request that it came from, so that one search finds the whole "
        "chain; null if there was none.",
    }
    text = f"""\
COMMENT ON TABLE {name} IS
    'Purpose: one row for each of a tenant''s {table.entity}, as the service wrote it. '
    'Data class: confidential. '
    'RLS: tenant_isolation_policy.';
"""
    for column, purpose in columns.items():
        text += f"""\
COMMENT ON COLUMN {name}.{column} IS
    'Purpose: {purpose} '
    'Data class: internal. '
    'Contract: contracts/{table.domain}.yaml#/components/schemas/{table.entity}.{column}.';
"""
    for at, parent in enumerate(table.parents):
        text += f"""\
COMMENT ON CONSTRAINT {_foreign_key(table, at)} ON {name} IS
    'Purpose: what it belongs to in {parent} exists, and is of the same tenant.';
"""
    text += f"""\
COMMENT ON INDEX idx_{name}_tenant_id_{table.time} IS
    'Purpose: lists a tenant''s {table.entity}, newest first, without a sort.';
"""
    return text


def _row_security(table: Table) -> str:
    name = table.name
    return f"""\
CREATE POLICY tenant_isolation_policy ON {name}
    AS PERMISSIVE FOR ALL TO PUBLIC
    USING (tenant_id = {TENANT})
    WITH CHECK (tenant_id = {TENANT});
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;

COMMENT ON POLICY tenant_isolation_policy ON {name} IS
    'Purpose: a session reads and writes the rows of the tenant in app.current_tenant_id.';

REVOKE ALL ON TABLE {name} FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {name} TO app_rw;
GRANT SELECT ON TABLE {name} TO app_ro;
"""


def _view(table: Table) -> str:
    name = table.name
    return f"""\
CREATE VIEW v_{name} WITH (security_barrier = true) AS
SELECT
    {name}.tenant_id,
    count(*) AS row_count,
    sum({name}.revenue_cents) AS revenue_cents,
    max({name}.{table.time}) AS newest_at
FROM {name}
WHERE {name}.tenant_id = {TENANT}
GROUP BY {name}.tenant_id;

COMMENT ON VIEW v_{name} IS
    'Purpose: how many {table.entity} the session''s tenant has, and their sum. '
    'Data class: confidential.';

REVOKE ALL ON TABLE v_{name} FROM PUBLIC;
GRANT SELECT ON TABLE v_{name} TO app_ro;
"""


def _function(table: Table) -> str:
    name = table.name
    return f"""\
CREATE FUNCTION {name}_revenue_cents(since timestamptz) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path = public
    AS $$
    SELECT COALESCE(sum(revenue_cents), 0)
    FROM {name}
    WHERE tenant_id = {TENANT}
        AND {table.time} >= since;
    $$;

COMMENT ON FUNCTION {name}_revenue_cents(timestamptz) IS
    'Purpose: the sum of a tenant''s {table.entity} since a moment, in cents.';

REVOKE ALL ON FUNCTION {name}_revenue_cents(timestamptz) FROM PUBLIC;
"""
