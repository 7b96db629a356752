"""A comparison as text, Markdown and JSON; the last is as `docs/diff-report.schema.json` says."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from ddllint import __version__
from ddllint.diagnostics.span import Span
from ddllint.migrate.compare import Comparison, Unseen
from ddllint.migrate.report.plan_data import operation_data, refusal_data, span_data
from ddllint.migrate.report.plan_summary import summary
from ddllint.report.changes import Change, Property
from ddllint.report.printable import printable
from ddllint.report.style import Style

_MARKS = {"added": "+", "removed": "-", "changed": "~"}
_WAY = "From A to B"
_UNSEEN = "Not compared"


def diff_text(found: Comparison, style: Style) -> str:
    """The comparison for a terminal."""
    return "".join(f"{line}\n" for line in _text(found, style))


def _text(found: Comparison, style: Style) -> Iterator[str]:
    yield f"A: {printable(found.a)}"
    yield f"B: {printable(found.b)}"
    yield style.strong(_result(found))
    if found.changes:
        yield ""
        for change in found.changes:
            yield from _change_lines(change, style)
        yield ""
        yield style.strong(_WAY)
        for entry in summary(found.plan):
            yield f"  {'refused: ' if entry.refused else ''}{printable(entry.text)}"
            yield from (f"    {printable(line)}" for line in entry.below)
    if found.unseen:
        yield ""
        yield style.strong(_UNSEEN)
        yield from (f"  {printable(_note(one))}" for one in found.unseen)


def _result(found: Comparison) -> str:
    if not found.changes:
        return "no differences"
    return ", ".join(f"{found.counts[how]} {how}" for how in _MARKS if found.counts[how])


def _change_lines(change: Change, style: Style) -> Iterator[str]:
    where = _places(change)
    named = style.strong(printable(f"{_MARKS[change.how]} {change.kind} {change.name}"))
    yield f"  {named}" + (f"  {style.faint(printable(where))}" if where else "")
    yield from (f"      {printable(line)}" for line in _details(change))


def _details(change: Change) -> Iterator[str]:
    yield from (f"{kind}: {', '.join(names)}" for kind, names in change.parts)
    yield from (f"{one.name}: {_value(one.a)} -> {_value(one.b)}" for one in change.properties)


def _value(text: str | None) -> str:
    return "(none)" if text is None else text


def _places(change: Change) -> str:
    """Where the sides declare an object; a database keeps no places."""
    known = [(side, span) for side, span in (("A", change.a_span), ("B", change.b_span)) if span]
    if change.how == "changed":
        return ", ".join(f"{side} {span}" for side, span in known)
    return ", ".join(str(span) for _, span in known)


def _note(one: Unseen) -> str:
    where = f"{one.span}: " if one.span is not None else ""
    return f"{one.side}: {where}{one.message}"


def diff_markdown(found: Comparison) -> str:
    """The comparison as Markdown (GitHub Flavored Markdown), for a pull request."""
    return "".join(f"{line}\n" for line in _markdown(found))


def _markdown(found: Comparison) -> Iterator[str]:
    yield from ("# Schema difference", "", f"- A: {_escaped(found.a)}")
    yield from (f"- B: {_escaped(found.b)}", f"- {_result(found)}")
    if found.changes:
        yield from ("", "| | object | what | where |", "|---|---|---|---|")
        for change in found.changes:
            details = "<br>".join(map(_escaped, _details(change)))
            cells = (change.how, f"{change.kind} {change.name}", details, _places(change))
            first, name, _, where = map(_escaped, cells)
            yield f"| {first} | {name} | {details} | {where} |"
        yield from ("", f"## {_WAY}", "")
        for entry in summary(found.plan):
            yield f"- {'**refused:** ' if entry.refused else ''}{_escaped(entry.text)}"
            yield from (f"  - {_escaped(line)}" for line in entry.below)
    if found.unseen:
        yield from ("", f"## {_UNSEEN}", "")
        yield from (f"- {_escaped(_note(one))}" for one in found.unseen)


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is, in a cell of a table too."""
    return re.sub(r"([\\`*_\[\]<>&|#~])", r"\\\1", printable(text))


def diff_json(found: Comparison) -> str:
    """The comparison as JSON, indented, with a newline at its end."""
    counts = found.counts
    document = {
        "version": 1,
        "tool": {"name": "ddllint", "version": __version__},
        "a": found.a,
        "b": found.b,
        "summary": {how: counts[how] for how in _MARKS},
        "changes": [_change_data(one) for one in found.changes],
        "operations": [operation_data(one) for one in found.plan.operations],
        "refusals": [refusal_data(one) for one in found.plan.refusals],
        "not_compared": [
            {"side": one.side, "message": one.message, **span_data(one.span)}
            for one in found.unseen
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _change_data(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "name": change.name,
        "change": change.how,
        "a": _side(change.a_span, change.how != "added"),
        "b": _side(change.b_span, change.how != "removed"),
        "properties": [_property_data(one) for one in change.properties],
        "parts": [{"kind": kind, "names": names} for kind, names in change.parts],
    }


def _side(span: Span | None, exists: bool) -> dict[str, Any] | None:
    return span_data(span) if exists else None


def _property_data(one: Property) -> dict[str, Any]:
    return {"name": one.name, "a": one.a, "b": one.b}
