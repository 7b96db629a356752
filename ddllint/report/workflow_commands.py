"""Commands for GitHub Actions (GitHub Docs, Workflow commands for GitHub Actions).

Text is escaped as the toolkit's `core/src/command.ts` does: else a file could issue commands.
"""

import re
from collections.abc import Callable

from ddllint.diagnostics.span import Span
from ddllint.report.printable import printable

_WITHIN_LINES = re.compile(r"[^\r\n]+")


def annotation(
    command: str,
    message: str,
    *,
    title: str,
    span: Span | None = None,
    located: Callable[[str], str] = lambda path: path,
) -> str:
    """A line that annotates a place, or the run; `command` is error, warning or notice.

    `located` gives for a path as shown the one that GitHub knows, relative to the repository.
    """
    properties: dict[str, object] = {}
    if span is not None:
        properties = {
            "file": located(span.path),
            "line": span.line,
            "col": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    told = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    told = f"{told},title={_property(title)}" if told else f"title={_property(title)}"
    return f"::{command} {told}::{_data(message)}"


def _data(text: str) -> str:
    text = _WITHIN_LINES.sub(lambda found: printable(found[0]), text)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
