"""A plan as reports show it: operations with what they cost, and what was refused.

Reports stand below the planner in the layers, so its plans are handed to them as these rows.
"""

import msgspec

from ddllint.diagnostics.span import Span


class LockTaken(msgspec.Struct, frozen=True):
    """A lock on a relation that exists before; `mode` as SQL writes it (`ACCESS EXCLUSIVE`).

    `work` is what is done to the rows meanwhile: none, scan or rewrite.
    """

    relation: str
    mode: str
    work: str = "none"


class HazardRow(msgspec.Struct, frozen=True):
    """What may go wrong: a word for machines, a sentence for people."""

    code: str
    message: str


class OperationRow(msgspec.Struct, frozen=True):
    """An operation: its statements, and what they cost on the server.

    `locks` are the strongest one on each relation for each kind of work. `destructive` says
    what is lost, empty when nothing is. `span` is what it carries out.
    """

    kind: str
    object: str
    statements: tuple[str, ...]
    locks: tuple[LockTaken, ...] = ()
    destructive: str = ""
    hazards: tuple[HazardRow, ...] = ()
    span: Span | None = None


class RefusedRow(msgspec.Struct, frozen=True):
    """A change that the plan leaves out.

    `flag` is what `--allow` takes to let it through, empty when nothing does; `hint` is what to
    do instead, perhaps empty.
    """

    kind: str
    object: str
    reason: str
    flag: str = ""
    hint: str = ""
    span: Span | None = None


class PlanRows(msgspec.Struct, frozen=True):
    """The operations in their order, and the refusals."""

    operations: tuple[OperationRow, ...] = ()
    refusals: tuple[RefusedRow, ...] = ()
