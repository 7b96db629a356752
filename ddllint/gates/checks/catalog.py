"""Relations of the specs or the revisions, and what each of them has."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from ddllint.catalog.model import (
    Catalog,
    Column,
    Comment,
    ForeignKey,
    Index,
    Key,
    Table,
    View,
    ViewColumn,
)
from ddllint.diagnostics.span import Span
from ddllint.gates.format import CatalogCheck, ColumnWanted
from ddllint.gates.ground import Ground
from ddllint.gates.model import Fault, Looked
from ddllint.report.summary import count
from ddllint.sql.expressions import Call, Constant, Expression
from ddllint.sql.walk import walk


def catalog_faults(wanted: CatalogCheck, ground: Ground) -> Iterator[Fault | Looked]:
    """What the relations lack of what is wanted."""
    catalog = ground.catalog(wanted.of)
    relations: tuple[Table | View, ...] = (*catalog.tables.values(), *catalog.views.values())
    seen = 0
    for pattern in wanted.relations:
        named = [one for one in relations if fnmatchcase(str(one.name), pattern)]
        if not named:
            yield Fault(f"the {wanted.of} declare no table or view `{pattern}`")
        for relation in named:
            if wanted.with_column is None or wanted.with_column in (relation.columns or {}):
                seen += 1
                for missing in _missing(relation, wanted, catalog):
                    yield Fault(f"{wanted.of}: {relation.name} {missing}", _place(relation))
    yield Looked(f"{count(seen, 'table or view', 'tables and views')} of the {wanted.of}")
    if not seen:
        yield Fault(f"the {wanted.of} have no relation that this is asked of")


def _place(relation: Table | View) -> Span | None:
    return relation.origin.span() if relation.origin is not None else None


def _missing(relation: Table | View, wanted: CatalogCheck, catalog: Catalog) -> Iterator[str]:
    """What a relation lacks, each the end of a sentence that begins with its name."""
    yield from _comments(relation, wanted)
    for column in wanted.columns:
        yield from _column(relation, column)
    if wanted.index and not any(_leads(one, wanted.index) for one in relation.indexes.values()):
        yield f"has no index that begins with ({', '.join(wanted.index)})"
    unique = set(_unique(relation))
    for columns in wanted.unique:
        if columns not in unique:
            yield f"has no unique index or key on ({', '.join(columns)})"
    if isinstance(relation, Table):
        yield from _row_security(relation, wanted)
    elif wanted.row_security or wanted.policy or wanted.reads_setting:
        yield "is a view, which has no row security"
    yield from _rights(relation, wanted, catalog)


def _comments(relation: Table | View, wanted: CatalogCheck) -> Iterator[str]:
    if (wanted.comment or wanted.tags) and _blank(relation.comment):
        yield "has no comment"
    elif relation.comment is not None:
        for tag in wanted.tags:
            if tag not in relation.comment.text:
                yield f"has a comment without `{tag}`"
    columns: dict[str, Column | ViewColumn] = dict(relation.columns or {})
    for name in wanted.comment_on:
        if name not in columns:
            yield f"has no column {name}"
        elif _blank(columns[name].comment):
            yield f"has no comment on its column {name}"


def _blank(comment: Comment | None) -> bool:
    return comment is None or not comment.text.strip()


def _column(relation: Table | View, wanted: ColumnWanted) -> Iterator[str]:
    column = (relation.columns or {}).get(wanted.name)
    if column is None:
        yield f"has no column {wanted.name}"
        return
    if isinstance(relation, View) or isinstance(column, ViewColumn):
        if wanted.type or wanted.not_null or wanted.references:
            yield f"is a view, whose column {wanted.name} has no declared type and no constraint"
        return
    if wanted.type is not None and str(column.type) != wanted.type:
        yield f"has the column {wanted.name} as {column.type}, not {wanted.type}"
    if wanted.not_null and not column.not_null:
        yield f"lets its column {wanted.name} be null"
    if wanted.references is not None and not any(
        isinstance(one, ForeignKey)
        and one.columns == (wanted.name,)
        and str(one.referenced) == wanted.references
        and wanted.on_delete in (None, one.on_delete)
        for one in relation.constraints.values()
    ):
        how = f" ON DELETE {wanted.on_delete.upper()}" if wanted.on_delete else ""
        yield f"has no reference from {wanted.name} to {wanted.references}{how}"


def _leads(index: Index, wanted: tuple[str, ...]) -> bool:
    written = tuple(
        f"{element.column}{' DESC' if element.descending else ''}" for element in index.elements
    )
    return index.predicate is None and written[: len(wanted)] == wanted


def _unique(relation: Table | View) -> Iterator[tuple[str, ...]]:
    for index in relation.indexes.values():
        if index.unique:
            yield tuple(element.column or "" for element in index.elements)
    if isinstance(relation, Table):
        for constraint in relation.constraints.values():
            if isinstance(constraint, Key):
                yield constraint.columns


def _row_security(table: Table, wanted: CatalogCheck) -> Iterator[str]:
    if wanted.row_security and not table.row_security.enabled:
        yield "has no row security enabled"
    if wanted.row_security == "forced" and not table.row_security.forced:
        yield "does not force row security on its owner"
    if wanted.policy is not None and wanted.policy not in table.policies:
        yield f"has no policy {wanted.policy}"
    if wanted.reads_setting is not None:
        if not table.policies:
            yield "has no policy"
        for policy in table.policies.values():
            for clause in (policy.using, policy.with_check):
                if clause is not None and not _reads(clause, wanted.reads_setting):
                    yield f"has a policy {policy.name} that does not read {wanted.reads_setting}"


def _reads(expression: Expression, setting: str) -> bool:
    """Whether an expression calls `current_setting` with the name (manual, 9.28.1)."""
    return any(
        isinstance(node, Call)
        and node.name == "current_setting"
        and any(isinstance(one, Constant) and one.value == setting for one in node.arguments)
        for node in walk(expression.tree)
    )


def _rights(relation: Table | View, wanted: CatalogCheck, catalog: Catalog) -> Iterator[str]:
    grants = [one for one in catalog.grants if one.kind == "table"]
    held = {
        (one.grantee, one.privilege.lower(), bool(one.column))
        for one in grants
        if one.object == str(relation.name)
    }
    for role, privileges in wanted.granted.items():
        for privilege in privileges:
            if (role, privilege.lower(), False) not in held:
                yield f"does not grant {privilege.upper()} to {role}"
    for role in wanted.nothing_for:
        for grantee, privilege, _ in sorted(held):
            if grantee == role:
                yield f"grants {privilege.upper()} to {role}"
