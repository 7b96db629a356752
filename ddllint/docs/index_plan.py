"""The index plan: what needs each index, and which index serves each operation."""

from collections.abc import Iterator, Mapping

from ddllint.catalog.model import Exclusion, ForeignKey, Index, Key, Table, View
from ddllint.catalog.names import Name
from ddllint.docs.columns_table import purpose_cell
from ddllint.docs.definitions import constraint_sql, index_sql
from ddllint.docs.material import Material
from ddllint.docs.operations import Served, readers, served_operations
from ddllint.docs.regions import Keep, generated
from ddllint.report.markdown import code, escaped, table
from ddllint.rules.contract.index_uses import (
    Use,
    Wanted,
    columns_wanted_of,
    index_uses,
    wanted_columns,
)

_PLAN = "CON116"
"""The rule whose options say what counts as a need."""


def index_plan(material: Material) -> str:
    """The document."""
    return generated(_lines(material))


def _lines(material: Material) -> Iterator[str | Keep]:
    yield "# Index plan"
    yield ""
    yield (
        "Each index with what needs it, those of keys included. *Nothing* means that no "
        "constraint, foreign key, operation or purpose was found: such an index is to go, or its "
        f"comment is to tell what it is for ({_PLAN})."
    )
    yield ""
    yield Keep("notes")
    contracts = material.context.contracts
    if contracts is not None and contracts.operations:
        yield from ("", "## Operations", "", *_operations(material))
    else:
        yield ""
        yield "*No contract describes an operation: what operations need is not in this plan.*"
    context = material.context
    wanted = wanted_columns(context, context.contracts) if context.contracts is not None else {}
    for relation in material.relations:
        rows = list(
            _of_view(material, relation)
            if isinstance(relation, View)
            else _of_table(material, relation, wanted)
        )
        if rows:
            yield from ("", f"## {escaped(str(relation.name))}", "")
            yield from table(("index", "definition", "needed by", "purpose"), rows)


def _operations(material: Material) -> Iterator[str]:
    yield (
        "Which rows each operation chooses, beyond those of its tenant, in which order, and the "
        "indexes that find them."
    )
    yield ""
    head = ("operation", "relation", "by", "order", "served by")
    yield from table(head, (_operation(one) for one in served_operations(material)))


def _operation(one: Served) -> tuple[str, ...]:
    served = ", ".join(map(code, one.indexes)) or (escaped(one.reason) if one.reason else "*none*")
    return (
        code(one.operation),
        code(one.relation),
        ", ".join(map(code, one.columns)),
        code(one.order),
        served,
    )


def _of_table(
    material: Material, of: Table, wanted: Mapping[Name, Wanted]
) -> Iterator[tuple[str, ...]]:
    for constraint in of.constraints.values():
        if isinstance(constraint, Key | Exclusion):
            kind = "the primary key" if _is_primary(constraint) else "the constraint itself"
            needs = [kind, *_referring(material, of, constraint)]
            definition = constraint_sql(material, of.name, constraint)
            purpose = purpose_cell(material.tagged(constraint.comment))
            yield code(constraint.name), code(definition), "; ".join(needs), purpose
    columns = columns_wanted_of(material.catalog, of, wanted)
    options = next(
        (one.options for one in material.selection.rules if one.meta.code == _PLAN), None
    )
    for index in of.indexes.values():
        uses = index_uses(
            of,
            index,
            columns,
            tenant=material.context.tenancy.column,
            times=options.time_columns if options is not None else (),
            tag=options.purpose_tag if options is not None else "Purpose:",
        )
        yield _row(material, index, [_need(use) for use in uses])


def _is_primary(constraint: Key | Exclusion) -> bool:
    return isinstance(constraint, Key) and constraint.primary


def _referring(material: Material, of: Table, key: Key | Exclusion) -> Iterator[str]:
    """The foreign keys that refer to a key."""
    for name, constraint in material.references.get(of.name, ()):
        found = material.catalog.tables[name].constraints[constraint]
        assert isinstance(found, ForeignKey)
        if isinstance(key, Key) and sorted(found.referenced_columns) == sorted(key.columns):
            yield f"{code(constraint)} of {code(str(name))}"


def _need(use: Use) -> str:
    match use.kind:
        case "unique":
            return "the uniqueness that it keeps"
        case "foreign key":
            return f"foreign key {code(use.by)}"
        case "filter":
            return f"{code(use.by)}, which chooses rows by it"
        case "order":
            return f"{code(use.by)}, which lists rows in its order"
        case "time series":
            return f"the time series by {code(use.by)}"
        case "purpose":
            return "its purpose"


def _row(material: Material, index: Index, needs: list[str]) -> tuple[str, ...]:
    unique = "UNIQUE " if index.unique else ""
    return (
        code(index.name.name),
        code(f"{unique}{index_sql(material, index)}"),
        "; ".join(needs) or "*nothing*",
        purpose_cell(material.tagged(index.comment)),
    )


def _of_view(material: Material, view: View) -> Iterator[tuple[str, ...]]:
    tenant = material.context.tenancy.column
    for index in view.indexes.values():
        needs = ["the uniqueness that it keeps", "`REFRESH ... CONCURRENTLY`"] * index.unique
        if index.elements[0].column == tenant:
            needs += (f"{code(one)}, for one tenant" for one in readers(material, view.name))
        if not needs and material.tagged(index.comment).purpose:
            needs.append("its purpose")
        yield _row(material, index, needs)
