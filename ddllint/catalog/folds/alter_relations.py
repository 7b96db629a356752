"""What ALTER does to triggers, views and indexes in the grammar of ALTER TABLE."""

import msgspec

from ddllint.catalog.folds.grants import change_owner
from ddllint.catalog.folds.indexes import change_index, find_index
from ddllint.catalog.folds.options import changed_options, new_owner
from ddllint.catalog.folds.partitions import attach_index
from ddllint.catalog.folds.triggers import find_trigger, triggers_of
from ddllint.catalog.model import (
    Key,
    View,
)
from ddllint.catalog.names import Name
from ddllint.catalog.state import NotModelled, State
from ddllint.sql.nodes import (
    AlterTableCmd,
    PartitionCmd,
    RangeVar,
)
from ddllint.sql.parsed import decoder

replace = msgspec.structs.replace

replace = msgspec.structs.replace


TRIGGER_STATES = {
    "AT_EnableTrig": "origin",
    "AT_EnableTrigAll": "origin",
    "AT_EnableTrigUser": "origin",
    "AT_DisableTrig": "disabled",
    "AT_DisableTrigAll": "disabled",
    "AT_DisableTrigUser": "disabled",
    "AT_EnableAlwaysTrig": "always",
    "AT_EnableReplicaTrig": "replica",
}


def enable_trigger(state: State, relation: RangeVar, cmd: AlterTableCmd) -> None:
    """ENABLE and DISABLE TRIGGER on a table or view."""
    triggers = triggers_of(state, relation)
    names = [cmd.name] if cmd.name else list(triggers)
    for name in names:
        trigger = find_trigger(triggers, relation.relname, name)
        triggers[name] = replace(trigger, enabled=TRIGGER_STATES[cmd.subtype])


def altered_view(state: State, view: View, relation: RangeVar, cmd: AlterTableCmd) -> View:
    """The view after an action of ALTER VIEW or ALTER MATERIALIZED VIEW."""
    if cmd.subtype == "AT_ChangeOwner":
        owner = new_owner(cmd)
        change_owner(state, "table", str(view.name), owner)
        return replace(view, owner=owner)
    if cmd.subtype in ("AT_SetRelOptions", "AT_ResetRelOptions"):
        changed = changed_options(dict(view.options), cmd)
        return replace(view, options=tuple(sorted(changed.items())))
    if cmd.subtype in TRIGGER_STATES:
        enable_trigger(state, relation, cmd)
        return state.views[view.name]
    raise NotModelled("ALTER VIEW")


def alter_index(state: State, name: Name, cmd: AlterTableCmd) -> None:
    """ALTER INDEX: options, and ATTACH PARTITION."""
    _, relation = find_index(state, *name)
    if cmd.subtype == "AT_AttachPartition":
        node = decoder(PartitionCmd).decode(cmd.definition["PartitionCmd"])
        below = find_index(state, node.name.schemaname, node.name.relname)
        attach_index(state, state.tables[below[1]], below[0].name, name.name)
        return
    if cmd.subtype not in ("AT_SetRelOptions", "AT_ResetRelOptions"):
        raise NotModelled("ALTER INDEX")
    index = state.indexes_of(relation).get(name.name)
    if index is not None:
        changed = changed_options(dict(index.options), cmd)
        change_index(state, name, options=tuple(sorted(changed.items())))
        return
    draft = state.tables[relation]
    key = draft.constraints.get(name.name)
    if isinstance(key, Key):
        changed = changed_options(dict(key.options), cmd)
        draft.constraints[name.name] = replace(key, options=tuple(sorted(changed.items())))
