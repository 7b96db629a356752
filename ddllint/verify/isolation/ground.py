"""A tenant table that is tried, with what the specs and the server's catalog say of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec
import psycopg
from psycopg import sql

from ddllint.catalog.model import (
    Catalog,
    Check,
    Command,
    Exclusion,
    ForeignKey,
    Key,
    Policy,
    Table,
)
from ddllint.catalog.names import Name
from ddllint.diagnostics.span import Span
from ddllint.rules.contract.access import columns_in
from ddllint.rules.policies import COMMANDS, SIDES, clause, covers
from ddllint.settings.model import Role
from ddllint.sql.source import Origin


class Ground(msgspec.Struct, frozen=True):
    """A tenant table as the server has it, and as the specs declare it, if they do.

    `counts` has for each tenant how many rows there are, `held` for each role the commands that
    the server's privileges let it use, `changeable` the columns that it may UPDATE.
    """

    table: Table
    spec: Table | None
    column: str
    own: str
    other: str
    counts: Mapping[str, int]
    held: Mapping[str, frozenset[Command]]
    changeable: Mapping[str, frozenset[str]]

    @property
    def identifier(self) -> sql.Identifier:
        """The table's name in SQL."""
        return sql.Identifier(*self.table.name)

    @property
    def tenant(self) -> sql.Identifier:
        """The tenant column's name in SQL."""
        return sql.Identifier(self.column)

    @property
    def has_both(self) -> bool:
        """Whether there are rows of both tenants."""
        return bool(self.counts.get(self.own) and self.counts.get(self.other))

    def place(self, command: Command, role: str, is_owner: bool) -> Span | None:
        """The line of the specs that lets the role have the right rows, or should have."""
        if self.spec is None:
            return None
        origins = [
            *(() if self.cause(is_owner) else self._policies(command, role)),
            self.spec.row_security.enabled_origin,
            self.spec.origin,
        ]
        return next((origin.span() for origin in origins if origin), None)

    def cause(self, is_owner: bool) -> str:
        """Why policies do not bind the role, if the switches of the table say so."""
        if not self.table.row_security.enabled:
            return "row security is not enabled"
        if is_owner and not self.table.row_security.forced:
            return "row security is not forced, and the role owns the table"
        return ""

    def _policies(self, command: Command, role: str) -> list[Origin | None]:
        """Where the policies stand that the command asks; those that leave tenants out first."""
        assert self.spec is not None
        asked = [
            policy
            for policy in self.spec.policies.values()
            if covers(policy, command) and _is_for(policy, role)
        ]
        asked.sort(key=lambda policy: self._tells_tenants_apart(policy, command))
        return [policy.origin for policy in asked]

    def _tells_tenants_apart(self, policy: Policy, command: Command) -> bool:
        found = [clause(policy, side) for side in SIDES[command]]
        return all(one and self.column in columns_in(one.expression) for one in found)


def _is_for(policy: Policy, role: str) -> bool:
    return "public" in policy.roles or role in policy.roles


def declared(name: Name, role: Role) -> frozenset[Command]:
    """The commands that the settings give a role on a tenant table; the owner has all."""
    if role.owner:
        return frozenset(COMMANDS)
    words = {*role.tenant_tables, *role.tables.get(str(name), ())}
    return frozenset(command for command in COMMANDS if command.value in words)


def ground_of(
    administrator: psycopg.Connection,
    table: Table,
    specs: Catalog,
    column: str,
    tenants: tuple[str, str],
    roles: Sequence[str],
) -> Ground:
    """A tenant table with the rows that there are now."""
    return Ground(
        table=table,
        spec=specs.tables.get(table.name),
        column=column,
        own=tenants[0],
        other=tenants[1],
        counts=_counts(administrator, table.name, column),
        held=held(administrator, table.name, roles),
        changeable={role: columns(administrator, table.name, role, "UPDATE") for role in roles},
    )


def _counts(administrator: psycopg.Connection, name: Name, column: str) -> dict[str, int]:
    """How many rows of each tenant a table has."""
    found = administrator.execute(
        sql.SQL("SELECT {0}::text, count(*) FROM {1} GROUP BY 1").format(
            sql.Identifier(column), sql.Identifier(*name)
        )
    )
    return {str(tenant): number for tenant, number in found.fetchall()}


def held(
    administrator: psycopg.Connection, name: Name, roles: Sequence[str]
) -> dict[str, frozenset[Command]]:
    """For each role the commands that privileges on the relation, or on columns, let it use."""
    found: dict[str, set[Command]] = {role: set() for role in roles}
    for role, command in administrator.execute(
        _HELD,
        {
            "roles": list(roles),
            "relation": sql.Identifier(*name).as_string(administrator),
            "commands": [command.value for command in COMMANDS],
        },
    ):
        found[role].add(Command(command))
    return {role: frozenset(commands) for role, commands in found.items()}


_HELD = """
SELECT role, command
FROM unnest(%(roles)s::text[]) AS r(role), unnest(%(commands)s::text[]) AS c(command)
WHERE has_table_privilege(role, %(relation)s, command)
   OR command <> 'delete' AND has_any_column_privilege(role, %(relation)s, command)
"""


def columns(
    administrator: psycopg.Connection, name: Name, role: str, privilege: str
) -> frozenset[str]:
    """The columns on which a role has a privilege."""
    found = administrator.execute(
        "SELECT attname::text FROM pg_catalog.pg_attribute "
        "WHERE attrelid = %(relation)s::regclass AND attnum > 0 AND NOT attisdropped "
        "AND has_column_privilege(%(role)s, attrelid, attnum, %(privilege)s)",
        {
            "relation": sql.Identifier(*name).as_string(administrator),
            "role": role,
            "privilege": privilege,
        },
    )
    return frozenset(column for (column,) in found.fetchall())


def harmless_column(table: Table, tenant: str, among: Collection[str]) -> str | None:
    """The column that can best take the value that another row has: none if there is none.

    Best is one that no key, reference, index or check speaks of, then the tenant; of a partition
    the tenant at once.
    """
    if table.partition_of is not None and tenant in among:
        return tenant  # another value could be another partition's
    free = _free_column(table, tenant, among)
    if free is not None or tenant in among:
        return free or tenant
    return next((name for name in table.columns if name in among), None)


def _free_column(table: Table, tenant: str, among: Collection[str]) -> str | None:
    bound = {tenant, *_constrained(table)}
    for index in table.indexes.values():
        bound.update(element.column for element in index.elements if element.column)
        if index.predicate is not None:
            bound.update(columns_in(index.predicate))
    for column in table.columns.values():
        if column.name in bound or column.name not in among:
            continue
        if column.generated is None and column.identity is None:
            return column.name
    return None


def _constrained(table: Table) -> Iterator[str]:
    for constraint in table.constraints.values():
        match constraint:
            case Key() | ForeignKey():
                yield from constraint.columns
            case Check():
                yield from columns_in(constraint.expression)
            case Exclusion():
                yield from (one.column for one, _ in constraint.elements if one.column)
