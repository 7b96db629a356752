"""An error that ends a run, for the person who started it."""

from ddllint.diagnostics.errors import UsageError
from ddllint.report.frame import framed
from ddllint.report.lines import line_reader
from ddllint.report.printable import printable
from ddllint.report.style import Style


def usage_error(error: UsageError, style: Style) -> str:
    """The message, with its line of the settings or of the input when it has a place."""
    if error.span is None:
        lines = [f"ddllint: {printable(error.message)}"]
    else:
        lines = [f"{style.strong(f'{printable(str(error.span))}:')} {printable(error.message)}"]
        lines += framed(line_reader({})(error.span), error.span, style)
    lines += [f"  help: {printable(line)}" for line in error.help.splitlines()]
    return "\n".join(lines) + "\n"
