"""Contracts and mapping, joined: which column holds which field."""

from collections.abc import Sequence
from pathlib import Path

from ddllint.contracts.documents import Documents, Node, Shown, load_documents
from ddllint.contracts.fields import object_fields
from ddllint.contracts.mapping import FieldEntry, MappedField, MappedSchema, read_mapping
from ddllint.contracts.model import Binding, Contracts, Conversion, Field
from ddllint.contracts.pointers import nearest, written
from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span
from ddllint.settings.yaml import Pointer


def load_contracts(
    folders: Sequence[Path], mapping: Path | None, shown: Shown, *, root: Path = Path()
) -> Contracts:
    """The bindings of all mapped schemas, and what is wrong with contracts and mapping.

    `root` is the folder that the paths in the mapping are relative to, by default the working
    folder; `shown` gives a path as findings show it. A field of a mapped schema that has no
    entry in the mapping is bound to the column of its name; without a mapping nothing is bound.
    Raises UsageError for a folder without contracts and for a mapping that cannot be read.
    """
    documents = load_documents(folders, root, shown)
    problems = list(documents.problems)
    bindings: list[Binding] = []
    if mapping is not None:
        declared = read_mapping(mapping, shown(mapping))
        problems += declared.problems
        for schema in declared.schemas:
            node = _found(documents, schema.file, schema.pointer, schema.span, problems)
            if node is not None:
                bindings += _bindings(documents, schema, node, problems)
        for parameter in declared.parameters:
            _found(documents, parameter.file, parameter.pointer, parameter.span, problems)
    return Contracts(bindings=tuple(bindings), problems=_in_order(problems))


def _found(
    documents: Documents, file: str, pointer: Pointer, span: Span, problems: list[Problem]
) -> Node | None:
    """What the mapping names; a problem at its key when the contracts do not have it."""
    found = documents.find(file, pointer)
    if isinstance(found, Node):
        return found
    if not found.reported:
        problems.append(Problem(found.message, written(file, pointer), span, found.help))
    return None


def _bindings(
    documents: Documents, schema: MappedSchema, node: Node, problems: list[Problem]
) -> list[Binding]:
    found = object_fields(documents, node)
    problems += found.problems
    names = [field.name for field in found.fields]
    for name, mapped in schema.fields.items():
        if mapped is not None and name not in names:
            message = f"the schema has no field `{name}`"
            problems.append(Problem(message, f"{node}.{name}", mapped.span, nearest(name, names)))
    by_name = MappedField(FieldEntry(), schema.span)
    entries = [(field, schema.fields.get(field.name, by_name)) for field in found.fields]
    return [
        _binding(schema, str(node), field, mapped)
        for field, mapped in entries
        if mapped is not None
    ]


def _binding(schema: MappedSchema, place: str, field: Field, mapped: MappedField) -> Binding:
    entry = mapped.entry
    stored = entry.not_stored is None
    return Binding(
        schema=place,
        relation=schema.relation,
        direction=schema.direction,
        field=field,
        column=(entry.column or field.name) if stored else None,
        conversion=Conversion(name=entry.conversion, meaning="") if entry.conversion else None,
        reason=entry.reason,
        not_stored=entry.not_stored or "",
        nullable_because=entry.nullable_because,
        span=mapped.span,
    )


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """By place, each once: schemas that share a part share its problems."""
    once = {(problem.span, problem.message): problem for problem in problems}
    return tuple(once[key] for key in sorted(once))
