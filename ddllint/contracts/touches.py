"""Which relations the operations read and write, by which columns they choose, in which order."""

from collections.abc import Iterable, Iterator, Sequence

from ddllint.contracts.mapping import Mapping, OperationMapping
from ddllint.contracts.model import (
    Binding,
    Filter,
    MappedSchema,
    Operation,
    Order,
    Parameter,
    Payload,
)
from ddllint.contracts.operations import Described
from ddllint.contracts.pointers import nearest
from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span

_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def join_operations(
    described: Sequence[Described],
    mapping: Mapping,
    schemas: Sequence[MappedSchema],
    bindings: Sequence[Binding],
    problems: list[Problem],
) -> tuple[Operation, ...]:
    """The operations with what the mapping says of them.

    An entry for an operation that no contract has, and an order by a field that the list's
    schema has not, are added to the problems.
    """
    entries = {entry.name: entry for entry in mapping.operations}
    names = [f"{operation.method} {operation.path}" for operation in described]
    for name, entry in entries.items():
        if name not in names:
            message = f"no contract has the operation `{name}`"
            problems.append(Problem(message, name, entry.span, nearest(name, names)))
    relations = {schema.pointer: schema.relation for schema in schemas if schema.relation}
    columns: dict[str, dict[str, str | None]] = {}
    for binding in bindings:
        columns.setdefault(binding.schema, {})[binding.field.name] = binding.column
    return tuple(
        _joined(operation, entries.get(name), relations, columns, problems)
        for operation, name in zip(described, names, strict=True)
    )


def _joined(
    operation: Described,
    entry: OperationMapping | None,
    relations: dict[str, str],
    columns: dict[str, dict[str, str | None]],
    problems: list[Problem],
) -> Operation:
    reads, writes = _reads(operation, relations), _writes(operation, relations)
    if entry is not None:
        reads = reads if entry.entry.reads is None else entry.entry.reads
        writes = writes if entry.entry.writes is None else entry.entry.writes
    terms = operation.order if entry is None or entry.order is None else entry.order
    return Operation(
        method=operation.method,
        path=operation.path,
        identifier=operation.identifier,
        pointer=str(operation.node),
        span=operation.span,
        parameters=operation.parameters,
        requests=operation.requests,
        responses=operation.responses,
        reads=reads,
        writes=writes,
        filters=tuple(_filters(operation.parameters, (*reads, *writes))),
        order=tuple(_order(operation, terms, relations, columns, problems)),
        reason="" if entry is None else entry.entry.reason,
    )


def _reads(operation: Described, relations: dict[str, str]) -> tuple[str, ...]:
    return _mapped(_successes(operation), relations)


def _writes(operation: Described, relations: dict[str, str]) -> tuple[str, ...]:
    if operation.method not in _WRITING:
        return ()
    if operation.method == "DELETE" and not operation.requests:
        places = [c for p in operation.parameters if p.location == "path" for c in p.columns]
        return tuple(dict.fromkeys(_split(column)[0] for column in places))
    return _mapped(operation.requests, relations)


def _successes(operation: Described) -> list[Payload]:
    return [payload for payload in operation.responses if payload.status.startswith("2")]


def _mapped(payloads: Iterable[Payload], relations: dict[str, str]) -> tuple[str, ...]:
    found = (relations[p.schema] for p in payloads if p.schema in relations)
    return tuple(dict.fromkeys(found))


def _split(column: str) -> tuple[str, str]:
    relation, _, name = column.rpartition(".")
    return relation, name


def _filters(parameters: Iterable[Parameter], touched: Sequence[str]) -> Iterator[Filter]:
    by_name = {_bare(relation): relation for relation in reversed(touched)}
    for parameter in parameters:
        if parameter.location not in ("query", "path"):
            continue  # a header or cookie says who asks, not for which rows
        for column in parameter.columns:
            relation, name = _split(column)
            if _bare(relation) in by_name:
                yield Filter(parameter, by_name[_bare(relation)], name)


def _bare(relation: str) -> str:
    return relation.removeprefix("public.")


def _order(
    operation: Described,
    terms: Sequence[tuple[str, Span]],
    relations: dict[str, str],
    columns: dict[str, dict[str, str | None]],
    problems: list[Problem],
) -> Iterator[Order]:
    mapped = [payload for payload in _successes(operation) if payload.schema in relations]
    listed = [payload for payload in mapped if payload.listed] or mapped
    if not listed:
        return
    schema = listed[0].schema
    fields = columns.get(schema, {})
    for term, span in terms:
        name = term.removeprefix("-").removeprefix("+")
        if name in fields:
            descending = term.startswith("-")
            yield Order(name, relations[schema], fields[name], descending, span)
        else:
            message = f"the order names `{name}`, which `{schema}` does not have"
            place = f"{operation.method} {operation.path}"
            problems.append(Problem(message, place, span, nearest(name, fields)))
