"""A plan as text, as Markdown and as data for JSON."""

from collections.abc import Callable, Iterator
from typing import Any

from ddllint.diagnostics.span import Span
from ddllint.report.plan_rows import OperationRow, PlanRows, RefusedRow
from ddllint.report.printable import printable

_WORK = {"none": "", "scan": " while it is scanned", "rewrite": " while it is rewritten"}


def plan_lines(plan: PlanRows) -> Iterator[str]:
    """The plan for a terminal, a line an operation, below it what it loses and risks."""
    for one in plan.operations:
        yield printable(f"{one.kind} {one.object}{_after_colon(costs(one))}")
        yield from (f"  {printable(line)}" for line in _warnings(one))
    for refused in plan.refusals:
        yield printable(f"refused: {refused.kind} {refused.object}: {refused.reason}")
        yield from (f"  {printable(line)}" for line in _ways_out(refused))


def plan_markdown(plan: PlanRows, escaped: Callable[[str], str]) -> Iterator[str]:
    """The plan as a Markdown list."""
    for one in plan.operations:
        yield f"- {escaped(f'{one.kind} {one.object}{_after_colon(costs(one))}')}"
        yield from (f"  - {escaped(line)}" for line in _warnings(one))
    for refused in plan.refusals:
        shown = escaped(f"{refused.kind} {refused.object}: {refused.reason}")
        yield f"- **refused:** {shown}"
        yield from (f"  - {escaped(line)}" for line in _ways_out(refused))


def plan_data(plan: PlanRows) -> dict[str, Any]:
    """The plan as plain data."""
    return {
        "operations": [
            {
                "kind": one.kind,
                "object": one.object,
                "statements": one.statements,
                "locks": [
                    {"relation": lock.relation, "mode": lock.mode, "work": lock.work}
                    for lock in one.locks
                ],
                "destructive": one.destructive,
                "hazards": [{"code": risk.code, "message": risk.message} for risk in one.hazards],
                **place_data(one.span),
            }
            for one in plan.operations
        ],
        "refusals": [
            {
                "kind": one.kind,
                "object": one.object,
                "reason": one.reason,
                "flag": one.flag or None,
                "hint": one.hint,
                **place_data(one.span),
            }
            for one in plan.refusals
        ],
    }


def place_data(span: Span | None) -> dict[str, Any]:
    """A place as plain data; null for what nobody wrote."""
    if span is None:
        return {"path": None, "line": None, "column": None}
    return {"path": span.path, "line": span.line, "column": span.column}


def costs(one: OperationRow) -> str:
    """What an operation does to those who work meanwhile, on one line; empty for nothing."""
    return ", ".join(f"{lock.mode} on {lock.relation}{_WORK[lock.work]}" for lock in one.locks)


def _after_colon(text: str) -> str:
    return f": {text}" if text else ""


def _warnings(one: OperationRow) -> Iterator[str]:
    if one.destructive:
        yield f"loses {one.destructive}"
    yield from (f"{hazard.code}: {hazard.message}" for hazard in one.hazards)


def _ways_out(one: RefusedRow) -> Iterator[str]:
    if one.hint:
        yield one.hint
    if one.flag:
        yield f"allowed by --allow {one.flag}"
