"""Which part of a Python file spells a piece of SQL, byte by byte."""

import io
import re
import tokenize
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

import msgspec

from ddllint.sql.source import Source, Within

_QUOTED = re.compile(rb"""([A-Za-z]*)('{3}|"{3}|'|")(.*)\2\Z""", re.DOTALL)
_ESCAPE = re.compile(rb"\\(\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"\n": b"", b"\r\n": b""}
_PLAIN_ESCAPES = (b"\\", b"'", b'"')
_BLANKS = b" \t\n"


class Literal(msgspec.Struct, frozen=True):
    """A string literal, or several in a row: its value, and the file's byte for each of its bytes.

    `start` and `end` are its extent in the file.
    """

    start: int
    end: int
    value: bytes
    offsets: Sequence[int]


def literals(source: Source) -> tuple[Literal, ...]:
    """The string literals of a Python file that is known to compile.

    Those with an escape other than for line ends, tabs, quotes and backslashes are left out, and
    so are formatted ones.
    """
    found: list[Literal] = []
    joins = False
    for start, end, is_string in _tokens(source):
        if not is_string:
            joins = False
            continue
        one = _literal(source.data, start, end)
        if one is None:
            joins = False
        elif joins:
            found[-1] = _joined(found[-1], one)
        else:
            found.append(one)
            joins = True
    return tuple(found)


def spelling(sql: str, source: Source, of: Sequence[Literal], start: int, end: int) -> Within:
    """Where in the file `sql` is written out, if it is; else the extent from `start` to `end`.

    `of` are the file's literals in order. A literal inside that extent, which is the call's, is
    preferred; one elsewhere must be the only one that spells it.
    """
    data = sql.encode()
    for at in range(bisect_left(of, start, key=lambda one: one.start), len(of)):
        one = of[at]
        if one.start >= end:
            break
        offsets = _aligned(data, one) if one.end <= end else None
        if offsets is not None:
            return Within(source, start, end, offsets)
    spelt = [offsets for one in of if (offsets := _aligned(data, one)) is not None]
    if len(spelt) == 1:
        return Within(source, start, end, spelt[0])
    return Within(source, start, end)


def _tokens(source: Source) -> Iterator[tuple[int, int, bool]]:
    """First and last byte of each token that is not layout, and whether it is a plain string."""
    layout = (tokenize.NL, tokenize.COMMENT, tokenize.ENCODING)
    # lines end as they do for Python's tokenizer: not at a form feed, as they do for str
    lines = list(io.StringIO(source.data.decode(), newline=""))
    starts = list(accumulate((len(line.encode()) for line in lines), initial=0))

    def at(place: tuple[int, int]) -> int:
        line, column = place
        before = lines[line - 1][:column] if line <= len(lines) else ""
        return starts[line - 1] + len(before.encode())

    for token in tokenize.generate_tokens(iter([*lines, ""]).__next__):
        if token.type not in layout:
            yield at(token.start), at(token.end), token.type == tokenize.STRING


def _literal(data: bytes, start: int, end: int) -> Literal | None:
    quoted = _QUOTED.match(data[start:end])
    if quoted is None or set(quoted[1].lower()) - set(b"ur"):
        return None
    raw = b"r" in quoted[1].lower()
    first, body = start + quoted.start(3), quoted[3]
    if b"\r" not in body and (raw or b"\\" not in body):
        return Literal(start, end, body, range(first, first + len(body)))
    value, offsets = bytearray(), []
    at = 0
    while at < len(body):
        width, decoded = 1, body[at : at + 1]
        if decoded == b"\\" and not raw:
            escape = _ESCAPE.match(body, at)
            if escape is None:
                return None
            known = escape[1] if escape[1] in _PLAIN_ESCAPES else _ESCAPED.get(escape[1])
            if known is not None:
                width, decoded = len(escape[0]), known
            elif escape[1].isalnum():
                return None
        elif body[at : at + 2] == b"\r\n":
            width, decoded = 2, b"\n"
        value += decoded
        offsets += [first + at] * len(decoded)
        at += width
    return Literal(start, end, bytes(value), tuple(offsets))


def _joined(one: Literal, other: Literal) -> Literal:
    return Literal(one.start, other.end, one.value + other.value, (*one.offsets, *other.offsets))


def _aligned(sql: bytes, of: Literal) -> tuple[int, ...] | None:
    r"""The file's byte for each byte of `sql`, when the literal spells all of it.

    Blanks around it do not count, nor those at the beginnings of lines, which `textwrap.dedent`
    takes away; `\:` is a colon, as it is for `sqlalchemy.text`.
    """
    value = of.value
    found: list[int] = []
    at = len(value) - len(value.lstrip(_BLANKS))
    before = 0
    for byte in sql:
        while at < len(value) and value[at] != byte and _is_skipped(value, at, before, byte):
            at += 1
        if at >= len(value) or value[at] != byte:
            return None
        found.append(of.offsets[at])
        at += 1
        before = byte
    return tuple(found) if not value[at:].strip(_BLANKS + b";") else None


def _is_skipped(value: bytes, at: int, before: int, wanted: int) -> bool:
    """Whether a byte of the literal is missing from the SQL for a known reason."""
    if wanted == ord(":"):
        return value[at : at + 2] == b"\\:"
    return before == ord("\n") and value[at] in b" \t"
