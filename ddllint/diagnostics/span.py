"""A place in a file, as people and editors count it."""

import msgspec


class Span(msgspec.Struct, frozen=True, order=True):
    """A range of text in a file.

    `path` is what the user should see: relative to the working folder, with `/`.
    Lines and columns count from 1, columns in characters; the end is exclusive.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
