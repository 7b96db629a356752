"""A drawing as SVG 1.1 that any browser shows: no scripts, no fonts or pictures from elsewhere."""

from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from xml.sax.saxutils import escape

from ddllint.docs.erd.geometry import (
    HEADER,
    KEYS,
    LETTER,
    LONGEST,
    ROW,
    Box,
    Drawing,
    End,
    Line,
    type_of,
)
from ddllint.docs.erd.model import Attribute, Kind, Mark
from ddllint.report.printable import cell, printable

_LINES = (
    "#0b63a5", "#a23b00", "#1b7837", "#762a83", "#b2182b", "#01665e", "#8c510a", "#4d4d9e",
    "#8a8f98",
)  # fmt: skip
_HEADS: dict[Kind, str] = {
    "table": "#1f4e79",
    "foreign": "#6b4e16",
    "view": "#2f6b3a",
    "materialized": "#5b3a78",
    "elsewhere": "#6b7280",
}
_KINDS: dict[Kind, str] = {
    "table": "table",
    "foreign": "foreign table",
    "view": "view",
    "materialized": "materialized view",
    "elsewhere": "elsewhere",
}
_LEGEND = 60
_STYLE = """\
text { font: 12px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1c2430; }
.title { font-size: 18px; font-weight: bold; }
.name { font-weight: bold; fill: #ffffff; }
.kind { font-size: 10px; fill: #dbe4ee; }
.key { font-size: 10px; font-weight: bold; fill: #8a5a00; }
.type { fill: #5a6472; }
.small { font-size: 11px; fill: #404a57; }
.line { fill: none; stroke-width: 1.4; }
.reads { stroke-dasharray: 5 4; }"""


def svg(drawing: Drawing, heading: str) -> Iterator[str]:
    """The lines of the picture, an element on each, so that a diff shows what has changed."""
    width, height = max(drawing.width, 760), drawing.height + _LEGEND
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img">'
    )
    yield f"<title>{_text(heading)}</title>"
    yield f"<style>{_STYLE}</style>"
    yield f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    yield f'<text class="title" x="40" y="44">{_text(heading)}</text>'
    for line in drawing.lines:
        yield from _line(line)
    for end in drawing.ends:
        yield from _end(end)
    for box in drawing.boxes:
        yield from _box(box)
    yield from _legend(drawing.height + 10)
    yield "</svg>"


def _line(line: Line) -> Iterator[str]:
    points = " ".join(f"{x},{y}" for x, y in line.points)
    dashed = " reads" if line.dashed else ""
    title = f"<title>{_text(line.title)}</title>" if line.title else ""
    yield (
        f'<polyline class="line{dashed}" stroke="{_LINES[line.colour]}" points="{points}">'
        f"{title}</polyline>"
    )


def _end(end: End) -> Iterator[str]:
    """The marks of an end, in the notation of crow's feet."""
    out = -1 if end.at_left else 1  # where the line comes from
    x, y, colour = end.x, end.y, _LINES[end.colour]

    def bar(at: int) -> str:
        return f"M{x + out * at} {y - 5}V{y + 5}"

    paths = {"one": bar(6) + bar(11), "optional": bar(6), "none": ""}
    foot = f"M{x + out * 12} {y}L{x} {y - 6}M{x + out * 12} {y}L{x} {y + 6}"
    path = foot if end.mark == "many" else paths[end.mark]
    if end.arrow:
        path = f"M{x + out * 8} {y - 4}L{x} {y}L{x + out * 8} {y + 4}"
    if path:
        yield f'<path class="line" stroke="{colour}" d="{path}"/>'
    if end.mark in ("many", "optional"):
        at = x + out * (16 if end.mark == "many" else 13)
        yield f'<circle cx="{at}" cy="{y}" r="4" fill="#ffffff" stroke="{colour}"/>'


def _box(box: Box) -> Iterator[str]:
    x, y, entity = box.x, box.y, box.entity
    colour = _HEADS[entity.kind]
    extent = f'x="{x}" y="{y}" width="{box.width}" height="{box.height}" rx="4"'
    yield f'<rect {extent} fill="#ffffff"/>'
    yield (
        f'<path d="M{x} {y + 4}a4 4 0 0 1 4 -4h{box.width - 8}a4 4 0 0 1 4 4v{HEADER - 4}'
        f'h-{box.width}z" fill="{colour}"/>'
    )
    yield _shown("name", x + 10, y + 17, str(entity.name))
    yield f'<text class="kind" x="{x + 10}" y="{y + 32}">{_KINDS[entity.kind]}</text>'
    for at, attribute in enumerate(entity.attributes):
        top = y + HEADER + at * ROW
        if at % 2:
            yield (
                f'<rect x="{x + 1}" y="{top}" width="{box.width - 2}" height="{ROW}" '
                'fill="#f3f6fa"/>'
            )
        yield from _row(box, attribute, top + 14)
    yield f'<rect {extent} fill="none" stroke="{colour}" stroke-width="1.2"/>'


def _row(box: Box, attribute: Attribute, baseline: int) -> Iterator[str]:
    x = box.x + 8
    if attribute.keys:
        yield f'<text class="key" x="{x}" y="{baseline}">{" ".join(attribute.keys[:2])}</text>'
    yield _shown("column", round(x + KEYS * LETTER), baseline, attribute.name)
    type_ = type_of(attribute)
    if type_:
        yield _shown("type", box.right - 8, baseline, type_, 'text-anchor="end" ')


def _shown(style: str, x: int, y: int, text: str, more: str = "") -> str:
    """Text, cut where it is too long, with all of it in a tooltip."""
    cut = _cut(text)
    title = f"<title>{_text(text)}</title>" if cut != printable(text) else ""
    return f'<text class="{style}" {more}x="{x}" y="{y}">{escape(cut)}{title}</text>'


def _cut(text: str) -> str:
    """The text on one line, with an ellipsis for what does not fit into the box."""
    whole = printable(text)
    widths = [cell(character)[1] for character in whole]
    if sum(widths) <= LONGEST:
        return whole
    return f"{whole[: bisect(list(accumulate(widths)), LONGEST - 1)]}…"


def _text(text: str) -> str:
    return escape(printable(text))


def _legend(y: int) -> Iterator[str]:
    """What the marks and colours mean."""
    x = 40
    marks: tuple[tuple[Mark, str], ...] = (
        ("one", "exactly one"),
        ("optional", "at most one"),
        ("many", "any number"),
    )
    for mark, words in marks:
        yield f'<path class="line" stroke="{_LINES[0]}" d="M{x - 10} {y + 12}h34"/>'
        end = End(x + 24, y + 12, True, mark, 0)
        yield from _end(end)
        yield f'<text class="small" x="{x + 34}" y="{y + 16}">{words}</text>'
        x += 150
    yield f'<path class="line reads" stroke="{_LINES[0]}" d="M{x - 10} {y + 12}h34"/>'
    yield from _end(End(x + 24, y + 12, True, "none", 0, arrow=True))
    yield f'<text class="small" x="{x + 34}" y="{y + 16}">is read by the view</text>'
    words = "PK primary key · FK foreign key · UK unique by itself · null may be null"
    yield f'<text class="small" x="30" y="{y + 40}">{words}</text>'
