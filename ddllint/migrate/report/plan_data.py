"""The parts of a plan as plain data, for the forms that machines read."""

from typing import Any

from ddllint.diagnostics.span import Span
from ddllint.migrate.operations import Operation, Refusal, Step
from ddllint.sql.source import Origin


def operation_data(operation: Operation) -> dict[str, Any]:
    """An operation with its steps, both ways."""
    return {
        "key": operation.key,
        "kind": operation.kind,
        "object": operation.object,
        "group": operation.group.value,
        **place_data(operation.origin),
        "destructive": operation.destructive,
        "irreversible": operation.irreversible,
        "hazards": [{"code": one.code, "message": one.message} for one in operation.hazards],
        "up": [_step(one) for one in operation.up],
        "down": [_step(one) for one in operation.down],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "sql": step.sql,
        "autocommit": step.autocommit,
        "locks": [
            {
                "relation": str(relation),
                "mode": lock.sql,
                "blocks_reads": lock.blocks_reads,
                "blocks_writes": lock.blocks_writes,
            }
            for relation, lock in step.locks
        ],
        "work": step.work.value,
        "waits": step.waits,
    }


def refusal_data(refusal: Refusal) -> dict[str, Any]:
    """A refusal; `allow` is what `--allow` takes, null when nothing lets it through."""
    return {
        "key": refusal.key,
        "reason": refusal.reason,
        "allow": refusal.flag or None,
        "hint": refusal.hint,
        **place_data(refusal.origin),
    }


def place_data(origin: Origin | None) -> dict[str, Any]:
    """The place of a declaration; nulls for what nobody wrote."""
    return span_data(origin.span() if origin is not None else None)


def span_data(span: Span | None) -> dict[str, Any]:
    """The beginning of a place; nulls for none."""
    return {
        "path": span.path if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
    }
