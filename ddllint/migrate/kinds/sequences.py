"""Sequences that are objects of their own; those of identity columns go with the column."""

from collections.abc import Iterator

from ddllint.catalog.model import Sequence
from ddllint.catalog.names import Name, make_object_name
from ddllint.catalog.wording import quoted
from ddllint.migrate.kinds.grantors import Granted
from ddllint.migrate.kinds.identities import (
    changed_options,
    persistence_step,
    sequence_words,
)
from ddllint.migrate.kinds.ownership import (
    Owned,
    dangers_of_owning,
    owner_step,
    owner_steps,
    ownership,
)
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.own_text import own_text
from ddllint.migrate.steps import both_ways, step
from ddllint.migrate.text import ident, named
from ddllint.migrate.units import Site, Unit, World, column_key, relation_key, schema_needs


def sequence_units(world: World, passed_on: frozenset[Granted]) -> Iterator[Unit]:
    """The units of sequences, and of their belonging to a column.

    `passed_on` are the objects of which roles other than the owner may grant privileges.
    """
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
            yield _belonging(world, sequence, sequence.owned_by, passed_on)


def _belonging(
    world: World,
    sequence: Sequence,
    owned_by: tuple[Name, str],
    passed_on: frozenset[Granted],
) -> Unit:
    """The unit of belonging to a column, with its table's owner."""
    table, column = owned_by
    role = world.catalog.tables[table].owner
    name, key = named(sequence.name), relation_key(sequence.name)
    owned = Owned(f"SEQUENCE {name}", sequence.name.schema)
    owner = ownership(world.catalog, owned, role, passed_on) if role is not None else None

    def own(_unit: Unit, site: Site) -> tuple[Step, ...]:
        belongs = step(f"ALTER SEQUENCE {name} OWNED BY {named(table)}.{ident(column)}")
        if owner is not None:  # it must have the table's owner before (manual, CREATE SEQUENCE)
            return (*owner_steps(owner, owner, lent=owner.may_not), belongs)
        return (belongs,) if key in site.made else (owner_step(owned, None), belongs)

    def disown(_unit: Unit, _site: Site) -> tuple[Step, ...]:
        """An owner of its own comes after."""
        alone = step(f"ALTER SEQUENCE {name} OWNED BY NONE")
        return (alone,) if owner is None else (alone, owner_step(owned, None))

    return Unit(
        key=("owned", *sequence.name),
        noun="sequence-owner",
        object=str(sequence.name),
        group=Group.CORE,
        same=(owned_by,),
        world=world,
        value=sequence,
        create=own,
        drop=disown,
        needs=frozenset({key, column_key(table, column)}),
        after=frozenset({("owner", f"TABLE {named(table)}")}) | (owner.rights if owner else set()),
        hazards=dangers_of_owning(owner) if owner is not None else (),
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
