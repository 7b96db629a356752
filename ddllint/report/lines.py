"""The text of a line that a finding points at, wherever it is."""

import functools
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from ddllint.diagnostics.span import Span
from ddllint.sql.source import Source


def line_reader(sources: Mapping[str, Source]) -> Callable[[Span], str]:
    """A function that gives the first line of a span, and nothing when it cannot be had.

    SQL texts are at hand; other files, such as contracts and settings, are read once, when first
    asked for. What is no ordinary file, or a link out of the working folder, is not read: a
    finding may be about just that.
    """
    texts = dict(sources)

    @functools.lru_cache(maxsize=1)  # findings come line by line, and a line may be a megabyte
    def text(path: str, number: int) -> str:
        return texts[path].line_text(number)

    def line(span: Span) -> str:
        if span.path not in texts:
            texts[span.path] = Source(span.path, _content(span.path))
        return text(span.path, span.line)

    return line


def _content(path: str) -> bytes:
    try:
        file = Path(path)
        if file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(Path.cwd()):
            return b""
        data = file.read_bytes() if stat.S_ISREG(file.stat().st_mode) else b""
    except (OSError, ValueError):
        return b""
    return data.removeprefix(b"\xef\xbb\xbf")
