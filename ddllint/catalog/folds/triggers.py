"""Triggers.

The bits of timing and events are those of PostgreSQL's `catalog/pg_trigger.h`.
"""

from typing import cast

from ddllint.catalog.folds.options import expression
from ddllint.catalog.model import Trigger, View
from ddllint.catalog.names import Name
from ddllint.catalog.state import Missing, Rejected, State, TableDraft
from ddllint.sql.nodes import CreateTrigStmt, RangeVar, texts

_BEFORE, _INSTEAD = 2, 64
_EVENTS = ((8, "delete"), (4, "insert"), (32, "truncate"), (16, "update"))


def create_trigger(state: State, node: CreateTrigStmt) -> None:
    """CREATE [OR REPLACE] [CONSTRAINT] TRIGGER."""
    triggers = triggers_of(state, node.relation)
    earlier = triggers.get(node.trigname)
    if earlier is not None and not node.replace:
        shown = f"{node.relation.relname}.{node.trigname}"
        raise Rejected(f'trigger "{shown}" is declared twice', shown, earlier.origin)
    tables = {t.transition.is_new: t.transition.name for t in node.transitions}
    triggers[node.trigname] = Trigger(
        node.trigname,
        timing=_timing(node.timing),
        events=tuple([word for bit, word in _EVENTS if node.events & bit]),
        function=_function(state, node),
        row=node.row,
        columns=texts(node.columns),
        condition=expression(node.when),
        arguments=texts(node.args),
        constraint=node.isconstraint,
        deferrable=node.deferrable or node.initdeferred,
        initially_deferred=node.initdeferred,
        old_table=tables.get(False, ""),
        new_table=tables.get(True, ""),
        comment=earlier.comment if earlier else None,
        origin=state.origin(-1, node.trigname),
    )
    state.declare("trigger", node.relation.relname, node.trigname)


def _timing(bits: int) -> str:
    if bits & _BEFORE:
        return "before"
    return "instead of" if bits & _INSTEAD else "after"


def _function(state: State, node: CreateTrigStmt) -> Name:
    """The trigger's function, which takes no parameters; it may be declared later."""
    schema, name = state.split_name(node.funcname)
    for candidate in state.candidates(schema, name):
        if f"{candidate}()" in state.routines:
            return candidate
    if not schema and name in _BUILT_IN:
        return Name("pg_catalog", name)
    return Name(schema or state.creation_schema, name)


_BUILT_IN = frozenset(
    {
        "suppress_redundant_updates_trigger",
        "tsvector_update_trigger",
        "tsvector_update_trigger_column",
    }
)
"""The server's own functions for triggers (PostgreSQL manual, 9.29 and 12.4.3)."""


def triggers_of(state: State, relation: RangeVar) -> dict[str, Trigger]:
    """The triggers on a table or view, open to change; `Missing` if there is no such relation."""
    for candidate in state.candidates(relation.schemaname, relation.relname):
        if candidate in state.tables:
            return state.tables[candidate].triggers
        if candidate in state.views:
            return cast("dict[str, Trigger]", state.views[candidate].triggers)
    state.missing_relation(relation.schemaname, relation.relname)


def open_triggers(relation: TableDraft | View) -> dict[str, Trigger]:
    """The triggers of a relation; the builder makes a view with a dictionary of its own."""
    return cast("dict[str, Trigger]", relation.triggers)


def find_trigger(triggers: dict[str, Trigger], relation: str, name: str) -> Trigger:
    """A trigger by name; `Missing` if there is none."""
    found = triggers.get(name)
    if found is None:
        shown = f"{relation}.{name}"
        key = ("trigger", relation, name)
        raise Missing(key, f'trigger "{shown}" is declared nowhere', shown)
    return found
