"""An emission for machines; its form is `docs/emit-plan.schema.json`."""

import msgspec

from ddllint import __version__
from ddllint.migrate.emission import Emission
from ddllint.migrate.replay.project import Shown
from ddllint.migrate.report.plan_data import operation_data, refusal_data


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
        "operations": [operation_data(one) for one in plan.operations],
        "refusals": [refusal_data(one) for one in plan.refusals],
        "notes": plan.notes,
        "unseen": [
            {"path": one.span.path, "line": one.span.line, "reason": one.reason}
            for one in found.blind
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"
