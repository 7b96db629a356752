"""Predicates of row security, and what they do."""

from ddllint.catalog.names import Name
from ddllint.rules.tenant_predicate import Wanted

WANTED = Wanted(
    table=Name("public", "invoices"),
    column="tenant_id",
    setting="app.current_tenant_id",
    functions=("app.current_tenant()", "whoami"),
)
SETTING = "current_setting('app.current_tenant_id')"
QUIET = "NULLIF(current_setting('app.current_tenant_id', true), '')::uuid"

BINDING = [
    f"tenant_id = {SETTING}::uuid",
    f"tenant_id = CAST({SETTING} AS uuid)",
    f"(tenant_id) = (({SETTING}))::uuid",
    f"{SETTING}::uuid = tenant_id",
    f"tenant_id::text = {SETTING}",
    f"{SETTING} = tenant_id::varchar",
    f"tenant_id::text = {SETTING}::text",
    f"tenant_id::text::uuid = {SETTING}::uuid",
    "tenant_id = current_setting('app.current_tenant_id', true)::uuid",
    "tenant_id = current_setting('app.current_tenant_id', false)::uuid",
    "tenant_id = current_setting('app.current_tenant_id'::text, true)::uuid",
    "tenant_id = current_setting('App.Current_Tenant_ID')::uuid",
    "tenant_id = pg_catalog.current_setting('app.current_tenant_id')::uuid",
    f"tenant_id OPERATOR(pg_catalog.=) {SETTING}::uuid",
    f"tenant_id = {QUIET}",
    f"tenant_id = NULLIF({SETTING}, 'none')::uuid",
    f"tenant_id = (SELECT {SETTING}::uuid)",
    f"tenant_id = (SELECT {SETTING})::uuid",
    f"tenant_id = (SELECT {QUIET})",
    f"invoices.tenant_id = {QUIET}",
    f"public.invoices.tenant_id = {QUIET}",
    f"tenant_id IN ({QUIET})",
    f"tenant_id IN (SELECT {QUIET})",
    f"tenant_id = ANY (SELECT {QUIET})",
    f"tenant_id = ANY (ARRAY[{QUIET}, {SETTING}::uuid])",
    f"tenant_id IS NOT DISTINCT FROM {QUIET}",
    f"tenant_id = {QUIET} AND archived_at IS NULL",
    f"archived_at IS NULL AND (region = 'eu' AND tenant_id = {QUIET})",
    f"tenant_id = {QUIET} AND true",
    f"tenant_id = {QUIET} OR {SETTING}::uuid = tenant_id",
    f"(tenant_id = {QUIET} AND a) OR (tenant_id = {QUIET} AND b)",
    f"tenant_id = {QUIET} OR false",
    f"tenant_id = {QUIET} OR NULL",
    f"NOT (tenant_id <> {QUIET})",
    f"NOT (tenant_id IS DISTINCT FROM {QUIET})",
    f"NOT NOT (tenant_id = {QUIET})",
    f"NOT (tenant_id <> {QUIET} OR archived)",
    f"(tenant_id = {QUIET}) IS TRUE",
    f"(tenant_id <> {QUIET}) IS FALSE",
    f"COALESCE(tenant_id = {QUIET}, false)",
    f"(tenant_id = {QUIET})::boolean",
    f"CASE WHEN archived THEN false ELSE tenant_id = {QUIET} END",
    f"CASE WHEN NOT archived THEN tenant_id = {QUIET} END",
    "tenant_id = COALESCE(current_setting('app.current_tenant_id', true), NULL)::uuid",
    "tenant_id = app.current_tenant()",
    "tenant_id = (SELECT app.current_tenant())",
    "tenant_id = whoami()",
    "tenant_id = public.whoami()",
    "tenant_id = whoami('strictly')",
]
"""True for the tenant's own rows only."""

NEVER_TRUE = [
    "false",
    "NULL",
    "NOT true",
    "NOT (NULL)",
    f"false AND tenant_id = {QUIET}",
    "region = 'eu' AND false",
    "false OR NULL",
    "NOT (true OR archived)",
    "CASE WHEN archived THEN false END",
    "COALESCE(NULL, false)",
]
"""True for no row at all."""

FAILING = [
    ("true", "is always true"),
    ("NOT false", "is always true"),
    ("true AND true", "is always true"),
    (
        f"tenant_id = {QUIET} OR true",
        "does not bind in every case: one side of OR is always true",
    ),
    (
        f"tenant_id = {QUIET} OR public",
        (
            "does not bind in every case: one side of OR does not compare `tenant_id` with the "
            "setting `app.current_tenant_id`"
        ),
    ),
    (
        f"tenant_id = {QUIET} OR tenant_id IS NULL",
        (
            "does not bind in every case: one side of OR tests IS NULL, which does not bind "
            "`tenant_id`"
        ),
    ),
    (
        f"tenant_id = {QUIET} OR {QUIET} IS NULL",
        (
            "does not bind in every case: one side of OR tests IS NULL, which does not bind "
            "`tenant_id`"
        ),
    ),
    (
        f"NOT (tenant_id <> {QUIET} AND archived)",
        (
            "does not bind in every case: one side of OR negates a condition instead of "
            "comparing `tenant_id`"
        ),
    ),
    (
        "tenant_id = current_setting('app.tenant_id')::uuid",
        "reads the setting `app.tenant_id`, not `app.current_tenant_id`",
    ),
    (
        "tenant_id = current_setting('app.' || 'current_tenant_id')::uuid",
        "computes the name of the setting instead of writing it",
    ),
    (
        f"org_id = {QUIET}",
        "compares `org_id` with the setting, not `tenant_id`",
    ),
    (
        f"other.tenant_id = {QUIET}",
        "compares `other.tenant_id` with the setting, not `tenant_id`",
    ),
    (
        f"secret.invoices.tenant_id = {QUIET}",
        "compares `secret.invoices.tenant_id` with the setting, not `tenant_id`",
    ),
    (
        f"{QUIET} = {SETTING}::uuid",
        "compares another value with the setting, not `tenant_id`",
    ),
    (f"tenant_id <> {QUIET}", "compares `tenant_id` by <>, not by ="),
    (f"tenant_id >= {QUIET}", "compares `tenant_id` by >=, not by ="),
    (f"{SETTING} LIKE tenant_id::text", "compares `tenant_id` by ~~, not by ="),
    (f"tenant_id <> ALL (ARRAY[{QUIET}])", "compares `tenant_id` by <> ALL, not by ="),
    (
        f"tenant_id IS DISTINCT FROM {QUIET}",
        "compares `tenant_id` by IS DISTINCT FROM, not by =",
    ),
    (f"NOT (tenant_id = {QUIET})", "compares `tenant_id` by <>, not by ="),
    (
        f"tenant_id NOT IN ({QUIET})",
        "excludes values by NOT IN instead of comparing by =",
    ),
    (
        f"tenant_id IN ({QUIET}, '00000000-0000-0000-0000-000000000000')",
        (
            "compares `tenant_id` with `'00000000-0000-0000-0000-000000000000'`, not with the "
            "setting `app.current_tenant_id`"
        ),
    ),
    (
        f"tenant_id = ANY (ARRAY[{QUIET}, shared_with])",
        "compares `tenant_id` with `shared_with`, not with the setting `app.current_tenant_id`",
    ),
    (
        f"{QUIET} IN (tenant_id, shared_with)",
        "compares with other values beside `tenant_id`",
    ),
    (
        f"{QUIET} = ANY (ARRAY[shared_with, tenant_id])",
        "compares with other values beside `tenant_id`",
    ),
    (
        f"tenant_id = {SETTING}::uuid[]",
        "casts the setting to `uuid[]`, which does not keep tenants apart",
    ),
    (
        "tenant_id = owner_id::varchar(3)",
        ("compares `tenant_id` with `owner_id`, not with the setting `app.current_tenant_id`"),
    ),
    (
        "tenant_id = current_setting(5)::uuid",
        "computes the name of the setting instead of writing it",
    ),
    ("amount > 5", "does not compare `tenant_id` with the setting `app.current_tenant_id`"),
    ("amount = 5", "does not compare `tenant_id` with the setting `app.current_tenant_id`"),
    (
        "tenant_id IS NOT DISTINCT FROM org_id",
        ("compares `tenant_id` with `org_id`, not with the setting `app.current_tenant_id`"),
    ),
    (
        "tenant_id = NULL",
        "compares `tenant_id` with `null`, not with the setting `app.current_tenant_id`",
    ),
    (
        "tenant_id = 5",
        "compares `tenant_id` with `5`, not with the setting `app.current_tenant_id`",
    ),
    (
        "tenant_id = region || 'x'",
        (
            "compares `tenant_id` with another expression, not with the setting "
            "`app.current_tenant_id`"
        ),
    ),
    ("~ tenant_id", "does not compare `tenant_id` with the setting `app.current_tenant_id`"),
    ("tenant_id = ANY (ARRAY[])", "compares `tenant_id` by = ANY, not by ="),
    ("tenant_id = ANY (ARRAY[]::uuid[])", "compares `tenant_id` by = ANY, not by ="),
    (
        "tenant_id IN (SELECT tenant_id FROM members)",
        "asks a query instead of comparing `tenant_id`",
    ),
    (
        f"EXISTS (SELECT 1 FROM members m WHERE m.tenant_id = {QUIET})",
        "asks a query instead of comparing `tenant_id`",
    ),
    (
        "tenant_id = (SELECT tenant_id FROM members LIMIT 1)",
        "compares `tenant_id` with a query, not with the setting `app.current_tenant_id`",
    ),
    (
        f"tenant_id = (SELECT {QUIET} FROM settings)",
        "compares `tenant_id` with a query, not with the setting `app.current_tenant_id`",
    ),
    (
        "tenant_id::text = current_user",
        ("compares `tenant_id` with `current_user`, not with the setting `app.current_tenant_id`"),
    ),
    (
        "tenant_id = auth.uid()",
        "compares `tenant_id` with `auth.uid()`, not with the setting `app.current_tenant_id`",
    ),
    (
        "tenant_id = current_tenant()",
        (
            "compares `tenant_id` with `current_tenant()`, not with the setting "
            "`app.current_tenant_id`"
        ),
    ),
    (
        "tenant_id = app.current_tenant(owner_id)",
        "passes `app.current_tenant()` something that is not a literal",
    ),
    (
        "tenant_id = tenant_id",
        "compares `tenant_id` with `tenant_id`, not with the setting `app.current_tenant_id`",
    ),
    (
        (
            "tenant_id = COALESCE(current_setting('app.current_tenant_id', true), "
            "'00000000-0000-0000-0000-000000000000')::uuid"
        ),
        (
            "falls back to `'00000000-0000-0000-0000-000000000000'` when the setting is unset, "
            "so that an unset setting is a tenant too"
        ),
    ),
    (
        f"tenant_id = COALESCE({QUIET}, tenant_id)",
        (
            "falls back to `tenant_id` when the setting is unset, so that an unset setting is "
            "a tenant too"
        ),
    ),
    (
        "tenant_id = COALESCE(NULL, owner_id)",
        "compares `tenant_id` with `owner_id`, not with the setting `app.current_tenant_id`",
    ),
    ("tenant_id = COALESCE(NULL)", "compares `tenant_id` with null"),
    (
        "tenant_id = NULLIF('', current_setting('app.current_tenant_id'))::uuid",
        "compares `tenant_id` with `''`, not with the setting `app.current_tenant_id`",
    ),
    (
        f"left(tenant_id::text, 8) = {SETTING}",
        "compares another value with the setting, not `tenant_id`",
    ),
    (
        f"tenant_id::varchar(8) = {SETTING}",
        "compares `tenant_id::character varying(8)`, a cast that does not keep tenants apart",
    ),
    (
        f"tenant_id::text = {SETTING}::varchar(8)",
        "casts the setting to `character varying(8)`, which does not keep tenants apart",
    ),
    (
        f"tenant_id = ({SETTING}::integer)::uuid",
        "casts the setting to `integer`, which does not keep tenants apart",
    ),
    (
        f"(tenant_id = {QUIET}) IS NOT FALSE",
        "passes when the setting is unset, since IS NOT FALSE is true for null",
    ),
    (
        f"(tenant_id = {QUIET}) IS UNKNOWN",
        "passes when the setting is unset, since IS UNKNOWN is true for null",
    ),
    (
        f"(tenant_id = {QUIET}) IS NOT TRUE",
        "tests IS NOT TRUE, which does not bind `tenant_id`",
    ),
    (
        f"(tenant_id = {QUIET}) IS NOT NULL",
        "tests IS NOT NULL, which does not bind `tenant_id`",
    ),
    (
        f"COALESCE(tenant_id = {QUIET}, true)",
        "does not bind in every case: an argument of COALESCE is always true",
    ),
    (
        f"CASE WHEN archived THEN true ELSE tenant_id = {QUIET} END",
        "does not bind in every case: a CASE result is always true",
    ),
    (
        "region = 'eu' AND tenant_id = current_setting('app.tenant')::uuid",
        "reads the setting `app.tenant`, not `app.current_tenant_id`",
    ),
    (
        "archived",
        "does not compare `tenant_id` with the setting `app.current_tenant_id`",
    ),
    (
        f"tenant_id BETWEEN {QUIET} AND {QUIET}",
        "does not compare `tenant_id` with the setting `app.current_tenant_id`",
    ),
]
"""True for other rows too, each with the reason that is told."""
