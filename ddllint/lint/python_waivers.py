"""Waivers in the comments of a Python file, such as an Alembic revision.

    # ddllint: waive MIG103: the table has ten rows
    op.execute("CREATE INDEX ...")

One on a line of its own covers the statement that follows, one behind code the statement that the
line is in; `waive-file` covers the file.
"""

import ast
import io
import tokenize
from collections.abc import Iterator

import msgspec

from ddllint.diagnostics.span import Span
from ddllint.lint.waivers import NOWHERE, Extent, Malformed, Waiver, as_written
from ddllint.sql.source import Source

_MARK = "ddllint:"


def python_waivers(source: Source) -> Iterator[Waiver | Malformed]:
    """The waivers in the comments of a Python file, in order; none if it is not Python."""
    if _MARK.encode() not in source.data.lower():
        return
    text = source.data.decode("utf-8", "replace")
    try:
        statements = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.stmt)]
        comments = list(_comments(text))
    except (SyntaxError, ValueError, tokenize.TokenError):
        return
    for line, column, comment, alone in comments:
        words = comment.lstrip("#").strip()
        if words[: len(_MARK)].lower() != _MARK:
            continue
        end = column + len(comment)
        span = Span(source.path, line, column + 1, line, end + 1)
        waiver, whole = as_written(words[len(_MARK) :], span)
        if whole or isinstance(waiver, Malformed):
            yield waiver
        else:
            extent = _following(statements, line) if alone else _around(statements, line)
            yield msgspec.structs.replace(waiver, extent=extent)


def _comments(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Line, column (from 0) and text of each comment, and whether it has its line to itself."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            line, column = token.start
            yield line, column, token.string, not token.line[:column].strip()


def _following(statements: list[ast.stmt], line: int) -> Extent:
    """The first statement that begins below the line, with all that is in it."""
    below = [one for one in statements if one.lineno > line]
    if not below:
        return NOWHERE
    first = min(below, key=lambda one: (one.lineno, -(one.end_lineno or one.lineno)))
    return _extent(first)


def _around(statements: list[ast.stmt], line: int) -> Extent:
    """The smallest statement that the line is in."""
    inside = [one for one in statements if one.lineno <= line <= (one.end_lineno or one.lineno)]
    if not inside:
        return NOWHERE
    return _extent(min(inside, key=lambda one: (one.end_lineno or one.lineno) - one.lineno))


def _extent(of: ast.stmt) -> Extent:
    return Extent((of.lineno, 1), ((of.end_lineno or of.lineno) + 1, 1))
