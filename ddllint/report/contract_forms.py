"""The matrix of contract fields and columns as text, Markdown and JSON."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from ddllint import __version__
from ddllint.report.contract_matrix import STATUSES, Coverage, Matrix, ParameterRow, Row, SchemaRows
from ddllint.report.markdown import escaped, table
from ddllint.report.printable import printable

_HEAD = ("field", "in the contract", "column", "type", "status", "how or why")


def matrix_text(matrix: Matrix) -> str:
    """The matrix for a terminal: a block for each schema, then the figures."""
    blocks = [_schema_text(schema) for schema in matrix.schemas]
    if matrix.parameters:
        rows = _aligned([_parameter_cells(one) for one in matrix.parameters])
        blocks.append("".join(["parameters and headers\n", *rows]))
    blocks.append("".join(f"{line}\n" for line in _figures(matrix.coverage)))
    return "\n".join(blocks)


def _schema_text(schema: SchemaRows) -> str:
    head = f"{printable(schema.pointer)}: {printable(_held(schema))}\n"
    return "".join([head, *_aligned([_cells(row) for row in schema.rows])])


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The rows, indented, in columns; the last one goes as far as it needs to."""
    shown = [tuple(printable(cell) for cell in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells).rstrip()}\n"


def matrix_markdown(matrix: Matrix) -> str:
    """The matrix as Markdown with tables (GitHub Flavored Markdown, 4.10)."""
    lines = ["# Contract and schema", "", *(f"- {line}" for line in _figures(matrix.coverage))]
    for schema in matrix.schemas:
        lines += ["", f"## {escaped(schema.pointer)}", "", f"{escaped(_held(schema))}."]
        if schema.rows:
            lines += ["", *_table(_HEAD, [_cells(row) for row in schema.rows])]
    if matrix.parameters:
        head = ("parameter", "in", "columns", "status", "how")
        lines += ["", "## Parameters and headers", ""]
        lines += _table(head, [_parameter_cells(one) for one in matrix.parameters])
    return "\n".join(lines) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    return table(head, (tuple(map(escaped, row)) for row in rows))


def _held(schema: SchemaRows) -> str:
    """What holds the schema, in a few words."""
    if schema.relation:
        return f"{schema.relation} ({schema.direction})"
    if schema.not_stored:
        return f"not stored, {schema.not_stored}"
    return "unmapped: the mapping does not name it"


def _cells(row: Row) -> tuple[str, ...]:
    types = " or ".join(row.types) or "nothing but null"
    needed = "required" if row.required else "optional"
    return (row.field, f"{types}, {needed}", row.column, row.column_type, row.status, row.detail)


def _parameter_cells(row: ParameterRow) -> tuple[str, ...]:
    status = f"missing: {', '.join(row.missing)}" if row.missing else "mapped"
    return (row.name, row.location, ", ".join(row.columns), status, " ".join(row.note.split()))


def _figures(coverage: Coverage) -> Iterator[str]:
    by_status = ", ".join(f"{coverage.by_status[status]} {status}" for status in STATUSES)
    yield f"fields: {coverage.fields}: {by_status}{_share(coverage)}"
    yield (
        f"schemas: {coverage.schemas}: {coverage.schemas_mapped} mapped, "
        f"{coverage.schemas_not_stored} not stored, {coverage.schemas_unmapped} unmapped"
    )
    yield f"parameters and headers: {coverage.parameters} mapped"


def _share(coverage: Coverage) -> str:
    """The share of fields of which it is known what becomes of them, rounded down."""
    if not coverage.fields:
        return ""
    known = coverage.fields - coverage.by_status["missing"]
    return f" ({known * 100 // coverage.fields} % covered)"


def matrix_json(matrix: Matrix) -> str:
    """The matrix as JSON, indented, with a newline at its end."""
    coverage = matrix.coverage
    document = {
        "version": 1,
        "tool": {"name": "ddllint", "version": __version__},
        "coverage": {
            "fields": {
                "total": coverage.fields,
                **{status.replace(" ", "_"): coverage.by_status[status] for status in STATUSES},
            },
            "schemas": {
                "total": coverage.schemas,
                "mapped": coverage.schemas_mapped,
                "not_stored": coverage.schemas_not_stored,
                "unmapped": coverage.schemas_unmapped,
            },
            "parameters": coverage.parameters,
        },
        "schemas": [_schema_data(schema) for schema in matrix.schemas],
        "parameters": [_parameter_data(one) for one in matrix.parameters],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _schema_data(schema: SchemaRows) -> dict[str, Any]:
    mapped = "mapped" if schema.relation else "not_stored" if schema.not_stored else "unmapped"
    return {
        "schema": schema.pointer,
        "path": schema.span.path,
        "line": schema.span.line,
        "column": schema.span.column,
        "direction": schema.direction or None,
        "status": mapped,
        "relation": schema.relation or None,
        "detail": schema.not_stored,
        "fields": [_row_data(row) for row in schema.rows],
    }


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "field": row.field,
        "path": row.span.path,
        "line": row.span.line,
        "column": row.span.column,
        "ways": row.ways,
        "required": row.required,
        "types": row.types,
        "status": row.status.replace(" ", "_"),
        "held_by": row.column or None,
        "held_type": row.column_type or None,
        "detail": row.detail,
    }


def _parameter_data(row: ParameterRow) -> dict[str, Any]:
    return {
        "parameter": row.name,
        "in": row.location,
        "path": row.span.path,
        "line": row.span.line,
        "column": row.span.column,
        "held_by": row.columns,
        "missing": row.missing,
        "detail": row.note,
    }
