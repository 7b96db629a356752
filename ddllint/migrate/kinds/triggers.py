"""Triggers of tables and views."""

from collections.abc import Iterator

from ddllint.catalog.model import Table, Trigger, View
from ddllint.catalog.wording import quoted
from ddllint.migrate import references
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.own_text import own_text
from ddllint.migrate.steps import both_ways, step
from ddllint.migrate.text import expression, ident, idents, literal, named
from ddllint.migrate.units import Key, Site, Unit, World, column_key, relation_key
from ddllint.revisions.locks import Lock

_ENABLING = {
    "origin": "ENABLE",
    "disabled": "DISABLE",
    "replica": "ENABLE REPLICA",
    "always": "ENABLE ALWAYS",
}


def trigger_units(world: World, relation: Table | View, group: Group) -> Iterator[Unit]:
    """The units of a relation's triggers."""
    for trigger in relation.triggers.values():
        columns: frozenset[Key] = frozenset(
            column_key(relation.name, name) for name in trigger.columns
        )
        condition = references.of_expression(world, trigger.condition, relation)
        functions = frozenset(
            ("routine", signature) for signature in world.routines_by_name.get(trigger.function, ())
        )
        yield Unit(
            key=("trigger", *relation.name, trigger.name),
            noun="trigger",
            object=f"{relation.name}.{trigger.name}",
            group=group,
            same=world.properties("trigger", quoted(relation.name, trigger.name), "comment"),
            world=world,
            value=(relation, trigger),
            create=_create,
            drop=_drop,
            change=both_ways("alter-trigger", _alter),
            needs=columns | condition | functions | {relation_key(relation.name)},
            rigid=frozenset(key for key in columns | condition if key[0] == "column"),
            host=relation_key(relation.name),
            origin=trigger.origin,
        )


def _create(unit: Unit, site: Site) -> tuple[Step, ...]:
    relation, trigger = unit.value
    sql = own_text(unit) if unit.key in site.own else _sql(unit.world, relation, trigger)
    steps = [step(sql, (relation.name, Lock.SHARE_ROW_EXCLUSIVE))]
    if trigger.enabled != "origin":
        steps.append(_enabling(relation, trigger))
    return tuple(steps)


def _sql(world: World, relation: Table | View, trigger: Trigger) -> str:
    words = ["CREATE CONSTRAINT TRIGGER" if trigger.constraint else "CREATE TRIGGER"]
    words.append(ident(trigger.name))
    events = [
        f"UPDATE OF {idents(trigger.columns)}"
        if event == "update" and trigger.columns
        else event.upper()
        for event in trigger.events
    ]
    words.append(f"{trigger.timing.upper()} {' OR '.join(events)} ON {named(relation.name)}")
    if trigger.deferrable:
        words.append("DEFERRABLE")
    if trigger.initially_deferred:
        words.append("INITIALLY DEFERRED")
    if trigger.old_table or trigger.new_table:
        words.append("REFERENCING")
    if trigger.old_table:
        words.append(f"OLD TABLE AS {ident(trigger.old_table)}")
    if trigger.new_table:
        words.append(f"NEW TABLE AS {ident(trigger.new_table)}")
    words.append("FOR EACH ROW" if trigger.row else "FOR EACH STATEMENT")
    if trigger.condition is not None:
        words.append(f"WHEN ({expression(trigger.condition, world.over(relation))})")
    arguments = ", ".join(map(literal, trigger.arguments))
    words.append(f"EXECUTE FUNCTION {named(trigger.function)}({arguments})")
    return " ".join(words)


def _enabling(relation: Table | View, trigger: Trigger) -> Step:
    return step(
        f"ALTER TABLE {named(relation.name)} {_ENABLING[trigger.enabled]} TRIGGER "
        f"{ident(trigger.name)}",
        (relation.name, Lock.SHARE_ROW_EXCLUSIVE),
    )


def _drop(unit: Unit, _site: Site) -> tuple[Step, ...]:
    relation, trigger = unit.value
    sql = f"DROP TRIGGER {ident(trigger.name)} ON {named(relation.name)}"
    return (step(sql, (relation.name, Lock.ACCESS_EXCLUSIVE)),)


def _alter(old: Unit, new: Unit, _site: Site) -> tuple[Step, ...] | None:
    changed = {name for name, _value in set(old.same) ^ set(new.same)}
    relation, trigger = new.value
    return (_enabling(relation, trigger),) if changed <= {"enabled"} else None
