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
_LONGEST = 200  # characters of sqlglot's message in a reason
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
    """The tree of a query. Raises CannotTell if sqlglot reads no query in the text."""
    dialect = PlainCalls()
    try:
        tokens = dialect.tokenize(text)
        _refuse_misread(tokens)
        trees = dialect.parser().parse(tokens, text)
    except (CannotTell, RecursionError):
        raise
    except Exception as error:  # a parser that is not ours, over text that is not ours
        raise CannotTell(f"sqlglot cannot read its query: {_one_line(error)}") from error
    if len(trees) != 1 or not isinstance(trees[0], exp.Query | exp.Values):
        raise CannotTell("sqlglot reads no query in its text")
    return trees[0]


def _one_line(error: Exception) -> str:
    line = str(error).split("\n", 1)[0].rstrip(". ")
    return line[:_LONGEST] or type(error).__name__


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
