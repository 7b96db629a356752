"""Partitions and children: made, attached, detached."""

from collections.abc import Sequence
from random import Random

from generating.constraints import table_constraint
from generating.inventory import Column, Inventory, Relation
from generating.words import INTEGERS, chance, family, literal, maybe, one, placed, quote, ref, some

_KEY_TYPES = INTEGERS | {"text", "varchar", "date", "timestamptz", "timestamp"}


def partition_by(rng: Random, columns: Sequence[Column]) -> str:
    # of other types the server prints values in a form of its own: `10.00`, `'a  '`
    usable = [c for c in columns if c.type in _KEY_TYPES]
    column = one(rng, usable)
    strategy = one(rng, ["LIST", "RANGE", "HASH"])
    if strategy != "LIST" and chance(rng, 20):
        keys = ", ".join(quote(c.name) for c in some(rng, usable, 2))
    elif family(column.type) == "text" and column.type != "name" and chance(rng, 20):
        keys = f"lower({quote(column.name)})"
    else:
        keys = quote(column.name)
    return f" PARTITION BY {strategy} ({keys})"


def create_partition(rng: Random, inventory: Inventory) -> str:
    parent = one(rng, inventory.of("p"))
    parts = [table_constraint(rng, inventory, parent.columns)] if chance(rng, 20) else []
    if chance(rng, 15):
        column = one(rng, parent.columns)
        parts.append(f"{quote(column.name)} {one(rng, ['NOT NULL', 'DEFAULT NULL', 'UNIQUE'])}")
    body = f" ({', '.join(parts)})" if parts else ""
    by = partition_by(rng, parent.columns) if chance(rng, 15) else ""
    name = placed(rng, inventory)
    return f"CREATE TABLE {name} PARTITION OF {ref(rng, parent)}{body} {bound(rng, parent)}{by}"


def bound(rng: Random, parent: Relation) -> str:
    """A bound that suits the parent's partition key."""
    if parent.strategy == "h":
        return f"FOR VALUES WITH (MODULUS {one(rng, [2, 4])}, REMAINDER {rng.randrange(2)})"
    if chance(rng, 15):
        return "DEFAULT"
    types = [c.type for c in parent.columns if c.name in parent.keys] or ["text"]
    if parent.strategy == "l":
        values = [_bound(types[0], rng.randrange(50)) for _ in range(rng.randint(1, 3))]
        return f"FOR VALUES IN ({', '.join(values)})"
    start = rng.randrange(40)
    low = ", ".join(_bound(type_, start) for type_ in types)
    high = ", ".join(_bound(type_, start + 3) for type_ in types)
    if chance(rng, 10):
        low = ", ".join("MINVALUE" for _ in types)
    elif chance(rng, 10):
        high = ", ".join("MAXVALUE" for _ in types)
    return f"FOR VALUES FROM ({low}) TO ({high})"


def _bound(type_: str, number: int) -> str:
    if family(type_) == "number":
        return str(number)
    if family(type_) == "moment":
        return f"'20{number + 10}-01-01'"
    return literal(f"{chr(97 + number % 26)}")


def partition_commands(rng: Random, inventory: Inventory) -> str:
    parent = one(rng, inventory.of("p"))
    children = [t for t in inventory.of("rp") if parent.name in t.parents]
    if children and chance(rng, 40):
        return f"ALTER TABLE {ref(rng, parent)} DETACH PARTITION {ref(rng, one(rng, children))}"
    names = {c.name for c in parent.columns}
    likely = [
        t for t in inventory.of("rp")
        if not t.parents and t is not parent and {c.name for c in t.columns} == names
    ]  # fmt: skip
    child = one(rng, likely)
    return f"ALTER TABLE {ref(rng, parent)} ATTACH PARTITION {ref(rng, child)} {bound(rng, parent)}"


def attachable(rng: Random, inventory: Inventory) -> str:
    """A table that a parent could take as its partition or child."""
    parent = one(rng, inventory.of("pr"))
    including = maybe(rng, 60, " INCLUDING ALL") or maybe(rng, 50, " INCLUDING CONSTRAINTS")
    exclude = " EXCLUDING IDENTITY" if including == " INCLUDING ALL" else ""
    return f"CREATE TABLE {placed(rng, inventory)} (LIKE {ref(rng, parent)}{including}{exclude})"


def inherit(rng: Random, inventory: Inventory) -> str:
    tables = [t for t in inventory.of("r") if not t.partition]
    heirs = [t for t in tables if t.parents]
    if heirs and chance(rng, 40):
        child = one(rng, heirs)
        parent = one(rng, [t for t in tables if t.name in child.parents])
        return f"ALTER TABLE {ref(rng, child)} NO INHERIT {ref(rng, parent)}"
    parent = one(rng, tables)
    names = {c.name for c in parent.columns}
    child = one(
        rng, [t for t in tables if t is not parent and names <= {c.name for c in t.columns}]
    )
    return f"ALTER TABLE {ref(rng, child)} INHERIT {ref(rng, parent)}"
