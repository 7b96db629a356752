"""The rows of lookup tables: a foreign key to one is a list of values.

The rows are those that the specs insert. They are all there are if nobody else may change them:
neither a statement of the specs nor a role that was granted it.
"""

from collections.abc import Iterator

from ddllint.catalog.model import Catalog, ForeignKey, Table
from ddllint.catalog.predicates.constants import Constants, Null, read_constant
from ddllint.catalog.predicates.facets import Scalar
from ddllint.sql.expressions import Expression
from ddllint.sql.source import Statement

_CHANGES = frozenset({"INSERT", "UPDATE", "DELETE", "TRUNCATE"})
_OTHERS = frozenset({"UPDATE", "DELETE", "MERGE", "COPY", "TRUNCATE"})


class UnknownRows(Exception):
    """Why the rows of a table are not known, as a clause without a full stop."""


def looked_up(catalog: Catalog, key: ForeignKey, constants: Constants) -> frozenset[Scalar]:
    """The values that a foreign key of one column lets through; raises UnknownRows.

    `constants` says how the values of the column are written.
    """
    table = catalog.tables.get(key.referenced)
    if table is None or len(key.columns) != 1 or len(key.referenced_columns) != 1:
        raise UnknownRows("which are not known here")
    (column,) = key.referenced_columns
    values = [_constant(one, constants) for one in _inserted(catalog, table, column)]
    if not values:
        raise UnknownRows("which are not known here")
    _refuse_others(catalog, table)
    return frozenset(values)


def _refuse_others(catalog: Catalog, table: Table) -> None:
    """Refuse a table whose rows others may change."""
    for grant in catalog.grants:
        about = (grant.kind, grant.object) == ("table", str(table.name))
        if about and grant.privilege in _CHANGES:
            raise UnknownRows(f"which {grant.grantee} may change")
    for statement in _statements(catalog, _OTHERS):
        if table.name.name in _changed(statement):
            line, _ = statement.source.position(statement.start)
            raise UnknownRows(f"which {statement.source.path}:{line} changes")


def _changed(statement: Statement) -> set[str]:
    """The bare names of the relations whose rows a statement changes."""
    from ddllint.sql.other_statements import OnRelation, OnRelations, reread

    if statement.kind == "TruncateStmt":
        many = reread(statement, OnRelations)
        return {one.range_var.relname for one in many.relations} if many else set()
    found = reread(statement, OnRelation)
    if found is None or found.relation is None:
        return set()
    reads_only = statement.kind == "CopyStmt" and not found.is_from
    return set() if reads_only else {found.relation.relname}


def _inserted(catalog: Catalog, table: Table, column: str) -> Iterator[Expression]:
    """What the specs insert into the column, row by row."""
    statements = tuple(_statements(catalog, frozenset({"INSERT"})))
    if not statements:
        return
    from ddllint.sql.other_statements import Insert, reread  # the parser, which few need here

    for statement in statements:
        insert = reread(statement, Insert)
        if insert is None or insert.relation.relname != table.name.name:
            continue
        columns = insert.columns or tuple(table.columns)
        rows = insert.rows
        if insert.updates or not rows or column not in columns:
            line, _ = statement.source.position(statement.start)
            raise UnknownRows(f"of which {statement.source.path}:{line} does not tell all")
        at = columns.index(column)
        yield from (row[at] for row in rows)


def _statements(catalog: Catalog, commands: frozenset[str]) -> Iterator[Statement]:
    for one in catalog.unmodelled:
        if one.statement in commands:
            yield one.origin.statement


def _constant(expression: Expression, constants: Constants) -> Scalar:
    value = read_constant(expression.tree, constants)
    if value is None or isinstance(value, Null):
        raise UnknownRows("which are not plain values")
    return value
