"""Proof that revision files run what they were made of, and lead where they should."""

import ast
from collections.abc import Iterable, Iterator

from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from ddllint.catalog.builder import build
from ddllint.catalog.difference import Difference, difference
from ddllint.catalog.model import Catalog
from ddllint.migrate.revisions.files import RevisionFile
from ddllint.migrate.revisions.script import Block
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedSource
from ddllint.sql.source import Source

_DIALECT = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]


class UnfaithfulError(Exception):
    """A file that would run something else; a fault of ddllint."""


def prove(file: RevisionFile) -> None:
    """Read the file as Python does, and each statement as SQLAlchemy does.

    Raises UnfaithfulError when a function would not run exactly what it should.
    """
    functions = {
        node.name: node for node in ast.parse(file.text).body if isinstance(node, ast.FunctionDef)
    }
    for name, script in (("upgrade", file.up), ("downgrade", file.down)):
        wanted = statements(script)
        found = [_executed(argument) for argument in _arguments(functions[name])]
        if tuple(found) != wanted:
            differs = next((w for f, w in zip(found, wanted, strict=False) if f != w), name)
            raise UnfaithfulError(f"{file.name} would not run {differs!r}")


def statements(script: tuple[Block, ...]) -> tuple[str, ...]:
    """The statements of a script, in order."""
    return tuple(line.sql for block in script for line in block.lines)


def missed(
    before: Iterable[ParsedSource], files: Iterable[RevisionFile], new: Catalog, postgres: int
) -> list[Difference]:
    """What differs from `new` after the statements `before` and then those of the files."""
    statements = (*before, *(one for file in files for one in _parsed(file)))
    return list(difference(build(statements, postgres=postgres, one_session=True), new))


def _parsed(file: RevisionFile) -> Iterator[ParsedSource]:
    for sql in statements(file.up):
        yield parse_source(Source(file.name, sql.encode()))


def _arguments(function: ast.FunctionDef) -> list[str]:
    """The strings that the function passes to `op.execute`, in order."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and node.args]
    calls.sort(key=lambda call: call.lineno)
    return [str(ast.literal_eval(call.args[0])) for call in calls]


def _executed(argument: str) -> str:
    """What the server gets of a string passed to `op.execute`."""
    compiled = text(argument).compile(dialect=_DIALECT)
    if compiled.params:
        raise UnfaithfulError(f"SQLAlchemy takes {min(compiled.params)!r} for a parameter")
    return str(compiled).strip("\n")
