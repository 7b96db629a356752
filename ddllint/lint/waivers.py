"""Waivers: what a comment or the settings accept, with a reason and perhaps an end.

In SQL:

    -- ddllint: waive DDL007: read once a year
    -- ddllint: waive DDL007, row-security until 2027-06-30: read once a year
    -- ddllint: waive-file DDL001: generated, commented at its source

What `waive` covers depends on where the comment stands:

- behind SQL, on its line: findings that begin on that line;
- on lines of its own inside a statement: findings that begin on the next line with SQL;
- on lines of its own between statements: findings anywhere in the statement that follows.

`waive-file` covers its whole file from wherever it stands. A waiver in the settings names a file
and an object (`path#table.column`) and covers findings about that object in that file. Places
that a rule could not check are covered in the same way.
"""

import bisect
import datetime
import re
from collections.abc import Iterator

import msgspec

from ddllint.diagnostics.span import Span
from ddllint.settings.load import Loaded
from ddllint.sql.directives import RENAMED_FROM, Directive
from ddllint.sql.lexer import outline
from ddllint.sql.parsed import ParsedSource, ParsedStatement

_VERBS = ("waive", "waive-file")
_WAIVER = re.compile(
    r"(?P<verb>waive(?:-file)?)\s+"
    r"(?P<codes>[\w-]+(?:\s*,\s*[\w-]+)*)"
    r"(?:\s+until\s+(?P<until>[^\s:]+))?"
    r"\s*(?::(?P<reason>.*))?",
    re.DOTALL,
)
_EXAMPLE = "Write it as `-- ddllint: waive DDL007 until 2027-06-30: the reason`."
_RENAMED = f"Write it as `-- ddllint: {RENAMED_FROM} the_former_name`."
_SPACE = re.compile(rb"\s*")


class Extent(msgspec.Struct, frozen=True):
    """Where findings begin that are covered: from one line and column to before another."""

    first: tuple[int, int]
    end: tuple[int, int]


NOWHERE = Extent((0, 0), (0, 0))
"""Of a waiver that nothing follows."""


class Waiver(msgspec.Struct, frozen=True):
    """A waiver as written: where, for which codes or names, why, and until when.

    `path` and `object` or `extent` say what it covers: all of the file when both are None.
    `judged` is False for one whose statement could not be parsed: it cannot be unused.
    """

    span: Span
    codes: tuple[str, ...]
    reason: str
    until: datetime.date | None
    path: str
    extent: Extent | None = None
    object: str | None = None
    judged: bool = True

    @property
    def attached(self) -> bool:
        """Whether there is anything that it could cover."""
        return self.extent != NOWHERE

    def covers(self, span: Span, about: str) -> bool:
        """Whether what begins at the span, about that object, is where this waiver looks."""
        if span.path != self.path:
            return False
        if self.extent is not None:
            return self.extent.first <= (span.line, span.column) < self.extent.end
        return self.object is None or self.object == about


class Malformed(msgspec.Struct, frozen=True):
    """A directive that is no waiver: what is wrong with it, and what to write."""

    span: Span
    message: str
    help: str = _EXAMPLE


def read_waivers(parsed: ParsedSource) -> list[Waiver | Malformed]:
    """The waivers in the comments of a source, in order; a rename is none."""
    return [_read(parsed, one) for one in parsed.directives if not one.former_name]


def settings_waivers(loaded: Loaded) -> Iterator[Waiver]:
    """The waivers in the settings, in order."""
    for key, entries in loaded.settings.waivers.items():
        path, _, about = key.partition("#")
        shown = loaded.from_here(path)
        for at, entry in enumerate(entries):
            span = loaded.place(("waivers", key, at)) or Span(loaded.path, 1, 1, 1, 1)
            yield Waiver(span, (entry.code,), entry.reason, entry.until, shown, object=about)


def as_written(text: str, span: Span) -> tuple[Waiver | Malformed, bool]:
    """The waiver that a directive's text is, over all of its file, and whether it is meant so."""
    text = " ".join(text.split())
    found = _WAIVER.fullmatch(text)
    if found is None:
        return _malformed(span, text), True
    until = None
    if found["until"]:
        try:
            until = datetime.date.fromisoformat(found["until"])
        except ValueError:
            message = f"{found['until']!r} is not a date; write YYYY-MM-DD"
            return Malformed(span, message), True
    codes = tuple(code.strip() for code in found["codes"].split(","))
    reason = (found["reason"] or "").strip()
    return Waiver(span, codes, reason, until, span.path), found["verb"] == "waive-file"


def _read(parsed: ParsedSource, directive: Directive) -> Waiver | Malformed:
    waiver, whole = as_written(directive.text, directive.span())
    if whole or isinstance(waiver, Malformed):
        return waiver
    return _placed(waiver, parsed, directive)


def _malformed(span: Span, text: str) -> Malformed:
    verb = text.split(" ", 1)[0]
    if verb == RENAMED_FROM and text != verb:
        return Malformed(span, f"cannot read the former name in {text!r}", _RENAMED)
    if verb == RENAMED_FROM:
        return Malformed(span, "it does not say the former name", _RENAMED)
    if verb in _VERBS:
        return Malformed(span, f"cannot read this waiver: {text!r}")
    import difflib

    near = difflib.get_close_matches(verb, (*_VERBS, RENAMED_FROM), 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return Malformed(span, f"unknown directive {verb!r}{hint}")


def _placed(waiver: Waiver, parsed: ParsedSource, directive: Directive) -> Waiver:
    source = parsed.source
    if not directive.own_line:
        return _on_line(waiver, waiver.span.line)
    following = _next_sql(source.data, directive.end)
    at = bisect.bisect_left(parsed.statements, directive.start, key=_start)
    if at and directive.start < parsed.statements[at - 1].statement.end:
        return _on_line(waiver, source.position(following)[0])
    at = bisect.bisect_left(parsed.statements, following, key=_start)
    if at < len(parsed.statements) and _start(parsed.statements[at]) == following:
        end = source.position(parsed.statements[at].statement.end)
        return _over(waiver, Extent(source.position(following), end))
    unparsed = following < len(source.data)
    return msgspec.structs.replace(waiver, extent=NOWHERE, judged=not unparsed)


def _start(parsed: ParsedStatement) -> int:
    return parsed.statement.start


def _on_line(waiver: Waiver, line: int) -> Waiver:
    return _over(waiver, Extent((line, 1), (line + 1, 1)))


def _over(waiver: Waiver, extent: Extent) -> Waiver:
    return msgspec.structs.replace(waiver, extent=extent)


def _next_sql(data: bytes, at: int) -> int:
    """The first byte from `at` on that is neither space, comment, semicolon nor psql command."""
    while True:
        at = _end_of_space(data, at)
        token = next(outline(data, at), None)
        if token is None or token.start != at or token.kind == "string":
            return at
        at = token.end


def _end_of_space(data: bytes, at: int) -> int:
    found = _SPACE.match(data, at)
    return found.end() if found else at
