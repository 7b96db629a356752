"""The bytes of a file as SQL text in UTF-8, or why they are none."""

import codecs

from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span
from ddllint.sql.source import Source

NOT_UTF8 = "SQL003"

# UTF-32 before UTF-16: the mark of UTF-16LE is the beginning of that of UTF-32LE.
_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_HELP = "Save the file as UTF-8. Nothing in it was checked."


def decoded(path: str, data: bytes) -> Source | tuple[str, Problem]:
    """`data` as a source, without a byte order mark; or the code and problem that refuse it."""
    for mark, encoding in _OTHER_MARKS:
        if data.startswith(mark):
            return NOT_UTF8, _problem(path, f"the file is {encoding}, not UTF-8", (1, 1), (1, 2))
    data = data.removeprefix(codecs.BOM_UTF8)
    if data.isascii():
        return Source(path, data)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        source = Source(path, data)
        line, column = source.position(error.start)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        return NOT_UTF8, _problem(path, message, (line, column), (line, column + 1))
    return Source(path, data)


def _problem(path: str, message: str, start: tuple[int, int], end: tuple[int, int]) -> Problem:
    return Problem(message, path, Span(path, *start, *end), _HELP)
