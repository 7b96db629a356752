"""Statements to SQL as the server would get them, without a server.

Alembic's offline mode renders SQL for people to read, and changes it on the way: a tab becomes
four spaces, and a parameter without a value NULL, which a connection would refuse.
"""

from typing import Any

from sqlalchemy import literal
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDDLCompiler
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import CompileError
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import NullType, TypeEngine

PARAMSTYLE = {"paramstyle": "named"}
"""The dialect's options: under every other style `%` is doubled."""

_TAB = "\U000f0009"
"""Stands for a tab on the way through Alembic: a character for private use."""


class NoValueError(Exception):
    """A word behind a colon was taken for a parameter, and has no value.

    A server is not even asked then: SQLAlchemy refuses the statement.
    """

    help = "Write a colon that belongs to the SQL as `\\:`."

    def __init__(self, name: str) -> None:
        super().__init__(f"`:{name}` is taken for a parameter, which has no value")


class _Statement(PGCompiler):
    def render_literal_bindparam(
        self, bindparam: BindParameter[object], *args: object, **kw: object
    ) -> str:
        if bindparam.required and bindparam.value is None and bindparam.callable is None:
            raise NoValueError(bindparam.key)
        rendered: str = super().render_literal_bindparam(  # type: ignore[no-untyped-call]
            bindparam, *args, **kw
        )
        return rendered

    def render_literal_value(self, value: Any, type_: TypeEngine[Any]) -> str:
        """Rows may be of columns without a type; their values do not matter to a schema."""
        known = literal(value).type if isinstance(type_, NullType) else type_
        try:
            rendered: str = super().render_literal_value(value, known)  # type: ignore[no-untyped-call]
        except CompileError:
            return "'" + str(value).replace("'", "''") + "'"
        return rendered

    def __str__(self) -> str:
        return super().__str__().replace("\t", _TAB)


class _Definition(PGDDLCompiler):
    def __str__(self) -> str:
        return super().__str__().replace("\t", _TAB)


def make_faithful(dialect: Dialect) -> None:
    """Let the dialect render what a connection would send; `handed_over` reads it back."""
    dialect.statement_compiler = _Statement
    dialect.ddl_compiler = _Definition
    # standard_conforming_strings is on (PostgreSQL manual, 4.1.2.1); only a connection tells
    dialect._backslash_escapes = False  # type: ignore[attr-defined]


def handed_over(text: str) -> str:
    """The SQL in what Alembic writes: without the semicolon that it adds, with its tabs."""
    return text.replace(_TAB, "\t").strip().removesuffix(";").rstrip()
