"""The contracts' fields: each has a column, or a reason why it has none."""

from collections.abc import Iterator

from ddllint.gates.format import ContractCheck
from ddllint.gates.ground import Ground
from ddllint.gates.model import Fault, Looked
from ddllint.report.summary import count


def contract_faults(wanted: ContractCheck, ground: Ground) -> Iterator[Fault | Looked]:
    """Schemas that are not mapped, fields without a column or a reason, and what is wanted."""
    matrix = ground.matrix()
    fields = sum(len(schema.rows) for schema in matrix.schemas)
    yield Looked(f"{count(fields, 'field')} of {count(len(matrix.schemas), 'schema')}")
    for schema in matrix.schemas:
        if not schema.relation and not schema.not_stored:
            yield Fault(f"the mapping does not name {schema.pointer}", schema.span)
        for row in schema.rows:
            if row.status == "missing":
                what = f"{schema.pointer} {row.field}: {row.detail or 'no column holds it'}"
                yield Fault(what, row.span)
    relations = {schema.relation for schema in matrix.schemas}
    for relation in wanted.relations:
        if relation not in relations:
            yield Fault(f"the mapping gives no schema to {relation}")
    kept = {parameter.name: parameter for parameter in matrix.parameters}
    for name, columns in wanted.parameters.items():
        if name not in kept:
            yield Fault(f"the mapping does not say which columns keep {name}")
            continue
        for column in columns:
            if column not in kept[name].columns or column in kept[name].missing:
                yield Fault(f"{name} is not kept in {column}", kept[name].span)
