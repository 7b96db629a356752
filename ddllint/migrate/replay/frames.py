"""Which part of a file's text a frame of its code is at."""

from types import CodeType, FrameType
from typing import TypeAlias

from ddllint.sql.source import Source

Positions: TypeAlias = tuple[tuple[int | None, int | None, int | None, int | None], ...]
"""Of each instruction: first and last line, first and last column."""


class Known:
    """The positions of the code that is being run: a revision asks for them at each statement."""

    def __init__(self) -> None:
        # by identity: to hash code is to hash all of its instructions
        self._read: dict[int, tuple[CodeType, Positions]] = {}

    def of(self, code: CodeType) -> Positions:
        """The positions of each of its instructions."""
        found = self._read.get(id(code))
        if found is None:
            found = self._read[id(code)] = code, tuple(code.co_positions())
        return found[1]


def innermost(frame: FrameType | None, file: str) -> FrameType | None:
    """The nearest frame, from this one outwards, whose code is in the file of that name."""
    while frame is not None and frame.f_code.co_filename != file:
        frame = frame.f_back
    return frame


def extent(frame: FrameType, source: Source, known: Known) -> tuple[int, int]:
    """First and last byte (exclusive) of the expression in `source` that is being evaluated.

    It is the whole line where the interpreter was told to keep no columns.
    """
    positions, at = known.of(frame.f_code), frame.f_lasti // 2
    nowhere = (None, None, None, None)
    line, end_line, column, end_column = positions[at] if 0 <= at < len(positions) else nowhere
    if line is None or end_line is None or column is None or end_column is None:
        return source.extent_of_line(frame.f_lineno)
    start, _ = source.extent_of_line(line)
    last, _ = source.extent_of_line(end_line)
    return start + column, last + end_column
