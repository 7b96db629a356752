"""Replayed Alembic revisions as scripts, for the rules about migrations."""

import re

from ddllint.diagnostics.span import Span
from ddllint.migrate.replay.model import Blind, Replayed, ReplayedRevision, ReplayedStatement
from ddllint.revisions.model import Undo, Unseen
from ddllint.revisions.read import Script, ScriptStep, Transactions

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
    return Undo(_place(revision), unseen=_unseen((*revision.blind, *revision.blind_down)))


def _line(revision: ReplayedRevision, line: int) -> Span:
    """What stands on a line of the file."""
    text = revision.source.line_text(line)
    indented = len(text) - len(text.lstrip())
    return Span(revision.path, line, indented + 1, line, len(text.rstrip()) + 1)


_DOWNGRADE = re.compile(rb"^(?:async[ \t]+)?def[ \t]+(downgrade)\b", re.MULTILINE)


def _place(revision: ReplayedRevision) -> Span:
    """The name of downgrade(); the beginning of the file if there is none."""
    found = _DOWNGRADE.search(revision.source.data)
    return revision.source.span(*found.span(1)) if found else revision.source.span(0, 0)
