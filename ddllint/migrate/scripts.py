"""Replayed Alembic revisions as scripts, for the rules about migrations."""

import re
from typing import Literal

from ddllint.diagnostics.span import Span
from ddllint.migrate.replay.model import Blind, Replayed, ReplayedRevision, ReplayedStatement
from ddllint.revisions.model import Undo, Unseen
from ddllint.revisions.read import Script, ScriptStep, Transactions
from ddllint.sql.source import Source

_RAISES = "it raises "
_MISTAKES = frozenset(
    {
        "AttributeError",
        "ImportError",
        "IndexError",
        "KeyError",
        "ModuleNotFoundError",
        "NameError",
        "TypeError",
        "UnboundLocalError",
        "ZeroDivisionError",
    }
)
"""Exceptions that nobody raises to say that there is no way back."""


def scripts(replayed: Replayed) -> tuple[Script, ...]:
    """The revisions, in the order in which an upgrade runs them."""
    return tuple(_script(one) for one in replayed.revisions)


def _script(revision: ReplayedRevision) -> Script:
    return Script(
        source=revision.source,
        up=_steps(revision.upgrade),
        transactions=Transactions.MARKED,
        unseen=_unseen(revision.blind),
        down=_steps(revision.downgrade),
        undo=_undo(revision),
    )


def _steps(statements: tuple[ReplayedStatement, ...]) -> tuple[ScriptStep, ...]:
    return tuple(
        ScriptStep(parsed, one.autocommit) for one in statements for parsed in one.parsed.statements
    )


def _unseen(blind: tuple[Blind, ...]) -> tuple[Unseen, ...]:
    return tuple(Unseen(one.span, one.reason) for one in blind)


def _undo(revision: ReplayedRevision) -> Undo:
    """What is known of the downgrade before its statements are folded."""
    stopped = next((one for one in revision.blind_down if one.fatal), None)
    if stopped is not None and stopped.reason.startswith(_RAISES):
        raised = stopped.reason.removeprefix(_RAISES)
        if raised.partition(":")[0] in _MISTAKES:
            return Undo(_line(revision, stopped.line), broken=raised)
        return Undo(_line(revision, stopped.line), raises=raised)
    return Undo(
        function_place(revision.source, "downgrade"),
        unseen=_unseen((*revision.blind, *revision.blind_down)),
    )


def _line(revision: ReplayedRevision, line: int) -> Span:
    """What stands on a line of the file."""
    text = revision.source.line_text(line)
    indented = len(text) - len(text.lstrip())
    return Span(revision.path, line, indented + 1, line, len(text.rstrip()) + 1)


_FUNCTION = re.compile(rb"^(?:async[ \t]+)?def[ \t]+(upgrade|downgrade)\b", re.MULTILINE)


def function_place(revision: Source, name: Literal["upgrade", "downgrade"]) -> Span:
    """The name of that function of a revision's file; the beginning if there is none."""
    for found in _FUNCTION.finditer(revision.data):
        if found[1].decode() == name:
            return revision.span(*found.span(1))
    return revision.span(0, 0)
