"""Sequences that are objects of their own; those of identity columns go with the column."""

from collections.abc import Iterator

from ddllint.catalog.model import Sequence
from ddllint.catalog.names import Name, make_object_name
from ddllint.catalog.wording import quoted
from ddllint.migrate.kinds.identities import (
    changed_options,
    persistence_step,
    sequence_words,
)
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.own_text import own_text
from ddllint.migrate.steps import both_ways, step
from ddllint.migrate.text import ident, named, owner
from ddllint.migrate.units import Site, Unit, World, column_key, relation_key, schema_needs


def sequence_units(world: World) -> Iterator[Unit]:
    """The units of sequences, and of their belonging to a column."""
    for sequence in world.catalog.sequences.values():
        if sequence.identity:
            continue
        key = relation_key(sequence.name)
        yield Unit(
            key=key,
            noun="sequence",
            object=str(sequence.name),
            group=Group.CORE,
            same=world.properties(
                "sequence", quoted(sequence.name), "owner", "comment", "owned by"
            ),
            world=world,
            value=sequence,
            create=_create,
            drop=lambda unit, _site: (step(f"DROP SEQUENCE {named(unit.value.name)}"),),
            change=both_ways("alter-sequence", _alter),
            needs=schema_needs(sequence.name.schema),
            names=frozenset({("relation-name", *sequence.name)}),
            avoids=frozenset({("type-name", *sequence.name)}),
            loss="" if sequence.owned_by else "the sequence's place",
            origin=sequence.origin,
        )
        if sequence.owned_by is not None:
            yield Unit(
                key=("owned", *sequence.name),
                noun="sequence-owner",
                object=str(sequence.name),
                group=Group.CORE,
                same=(sequence.owned_by,),
                world=world,
                value=sequence,
                create=_own,
                drop=_disown,
                needs=frozenset({key, column_key(*sequence.owned_by)}),
                after=frozenset({("owner", f"TABLE {named(sequence.owned_by[0])}")}),
                origin=sequence.origin,
            )


def _create(unit: Unit, site: Site) -> tuple[Step, ...]:
    sequence: Sequence = unit.value
    free = _free_name(unit.world, site, sequence.name)
    if unit.key in site.own and free == sequence.name:
        return (step(own_text(unit)),)
    head = "CREATE UNLOGGED SEQUENCE" if sequence.persistence == "unlogged" else "CREATE SEQUENCE"
    words = [head, named(free)]
    if sequence.type.name != "bigint":
        words.append(f"AS {sequence.type}")
    words += sequence_words(sequence, sequence.type.name)
    return (step(" ".join(words)), *_take_name(sequence.name, free))


def _free_name(world: World, site: Site, name: Name) -> Name:
    """A name under which a sequence can be made where a type that stays has its own.

    The server refuses CREATE for the sake of types that relations have, but not RENAME.
    """
    holders = [
        type_.name
        for type_ in world.catalog.types.values()
        if name in (type_.name, getattr(type_, "multirange", None))
    ]
    if not any(("type", *holder) not in site.made for holder in holders):
        return name
    return Name(name.schema, make_object_name(name.name, "", "new"))


def _take_name(name: Name, free: Name) -> Iterator[Step]:
    """RENAME of a sequence to its own name, if it was made under another."""
    if free != name:
        yield step(f"ALTER SEQUENCE {named(free)} RENAME TO {ident(name.name)}")


def _own(unit: Unit, site: Site) -> tuple[Step, ...]:
    sequence: Sequence = unit.value
    assert sequence.owned_by is not None
    table, column = sequence.owned_by
    name = named(sequence.name)
    belongs = step(f"ALTER SEQUENCE {name} OWNED BY {named(table)}.{ident(column)}")
    role = unit.world.catalog.tables[table].owner
    if role is None and relation_key(sequence.name) in site.made:
        return (belongs,)
    # it must have the table's owner before (manual, CREATE SEQUENCE)
    return (step(f"ALTER SEQUENCE {name} OWNER TO {owner(role)}"), belongs)


def _disown(unit: Unit, _site: Site) -> tuple[Step, ...]:
    """OWNED BY NONE; an owner of its own comes after."""
    sequence: Sequence = unit.value
    assert sequence.owned_by is not None
    name = named(sequence.name)
    alone = step(f"ALTER SEQUENCE {name} OWNED BY NONE")
    if unit.world.catalog.tables[sequence.owned_by[0]].owner is None:
        return (alone,)
    return (alone, step(f"ALTER SEQUENCE {name} OWNER TO {owner(None)}"))


def _alter(old: Unit, new: Unit, _site: Site) -> tuple[Step, ...] | None:
    before, after = old.value, new.value
    if not isinstance(before, Sequence):
        return None
    prefix = f"ALTER SEQUENCE {named(after.name)}"
    steps = []
    words = [] if before.type == after.type else [f"AS {after.type}"]
    if words:  # the limits may follow the type: say them all
        words += [f"MINVALUE {after.minimum}", f"MAXVALUE {after.maximum}"]
    words += [w for w in changed_options(before, after) if w not in words]
    if words:
        steps.append(step(f"{prefix} {' '.join(words)}"))
    if before.persistence != after.persistence:
        steps.append(persistence_step(after))
    return tuple(steps)
