"""The script of row security: no role gets at rows of another tenant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ddllint.catalog.model import Catalog, Command, Table
from ddllint.rules.policies import COMMANDS
from ddllint.rules.tenants import scoped_tables
from ddllint.settings.model import Role, Tenancy
from ddllint.verify.isolation.ground import declared
from ddllint.verify.isolation.sessions import GARBAGE
from ddllint.verify.rows import Filling, Row
from ddllint.verify.scripts.reading import views
from ddllint.verify.scripts.referring import references
from ddllint.verify.scripts.writing import (
    HEAD,
    TAIL,
    acting,
    block,
    comment,
    identifier,
    inserting,
    literal,
    poured,
    raised,
    refused,
    seen,
    setting,
)

_UNDO = "DDL00"
"""An SQLSTATE that no server raises: it undoes what was tried."""


def isolation_script(
    catalog: Catalog,
    tenancy: Tenancy,
    roles: Mapping[str, Role],
    owner: str | None,
    filling: Filling,
) -> Iterator[str]:
    """The lines of the script: each tenant table is tried before rows refer to its rows.

    Without rows of two tenants the script fails: it would prove nothing. `owner` inserts the
    rows; None leaves it to whoever runs the script.
    """
    yield "-- No role gets at rows of another tenant. Each role tries it itself, by SET ROLE; if it"
    yield "-- is a superuser or has BYPASSRLS, the script fails, since that would prove nothing."
    yield "-- Run by a member of all of them, or by a superuser."
    yield from HEAD
    yield "SET CONSTRAINTS ALL DEFERRED;"
    column = tenancy.column
    tenants = [*dict.fromkeys(v for r in filling.rows if (v := r.values.get(column)) is not None)]
    scoped = {t.name: t for t in scoped_tables(catalog, tenancy) if column in t.columns}
    bound = {name: role for name, role in roles.items() if role.login and not role.bypasses_rls}
    owners = {table.name: table.owner or owner for table in catalog.tables.values()}
    tried = set()
    for name, rows in groupby(filling.rows, lambda row: row.table):
        placed = list(rows)
        yield ""
        yield from poured(placed, tenancy, owners)
        if name in scoped and name not in tried and len(tenants) > 1:
            tried.add(name)
            trial = _Trial(scoped[name], tenancy, (tenants[0], tenants[1]), placed)
            for role, what in bound.items():
                yield from trial.by(role, what)
    for name in scoped:
        if name not in tried:
            yield ""
            yield from block(_raising(f"{name} was not tried: it has no rows of two tenants"))
    if len(tenants) > 1:
        pair = (tenants[0], tenants[1])
        yield from references(catalog, tenancy, bound, pair, filling)
        yield from views(catalog, tenancy, bound, tenants[0], owner)
    yield from TAIL


@dataclass(frozen=True)
class _Trial:
    """A tenant table with its rows. The first of the tenants is the one in the setting."""

    table: Table
    tenancy: Tenancy
    tenants: tuple[str, str]
    rows: Sequence[Row]

    def by(self, name: str, role: Role) -> Iterator[str]:
        """The lines in which one role tries it."""
        may = declared(self.table.name, role)
        yield ""
        yield comment(f"{self.table.name}, {name}")
        yield from acting(name)
        yield setting(self.tenancy, self.tenants[0])
        who = f"{self.table.name}: {name}"
        for command in COMMANDS:
            if command not in may:
                yield from block(refused(self._any(command), f"{who} may {command.value}"))
        if not role.owner:
            told = f"{who} empties it by TRUNCATE"
            yield from block(refused(f"TRUNCATE {self._name}", told))
        yield from self._own(may, who)
        yield setting(self.tenancy, "")
        yield from self._nobodys(may, who, "no tenant", strict=self.tenancy.unset == "quiet")
        yield setting(self.tenancy, GARBAGE)
        yield from self._nobodys(may, who, "garbage", strict=False)
        yield "RESET ROLE;"

    def _own(self, may: frozenset[Command], who: str) -> Iterator[str]:
        """The lines of what is tried with a tenant in the setting."""
        mine, theirs = (self._of(tenant) for tenant in self.tenants)
        for command in (Command.SELECT, Command.UPDATE, Command.DELETE):
            if command in may:
                yield from block(self._reaches(command, len(mine), who, "a tenant"))
        if Command.SELECT in may:
            yield from block(self._sees_others(who))
        if Command.UPDATE in may:
            statement = f"UPDATE {self._name} SET {self._column} = {literal(self.tenants[1])}"
            yield from block(refused(statement, f"{who} moves rows to another tenant"))
        if Command.INSERT in may:
            for row in mine[:1]:
                yield from block(_accepted(row, f"{who} cannot insert a row of its tenant"))
            for row in theirs[:1]:
                told = f"{who} inserts a row of another tenant"
                yield from block(refused(inserting(row), told))

    def _nobodys(
        self, may: frozenset[Command], who: str, of: str, *, strict: bool
    ) -> Iterator[str]:
        """The lines of what is tried without a tenant; with `strict` no error is an answer."""
        for command in (Command.SELECT, Command.UPDATE, Command.DELETE):
            if command in may:
                yield from block(self._reaches(command, 0, who, of, may_fail=not strict))
        if Command.INSERT in may and self._of(self.tenants[0]):
            statement = inserting(self._of(self.tenants[0])[0])
            told = f"{who} inserts a row with {of} in the setting"
            by = "insufficient_privilege" if strict else "OTHERS"
            yield from block(refused(statement, told, by=by))

    def _reaches(
        self, command: Command, rows: int, who: str, of: str, *, may_fail: bool = False
    ) -> Iterator[str]:
        """The lines that count what a command without a condition reaches, and undo it."""
        told = literal(f"{who} with {of} in the setting reaches by {command.value} ")
        expected = "OTHERS" if may_fail else f"SQLSTATE '{_UNDO}'"
        yield "DECLARE reached bigint := 0;"
        yield "BEGIN"
        yield "    BEGIN"
        yield f"        {self._counted(command)}"
        if command is not Command.SELECT:
            yield "        GET DIAGNOSTICS reached = ROW_COUNT;"
        yield f"        RAISE EXCEPTION USING ERRCODE = '{_UNDO}';"
        yield f"    EXCEPTION WHEN {expected} THEN NULL;"
        yield "    END;"
        yield f"    IF reached <> {rows} THEN"
        yield (
            f"        RAISE EXCEPTION USING MESSAGE = concat({told}, reached, ' rows, not {rows}');"
        )
        yield "    END IF;"
        yield "END"

    def _counted(self, command: Command) -> str:
        match command:
            case Command.SELECT:
                return f"SELECT count(*) INTO reached FROM {self._name};"
            case Command.UPDATE:
                return f"UPDATE {self._name} SET {self._column} = {self._column};"
        return f"DELETE FROM {self._name};"

    def _sees_others(self, who: str) -> Iterator[str]:
        others = f"SELECT FROM {self._name} WHERE {self._column} <> {literal(self.tenants[0])}"
        yield from seen(others, f"{who} sees rows of another tenant")

    def _any(self, command: Command) -> str:
        """A statement that needs the privilege, and nothing more."""
        match command:
            case Command.SELECT:
                return f"PERFORM FROM {self._name}"
            case Command.INSERT:
                return f"INSERT INTO {self._name} DEFAULT VALUES"
            case Command.UPDATE:
                return f"UPDATE {self._name} SET {self._column} = NULL"
        return f"DELETE FROM {self._name}"

    def _of(self, tenant: str) -> list[Row]:
        return [row for row in self.rows if row.values.get(self.tenancy.column) == tenant]

    @property
    def _name(self) -> str:
        return identifier(*self.table.name)

    @property
    def _column(self) -> str:
        return identifier(self.tenancy.column)


def _accepted(row: Row, told: str) -> Iterator[str]:
    """The lines that raise `told` when a policy refuses a row that is there already."""
    yield "BEGIN"
    yield f"    {inserting(row)};"
    yield f"    RAISE EXCEPTION USING ERRCODE = '{_UNDO}';"
    yield "EXCEPTION"
    yield f"    WHEN unique_violation OR SQLSTATE '{_UNDO}' THEN NULL;"
    yield "    WHEN insufficient_privilege THEN"
    yield from (f"    {line}" for line in raised(told))
    yield "END"


def _raising(told: str) -> Iterator[str]:
    yield "BEGIN"
    yield from raised(told)
    yield "END"
