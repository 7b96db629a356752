"""Errors that end a run with a message for the person who started it."""

from ddllint.diagnostics.span import Span


class UsageError(Exception):
    """The command, the settings or an input cannot be used; the run ends with exit code 2.

    `span` is the place in a settings or input file, when there is one; `help` says what to do.
    """

    def __init__(self, message: str, span: Span | None = None, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.help = help

    def __str__(self) -> str:
        where = f"{self.span}: " if self.span else ""
        return f"{where}{self.message}"


class UnavailableError(UsageError):
    """This machine lacks what is needed: a package that is not installed, a server to start."""
