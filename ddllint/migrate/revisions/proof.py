"""Proof that a revision file runs the statements that it was made of."""

import ast

from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from ddllint.migrate.revisions.files import RevisionFile
from ddllint.migrate.revisions.script import Block

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
