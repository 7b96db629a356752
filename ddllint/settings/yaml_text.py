"""The text of a YAML file, and the way from the parser's offsets to lines and columns."""

import bisect
import itertools
import re

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span

_UNPRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_JSON_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL
)


class Text:
    """A text, shown as `path`; `yaml` is the form of it that the parser is given."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.yaml = text
        self._shortened: list[int] = []
        self._lines: list[int] = []
        if path.endswith(".json"):
            self.yaml = _JSON_ESCAPE.sub(self._join_pair, text)

    def _join_pair(self, match: re.Match[str]) -> str:
        """JSON's surrogate pair as YAML's one escape, which is two characters shorter."""
        if match[1] is None:
            return match[0]
        high, low = int(match[1], 16), int(match[2], 16)
        self._shortened.append(match.end() - 2 * len(self._shortened) - 2)
        return f"\\U{0x10000 + ((high - 0xD800) << 10) + low - 0xDC00:08X}"

    def refuse_unprintable(self) -> None:
        """Raise UsageError at the first character that YAML forbids (YAML 1.2.2, 5.1)."""
        if bad := _UNPRINTABLE.search(self.text):
            message = f"character U+{ord(bad[0]):04X} cannot stand in a YAML file"
            raise UsageError(message, self.span(bad.start(), bad.end()))

    def offset(self, index: int) -> int:
        """The offset in `text` of the parser's `index`."""
        if not self._shortened:
            return index
        return index + 2 * bisect.bisect_right(self._shortened, index)

    def extent(self, first: int, last: int) -> Span:
        """The span between two of the parser's offsets.

        The parser ends a block where the next token starts: white space and lines of comment
        before it do not belong to the block.
        """
        start, end = first, last
        if self._shortened:
            start, end = self.offset(first), self.offset(last)
        text = self.text
        while end > start and text[end - 1].isspace():
            while end > start and text[end - 1].isspace():
                end -= 1
            line = text.rfind("\n", start, end) + 1
            if line > start and text[line:end].lstrip().startswith("#"):
                end = line
        return self.span(start, end)

    def within(self, span: Span) -> str:
        """The text that a span covers."""
        start = self.line_start(span.line - 1) + span.column - 1
        return self.text[start : self.line_start(span.end_line - 1) + span.end_column - 1]

    def line_start(self, number: int) -> int:
        """The offset at which a line, counted from 0, starts; that of the end after the last."""
        lines = self._lines or self._read_lines()
        return lines[number] if number < len(lines) else len(self.text)

    def span(self, start: int, end: int) -> Span:
        """The span from offset `start` to offset `end`, exclusive."""
        lines = self._lines or self._read_lines()
        line = last = bisect.bisect_right(lines, start)
        if last < len(lines) and end >= lines[last]:
            last = bisect.bisect_right(lines, end)
        begin, stop = start - lines[line - 1] + 1, end - lines[last - 1] + 1
        return Span(self.path, line, begin, last, stop)

    def _read_lines(self) -> list[int]:
        """The offset at which each line starts."""
        if "\r" in self.text:
            self._lines = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", self.text))]
        else:
            lengths = (len(line) + 1 for line in self.text.split("\n")[:-1])
            self._lines = [0, *itertools.accumulate(lengths)]
        return self._lines
