"""Sources from text, and short ways to say what parsing gave."""

from ddllint.diagnostics.finding import Problem
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedSource
from ddllint.sql.source import Source


def parsed(text: str | bytes) -> ParsedSource:
    data = text.encode() if isinstance(text, str) else text
    return parse_source(Source("f.sql", data))


def texts(text: str | bytes) -> list[str]:
    """The text of each statement."""
    return [one.statement.text for one in parsed(text).statements]


def kinds(text: str | bytes) -> list[str]:
    return [one.statement.kind for one in parsed(text).statements]


def places(text: str | bytes) -> list[str]:
    """Line, column and message of each problem."""
    return [said(problem) for problem in parsed(text).problems]


def said(problem: Problem) -> str:
    return f"{problem.span.line}:{problem.span.column} {problem.message}"
