"""Which part of a file's text a frame of its code is at."""

import itertools
from types import FrameType

from ddllint.sql.source import Source


def innermost(frame: FrameType | None, file: str) -> FrameType | None:
    """The nearest frame, from this one outwards, whose code is in the file of that name."""
    while frame is not None and frame.f_code.co_filename != file:
        frame = frame.f_back
    return frame


def extent(frame: FrameType, source: Source) -> tuple[int, int]:
    """First and last byte (exclusive) of the expression in `source` that is being evaluated.

    It is the whole line where the interpreter was told to keep no columns.
    """
    positions = itertools.islice(frame.f_code.co_positions(), frame.f_lasti // 2, None)
    line, end_line, column, end_column = next(positions, (None, None, None, None))
    if line is None or end_line is None or column is None or end_column is None:
        return source.extent_of_line(frame.f_lineno)
    start, _ = source.extent_of_line(line)
    last, _ = source.extent_of_line(end_line)
    return start + column, last + end_column
