"""Plans as rows for reports."""

from ddllint.diagnostics.span import Span
from ddllint.migrate.operations import Operation, Plan, Refusal
from ddllint.report.plan_rows import HazardRow, LockTaken, OperationRow, PlanRows, RefusedRow
from ddllint.revisions.locks import Lock, Work
from ddllint.sql.source import Origin


def plan_rows(plan: Plan) -> PlanRows:
    """What reports show of a plan: the way up, each lock at its strongest."""
    return PlanRows(
        tuple(_operation(one) for one in plan.operations),
        tuple(_refusal(one) for one in plan.refusals),
    )


def _operation(one: Operation) -> OperationRow:
    strongest: dict[tuple[str, Work], Lock] = {}
    for step in one.up:
        for name, lock in step.locks:
            key = str(name), step.work
            strongest[key] = max(lock, strongest.get(key, lock))
    return OperationRow(
        one.kind,
        one.object,
        tuple(step.sql for step in one.up),
        tuple(LockTaken(name, lock.sql, work.value) for (name, work), lock in strongest.items()),
        one.destructive,
        tuple(HazardRow(hazard.code, hazard.message) for hazard in one.hazards),
        _span(one.origin),
    )


def _refusal(one: Refusal) -> RefusedRow:
    kind, _, object_ = one.key.partition(":")
    return RefusedRow(kind, object_, one.reason, one.flag, one.hint, _span(one.origin))


def _span(origin: Origin | None) -> Span | None:
    return origin.span() if origin is not None else None
