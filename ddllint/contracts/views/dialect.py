"""A view's query, parsed by sqlglot into a tree in which every call keeps its name.

sqlglot's own dialect turns `date_trunc`, `now`, `btrim` and some hundred others into classes
that stand for several databases' functions at once. The server looks functions up by name and
arguments, and so does `calls`: this dialect leaves them as they were written.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.parsers.postgres import PostgresParser
from sqlglot.tokenizer_core import Token, TokenType

from ddllint.contracts.views.environment import CannotTell

_OWN_SYNTAX = frozenset({"CAST", "EXTRACT", "OVERLAY", "POSITION", "SUBSTRING", "TRIM"})
_INTERVAL_FIELDS = frozenset({"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"})


class PlainCalls(Postgres):
    """PostgreSQL's dialect, without the functions that need no syntax of their own."""

    class Parser(PostgresParser):
        """Its parser."""

        FUNCTIONS: ClassVar[dict[str, Callable[..., Any]]] = {}
        FUNCTION_PARSERS: ClassVar = {
            name: parser
            for name, parser in PostgresParser.FUNCTION_PARSERS.items()
            if name in _OWN_SYNTAX
        }
        # in other dialects `a -> b` is a function, here it is an operator
        LAMBDAS: ClassVar = {
            token: parser
            for token, parser in PostgresParser.LAMBDAS.items()
            if token != TokenType.ARROW
        }


def parse_query(text: str) -> exp.Expr:
    """The tree of a view's query. `text` may end with WITH NO DATA or WITH CHECK OPTION.

    Raises CannotTell if sqlglot reads no query in it.
    """
    dialect = PlainCalls()
    tokens = _without_options(dialect.tokenize(text))
    _refuse_misread(tokens)
    trees = dialect.parser().parse(tokens, text)
    if len(trees) != 1 or not isinstance(trees[0], exp.Query | exp.Values):
        raise CannotTell("sqlglot reads no query in its text")
    return trees[0]


def _without_options(tokens: list[Token]) -> list[Token]:
    """The tokens without what CREATE VIEW takes after the query (manual, "CREATE VIEW")."""
    words = [token.text.upper() for token in tokens[-4:]]
    for ending in (
        ("WITH", "NO", "DATA"),
        ("WITH", "DATA"),
        ("WITH", "CHECK", "OPTION"),
        ("WITH", "LOCAL", "CHECK", "OPTION"),
        ("WITH", "CASCADED", "CHECK", "OPTION"),
    ):
        if tuple(words[-len(ending) :]) == ending:
            return tokens[: -len(ending)]
    return tokens


def _refuse_misread(tokens: list[Token]) -> None:
    """Refuse what sqlglot takes for something else: it does not tell
    `interval '1' day`, of type `interval day`, from `interval '1 day'`.
    """
    for first, second, third in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (
            first.token_type == TokenType.INTERVAL
            and second.token_type == TokenType.STRING
            and third.text.upper() in _INTERVAL_FIELDS
        ):
            raise CannotTell("an interval literal with fields is not understood")
