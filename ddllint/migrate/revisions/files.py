"""The text of a revision file, of our own making: Alembic owns only the graph of revisions."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from ddllint.migrate.operations import Operation
from ddllint.migrate.revisions.literals import execute_call
from ddllint.migrate.revisions.script import Block, downgrade_script, upgrade_script
from ddllint.migrate.revisions.timeouts import Timeouts
from ddllint.report.printable import printable

Accept: TypeAlias = Callable[[tuple[Block, ...]], tuple[Block, ...]]
_WIDTH = 88
_UNDO = "Undo it, from the last step to the first."


class RevisionFile(msgspec.Struct, frozen=True):
    """One file: its identifier, that of the revision before it, its name and its text.

    `up` and `down` are what its functions run.
    """

    revision: str
    down_revision: str | None
    name: str
    text: str
    up: tuple[Block, ...]
    down: tuple[Block, ...]


def revision_file(
    revision: str,
    down_revision: str | None,
    slug: str,
    message: str,
    operations: Sequence[Operation],
    limits: Timeouts,
    accept: Accept = lambda script: script,
) -> RevisionFile:
    """The file of a revision that runs the operations, and undoes them in reverse order.

    `accept` puts waivers to the statements of the way up.
    """
    up, down = accept(upgrade_script(operations, limits)), downgrade_script(operations, limits)
    lines = (
        *_head(revision, down_revision, message),
        *_function("upgrade", "Make the change.", up),
        *_function("downgrade", _UNDO, down, _what_stays(operations)),
    )
    text = "\n".join(lines) + "\n"
    return RevisionFile(revision, down_revision, f"{revision}_{slug}.py", text, up, down)


def _what_stays(operations: Sequence[Operation]) -> Iterator[str]:
    """Why the way down does not lead back, so that MIG110 takes the answer."""
    reasons = dict.fromkeys(one.irreversible for one in operations if one.irreversible)
    if reasons:
        yield f"# ddllint: waive MIG110: {printable('; '.join(reasons))}"


def _head(revision: str, down_revision: str | None, message: str) -> Iterator[str]:
    told = printable(message).strip().rstrip(".").replace("\\", "\\\\").replace('"', '\\"')
    first, *rest = textwrap.wrap(f"{told}.", _WIDTH - 3, break_on_hyphens=False)
    yield f'"""{first}'
    yield from rest
    yield ""
    yield f"Revision ID: {revision}"
    yield f"Revises: {down_revision or ''}".rstrip()
    yield '"""'
    yield ""
    yield "from alembic import op"
    yield ""
    yield f'revision: str = "{revision}"'
    quoted = f'"{down_revision}"' if down_revision is not None else "None"
    yield f"down_revision: str | None = {quoted}"
    yield "branch_labels: str | None = None"
    yield "depends_on: str | None = None"


def _function(
    name: str, purpose: str, script: Iterable[Block], above: Iterable[str] = ()
) -> Iterator[str]:
    yield ""
    yield ""
    yield from above
    yield f"def {name}() -> None:"
    yield f'    """{purpose}"""'
    for block in script:
        indent = "    "
        if block.autocommit:
            yield "    with op.get_context().autocommit_block():"
            indent = "        "
        for line in block.lines:
            yield from _comments(line.comments, indent)
            if line.waiver:
                yield f"{indent}# {line.waiver}"
            yield execute_call(line.sql, indent)


def _comments(texts: Iterable[str], indent: str) -> Iterator[str]:
    width = _WIDTH - len(indent) - 2
    for text in texts:
        for line in textwrap.wrap(printable(text), width, break_on_hyphens=False):
            yield f"{indent}# {line}"
