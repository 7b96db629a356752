"""A line of source in its frame: its number, the line, and the mark under the place."""

from collections.abc import Callable, Iterator

from ddllint.diagnostics.span import Span
from ddllint.report.excerpt import excerpt
from ddllint.report.style import Style


def framed(
    content: str, span: Span, style: Style, coloured: Callable[[str], str] = str
) -> Iterator[str]:
    """Two lines for the first line of a span, whose text is `content`; none when it is blank."""
    if not content or content.isspace():
        return
    number = str(span.line)
    shown = excerpt(content, span)
    gutter = " " * len(number)
    yield f"{style.faint(f' {number} |')} {shown.line}"
    yield f"{style.faint(f' {gutter} |')} {' ' * shown.start}{coloured(shown.mark)}"
