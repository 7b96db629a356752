"""The spec's own text of what a plan makes, with the comments above it."""

import re
from collections.abc import Iterator

from ddllint.catalog.model import Catalog, Check, Table, View
from ddllint.migrate.units import Key, Unit, relation_key
from ddllint.sql.lexer import outline
from ddllint.sql.parse import parse_source
from ddllint.sql.psql import blank_psql
from ddllint.sql.source import Source, Statement

_KINDS: dict[str, tuple[str, ...]] = {
    "table": ("CreateStmt",),
    "view": ("ViewStmt",),
    "materialized-view": ("CreateTableAsStmt",),
    "index": ("IndexStmt",),
    "policy": ("CreatePolicyStmt",),
    "trigger": ("CreateTrigStmt",),
    "function": ("CreateFunctionStmt",),
    "procedure": ("CreateFunctionStmt",),
    "type": ("CreateEnumStmt", "CompositeTypeStmt", "CreateDomainStmt", "CreateRangeStmt"),
    "sequence": ("CreateSeqStmt",),
    "extension": ("CreateExtensionStmt",),
    "comment": ("CommentStmt",),
}
"""The kinds of statement that make just the unit, and for a table what is written in it."""

_DIRECTIVE = re.compile(r"(?:--|/\*)[-*\s]*ddllint:", re.IGNORECASE)
_INDEX = re.compile(r"(create\s+(?:unique\s+)?index)\s+(?:concurrently\s+)?", re.IGNORECASE)
_WITH_DATA = re.compile(r"\s+with\s+(no\s+)?data\s*$", re.IGNORECASE)
_LIKE = re.compile(r"[(,]\s*like\s", re.IGNORECASE)
_HEAD = re.compile(r"create\s+(?:or\s+replace\s+)?(?=view|function|procedure)", re.IGNORECASE)


def has_own_text(unit: Unit) -> bool:
    """Whether a statement of its own declares the unit."""
    kinds = _KINDS.get(unit.noun)
    if unit.noun == "sequence" and unit.value.owned_by is not None:
        return False  # OWNED BY may be written in it, of a table that comes later
    if unit.noun == "table" and _is_like_another(unit.value):
        return False  # it needs the table that it is like, of which the catalog holds nothing
    if unit.noun == "table" and any(
        unit.world.is_not_null_alone(unit.value, one) for one in unit.value.columns
    ):
        return False  # NOT NULL comes once the children are there
    return unit.origin is not None and kinds is not None and unit.origin.statement.kind in kinds


def shows_all_columns(unit: Unit) -> bool:
    """Whether it is a view of `*`: of the columns that are there when it is made."""
    if not isinstance(unit.value, View):
        return False
    parsed = parse_source(Source("", statement_of(unit).text.encode()))
    return any(b'"A_Star"' in bytes(one.body) for one in parsed.statements)


def compared(catalog: Catalog) -> frozenset[Key]:
    """The tables whose checks the server may compare, word by word, with those of another table.

    It does once they have a child in common. A table that is LIKE another has the same checks and
    no text of its own for them.
    """
    tables = catalog.tables.values()
    parents = {name for table in tables if len(table.parents) > 1 for name in table.parents}
    copied = {name for table in tables if _is_like_another(table) for name in _checks(table)}
    alike = {table.name for table in tables if not copied.isdisjoint(_checks(table))}
    return frozenset(map(relation_key, parents | alike))


def _is_like_another(table: Table) -> bool:
    return table.origin is not None and bool(_LIKE.search(table.origin.statement.text))


def _checks(table: Table) -> Iterator[str]:
    return (one.name for one in table.constraints.values() if isinstance(one, Check))


def statement_of(unit: Unit) -> Statement:
    """The statement that declares the unit; it must have one."""
    assert unit.origin is not None
    return unit.origin.statement


def own_text(unit: Unit) -> str:
    """The statement as the spec has it, below the comments that stand before it."""
    statement = statement_of(unit)
    return "\n".join((*comments_above(statement), statement.text))


def index_text(unit: Unit, *, concurrently: bool) -> str:
    """The spec's CREATE INDEX, with or without CONCURRENTLY."""
    head = r"\1 CONCURRENTLY " if concurrently else r"\1 "
    return "\n".join(
        (*comments_above(statement_of(unit)), _INDEX.sub(head, statement_of(unit).text, count=1))
    )


def empty_view_text(unit: Unit) -> str:
    """The spec's CREATE MATERIALIZED VIEW, WITH NO DATA: its rows come by REFRESH."""
    return _WITH_DATA.sub("", own_text(unit)) + "\nWITH NO DATA"


def replacing_text(unit: Unit) -> str:
    """The spec's CREATE, OR REPLACE."""
    text = _HEAD.sub("CREATE OR REPLACE ", statement_of(unit).text, count=1)
    return "\n".join((*comments_above(statement_of(unit)), text))


def comments_above(statement: Statement) -> list[str]:
    """The comments between the statement before and this one, without directives to ddllint.

    What stands on the line on which the statement before ends belongs to that one.
    """
    data = blank_psql(statement.source.data).data
    comments: list[str] = []
    line_end = 0
    for token in outline(data):
        if token.start >= statement.start:
            break
        if token.kind == "semicolon":
            comments = []
            line_end = data.find(b"\n", token.end)
        elif token.kind == "comment" and token.start >= line_end:
            comments.append(data[token.start : token.end].decode("utf-8", "replace").rstrip())
    return [text for text in comments if not _DIRECTIVE.match(text)]


def made_with(unit: Unit, table: Unit) -> bool:
    """Whether the statement that declares the table makes the unit too."""
    if unit.noun in _OF_A_COLUMN and unit.value[1].inherited:
        return True
    return (
        unit.origin is not None
        and unit.noun in _IN_A_TABLE
        and unit.origin.statement == statement_of(table)
    )


_OF_A_COLUMN = frozenset({"column", "not-null", "default", "identity"})
_IN_A_TABLE = _OF_A_COLUMN | frozenset(
    {
        "check",
        "key",
        "foreign-key",
        "exclusion",
        "sequence",
        "sequence-owner",
    }
)


def table_of(unit: Unit) -> Key | None:
    """The table in whose statement the unit may be declared."""
    if unit.noun in ("sequence", "sequence-owner"):
        owned = unit.value.owned_by
        return ("relation", *owned[0]) if owned else None
    if unit.noun in _IN_A_TABLE:
        return ("relation", *unit.value[0].name)
    return None
