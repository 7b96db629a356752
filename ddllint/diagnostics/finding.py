"""What a check reports: a problem at a place, and the finding that it becomes."""

import enum

import msgspec

from ddllint.diagnostics.span import Span


class Severity(enum.StrEnum):
    """How much a finding weighs; `rank` orders them, the heaviest first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for info."""
        return _RANKS[self]

    def at_least(self, other: "Severity") -> bool:
        """Whether this severity weighs as much as `other`, or more."""
        return self.rank <= other.rank


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Related(msgspec.Struct, frozen=True):
    """A second place that a problem speaks of, such as the contract's line."""

    message: str
    span: Span


class Problem(msgspec.Struct, frozen=True):
    """What a check yields: it knows what is wrong and where, not how much it weighs.

    `object` is the dotted name of what the problem is about (`table.column`), `help` says
    what to do. With a `severity` it weighs no more than that, whatever its rule does.
    """

    message: str
    object: str
    span: Span
    help: str = ""
    related: tuple[Related, ...] = ()
    severity: Severity | None = None


class NotChecked(msgspec.Struct, frozen=True):
    """What a check would have looked at, and why it could not: unknown is not the same as right.

    `reason` is a sentence without a full stop.
    """

    object: str
    reason: str
    span: Span


class Finding(msgspec.Struct, frozen=True):
    """A problem under the code, name and severity of the rule that saw it."""

    code: str
    name: str
    severity: Severity
    problem: Problem
