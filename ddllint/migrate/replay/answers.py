"""What a revision gets for a connection: it takes statements, and answers nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NoReturn

from sqlalchemy import text
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import DDLElement
from sqlalchemy.sql.dml import ValuesBase
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import cloned_traverse

_Parameters = Sequence[Mapping[str, Any]] | Mapping[str, Any] | None


class UnseenError(Exception):
    """The revision asks what only a server can tell; the message says what."""


class Bind(MockConnection):
    """A connection to nowhere, which hands each statement on with its parameters filled in.

    MockConnection is what Alembic itself gives a revision offline; it drops parameters and
    answers None.
    """

    def __init__(
        self, dialect: Dialect, hand_on: Callable[[Any], object], unseen: Callable[[str], None]
    ) -> None:
        def execute(statement: Any, parameters: _Parameters = None) -> object:
            for one in _with_values(statement, parameters):
                hand_on(one)
            return _Answer(unseen)

        super().__init__(dialect, execute)

    def begin(self) -> AbstractContextManager["Bind"]:
        """A transaction within the one that the revision has: it changes nothing."""
        return nullcontext(self)

    begin_nested = begin

    def exec_driver_sql(self, sql: str, parameters: _Parameters = None) -> object:
        """SQL as the driver takes it: a colon is a colon."""
        return self.execute(text(sql.replace(":", r"\:")), parameters)


def _with_values(statement: Any, parameters: _Parameters) -> Iterator[Any]:
    if not parameters or isinstance(statement, DDLElement):
        yield statement
        return
    for row in [parameters] if isinstance(parameters, Mapping) else parameters:
        yield _filled(statement, row)


def _filled(statement: Any, row: Mapping[str, Any]) -> Any:
    """A statement with the values of its parameters and, in an INSERT or UPDATE, of its columns."""

    def fill(parameter: BindParameter[Any]) -> None:
        if parameter.key in row:
            parameter.value = row[parameter.key]
            parameter.required = False

    if isinstance(statement, ValuesBase):
        columns = {key: value for key, value in row.items() if key in statement.table.c}
        statement = statement.values(**columns) if columns else statement
    return cloned_traverse(statement, {}, {"bindparam": fill})


class _Answer:
    """The result of a statement: any look at it is one at what cannot be seen."""

    def __init__(self, unseen: Callable[[str], None]) -> None:
        self._unseen = unseen

    def _refuse(self) -> NoReturn:
        reason = "it reads the result of a query"
        self._unseen(reason)
        raise UnseenError(reason)

    def __getattr__(self, name: str) -> NoReturn:
        self._refuse()

    def __iter__(self) -> Iterator[Any]:
        self._refuse()

    def __bool__(self) -> bool:
        self._refuse()

    def __getitem__(self, key: object) -> object:
        self._refuse()
