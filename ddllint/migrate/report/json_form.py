"""An emission for machines; its form is `docs/emit-plan.schema.json`."""

from typing import Any

import msgspec

from ddllint import __version__
from ddllint.migrate.emission import Emission
from ddllint.migrate.operations import Operation, Refusal, Step
from ddllint.migrate.replay.project import Shown
from ddllint.sql.source import Origin


def plan_json(found: Emission, shown: Shown) -> str:
    """The plan as JSON, indented, with a newline at its end."""
    plan = found.plan
    document = {
        "version": 1,
        "tool": {"name": "ddllint", "version": __version__},
        "head": found.head,
        "agrees": found.agrees,
        "revisions": [
            {
                "revision": file.revision,
                "down_revision": file.down_revision,
                "path": shown(found.folder / file.name),
            }
            for file in found.files
        ],
        "operations": [_operation(one) for one in plan.operations],
        "refusals": [_refusal(one) for one in plan.refusals],
        "notes": plan.notes,
        "unseen": [
            {"path": one.span.path, "line": one.span.line, "reason": one.reason}
            for one in found.blind
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _operation(operation: Operation) -> dict[str, Any]:
    return {
        "key": operation.key,
        "kind": operation.kind,
        "object": operation.object,
        "group": operation.group.value,
        **_place(operation.origin),
        "destructive": operation.destructive,
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


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {
        "key": refusal.key,
        "reason": refusal.reason,
        "allow": refusal.flag or None,
        "hint": refusal.hint,
        **_place(refusal.origin),
    }


def _place(origin: Origin | None) -> dict[str, Any]:
    span = origin.span() if origin is not None else None
    return {
        "path": span.path if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
    }
