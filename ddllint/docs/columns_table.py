"""The columns of a table or view, as a table of Markdown."""

from collections.abc import Callable, Iterator

from ddllint.catalog.model import Column, ForeignKey, Key, Table, View
from ddllint.catalog.names import Name
from ddllint.docs.material import Material
from ddllint.docs.tags import Tagged
from ddllint.docs.types import short_type
from ddllint.report.markdown import code, escaped, table

_HEAD = ("column", "type", "null", "default", "key", "data class", "purpose")
_ALWAYS = 3
"""How many of these there always are; the others are left out where no column has one."""


def columns_table(
    material: Material, relation: Table | View, link_to: Callable[[Name], str]
) -> Iterator[str]:
    """The lines of the table; `link_to` makes the link to another relation."""
    rows = list(
        _of_view(material, relation)
        if isinstance(relation, View)
        else _of_table(material, relation, link_to)
    )
    if not rows:
        yield "*The columns cannot be told from the specs.*"
        return
    used = [at < _ALWAYS or any(row[at] for row in rows) for at in range(len(_HEAD))]
    yield from table(_only(_HEAD, used), (_only(row, used) for row in rows))


def purpose_cell(comment: Tagged) -> str:
    """What a comment says of purpose and contract."""
    contract = comment.get("Contract")
    words = [comment.purpose, f"Contract: {contract}" if contract else ""]
    return "<br>".join(map(escaped, filter(None, words)))


def _only(cells: tuple[str, ...], used: list[bool]) -> tuple[str, ...]:
    return tuple(cell for cell, is_used in zip(cells, used, strict=True) if is_used)


def _of_table(
    material: Material, relation: Table, link_to: Callable[[Name], str]
) -> Iterator[tuple[str, ...]]:
    for column in relation.columns.values():
        comment = material.tagged(column.comment)
        yield (
            code(column.name),
            code(short_type(column.type)),
            "no" if column.not_null else "yes",
            code(_default(material, relation.name, column)),
            ", ".join(_keys(relation, column.name, link_to)),
            escaped(comment.get("Data class")),
            purpose_cell(comment),
        )


def _of_view(material: Material, relation: View) -> Iterator[tuple[str, ...]]:
    told = {True: "no", False: "yes", None: "not told"}
    for column in material.shapes[relation.name].columns:
        own = (relation.columns or {}).get(column.name)
        comment = material.tagged(own.comment if own is not None else None)
        yield (
            code(column.name),
            code(short_type(column.type)) if column.type is not None else "not told",
            told[column.not_null],
            "",
            "",
            escaped(comment.get("Data class")),
            purpose_cell(comment),
        )


def _default(material: Material, relation: Name, column: Column) -> str:
    if column.generated is not None:
        stored = " STORED" if column.stored else ""
        generated = material.fact("column", relation, column.name, "generated")
        return f"GENERATED ALWAYS AS ({generated}){stored}"
    if column.identity is not None:
        return f"GENERATED {column.identity.upper()} AS IDENTITY"
    return material.fact("column", relation, column.name, "default")


def _keys(relation: Table, column: str, link_to: Callable[[Name], str]) -> Iterator[str]:
    """The primary key, being unique by itself, and the tables that it refers to."""
    marks: dict[str, None] = {}
    for constraint in relation.constraints.values():
        if isinstance(constraint, Key) and column in constraint.columns:
            if constraint.primary:
                marks["primary"] = None
            elif len(constraint.columns) == 1:
                marks["unique"] = None
        elif isinstance(constraint, ForeignKey) and column in constraint.columns:
            marks[link_to(constraint.referenced)] = None
    yield from marks
