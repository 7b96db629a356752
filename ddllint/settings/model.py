"""What the settings file may say, typed. Defaults are those of the design's house.

The descriptions go into the JSON Schema that editors read (`ddllint settings --schema`).
"""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta

from ddllint.diagnostics.finding import Severity

Privilege: TypeAlias = Literal[
    "select", "insert", "update", "delete", "truncate", "references", "trigger"
]
"""A privilege on a table (PostgreSQL manual, 5.8)."""


class Tenancy(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How rows are bound to a tenant."""

    column: Annotated[str, Meta(description="The column that holds a row's tenant.")] = "tenant_id"
    type: Annotated[str, Meta(description="The type of the tenant column.")] = "uuid"
    parent: Annotated[
        str, Meta(description="The table and column that the tenant column refers to.")
    ] = "tenants.id"
    setting: Annotated[
        str, Meta(description="The run-time parameter that holds the current tenant.")
    ] = "app.current_tenant_id"
    unset: Annotated[
        Literal["quiet", "raise"],
        Meta(
            description="What a policy does when no tenant is set: show no rows (quiet), or raise."
        ),
    ] = "quiet"
    exempt: Annotated[tuple[str, ...], Meta(description="Tables that belong to no tenant.")] = ()


class Role(msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """A database role, and what it may do."""

    owner: Annotated[
        bool, Meta(description="Owns the tables and runs the migrations; exactly one role does.")
    ] = False
    login: Annotated[bool, Meta(description="May open a connection.")] = False
    bypasses_rls: Annotated[bool, Meta(description="Has BYPASSRLS: sees every tenant's rows.")] = (
        False
    )
    member_of: Annotated[
        tuple[str, ...], Meta(description="The roles that this one is a member of.")
    ] = ()
    tenant_tables: Annotated[
        tuple[Privilege, ...], Meta(description="Its privileges on every tenant table.")
    ] = ()
    tables: Annotated[
        Mapping[str, tuple[Privilege, ...]],
        Meta(description="Its privileges on single tables and views, by name."),
    ] = {}


class Documents(
    msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True
):
    """Where `ddllint docs` writes its documents; null for one that is not wanted."""

    dictionary: Annotated[
        str | None, Meta(description="The folder of the data dictionary, a page for each table.")
    ] = "db/docs/data_dictionary"
    erd: Annotated[
        str | None, Meta(description="The folder of the entity-relationship diagrams.")
    ] = "db/docs/erd"
    index_plan: Annotated[
        str | None, Meta(description="The file that tells what needs each index.")
    ] = "db/docs/INDEX_PLAN.md"
    contract_matrix: Annotated[
        str | None, Meta(description="The file of contract fields against columns.")
    ] = "db/docs/CONTRACT_MATRIX.md"
    lint_rules: Annotated[str | None, Meta(description="The file of the rules in effect.")] = (
        "db/docs/DDL_LINT_RULES.md"
    )
    lint_results: Annotated[
        str | None, Meta(description="The file of what the rules say of the specs, rule by rule.")
    ] = "db/docs/LINT_VALIDATION_RESULTS.md"
    role_matrix: Annotated[
        str | None,
        Meta(
            description="The file with the region `role-matrix`, which tells who may do what; "
            "the rest of the file is people's."
        ),
    ] = "db/docs/ROLES_AND_GRANTS.md"
    tags: Annotated[
        tuple[str, ...],
        Meta(description="The tags of comments, as in `Purpose: ...`, without the colon."),
    ] = ("Purpose", "Data class", "Contract", "RLS", "Access", "Refresh")


class Results(
    msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True
):
    """Where `ddllint verify --write-results` writes; null for a file that is not wanted."""

    rls_isolation: Annotated[
        str | None, Meta(description="The file of what roles of other tenants could not do.")
    ] = "db/tests/test_rls_isolation_results.md"
    contract_compliance: Annotated[
        str | None, Meta(description="The file of what rows, views and answers were held to.")
    ] = "db/tests/test_contract_compliance_results.md"
    migration_safety: Annotated[
        str | None, Meta(description="The file of how the revisions ran, forth and back.")
    ] = "db/docs/MIGRATION_SAFETY_VERIFICATION.md"
    rls_isolation_script: Annotated[
        str | None, Meta(description="The SQL script that fails when isolation is broken.")
    ] = "db/tests/test_rls_isolation.sql"
    contract_compliance_script: Annotated[
        str | None, Meta(description="The SQL script that fails when a constraint is missing.")
    ] = "db/tests/test_contract_compliance.sql"


_Time = Annotated[str, Meta(pattern=r"^[1-9][0-9]*(ms|s|min)$")]
_MILLISECONDS = {"ms": 1, "s": 1_000, "min": 60_000}


class Emit(msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """The timeouts in the revisions that `ddllint emit` writes."""

    lock_timeout: Annotated[
        _Time,
        Meta(
            description="For how long a transaction may keep others waiting: 5s, 800ms. Its "
            "statements share it, by the tables that they lock."
        ),
    ] = "5s"
    statement_timeout: Annotated[
        _Time,
        Meta(description="How long a statement may take, unless others can go on meanwhile: 1min."),
    ] = "60s"


def milliseconds(time: str) -> int:
    """A time of `Emit` as a number."""
    number = time.rstrip("mins")
    return int(number) * _MILLISECONDS[time[len(number) :]]


class WaiverEntry(
    msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True
):
    """A finding, or a place that cannot be checked, that is accepted, and why."""

    code: Annotated[str, Meta(description="The rule's code or name.")]
    reason: Annotated[str, Meta(description="Why it is accepted.")] = ""
    until: Annotated[
        datetime.date | None, Meta(description="The last day on which the waiver holds.")
    ] = None


class Settings(
    msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True
):
    """The settings of ddllint. Paths are relative to the file that they are written in."""

    extends: Annotated[
        tuple[str, ...],
        Meta(
            description="Rulesets that this file builds on: ddllint:recommended, ddllint:strict, "
            "or paths of files. A later one overrides an earlier one, this file overrides all."
        ),
    ] = ()
    specs: Annotated[
        tuple[str, ...], Meta(description="Files, folders and globs of the SQL specs.")
    ] = ()
    ignore: Annotated[
        tuple[str, ...], Meta(description="Globs of files and folders to leave out.")
    ] = ()
    contracts: Annotated[
        tuple[str, ...], Meta(description="Folders of the API contracts (OpenAPI, JSON Schema).")
    ] = ()
    validate_contracts: Annotated[
        bool,
        Meta(
            description="Whether the contracts are held to the meta-schemas of OpenAPI and JSON "
            "Schema, too; this needs the extra `contract`, and time."
        ),
    ] = False
    mapping: Annotated[
        str | None, Meta(description="The file that maps contract schemas to tables and views.")
    ] = None
    alembic: Annotated[
        str | None,
        Meta(
            description="The configuration file of Alembic, whose revisions build the schema. "
            "By default alembic.ini beside this file, if there is one."
        ),
    ] = None
    roles_file: Annotated[
        str | None,
        Meta(
            description="The SQL that an administrator runs in a new database before the first "
            "revision: it makes the roles. By default `ddllint verify` makes them from `roles`."
        ),
    ] = None
    migrations: Annotated[
        tuple[str, ...],
        Meta(
            description="Files, folders and globs of migrations that are checked with the rules "
            "about migrations: plain SQL, applied in the order of their paths, and folders of "
            "Alembic revisions."
        ),
    ] = ()
    migration_transactions: Annotated[
        Literal["written", "file"],
        Meta(
            description="How plain SQL migrations run: each statement in a transaction of its own "
            "but for BEGIN and COMMIT in the file (written), or each file in one (file)."
        ),
    ] = "written"
    postgres: Annotated[
        Literal["14", "15", "16", "17", "18", "19"],
        Meta(description="The oldest PostgreSQL to support, as its major version."),
    ] = "15"
    fail_on: Annotated[
        Severity, Meta(description="The least severity of a finding that fails the check.")
    ] = Severity.ERROR
    tenancy: Tenancy = Tenancy()
    roles: Annotated[Mapping[str, Role], Meta(description="The database's roles, by name.")] = {}
    docs: Documents = Documents()
    results: Results = Results()
    emit: Emit = Emit()
    plugins: Annotated[
        tuple[str, ...],
        Meta(
            description="Rules of other packages, by the names of their entry points in the "
            "group `ddllint.rules`. They are Python code, which the check runs."
        ),
    ] = ()
    rules: Annotated[
        Mapping[str, Mapping[str, Any]],
        Meta(description="By code: the severity of a rule (or off), and its options."),
    ] = {}
    waivers: Annotated[
        Mapping[str, tuple[WaiverEntry, ...]],
        Meta(
            description="Findings and unchecked places that are accepted, by path#object, as in "
            "specs/a.sql#orders.total."
        ),
    ] = {}
