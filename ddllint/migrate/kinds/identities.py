"""Identity columns, and what is said of sequences."""

from collections.abc import Iterator

from ddllint.catalog.model import Column, Sequence, Table
from ddllint.catalog.wording import quoted
from ddllint.migrate.operations import Step
from ddllint.migrate.steps import exclusive, step
from ddllint.migrate.text import ident, named
from ddllint.migrate.units import Key, Site, Unit, World

_LIMITS = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def identity_sequence(world: World, table: Table, column: Column) -> Sequence | None:
    """The sequence of an identity column."""
    for sequence in world.catalog.sequences.values():
        if sequence.identity and sequence.owned_by == (table.name, column.name):
            return sequence
    return None


def is_of_parent(world: World, table: Table, column: Column) -> bool:
    """Whether it is a partition's, which takes it from its parent (since PostgreSQL 17)."""
    return table.partition_of is not None and identity_sequence(world, table, column) is None


def sequence_names(world: World, table: Table, column: Column, kind: str) -> frozenset[Key]:
    """The name of the sequence, as one of a kind that must be free."""
    sequence = identity_sequence(world, table, column)
    return frozenset() if sequence is None else frozenset({(kind, *sequence.name)})


def identity_facts(world: World, table: Table, column: Column) -> tuple[tuple[str, str], ...]:
    """What two identities must agree on."""
    sequence = identity_sequence(world, table, column)
    own = world.properties("column", quoted(table.name, column.name), only=("identity",))
    if sequence is None:
        return own
    return (
        *own,
        ("sequence", str(sequence.name)),
        *world.properties("sequence", quoted(sequence.name), "owned by", "owner", "comment"),
    )


def identity_clause(world: World, table: Table, column: Column) -> str:
    """GENERATED ... AS IDENTITY."""
    assert column.identity is not None
    sequence = identity_sequence(world, table, column)
    words = [] if sequence is None else [f"SEQUENCE NAME {named(sequence.name)}"]
    if sequence is not None:
        words += sequence_words(sequence, sequence.type.name)
    options = f" ({' '.join(words)})" if words else ""
    return f"GENERATED {column.identity.upper()} AS IDENTITY{options}"


def identity_type_step(world: World, table: Table, column: Column) -> Iterator[Step]:
    """The type of an identity's sequence where it is not the column's: LIKE can make it so."""
    sequence = identity_sequence(world, table, column) if column.identity else None
    if sequence is not None and sequence.type != column.type:
        limits = f"MINVALUE {sequence.minimum} MAXVALUE {sequence.maximum}"
        yield step(f"ALTER SEQUENCE {named(sequence.name)} AS {sequence.type} {limits}")
    if sequence is not None and sequence.persistence != table.persistence:
        yield persistence_step(sequence)


def persistence_step(sequence: Sequence) -> Step:
    """SET LOGGED or UNLOGGED."""
    word = "UNLOGGED" if sequence.persistence == "unlogged" else "LOGGED"
    return step(f"ALTER SEQUENCE {named(sequence.name)} SET {word}")


def sequence_words(sequence: Sequence, type_: str) -> Iterator[str]:
    """What differs from a plain sequence of the type (PostgreSQL manual, CREATE SEQUENCE)."""
    ascending = sequence.increment > 0
    lowest, highest = (1, _LIMITS[type_]) if ascending else (-_LIMITS[type_] - 1, -1)
    if sequence.increment != 1:
        yield f"INCREMENT BY {sequence.increment}"
    if sequence.minimum != lowest:
        yield f"MINVALUE {sequence.minimum}"
    if sequence.maximum != highest:
        yield f"MAXVALUE {sequence.maximum}"
    if sequence.start != (sequence.minimum if ascending else sequence.maximum):
        yield f"START WITH {sequence.start}"
    if sequence.cache != 1:
        yield f"CACHE {sequence.cache}"
    if sequence.cycle:
        yield "CYCLE"


def add_identity(unit: Unit, _site: Site) -> tuple[Step, ...]:
    """ADD GENERATED."""
    table, column = unit.value
    add = step(
        f"ALTER TABLE {named(table.name)} ALTER COLUMN {ident(column.name)} "
        f"ADD {identity_clause(unit.world, table, column)}",
        exclusive(table.name),
    )
    return (add, *identity_type_step(unit.world, table, column))


def drop_identity(unit: Unit, _site: Site) -> tuple[Step, ...]:
    """DROP IDENTITY."""
    table, column = unit.value
    return (
        step(
            f"ALTER TABLE {named(table.name)} ALTER COLUMN {ident(column.name)} DROP IDENTITY",
            exclusive(table.name),
        ),
    )


def alter_identity(old: Unit, new: Unit, _site: Site) -> tuple[Step, ...] | None:
    """Another kind of identity, or other options of its sequence."""
    (before_table, before), (table, after) = old.value, new.value
    a = identity_sequence(old.world, before_table, before)
    b = identity_sequence(new.world, table, after)
    words, steps = [], []
    if before.identity != after.identity:
        words.append(f"SET GENERATED {after.identity.upper()}")
    if a is not None and b is not None:
        if a.name.schema != b.name.schema:
            return None
        if a.name != b.name:
            steps.append(step(f"ALTER SEQUENCE {named(a.name)} RENAME TO {ident(b.name.name)}"))
        if a.type != b.type:
            limits = f"MINVALUE {b.minimum} MAXVALUE {b.maximum}"
            steps.append(step(f"ALTER SEQUENCE {named(b.name)} AS {b.type} {limits}"))
        if a.persistence != b.persistence:
            steps.append(persistence_step(b))
        words += [f"SET {option}" for option in changed_options(a, b)]
    if words:
        prefix = f"ALTER TABLE {named(table.name)} ALTER COLUMN {ident(after.name)}"
        steps.append(step(f"{prefix} {' '.join(words)}", exclusive(table.name)))
    return tuple(steps)


def changed_options(old: Sequence, new: Sequence) -> Iterator[str]:
    """The options of ALTER SEQUENCE that lead from one to the other."""
    pairs = (
        ("INCREMENT BY", old.increment, new.increment),
        ("MINVALUE", old.minimum, new.minimum),
        ("MAXVALUE", old.maximum, new.maximum),
        ("START WITH", old.start, new.start),
        ("CACHE", old.cache, new.cache),
    )
    for words, before, after in pairs:
        if before != after:
            yield f"{words} {after}"
    if old.cycle != new.cycle:
        yield "CYCLE" if new.cycle else "NO CYCLE"
