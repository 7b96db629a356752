"""Directives to ddllint in SQL comments, such as `-- ddllint: waive DDL007: read once a year`."""

import re

import msgspec

from ddllint.diagnostics.span import Span
from ddllint.sql.identifiers import split_name
from ddllint.sql.lexer import outline
from ddllint.sql.psql import blank_psql
from ddllint.sql.source import Source

RENAMED_FROM = "renamed-from"
_PART = r'(?:"(?:[^"]|"")+"|[^\s".]+)'
_NAME = re.compile(rf"{_PART}(?:\.{_PART})*")
_MARK = b"ddllint:"
"""In lower case; people may write it in any."""


class Directive(msgspec.Struct, frozen=True, gc=False):
    """The text after `ddllint:` in a comment, and the comment's bytes.

    `own_line` says that only white space stands before the comment on its line.
    """

    text: str
    start: int
    end: int
    source: Source
    own_line: bool

    @property
    def former_name(self) -> tuple[str, ...]:
        """The parts of NAME in `renamed-from NAME`, without quotes; empty in another directive."""
        verb, _, name = self.text.partition(" ")
        name = name.strip()
        return split_name(name) if verb == RENAMED_FROM and _NAME.fullmatch(name) else ()

    def span(self) -> Span:
        """The place of the comment."""
        return self.source.span(self.start, self.end)


def find_directives(source: Source) -> tuple[Directive, ...]:
    """The directives of a source, in order; what stands in a string is none."""
    if _MARK not in source.data.lower():
        return ()
    found = []
    data = blank_psql(source.data).data  # the data of COPY may hold what looks like a comment
    for token in outline(data, runs=True):
        if token.kind != "comment":
            continue
        words = _words(data[token.start : token.end])
        if words[: len(_MARK)].lower() != _MARK:
            continue
        end = token.start + len(data[token.start : token.end].rstrip())
        text = words[len(_MARK) :].decode("utf-8", "replace").strip()
        line_start = data.rfind(b"\n", 0, token.start) + 1
        own_line = not data[line_start : token.start].strip()
        found.append(Directive(text, token.start, end, source, own_line))
    return tuple(found)


def _words(comment: bytes) -> bytes:
    """A comment without its marks."""
    if comment.startswith(b"--"):
        return comment.lstrip(b"-").strip()
    return comment.removeprefix(b"/*").removesuffix(b"*/").strip(b"* \t\r\n")
