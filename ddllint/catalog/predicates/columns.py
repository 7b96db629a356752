"""Types and constraints of a table, put together column by column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from ddllint.catalog.model import Catalog, Check, Column, ForeignKey, Table
from ddllint.catalog.names import Name
from ddllint.catalog.predicates.constants import Constants, Null, read_constant
from ddllint.catalog.predicates.facets import ALL, UNREAD, Facets, Scalar
from ddllint.catalog.predicates.gather import Part, gathered
from ddllint.catalog.predicates.lookups import UnknownRows, looked_up
from ddllint.catalog.predicates.model import Allowed, Basis, ColumnValues, Unread
from ddllint.catalog.predicates.read import conjuncts, constants_of, passing
from ddllint.catalog.predicates.subject import Column as Asked
from ddllint.catalog.predicates.subject import is_column
from ddllint.catalog.predicates.types import (
    ColumnType,
    column_type,
    deterministic,
    type_facets,
)
from ddllint.sql.expressions import (
    ColumnRef,
    Expr,
    Expression,
    NullTest,
    TypeName,
    without_places,
)
from ddllint.sql.walk import walk

_VALUE = "value"


class _Read(msgspec.Struct, frozen=True):
    """One condition, and the columns that it names; `qualified` if one of them with its table."""

    expression: Expr
    columns: frozenset[str]
    qualified: bool


class _Condition(msgspec.Struct, frozen=True):
    """One condition of a constraint, and whom it binds."""

    read: _Read
    basis: Basis
    validated: bool
    children: bool


class _OfTable(msgspec.Struct, frozen=True):
    """What binds the columns of one table, by their names.

    `plain` says that only expressions and keys do: the rows are its own, and bound by no partition.
    """

    conditions: Mapping[str, Sequence[_Condition]]
    keys: Mapping[str, Sequence[ForeignKey]]
    plain: bool


def catalog_values(
    reader: "ValuesReader", wanted: Mapping[Name, Iterable[str]]
) -> Mapping[tuple[Name, str], ColumnValues]:
    """What the named columns of the tables may hold; what is not there is left out."""
    return {
        (name, column): values
        for name, columns in wanted.items()
        for column, values in reader.of_columns(name, columns)
    }


def table_values(
    catalog: Catalog, table: Table, columns: Iterable[str]
) -> Mapping[str, ColumnValues]:
    """What the named columns of one table may hold; names that it does not have are left out."""
    found = catalog_values(ValuesReader(catalog), {table.name: columns})
    return {name: values for (_, name), values in found.items()}


def type_values(
    catalog: Catalog, type_: TypeName, reason: str = "", known: Facets = ALL
) -> Allowed:
    """What a stored value of the type may be.

    `reason` says what else may bind it, and `known` what is known of that.
    """
    found = column_type(catalog, type_)
    basis = Basis(reason) if reason else _type_basis(type_)
    unread = (Unread(reason, basis),) if reason else ()
    return gathered(found, [*_of_type(found, stored=True), Part(known, basis)], unread)


class ValuesReader:
    """Reads columns of one catalog.

    What types alone say is read once for each type, and a condition that many tables have, but
    for where it stands, once for all of them.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.texts: dict[bytes, tuple[_Read, ...]] = {}
        self.facets: dict[tuple[int, str, TypeName, str, str], Facets] = {}
        self.by_table: dict[Name, _OfTable] = {}
        self.types: dict[TypeName, ColumnType] = {}
        self.plain: dict[TypeName, tuple[Allowed, Allowed]] = {}
        self.parts: dict[tuple[TypeName, bool], tuple[Part, ...]] = {}
        self.rows: dict[
            tuple[Name, tuple[str, ...], int, TypeName], frozenset[Scalar] | UnknownRows
        ] = {}
        self.parents = {parent for table in catalog.tables.values() for parent in table.bases}

    def values(self, name: Name, column: str) -> ColumnValues | None:
        """What the column of the table may hold; None if it is not there."""
        return next((values for _, values in self.of_columns(name, (column,))), None)

    def of_columns(self, name: Name, columns: Iterable[str]) -> Iterator[tuple[str, ColumnValues]]:
        """What those of the columns may hold that the table has."""
        table = self.catalog.tables.get(name)
        if table is None:
            return
        binding = self._binding(table)
        for column in columns:
            if column in table.columns:
                yield column, self.read(table, table.columns[column], binding)

    def likeness(self, name: Name, column: str) -> object:
        """What the column has in common with those that are alike but for names; None if it is odd.

        All that rules know of two that are alike is the same: what they may hold, and what else is
        declared of them. Equal only for the same reader.
        """
        table = self.catalog.tables.get(name)
        held = None if table is None else table.columns.get(column)
        if table is None or held is None or held.generated is not None:
            return None
        binding = self._binding(table)
        if not binding.plain or table.bases or name in self.parents:
            return None
        about = binding.conditions.get(column, ())
        if any(one.read.qualified for one in about):
            return None
        keys = binding.keys.get(column, ())
        found = self._type(held.type)
        return (
            held.type,
            held.not_null,
            None if held.default is None else without_places(held.default.json),
            held.identity,
            held.collation,
            (column, *((id(one.read), one.validated) for one in about)) if about else (),
            tuple([self._likeness(key, held, found) for key in keys]) if keys else (),
        )

    def _likeness(self, key: ForeignKey, column: Column, found: ColumnType) -> object:
        """What a foreign key lets through, whatever the names."""
        rows = self._rows(key, found, column)
        unknown = isinstance(rows, UnknownRows)
        return unknown or (rows, key.enforced, key.validated)

    def _binding(self, table: Table) -> _OfTable:
        if table.name not in self.by_table:
            self.by_table[table.name] = self._of_table(table)
        return self.by_table[table.name]

    def _type(self, type_: TypeName) -> ColumnType:
        if type_ not in self.types:
            self.types[type_] = column_type(self.catalog, type_)
        return self.types[type_]

    def _of_table(self, table: Table) -> _OfTable:
        conditions: dict[str, list[_Condition]] = {}
        for condition in self.conditions(table):
            for name in condition.read.columns:
                conditions.setdefault(name, []).append(condition)
        keys: dict[str, list[ForeignKey]] = {}
        for key in table.constraints.values():
            if isinstance(key, ForeignKey):
                for name in dict.fromkeys(key.columns):
                    keys.setdefault(name, []).append(key)
        return _OfTable(conditions, keys, table.kind != "foreign" and table.partition_of is None)

    def read(self, table: Table, column: Column, binding: _OfTable) -> ColumnValues:
        """What the column of the table may hold."""
        found = self._type(column.type)
        about = binding.conditions.get(column.name, ())
        other: tuple[Unread, ...] = ()
        if column.generated is not None or not binding.plain:
            other = tuple(_unread_otherwise(self.catalog, table, column))
        rows: tuple[Part, ...] = ()
        if column.name in binding.keys:
            listed = tuple(self._looked_up(binding.keys[column.name], column, found))
            other += tuple(one for one in listed if isinstance(one, Unread))
            rows = tuple(one for one in listed if isinstance(one, Part))
        if not about and not rows:
            written, stored = self._plain(column.type)
            if other:
                alike = written is stored
                written = msgspec.structs.replace(written, unread=(*other, *written.unread))
                stored = (
                    written
                    if alike
                    else msgspec.structs.replace(stored, unread=(*other, *stored.unread))
                )
            return ColumnValues(written, stored, _declared_not_null(column, found))
        asked = _asked(found, column, table.name.name)
        read = [(one, self._passing(one.read, asked, column, found)) for one in about]
        parts = self._of_type(column.type, stored=False)
        written = _allowed(found, parts, read, other, rows, stored=False)
        parent = table.name in self.parents
        inherited = [one for one in read if one[0].children or not parent]
        same = _is_stored_as_written(found) and len(inherited) == len(read)
        if same and all(one.validated for one in about) and all(one.validated for one in rows):
            stored = written
        else:
            parts = self._of_type(column.type, stored=True)
            stored = _allowed(found, parts, inherited, other, rows, stored=True)
        return ColumnValues(written, stored, _not_null(column, found, about, asked))

    def _looked_up(
        self, keys: Iterable[ForeignKey], column: Column, found: ColumnType
    ) -> Iterator[Part | Unread]:
        """What foreign keys let through: the rows of lookup tables, where they are known."""
        for key in keys:
            basis = Basis(f"constraint `{key.name}`", key.origin)
            values = self._rows(key, found, column)
            if isinstance(values, UnknownRows):
                told = f"`{key.name}` lets only rows of `{key.referenced}` be named, {values}"
                yield Unread(told, basis)
            elif key.enforced:
                yield Part(Facets(values=values), basis, key.validated)

    def _rows(
        self, key: ForeignKey, found: ColumnType, column: Column
    ) -> frozenset[Scalar] | UnknownRows:
        asked = (key.referenced, key.referenced_columns, len(key.columns), column.type)
        if asked not in self.rows:
            constants = constants_of(_asked(found, column, ""))
            try:
                self.rows[asked] = looked_up(self.catalog, key, constants)
            except UnknownRows as reason:
                self.rows[asked] = reason
        return self.rows[asked]

    def conditions(self, table: Table) -> Iterator[_Condition]:
        """The conditions of the table's checks and of those that it has from its parents.

        The server does not enforce what a foreign table declares (manual, CREATE FOREIGN TABLE).
        """
        for check in _checks(self.catalog, table) if table.kind != "foreign" else ():
            basis = Basis(f"constraint `{check.name}`", check.origin)
            for read in self._conjuncts(check.expression):
                yield _Condition(read, basis, check.validated, not check.no_inherit)

    def _conjuncts(self, expression: Expression) -> tuple[_Read, ...]:
        text = without_places(expression.json)
        if text not in self.texts:
            self.texts[text] = tuple(map(_read, conjuncts(expression.tree)))
        return self.texts[text]

    def _passing(self, read: _Read, asked: Asked, column: Column, found: ColumnType) -> Facets:
        """What the condition lets pass; conditions are kept in `texts`, so each has an id."""
        if not found.known:
            return UNREAD
        relation = asked.relation if read.qualified else ""
        key = (id(read), column.name, column.type, column.collation, relation)
        if key not in self.facets:
            self.facets[key] = passing(read.expression, asked)
        return self.facets[key]

    def _plain(self, type_: TypeName) -> tuple[Allowed, Allowed]:
        """What the type alone lets be written, and what is stored then."""
        if type_ not in self.plain:
            found = self._type(type_)
            written = _allowed(found, self._of_type(type_, stored=False), (), (), stored=False)
            stored = written
            if not _is_stored_as_written(found):
                stored = _allowed(found, self._of_type(type_, stored=True), (), (), stored=True)
            self.plain[type_] = written, stored
        return self.plain[type_]

    def _of_type(self, type_: TypeName, *, stored: bool) -> tuple[Part, ...]:
        """What the type says, and the domains over it."""
        if (type_, stored) not in self.parts:
            self.parts[type_, stored] = tuple(_of_type(self._type(type_), stored=stored))
        return self.parts[type_, stored]


def _is_stored_as_written(found: ColumnType) -> bool:
    """Whether the type itself says the same of both: no blanks are added, no domain is unproven."""
    return found.kind != "character" and not found.domains


def _asked(found: ColumnType, column: Column, relation: str) -> Asked:
    collations = (column.collation, *(domain.collation for domain in found.domains))
    names = {column.type.name, *(domain.base.name for domain in found.domains)}
    if found.enum is not None:
        names |= {"text", "character varying"}
    return Asked(
        name=column.name,
        relation=relation,
        type=found.base,
        kind=found.kind,
        names=frozenset(names),
        equality=all(map(deterministic, collations)),
    )


def _allowed(
    found: ColumnType,
    of_type: Iterable[Part],
    read: Iterable[tuple[_Condition, Facets]],
    other: tuple[Unread, ...],
    rows: tuple[Part, ...] = (),
    *,
    stored: bool,
) -> Allowed:
    of_table = (Part(facets, one.basis, one.validated) for one, facets in read)
    parts = [*of_type, *of_table, *rows]
    return gathered(found, parts, other, stored=stored)


def _of_type(found: ColumnType, *, stored: bool) -> Iterator[Part]:
    """The parts of the type and of the domains over it."""
    yield Part(type_facets(found, stored=stored), _type_basis(found.base))
    for domain in found.domains:
        asked = _asked(found, Column(_VALUE, domain.base, collation=domain.collation), "")
        for check in domain.checks.values():
            basis = Basis(f"constraint `{check.name}` of domain `{domain.name}`", check.origin)
            for expression in conjuncts(check.expression.tree) if check.enforced else ():
                facets = passing(expression, asked) if found.known else UNREAD
                yield Part(facets, basis, check.validated)


def _type_basis(type_: TypeName) -> Basis:
    return Basis(f"type `{type_}`")


def _checks(catalog: Catalog, table: Table) -> Iterator[Check]:
    own = True
    above, seen = [table.name], {table.name}
    while above:
        here = catalog.tables.get(above.pop(0))
        if here is None:
            continue
        for constraint in here.constraints.values():
            if not isinstance(constraint, Check) or not constraint.enforced:
                continue
            if own or not constraint.no_inherit:
                yield constraint
        own = False
        for name in here.bases:
            if name not in seen:
                seen.add(name)
                above.append(name)


def _read(expression: Expr) -> _Read:
    columns = [node for node in walk(expression) if isinstance(node, ColumnRef)]
    names = frozenset(column.names[-1] for column in columns)
    return _Read(expression, names, any(len(column.names) > 1 for column in columns))


def _unread_otherwise(catalog: Catalog, table: Table, column: Column) -> Iterator[Unread]:
    """What binds the column's values besides types and checks."""
    if column.generated is not None:
        yield Unread("its values are generated", Basis("the generation expression", column.origin))
    if table.kind == "foreign":
        reason = f"the rows of foreign table `{table.name}` are another server's"
        yield Unread(reason, Basis("the foreign table", table.origin))
    parent = catalog.tables.get(table.partition_of) if table.partition_of else None
    keys = parent.partitioning.elements if parent and parent.partitioning else ()
    if any(key.column in (column.name, None) for key in keys):
        yield Unread("the bound of the partition is not read", Basis("the bound", table.origin))


def _not_null(
    column: Column, found: ColumnType, about: Sequence[_Condition], asked: Asked
) -> Basis | None:
    """What keeps NULL out of the column, today's rows included."""
    declared = _declared_not_null(column, found)
    if declared is not None:
        return declared
    for one in about:
        match one.read.expression:
            case NullTest(operand=operand, negated=True) if one.validated and one.children:
                if is_column(operand, asked):
                    return one.basis
    return None


def _declared_not_null(column: Column, found: ColumnType) -> Basis | None:
    """The NOT NULL of the column or of a domain under it."""
    if column.not_null:
        return Basis("NOT NULL", column.origin)
    for domain in found.domains:
        if domain.not_null:
            return Basis(f"domain `{domain.name}`", domain.origin)
    return None


def constant_default(catalog: Catalog, column: Column) -> Scalar | None:
    """The constant that the column's DEFAULT is; None without one, and for what is computed.

    `DEFAULT NULL` is no default at all.
    """
    if column.default is None:
        return None
    found = column_type(catalog, column.type)
    kind: Literal["text", "number", "boolean"] = (
        "boolean"
        if found.kind == "boolean"
        else "number"
        if found.kind in ("number", "float")
        else "text"
    )
    names = _asked(found, column, "").names
    value = read_constant(column.default.tree, Constants(kind, found.base.name, names))
    return None if isinstance(value, Null) else value


def is_null_default(column: Column) -> bool:
    """Whether the column's default is NULL, written or not."""
    return column.default is None or isinstance(
        read_constant(column.default.tree, Constants("text")), Null
    )
