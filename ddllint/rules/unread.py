"""What is said of an object that no statement declares, when not every statement was read."""

from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.rules.rule import Context


def unless_unread(context: Context, absent: Problem) -> Problem | NotChecked:
    """The problem that something is declared nowhere; not checked if it may be all the same."""
    if not context.unread:
        return absent
    return NotChecked(absent.object, f"{absent.message}, but {context.unread}", absent.span)
