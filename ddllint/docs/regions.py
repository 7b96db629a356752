"""Marks in documents that tell what a machine writes from what people write.

A generated file begins with `<!-- ddllint:generated ... -->`. People write in it between
`<!-- ddllint:keep NAME -->` and `<!-- ddllint:end NAME -->`. In a file of people's, a machine
writes between `<!-- ddllint:begin NAME -->` and `<!-- ddllint:end NAME -->`. Each mark has a line
for itself.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span

_MARK = re.compile(r"<!--\s*ddllint:(?P<word>.*?)\s*-->")
_OPENING = re.compile(r"<!--(?=\s*ddllint:)")
_FORM = re.compile(r"(?P<word>keep|begin|end) (?P<name>[a-z][a-z0-9-]*)")
_GENERATED = re.compile(r"<!-- ddllint:generated keeps=(?P<names>[a-z0-9,-]*) .*-->")


_SCRIPT = "-- ddllint:generated"


class Region(msgspec.Struct, frozen=True):
    """A region's lines, marks left out: from `start` to `end`, exclusive, counted from 0."""

    name: str
    start: int
    end: int


class Keep(msgspec.Struct, frozen=True):
    """A region for people in a text that is being generated."""

    name: str


def generated(lines: Iterable[str | Keep], by: str = "ddllint docs") -> str:
    """The text of a file that the command `by` generates, its regions for people empty.

    What looks like a mark in a line, as a comment in the database may, is no mark afterwards.
    """
    body: list[str] = []
    names: list[str] = []
    for line in lines:
        if isinstance(line, Keep):
            body += (f"<!-- ddllint:keep {line.name} -->", f"<!-- ddllint:end {line.name} -->")
            names.append(line.name)
        else:
            body.append(unmarked(line))
    told = "what stands between `keep` and `end` is yours" if names else "do not edit"
    head = f"<!-- ddllint:generated keeps={','.join(names)} by `{by}`: {told} -->"
    return "\n".join([head, *body, ""])


def generated_script(lines: Iterable[str], by: str) -> str:
    """The text of an SQL script that the command `by` generates; nothing in it is people's."""
    return "\n".join([f"{_SCRIPT} by `{by}`: do not edit", *lines, ""])


def unmarked(line: str) -> str:
    """The line, with a space in what would be read as a mark."""
    return _OPENING.sub("<! --", line)


def is_generated(text: str) -> bool:
    """Whether the text of a file begins as a generated one does."""
    return text.lstrip("\ufeff").startswith(("<!-- ddllint:generated", _SCRIPT))


def kept(path: str, text: str) -> Mapping[str, Sequence[str]]:
    """What people wrote in a generated file: lines by region.

    Raises UsageError, with its place, for marks that do not fit, and for a region that the file
    has been generated with and that is gone, so that nobody knows what was written in it.
    """
    if text.startswith(_SCRIPT):
        return {}
    lines = text.split("\n")
    declared = _GENERATED.fullmatch(lines[0].lstrip("\ufeff"))
    if declared is None:
        raise _broken(path, 0, lines, "the mark of a generated file cannot be read", _RESTORE)
    regions = _regions(path, lines[1:], "keep", 1)
    for name in filter(None, declared["names"].split(",")):
        if name not in regions:
            message = f"the region `{name}`, which this file had, is gone"
            help = (
                f"Put `<!-- ddllint:keep {name} -->` and `<!-- ddllint:end {name} -->` around what "
                "was written in it, or delete the file if nothing was."
            )
            raise _broken(path, 0, lines, message, help)
    return {name: lines[one.start : one.end] for name, one in regions.items()}


def with_kept(path: str, text: str, written: Mapping[str, Sequence[str]]) -> str:
    """A new generated text with what people wrote in the one before.

    Raises UsageError when they wrote in a region that the new text does not have.
    """
    if text.startswith(_SCRIPT):
        return text
    lines = text.split("\n")
    regions = _regions(path, lines[1:], "keep", 1)
    for name, own in written.items():
        if name not in regions and any(map(str.strip, own)):
            message = f"the region `{name}` has text, and this document has no such region any more"
            raise UsageError(message, Span(path, 1, 1, 1, 1), "Move the text to another region.")
    for one in sorted(regions.values(), key=lambda one: -one.start):
        lines[one.start : one.end] = written.get(one.name, ())
    return "\n".join(lines)


def with_region(path: str, text: str, name: str, body: Sequence[str]) -> str:
    """A text of people's with `body` in its region `name`.

    Raises UsageError, with its place, when the region is not there or its marks do not fit.
    """
    lines = text.split("\n")
    regions = _regions(path, lines, "begin", 0)
    if name not in regions:
        message = f"there is no region `{name}`"
        help = (
            f"Write the lines `<!-- ddllint:begin {name} -->` and `<!-- ddllint:end {name} -->` "
            "where it belongs."
        )
        raise _broken(path, 0, lines, message, help)
    one = regions[name]
    lines[one.start : one.end] = body
    return "\n".join(lines)


_RESTORE = "Restore the line, or delete the file; `ddllint docs` writes it again."


def _regions(path: str, lines: Sequence[str], opening: str, first: int) -> dict[str, Region]:
    """The regions of the lines, of which the first is line `first` of the file, from 0."""
    found: dict[str, Region] = {}
    opened: tuple[str, int] | None = None
    every = ["" for _ in range(first)] + list(lines)
    for at, line in enumerate(lines, first):
        mark = _MARK.search(line)
        if mark is None:
            continue
        form = _FORM.fullmatch(mark["word"]) if mark[0] == line.strip() else None
        if form is None:
            message = f"the mark `{mark[0]}` cannot be read"
            help = f"A line for itself: `<!-- ddllint:{opening} NAME -->`, or `end NAME`."
            raise _broken(path, at, every, message, help)
        name = form["name"]
        if form["word"] == "end":
            if opened is None or opened[0] != name:
                raise _broken(path, at, every, f"`end {name}` ends no region that is open", "")
            found[name] = Region(name, opened[1], at)
            opened = None
        elif form["word"] != opening:
            message = f"a region of this file begins with `{opening}`, not with `{form['word']}`"
            raise _broken(path, at, every, message, "")
        elif opened is not None:
            message = f"the region `{opened[0]}` has not ended yet"
            raise _broken(path, at, every, message, f"Write `<!-- ddllint:end {opened[0]} -->`.")
        elif name in found:
            raise _broken(path, at, every, f"there are two regions `{name}`", "Join them.")
        else:
            opened = name, at + 1
    if opened is not None:
        message = f"the region `{opened[0]}` has no end"
        help = f"Write `<!-- ddllint:end {opened[0]} -->` behind it."
        raise _broken(path, opened[1] - 1, every, message, help)
    return found


def _broken(path: str, at: int, lines: Sequence[str], message: str, help: str) -> UsageError:
    end = len(lines[at]) + 1 if at < len(lines) else 1
    return UsageError(message, Span(path, at + 1, 1, at + 1, end), help)
