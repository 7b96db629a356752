"""Text of others inside Markdown, shown as it is (GitHub Flavored Markdown 0.29)."""

import re
from collections.abc import Iterable, Iterator

from ddllint.report.printable import printable

_SPECIAL = re.compile(r"[\\`*\[\]<>&|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|(?<!\S)#")
"""What may mean something; `_` within a word and `#` within a line mean themselves (6.4, 4.2)."""
_BLOCK = re.compile(r"^([-+=]|\d+(?=[.)]))")
_NOT_PLAIN = re.compile(r"[^\w ]")
_BACKTICKS = re.compile(r"`+")


def escaped(text: str) -> str:
    """Text on one line that Markdown shows as it is, in a cell of a table too."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", printable(text))


def paragraph(text: str) -> str:
    """Text that may begin a line: nothing in it starts a list or underlines a heading."""
    shown = escaped(" ".join(text.split()))
    found = _BLOCK.match(shown)
    if found is None:
        return shown
    at = found.end() - (not found[0].isdigit())
    return f"{shown[:at]}\\{shown[at:]}"


def code(text: str) -> str:
    """Text on one line as code, in a cell of a table too; nothing for no text.

    A code span begins with more backticks than its text has in a row (6.3). Where a `|` may end
    depends on backslashes before it (4.10), so code with one is written as HTML.
    """
    if not text:
        return ""
    shown = printable(text)
    if "|" in shown:
        return f"<code>{_NOT_PLAIN.sub(lambda found: f'&#{ord(found[0])};', shown)}</code>"
    ticks = "`" * (max(map(len, _BACKTICKS.findall(shown)), default=0) + 1)
    room = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{ticks}{room}{shown}{room}{ticks}"


def code_block(text: str, language: str = "") -> Iterator[str]:
    """The lines of a fenced code block; the fence is longer than any in the text (4.5)."""
    fence = "`" * max(3, max(map(len, _BACKTICKS.findall(text)), default=0) + 1)
    yield f"{fence}{language}"
    yield from (printable(line) for line in text.expandtabs(4).splitlines())
    yield fence


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The lines of a table; the cells are Markdown already."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
