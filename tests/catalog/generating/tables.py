"""CREATE TABLE in all its forms, and what ALTER TABLE does to columns."""

from collections.abc import Sequence
from random import Random

from generating.constraints import (
    column_constraint,
    table_constraint,
)
from generating.inventory import Column, Inventory, Relation
from generating.partitions import partition_by
from generating.words import (
    INTEGERS,
    any_name,
    any_type,
    chance,
    family,
    maybe,
    new_name,
    one,
    placed,
    quote,
    ref,
    some,
    value,
)


def create_table(rng: Random, inventory: Inventory) -> str:
    columns = _new_columns(rng, inventory)
    parts = [_column(rng, inventory, column, columns) for column in columns]
    for _ in range(rng.randrange(3)):
        parts.append(table_constraint(rng, inventory, columns))
    if chance(rng, 15) and inventory.of("rpvm"):
        parts.insert(rng.randint(0, len(parts)), _like(rng, inventory))
    inherits = ""
    parents = inventory.of("r")
    if chance(rng, 15) and parents:
        plain = [p for p in parents if not p.partition]
        inherits = f" INHERITS ({', '.join(ref(rng, p) for p in some(rng, plain, 2))})"
    by = ""
    if not inherits and chance(rng, 20):
        by = partition_by(rng, columns)
    unlogged = "UNLOGGED " if not by and chance(rng, 8) else ""
    exists = maybe(rng, 8, "IF NOT EXISTS ")
    name = placed(rng, inventory)
    return (
        f"CREATE {unlogged}TABLE {exists}{name} ({', '.join(p for p in parts if p)})"
        f"{inherits}{by}{'' if by else _storage(rng)}"
    )


def _new_columns(rng: Random, inventory: Inventory) -> list[Column]:
    names: dict[str, None] = {}
    for _ in range(rng.randint(0 if chance(rng, 5) else 1, 6)):
        names[any_name(rng)] = None
    return [Column(name, any_type(rng, inventory)) for name in names]


def _column(rng: Random, inventory: Inventory, column: Column, columns: Sequence[Column]) -> str:
    """A column's definition. The constraints come in any order."""
    name = quote(column.name)
    if chance(rng, 10):
        serial = one(rng, ["serial", "bigserial", "smallserial", "serial8"])
        return f"{name} {serial} {maybe(rng, 40, 'PRIMARY KEY')}"
    words = [f"{name} {column.type}"]
    kind = family(column.type)
    if kind == "text" and column.type != "name" and chance(rng, 10):
        words.append("COLLATE " + one(rng, ['"C"', 'pg_catalog."POSIX"']))
    if kind in ("text", "jsonb", "bytea") and column.type != "name" and chance(rng, 5):
        words[0] += " COMPRESSION pglz"
    if kind in ("text", "jsonb", "bytea") and inventory.major >= 16 and chance(rng, 5):
        words[0] = (
            f"{name} {column.type} STORAGE {one(rng, ['external', 'MAIN', 'EXTENDED', 'plain'])}"
        )
    rest = []
    others = [c for c in columns if c.name != column.name and family(c.type) == kind]
    if column.type in INTEGERS and chance(rng, 15):
        rest.append(_identity(rng))
    elif others and kind in ("number", "text") and chance(rng, 10):
        rest.append(_generated(rng, one(rng, others), inventory.major))
    elif chance(rng, 30):
        rest.append(f"DEFAULT {value(rng, column.type)}")
    if chance(rng, 30):
        rest.append(
            one(rng, ["NOT NULL", "NOT NULL", "NULL"])
            if "GENERATED" not in " ".join(rest)
            else "NOT NULL"
        )
    for _ in range(rng.randrange(3)):
        if chance(rng, 40):
            rest.append(column_constraint(rng, inventory, column))
    rng.shuffle(rest)
    return " ".join([*words, *rest])


def _generated(rng: Random, other: Column, major: int) -> str:
    name = quote(other.name)
    text = f"({name} * 2)" if family(other.type) == "number" else f"(upper({name}))"
    if other.type in ("money", "oid", "name"):
        text = f"({name})"
    stored = "STORED" if major < 18 else one(rng, ["STORED", "VIRTUAL", ""])
    return f"GENERATED ALWAYS AS {text} {stored}"


def _identity(rng: Random) -> str:
    options = sequence_options(rng, identity=True)
    when = one(rng, ["ALWAYS", "BY DEFAULT"])
    return f"GENERATED {when} AS IDENTITY" + (f" ({options})" if options else "")


def sequence_options(rng: Random, identity: bool = False, alter: bool = False) -> str:
    """Options of a sequence that go together, in any order."""
    words = []
    if not identity and chance(rng, 25):
        words.append(f"AS {one(rng, ['smallint', 'integer', 'bigint'])}")
    if chance(rng, 30):
        words.append(one(rng, ["INCREMENT BY 5", "INCREMENT -1", "INCREMENT 10"]))
    if chance(rng, 25):
        words.append(one(rng, ["MINVALUE 1", "MINVALUE -100", "NO MINVALUE"]))
    if chance(rng, 25):
        words.append(one(rng, ["MAXVALUE 1000", "NO MAXVALUE", "MAXVALUE 32000"]))
    if chance(rng, 25):
        words.append(one(rng, ["START 1", "START WITH 7", "START WITH 100"]))
    if chance(rng, 20):
        words.append(f"CACHE {rng.randint(1, 20)}")
    if chance(rng, 20):
        words.append(one(rng, ["CYCLE", "NO CYCLE"]))
    if alter and chance(rng, 20):
        words.append(one(rng, ["RESTART", "RESTART WITH 5"]))
    if identity and not alter and chance(rng, 10):
        words.append(f"SEQUENCE NAME {new_name(rng)}")
    rng.shuffle(words)
    return " ".join(words)


_COPIED = """
    COMMENTS COMPRESSION CONSTRAINTS DEFAULTS GENERATED IDENTITY INDEXES STATISTICS STORAGE ALL
"""


def _like(rng: Random, inventory: Inventory) -> str:
    options = [
        f"{one(rng, ['INCLUDING', 'INCLUDING', 'EXCLUDING'])} {word}"
        for word in (some(rng, _COPIED.split(), 4) if chance(rng, 80) else [])
    ]
    return f"LIKE {ref(rng, one(rng, inventory.of('rpvm')))} {' '.join(options)}"


def _storage(rng: Random) -> str:
    options = []
    if chance(rng, 8):
        options.append(f"fillfactor = {rng.randint(10, 100)}")
    if chance(rng, 5):
        options.append(one(rng, ["autovacuum_enabled = false", "autovacuum_enabled"]))
    return f" WITH ({', '.join(options)})" if options else ""


def create_typed_table(rng: Random, inventory: Inventory) -> str:
    type_ = one(rng, inventory.of("c"))
    options = []
    if type_.columns and chance(rng, 60):
        column = one(rng, type_.columns)
        rule = one(rng, ["NOT NULL", "PRIMARY KEY", "UNIQUE", f"DEFAULT {value(rng, column.type)}"])
        options.append(f"{quote(column.name)} WITH OPTIONS {rule}")
    body = f" ({', '.join(options)})" if options else ""
    return f"CREATE TABLE {placed(rng, inventory)} OF {ref(rng, type_)}{body}"


# ALTER TABLE


def alter_table(rng: Random, inventory: Inventory) -> str:
    """One or two actions on a table."""
    table = one(rng, inventory.of("rp"))
    count = 2 if chance(rng, 20) else 1
    actions = [_action(rng, inventory, table) for _ in range(count)]
    if any("LOGGED" in action for action in actions):
        # a serial column beside it gets its sequence before the table changes, or after
        actions = actions[:1]
    exists, only = maybe(rng, 5, "IF EXISTS "), maybe(rng, 8, "ONLY ")
    return f"ALTER TABLE {exists}{only}{ref(rng, table)} {', '.join(actions)}"


def _action(rng: Random, inventory: Inventory, table: Relation) -> str:
    roll = rng.randrange(100)
    if roll < 20:
        column = Column(any_name(rng), any_type(rng, inventory))
        return f"ADD COLUMN {maybe(rng, 10, 'IF NOT EXISTS ')}" + _column(
            rng, inventory, column, [*table.columns, column]
        )
    if roll < 30:
        name = quote(one(rng, table.columns).name)
        return f"DROP COLUMN {maybe(rng, 10, 'IF EXISTS ')}{name}{maybe(rng, 50, ' CASCADE')}"
    if roll < 70:
        return _column_action(rng, inventory, table, one(rng, table.columns))
    if roll < 78:
        return one(rng, ["ENABLE", "DISABLE", "FORCE", "NO FORCE"]) + " ROW LEVEL SECURITY"
    if roll < 84:
        return one(
            rng,
            ["SET (fillfactor = 70)", "RESET (fillfactor)", "SET (autovacuum_enabled = false)",
             "RESET (autovacuum_enabled, fillfactor)", "RESET (toast.autovacuum_enabled)"],
        )  # fmt: skip
    if roll < 88:
        return one(rng, ["SET LOGGED", "SET UNLOGGED"])
    if roll < 94:
        words = ["DEFAULT", "FULL", "NOTHING"]
        words += [f"USING INDEX {quote(i.name)}" for i in table.indexes if i.unique]
        return f"REPLICA IDENTITY {one(rng, words)}"
    if table.triggers and roll < 98:
        words = [quote(t) for t in table.triggers] + ["USER", "ALL"]
        verb = one(rng, ["ENABLE", "DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA"])
        name = one(rng, words if " " not in verb else words[:-2])
        return f"{verb} TRIGGER {name}"
    return one(rng, ["SET WITHOUT CLUSTER", "SET WITHOUT OIDS"])


def _column_action(rng: Random, inventory: Inventory, table: Relation, column: Column) -> str:
    alter = f"ALTER COLUMN {quote(column.name)}"
    if column.identity:
        return one(
            rng,
            [f"{alter} DROP IDENTITY", f"{alter} SET GENERATED ALWAYS",
             f"{alter} SET GENERATED BY DEFAULT", f"{alter} SET INCREMENT BY 3 SET CACHE 4",
             f"{alter} SET NO MAXVALUE RESTART WITH 20", f"{alter} SET MINVALUE -5",
             f"{alter} DROP IDENTITY IF EXISTS"],
        )  # fmt: skip
    actions = [f"{alter} SET NOT NULL", f"{alter} DROP NOT NULL"]
    if column.generated:
        actions.append(f"{alter} DROP EXPRESSION")
    else:
        actions.append(f"{alter} SET DEFAULT {value(rng, column.type)}")
        actions.append(f"{alter} DROP DEFAULT")
    if column.type in INTEGERS and column.not_null and not column.default:
        actions.append(f"{alter} ADD {_identity(rng)}")
        actions.append(f"{alter} ADD {_identity(rng)}")
    if family(column.type) in ("text", "jsonb", "bytea", "array"):
        actions.append(f"{alter} SET STORAGE {one(rng, ['EXTERNAL', 'main', 'EXTENDED'])}")
        actions.append(f"{alter} SET COMPRESSION {one(rng, ['pglz', 'default'])}")
        if inventory.major >= 16:
            actions.append(f"{alter} SET STORAGE DEFAULT")
    actions.append(f"{alter} SET STATISTICS 100")
    actions.append(f"{alter} SET (n_distinct = 5)")
    to = {"number": ["bigint", "numeric(12,2)", "text", "integer"],
          "text": ["text", "varchar(40)", 'text COLLATE "C"'],
          "moment": ["timestamptz", "timestamp"], "boolean": ["text"]}  # fmt: skip
    # the server prints an expression on a column of another type with casts that nobody wrote
    plain = not any(c.kind in "cx" for c in table.constraints) and not column.default
    plain = plain and all(i.simple for i in table.indexes)
    for type_ in to.get(family(column.type), ()) if plain else ():
        actions.append(f"{alter} {maybe(rng, 50, 'SET DATA ')}TYPE {type_}")
    return one(rng, actions)


def typed(rng: Random, inventory: Inventory) -> str:
    bound_tables = [t for t in inventory.of("r") if t.typed]
    if bound_tables and chance(rng, 60):
        return f"ALTER TABLE {ref(rng, one(rng, bound_tables))} NOT OF"
    type_ = one(rng, inventory.of("c"))
    shape = [(c.name, c.type) for c in type_.columns]
    fit = [t for t in inventory.of("r") if [(c.name, c.type) for c in t.columns] == shape]
    return f"ALTER TABLE {ref(rng, one(rng, fit))} OF {ref(rng, type_)}"


def create_table_as(rng: Random, inventory: Inventory) -> str:
    source = one(rng, inventory.of("rpvm"))
    columns = some(rng, source.columns)
    names = ", ".join(quote(c.name) for c in columns)
    renamed = f" ({new_name(rng)})" if chance(rng, 20) else ""
    data = maybe(rng, 30, " WITH NO DATA")
    kind = one(rng, ["TABLE", "TABLE", "TABLE", "UNLOGGED TABLE"])
    return (
        f"CREATE {kind} {placed(rng, inventory)}{renamed}{_storage(rng)}"
        f" AS SELECT {names} FROM {ref(rng, source)}{data}"
    )
