"""Constraints and indexes."""

from collections.abc import Sequence
from random import Random

from generating.inventory import Column, Constraint, Inventory, Relation
from generating.words import (
    any_name,
    chance,
    condition,
    family,
    index_expression,
    maybe,
    new_name,
    one,
    quote,
    ref,
    some,
)

_COMPARABLE = frozenset(
    {"number", "text", "moment", "time", "boolean", "uuid", "interval", "inet", "jsonb"}
)


def _named(rng: Random) -> str:
    return f"CONSTRAINT {new_name(rng)} " if chance(rng, 35) else ""


def attributes(rng: Random, percent: int = 20) -> str:
    """DEFERRABLE and its like."""
    if not chance(rng, percent):
        return ""
    return one(
        rng,
        [" DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED", " INITIALLY DEFERRED",
         " NOT DEFERRABLE", " INITIALLY IMMEDIATE", " DEFERRABLE INITIALLY IMMEDIATE"],
    )  # fmt: skip


def _comparable(columns: Sequence[Column]) -> list[Column]:
    return [c for c in columns if family(c.type) in _COMPARABLE]


def _actions(rng: Random, columns: Sequence[str] = ()) -> str:
    text = maybe(rng, 15, " MATCH FULL") or maybe(rng, 5, " MATCH SIMPLE")
    words = ["CASCADE", "RESTRICT", "SET NULL", "SET DEFAULT", "NO ACTION"]
    if chance(rng, 40):
        action = one(rng, words)
        if columns and action.startswith("SET") and chance(rng, 30):
            action += f" ({', '.join(quote(c) for c in some(rng, columns, 2))})"
        text += f" ON DELETE {action}"
    if chance(rng, 20):
        text += f" ON UPDATE {one(rng, words)}"
    return text


def _keys(inventory: Inventory) -> list[tuple[Relation, Constraint]]:
    """What a foreign key may refer to.

    Not a partitioned table or a partition: the names of the part that a key has for each
    partition are not followed.
    """
    return [
        (table, key)
        for table in inventory.of("r")
        for key in table.constraints
        if key.kind in "pu" and not key.deferrable and not table.partition
    ]


def column_constraint(rng: Random, inventory: Inventory, column: Column) -> str:
    """A constraint written on a column."""
    roll = rng.randrange(10)
    named = _named(rng)
    comparable = family(column.type) in _COMPARABLE
    if roll < 2 and comparable:
        return f"{named}PRIMARY KEY{_with(rng)}{attributes(rng, 10)}"
    if roll < 5 and comparable:
        return (
            f"{named}UNIQUE{maybe(rng, 20, ' NULLS NOT DISTINCT')}{_with(rng)}{attributes(rng, 10)}"
        )
    if roll < 7:
        for table, key in rng.sample(_keys(inventory), len(_keys(inventory))):
            types = {c.name: c.type for c in table.columns}
            if len(key.columns) == 1 and types.get(key.columns[0]) == column.type:
                target = f" ({quote(key.columns[0])})" if key.kind == "u" or chance(rng, 50) else ""
                return (
                    f"{named}REFERENCES {ref(rng, table)}{target}{_actions(rng)}{attributes(rng)}"
                )
    return f"{named}CHECK ({condition(rng, [column])}){maybe(rng, 10, ' NO INHERIT')}"


def _with(rng: Random) -> str:
    return maybe(rng, 8, " WITH (fillfactor = 80)")


def table_constraint(rng: Random, inventory: Inventory, columns: Sequence[Column]) -> str:
    """A constraint of a table."""
    named = _named(rng)
    usable = _comparable(columns)
    roll = rng.randrange(10)
    if usable and roll < 2:
        return f"{named}PRIMARY KEY {_key(rng, usable)}"
    if usable and roll < 4:
        distinct = maybe(rng, 20, " NULLS NOT DISTINCT")
        return f"{named}UNIQUE{distinct} {_key(rng, usable)}"
    if roll < 7 and (key := _foreign_key(rng, inventory, columns)):
        return f"{named}{key}"
    if usable and roll < 8:
        return f"{named}{_exclusion(rng, usable, columns)}"
    text = condition(rng, columns)
    return f"{named}CHECK ({text}){maybe(rng, 10, ' NO INHERIT')}"


def _key(rng: Random, columns: Sequence[Column]) -> str:
    chosen = some(rng, columns, 2)
    rest = [c for c in columns if c not in chosen]
    include = ""
    if rest and chance(rng, 15):
        include = f" INCLUDE ({', '.join(quote(c.name) for c in some(rng, rest, 2))})"
    return f"({', '.join(quote(c.name) for c in chosen)}){include}{_with(rng)}{attributes(rng, 10)}"


def _foreign_key(rng: Random, inventory: Inventory, columns: Sequence[Column]) -> str:
    for table, key in rng.sample(_keys(inventory), len(_keys(inventory))):
        types = {c.name: c.type for c in table.columns}
        chosen: list[str] = []
        for wanted in key.columns:
            fit = [c.name for c in columns if c.type == types[wanted] and c.name not in chosen]
            if fit:
                chosen.append(one(rng, fit))
        if len(chosen) == len(key.columns):
            target = ""
            if key.kind == "u" or chance(rng, 50):
                target = f" ({', '.join(quote(c) for c in key.columns)})"
            return (
                f"FOREIGN KEY ({', '.join(quote(c) for c in chosen)}) REFERENCES "
                f"{ref(rng, table)}{target}{_actions(rng, chosen)}{attributes(rng)}"
            )
    return ""


def _exclusion(rng: Random, usable: Sequence[Column], columns: Sequence[Column]) -> str:
    ranges = [c for c in columns if c.type in ("int4range", "tstzrange")]
    if ranges and chance(rng, 70):
        elements = f"{quote(one(rng, ranges).name)} WITH &&"
        method = "gist"
    else:
        method = "btree"
        chosen = some(rng, usable, 2)
        elements = ", ".join(f"{quote(c.name)}{maybe(rng, 20, ' DESC')} WITH =" for c in chosen)
    where = f" WHERE ({condition(rng, columns)})" if chance(rng, 25) else ""
    using = f"USING {method} " if method == "gist" or chance(rng, 50) else ""
    return f"EXCLUDE {using}({elements}){where}{attributes(rng, 10)}"


def add_constraint(rng: Random, inventory: Inventory) -> str:
    table = one(rng, inventory.of("rp"))
    free = [i for i in table.indexes if i.unique and i.simple and not i.constraint]
    if free and chance(rng, 40):
        index = one(rng, free)
        named = f"CONSTRAINT {new_name(rng)} " if chance(rng, 50) else ""
        kind = one(rng, ["PRIMARY KEY", "UNIQUE"])
        text = f"{named}{kind} USING INDEX {quote(index.name)}{attributes(rng, 15)}"
    else:
        text = table_constraint(rng, inventory, table.columns)
        if ("CHECK (" in text or "FOREIGN KEY" in text) and chance(rng, 25):
            text += " NOT VALID"
    only = maybe(rng, 5, "ONLY ")
    return f"ALTER TABLE {only}{ref(rng, table)} ADD {text}"


def change_constraint(rng: Random, inventory: Inventory) -> str:
    table = one(rng, [t for t in inventory.of("rp") if t.constraints])
    constraint = one(rng, table.constraints)
    name = quote(constraint.name)
    options = [
        f"DROP CONSTRAINT {maybe(rng, 20, 'IF EXISTS ')}{name}{maybe(rng, 50, ' CASCADE')}",
        f"RENAME CONSTRAINT {name} TO {new_name(rng)}",
    ]
    if constraint.kind in "cf":
        options.append(f"VALIDATE CONSTRAINT {name}")
    if constraint.kind == "f":
        alter = one(rng, [" DEFERRABLE", " INITIALLY DEFERRED", " NOT DEFERRABLE"])
        options += [f"ALTER CONSTRAINT {name}{alter}"] * 2
    return f"ALTER TABLE {ref(rng, table)} {one(rng, options)}"


def create_index(rng: Random, inventory: Inventory) -> str:
    table = one(rng, inventory.of("rpm"))
    usable = _comparable(table.columns)
    unique = chance(rng, 30)
    method = "btree"
    json_columns = [c for c in table.columns if family(c.type) in ("jsonb", "array")]
    if json_columns and chance(rng, 30):
        unique, method = False, "gin"
        column = one(rng, json_columns)
        opclass = " jsonb_path_ops" if column.type == "jsonb" and chance(rng, 40) else ""
        elements = [quote(column.name) + opclass]
    elif usable and chance(rng, 10):
        unique, method = False, one(rng, ["hash", "brin"])
        fit = [c for c in usable if family(c.type) != "boolean" and c.type != "jsonb"]
        elements = [quote(one(rng, fit).name)]
    else:
        elements = [_element(rng, c, table.columns) for c in some(rng, usable, 3)]
    include = ""
    rest = [c for c in table.columns if c not in usable]
    if method == "btree" and rest and chance(rng, 20):
        include = f" INCLUDE ({', '.join(quote(c.name) for c in some(rng, rest, 2))})"
    distinct = maybe(rng, 15, " NULLS NOT DISTINCT") if unique else ""
    options = " WITH (fillfactor = 50)" if method == "btree" and chance(rng, 10) else ""
    where = f" WHERE {condition(rng, table.columns)}" if chance(rng, 20) else ""
    name = new_name(rng) + " " if chance(rng, 60) else ""
    exists = "IF NOT EXISTS " if name and chance(rng, 10) else ""
    using = f" USING {method}" if method != "btree" or chance(rng, 20) else ""
    return (
        f"CREATE {'UNIQUE ' if unique else ''}INDEX {exists}{name}ON {maybe(rng, 5, 'ONLY ')}"
        f"{ref(rng, table)}{using} ({', '.join(elements)}){include}{distinct}{options}{where}"
    )


def _element(rng: Random, column: Column, columns: Sequence[Column]) -> str:
    text = quote(column.name)
    if chance(rng, 20):
        text = index_expression(rng, columns)
    elif family(column.type) == "text" and column.type != "name" and chance(rng, 25):
        text += one(rng, [' COLLATE "C"', " text_pattern_ops", ' COLLATE "POSIX"'])
    text += one(rng, ["", "", "", " ASC", " DESC"])
    return text + maybe(rng, 15, one(rng, [" NULLS FIRST", " NULLS LAST"]))


def change_index(rng: Random, inventory: Inventory) -> str:
    tables = [t for t in inventory.of("rpm") if t.indexes]
    table = one(rng, tables)
    index = one(rng, table.indexes)
    name = f"{quote(table.schema)}.{quote(index.name)}"
    options = [
        f"DROP INDEX {maybe(rng, 20, 'IF EXISTS ')}{name}{maybe(rng, 30, ' CASCADE')}",
        f"ALTER INDEX {name} SET (fillfactor = 60)",
        f"ALTER INDEX {name} RESET (fillfactor)",
        f"ALTER TABLE {ref(rng, table)} CLUSTER ON {quote(index.name)}",
    ]
    if not index.part:  # the names of the parts that an index has for partitions are not followed
        options.append(f"ALTER INDEX {name} RENAME TO {quote(any_name(rng))}")
    return one(rng, options)
