"""The outline of a Markdown document: its sections, with their text and their tables.

Headings are ATX (CommonMark 0.31, 4.2), tables have a pipe at both ends of a row (GitHub
Flavored Markdown, 4.10). What stands in a fenced code block (4.5) is text.
"""

import re
from collections.abc import Iterator

import msgspec

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_DELIMITER = re.compile(r"\s*:?-+:?\s*")
_CELLS = re.compile(r"(?<!\\)\|")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class Section(msgspec.Struct, frozen=True):
    """What stands under a heading, up to the next one of its level or above.

    `level` is 0 for the whole document, whose heading is empty. `text` has single spaces.
    `rows` are those of tables, without their heads: cells without the marks of code and emphasis.
    """

    heading: str
    level: int
    line: int
    text: str
    rows: tuple[tuple[str, ...], ...]


def sections(text: str) -> tuple[Section, ...]:
    """The whole document, then its sections in order, each with those inside it."""
    visible = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    lines = visible.splitlines()
    heads = [(0, 0, ""), *_headings(lines)]
    found = []
    for at, (line, level, heading) in enumerate(heads):
        later = (other for other, deep, _ in heads[at + 1 :] if deep <= level)
        inside = lines[line : next(later, len(lines) + 1) - 1]
        rows = tuple(_rows(inside))
        found.append(Section(heading, level, line or 1, " ".join(" ".join(inside).split()), rows))
    return tuple(found)


def _headings(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    for number, line in _outside_fences(lines):
        found = _HEADING.match(line)
        if found is not None:
            yield number, len(found[1]), _plain(found[2])


def _outside_fences(lines: list[str]) -> Iterator[tuple[int, str]]:
    fence = ""
    for number, line in enumerate(lines, 1):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found:
            fence = found[1]
        else:
            yield number, line


def _rows(lines: list[str]) -> Iterator[tuple[str, ...]]:
    before, inside = 0, False
    for number, line in _outside_fences(lines):
        stripped = line.strip()
        if not (stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 1):
            inside = False
            continue
        cells = [cell.strip() for cell in _CELLS.split(stripped[1:-1])]
        if all(_DELIMITER.fullmatch(cell) for cell in cells):
            inside = before == number - 1
        elif inside:
            yield tuple(map(_plain, cells))
        before = number


def _plain(text: str) -> str:
    return text.replace("`", "").replace("**", "").strip()
