"""Columns of tables: the column, its default, identity and NOT NULL, each by itself."""

import re
from collections.abc import Iterator

from ddllint.catalog.folds.columns import own_storage
from ddllint.catalog.model import Column, Sequence, Table
from ddllint.catalog.names import Name, make_object_name
from ddllint.catalog.wording import quoted
from ddllint.migrate import references
from ddllint.migrate.kinds.retyping import Retyping, retyping
from ddllint.migrate.operations import Group, Hazard, Lock, Step, Work
from ddllint.migrate.steps import both_ways, exclusive, step
from ddllint.migrate.text import expression, ident, named, typed
from ddllint.migrate.units import (
    Change,
    Key,
    Site,
    Unit,
    World,
    column_key,
    relation_key,
)
from ddllint.migrate.volatility import is_volatile
from ddllint.sql.expressions import Cast

_OF_COLUMN = ("type", "generated", "stored", "collation", "storage", "compression", "exists")
_LIMITS = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def column_units(world: World, table: Table) -> Iterator[Unit]:
    """The units of a table's columns; what a parent declares goes with the parent's."""
    for column in table.columns.values():
        yield _column(world, table, column)
        own = column_key(table.name, column.name)
        host = relation_key(table.name) if table.of_type else own
        follows = _given_by(world, table, column)
        common = {"object": f"{table.name}.{column.name}", "group": Group.CORE, "world": world}
        value = (table, column)
        if column.not_null:
            yield Unit(
                key=("not-null", *table.name, column.name),
                noun="not-null",
                same=(),
                value=value,
                create=_set_not_null,
                drop=_drop_not_null,
                follows=frozenset(("not-null", *key[1:]) for key in follows),
                needs=frozenset({own}),
                host=host,
                inline=True,
                origin=column.origin,
                **common,  # type: ignore[arg-type]
            )
        names = frozenset({("value", *table.name, column.name)})
        if column.default is not None:
            yield Unit(
                key=("default", *table.name, column.name),
                noun="default",
                same=world.properties("column", quoted(table.name, column.name), only=("default",)),
                value=value,
                create=_set_default,
                drop=_drop_default,
                change=both_ways("set-default", lambda _old, new, site: _set_default(new, site)),
                needs=frozenset({own}) | references.of_expression(world, column.default),
                rigid=frozenset({own}),
                follows=frozenset(("column-default", *key[1:]) for key in follows),
                host=host,
                inline=True,
                names=names,
                origin=column.origin,
                **common,  # type: ignore[arg-type]
            )
        if column.identity is not None:
            yield Unit(
                key=("identity", *table.name, column.name),
                noun="identity",
                same=_identity_facts(world, table, column),
                value=value,
                create=_add_identity,
                drop=_drop_identity,
                change=both_ways("alter-identity", _alter_identity),
                needs=frozenset({own, ("not-null", *table.name, column.name)}),
                host=host,
                inline=True,
                names=names | _sequence_names(world, table, column, "relation-name"),
                avoids=_sequence_names(world, table, column, "type-name"),
                origin=column.origin,
                **common,  # type: ignore[arg-type]
            )


def _given_by(world: World, table: Table, column: Column) -> frozenset[Key]:
    """The columns of parents that hand this one down."""
    parents = (table.partition_of,) if table.partition_of else table.parents
    return frozenset(
        column_key(parent, column.name)
        for parent in parents
        if parent in world.catalog.tables and column.name in world.catalog.tables[parent].columns
    )


def _column(world: World, table: Table, column: Column) -> Unit:
    if table.of_type is not None:
        return _typed_column(world, table, column)
    generated = references.of_expression(world, column.generated, table)
    rewriting = bool(column.generated is not None and column.stored) or column.identity is not None
    return Unit(
        key=column_key(table.name, column.name),
        noun="column",
        object=f"{table.name}.{column.name}",
        group=Group.CORE,
        same=world.properties("column", quoted(table.name, column.name), only=_OF_COLUMN),
        world=world,
        value=(table, column),
        create=_add_column,
        drop=_drop_column,
        change=_change_column,
        needs=frozenset({relation_key(table.name)})
        | references.of_type(world, column.type)
        | generated,
        rigid=references.columns_of(column.generated, table),
        follows=_given_by(world, table, column),
        host=relation_key(table.name),
        inline=True,
        loss="" if column.generated is not None else "the values of the column",
        rewrites="it is computed for every row" if rewriting else "",
        origin=column.origin,
    )


def _typed_column(world: World, table: Table, column: Column) -> Unit:
    """A column of a typed table comes, changes and goes with its type's."""
    return Unit(
        key=column_key(table.name, column.name),
        noun="column",
        object=f"{table.name}.{column.name}",
        group=Group.CORE,
        same=(),
        world=world,
        value=(table, column),
        needs=frozenset({relation_key(table.name), ("type", *(table.of_type or ()))}),
        host=relation_key(table.name),
        inline=True,
        origin=column.origin,
    )


def column_clause(world: World, table: Table, column: Column, inline: frozenset[Key]) -> str:
    """A column as CREATE TABLE and ADD COLUMN take it, with the properties in `inline`."""
    words = [
        ident(column.name),
        typed(column.type),
        *column_properties(world, table, column, inline),
    ]
    return " ".join(words)


def column_properties(
    world: World, table: Table, column: Column, inline: frozenset[Key]
) -> Iterator[str]:
    """What follows the type."""
    scope = world.over(table)
    if column.compression:
        yield f"COMPRESSION {column.compression}"
    if column.collation:
        yield f"COLLATE {column.collation}"
    if column.generated is not None:
        kind = "STORED" if column.stored else "VIRTUAL"
        yield f"GENERATED ALWAYS AS ({expression(column.generated, scope)}) {kind}"
    if ("not-null", *table.name, column.name) in inline:
        yield "NOT NULL"
    if column.default is not None and ("default", *table.name, column.name) in inline:
        yield f"DEFAULT {_default_text(world, table, column)}"
    if column.identity is not None and ("identity", *table.name, column.name) in inline:
        yield _identity_clause(world, table, column)


def _default_text(world: World, table: Table, column: Column) -> str:
    assert column.default is not None
    text = expression(column.default, world.over(table), column.type)
    tree = column.default.tree
    if column.type.modifiers and isinstance(tree, Cast) and text.startswith("'"):
        return f"{text}::{typed(tree.type)}"  # without, it would be of the column's own precision
    of_sequence = _NEXTVAL.fullmatch(text)
    if of_sequence:  # in full, whatever is searched
        place = "" if of_sequence[2] else "public."
        return f"nextval('{place}{of_sequence[1]}'::regclass)"
    return text if _stands_alone(text) else f"({text})"


_NEXTVAL = re.compile(r"""nextval\('((?:[^'."]|''|"[^"]*")*(\.)?(?:[^'."]|''|"[^"]*")*)'\)""")


def _stands_alone(text: str) -> bool:
    """Whether a default needs no parentheses: `b_expr` of the grammar has no AND, IN or IS."""
    return (
        text.isidentifier()
        or (text.startswith("'") and text.count("'") == 2)
        or (text.replace(".", "", 1).lstrip("-").isdigit())
        or (text.endswith(")") and text.count("(") == 1 and " " not in text.partition("(")[0])
    )


def storage_step(table: Table, column: Column) -> Iterator[Step]:
    """Storage that is not the type's own; CREATE TABLE takes it since PostgreSQL 16 only."""
    if column.storage:
        yield step(
            f"ALTER TABLE {named(table.name)} ALTER COLUMN {ident(column.name)} "
            f"SET STORAGE {column.storage.upper()}",
            exclusive(table.name),
        )


def _add_column(unit: Unit, site: Site) -> tuple[Step, ...]:
    table, column = unit.value
    default = ("default", *table.name, column.name)
    live = site.live(table.name)
    split = live and default in site.inline and is_volatile(unit.world, column.default)
    inline = site.inline
    if split:
        inline = site.inline - {default, ("not-null", *table.name, column.name)}
    clause = column_clause(unit.world, table, column, inline)
    rewrites = bool(unit.rewrites)
    add = f"ALTER TABLE {named(table.name)} ADD COLUMN {clause}"
    if split:
        add = add.replace(" ADD COLUMN ", " ADD COLUMN IF NOT EXISTS ", 1)
    work = Work.REWRITE if live and rewrites else Work.NONE
    steps = [step(add, exclusive(table.name), work=work, alone=split)]
    if split:
        steps += _backfilled(unit, site)
    steps += storage_step(table, column)
    if ("identity", *table.name, column.name) in site.inline:
        steps += identity_type_step(unit.world, table, column)
    return tuple(steps)


def _backfilled(unit: Unit, site: Site) -> Iterator[Step]:
    table, column = unit.value
    name, col = named(table.name), ident(column.name)
    text = _default_text(unit.world, table, column)
    yield step(
        f"ALTER TABLE {name} ALTER COLUMN {col} SET DEFAULT {text}",
        exclusive(table.name),
        alone=True,
    )
    yield step(
        f"""DO $backfill$
DECLARE
    changed bigint;
BEGIN
    LOOP
        UPDATE {name} SET {col} = DEFAULT
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM {name} WHERE {col} IS NULL LIMIT 1000));
        GET DIAGNOSTICS changed = ROW_COUNT;
        EXIT WHEN changed = 0;
        COMMIT;
    END LOOP;
END
$backfill$""",
        (table.name, Lock.ROW_EXCLUSIVE),
        work=Work.SCAN,
        alone=True,
    )
    if ("not-null", *table.name, column.name) in site.inline:
        yield from _not_null_steps(table.name, column.name, site)


def _drop_column(unit: Unit, _site: Site) -> tuple[Step, ...]:
    table, column = unit.value
    return (
        step(
            f"ALTER TABLE {named(table.name)} DROP COLUMN {ident(column.name)}",
            exclusive(table.name),
        ),
    )


def _change_column(old: Unit, new: Unit, site: Site) -> tuple[Change, ...] | None:
    (_, before), (_table, after) = old.value, new.value
    if (before.generated is None) != (after.generated is None) or (
        before.generated is not None and dict(old.same) != dict(new.same)
    ):
        return None
    changes = []
    if before.type != after.type or before.collation != after.collation:
        changes.append(_retype(old, new, site))
    changes += _storage(old, new)
    return tuple(changes)


def _retype(old: Unit, new: Unit, site: Site) -> Change:
    (_, before), (table, after) = old.value, new.value
    kind = retyping(before.type, after.type)
    same_collation = before.collation == after.collation
    up = _type_step(table, before, after, kind, site)
    down = _type_step(table, after, before, retyping(after.type, before.type), site)
    if kind is Retyping.FREE:
        hazards = () if same_collation else (_REINDEX,)
        return Change("alter-column-type", (up,), (down,), hazards=hazards)
    why = f"{before.type} becomes {after.type}"
    if kind is Retyping.REWRITES:
        return Change(
            "rewrite-column",
            (up,),
            (down,),
            gate=f"{why}: every row is written anew while nobody can read the table",
            hazards=(_REWRITE,),
        )
    return Change(
        "narrow-column",
        (up,),
        (down,),
        gate=f"{why}: a value that does not fit makes it fail or is changed",
        hazards=(_REWRITE,),
    )


_REWRITE = Hazard("rewrite", "every row is written anew under ACCESS EXCLUSIVE")
_REINDEX = Hazard("reindex", "indexes on the column are built anew under ACCESS EXCLUSIVE")


def _type_step(table: Table, before: Column, after: Column, kind: Retyping, site: Site) -> Step:
    collate = f" COLLATE {after.collation}" if after.collation else ""
    if before.collation and not after.collation:
        collate = ' COLLATE "default"'
    col = ident(after.name)
    using = ""
    if kind is Retyping.BY_TEXT:
        using = f" USING {col}::text::{typed(after.type)}"
    work = Work.REWRITE if kind is not Retyping.FREE and site.live(table.name) else Work.NONE
    return step(
        f"ALTER TABLE {named(table.name)} ALTER COLUMN {col} TYPE {typed(after.type)}"
        f"{collate}{using}",
        exclusive(table.name),
        work=work,
    )


def _storage(old: Unit, new: Unit) -> Iterator[Change]:
    (_, before), (table, after) = old.value, new.value
    retyped = before.type != after.type or before.collation != after.collation
    start = "" if retyped else before.storage
    prefix = f"ALTER TABLE {named(table.name)} ALTER COLUMN {ident(after.name)} SET "
    if start != after.storage:
        yield Change(
            "set-storage",
            (_storage_step(prefix, table, after),),
            (_storage_step(prefix, table, before),),
        )
    start = "" if retyped else before.compression
    if start != after.compression:
        yield Change(
            "set-compression",
            (step(f"{prefix}COMPRESSION {after.compression or 'default'}", exclusive(table.name)),),
            (
                step(
                    f"{prefix}COMPRESSION {before.compression or 'default'}", exclusive(table.name)
                ),
            ),
        )


def _storage_step(prefix: str, table: Table, column: Column) -> Step:
    word = column.storage or own_storage(column.type)
    return step(f"{prefix}STORAGE {word.upper()}", exclusive(table.name))


# NOT NULL


def _set_not_null(unit: Unit, site: Site) -> tuple[Step, ...]:
    table, column = unit.value
    if site.live(table.name):
        return tuple(_not_null_steps(table.name, column.name, site))
    return (
        step(
            f"ALTER TABLE {named(table.name)} ALTER COLUMN {ident(column.name)} SET NOT NULL",
            exclusive(table.name),
        ),
    )


def _not_null_steps(table: Name, column: str, _site: Site) -> Iterator[Step]:
    """With a valid CHECK the server does not scan (manual, ALTER TABLE, SET NOT NULL)."""
    name, col = named(table), ident(column)
    check = ident(make_object_name(table.name, column, "not_null_check"))
    yield step(
        f"ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {check}, "
        f"ADD CONSTRAINT {check} CHECK ({col} IS NOT NULL) NOT VALID",
        exclusive(table),
        alone=True,
    )
    yield step(
        f"ALTER TABLE {name} VALIDATE CONSTRAINT {check}",
        (table, Lock.SHARE_UPDATE_EXCLUSIVE),
        work=Work.SCAN,
        alone=True,
    )
    yield step(f"ALTER TABLE {name} ALTER COLUMN {col} SET NOT NULL", exclusive(table), alone=True)
    yield step(f"ALTER TABLE {name} DROP CONSTRAINT {check}", exclusive(table), alone=True)


def _drop_not_null(unit: Unit, _site: Site) -> tuple[Step, ...]:
    table, column = unit.value
    return (
        step(
            f"ALTER TABLE {named(table.name)} ALTER COLUMN {ident(column.name)} DROP NOT NULL",
            exclusive(table.name),
        ),
    )


# DEFAULT


def _set_default(unit: Unit, _site: Site) -> tuple[Step, ...]:
    table, column = unit.value
    text = _default_text(unit.world, table, column)
    return (
        step(
            f"ALTER TABLE {only(table)}{named(table.name)} ALTER COLUMN {ident(column.name)} "
            f"SET DEFAULT {text}",
            exclusive(table.name),
        ),
    )


def _drop_default(unit: Unit, _site: Site) -> tuple[Step, ...]:
    return (drop_default_step(*unit.value),)


def drop_default_step(table: Table, column: Column) -> Step:
    """DROP DEFAULT."""
    return step(
        f"ALTER TABLE {only(table)}{named(table.name)} ALTER COLUMN {ident(column.name)} "
        "DROP DEFAULT",
        exclusive(table.name),
    )


def only(table: Table) -> str:
    """Children have defaults of their own: they are changed by themselves."""
    return "" if table.kind == "foreign" else "ONLY "


# Identity


def _identity_sequence(world: World, table: Table, column: Column) -> Sequence | None:
    for sequence in world.catalog.sequences.values():
        if sequence.identity and sequence.owned_by == (table.name, column.name):
            return sequence
    return None


def _sequence_names(world: World, table: Table, column: Column, kind: str) -> frozenset[Key]:
    sequence = _identity_sequence(world, table, column)
    return frozenset() if sequence is None else frozenset({(kind, *sequence.name)})


def _identity_facts(world: World, table: Table, column: Column) -> tuple[tuple[str, str], ...]:
    sequence = _identity_sequence(world, table, column)
    own = world.properties("column", quoted(table.name, column.name), only=("identity",))
    if sequence is None:
        return own
    return (
        *own,
        ("sequence", str(sequence.name)),
        *world.properties("sequence", quoted(sequence.name), "owned by", "owner", "comment"),
    )


def _identity_clause(world: World, table: Table, column: Column) -> str:
    assert column.identity is not None
    sequence = _identity_sequence(world, table, column)
    words = [] if sequence is None else [f"SEQUENCE NAME {named(sequence.name)}"]
    if sequence is not None:
        words += sequence_words(sequence, sequence.type.name)
    options = f" ({' '.join(words)})" if words else ""
    return f"GENERATED {column.identity.upper()} AS IDENTITY{options}"


def identity_type_step(world: World, table: Table, column: Column) -> Iterator[Step]:
    """The type of an identity's sequence where it is not the column's: LIKE can make it so."""
    sequence = _identity_sequence(world, table, column) if column.identity else None
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


def _add_identity(unit: Unit, _site: Site) -> tuple[Step, ...]:
    table, column = unit.value
    add = step(
        f"ALTER TABLE {named(table.name)} ALTER COLUMN {ident(column.name)} "
        f"ADD {_identity_clause(unit.world, table, column)}",
        exclusive(table.name),
    )
    return (add, *identity_type_step(unit.world, table, column))


def _drop_identity(unit: Unit, _site: Site) -> tuple[Step, ...]:
    table, column = unit.value
    return (
        step(
            f"ALTER TABLE {named(table.name)} ALTER COLUMN {ident(column.name)} DROP IDENTITY",
            exclusive(table.name),
        ),
    )


def _alter_identity(old: Unit, new: Unit, _site: Site) -> tuple[Step, ...] | None:
    (before_table, before), (table, after) = old.value, new.value
    a = _identity_sequence(old.world, before_table, before)
    b = _identity_sequence(new.world, table, after)
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
