"""Schemas, types, sequences, routines."""

from random import Random

from ddllint.sql.identifiers import quote_name
from generating.inventory import Inventory, Routine
from generating.tables import sequence_options
from generating.words import (
    any_name,
    any_type,
    chance,
    family,
    literal,
    maybe,
    new_name,
    one,
    placed,
    quote,
    ref,
    value,
)


def create_schema(rng: Random, inventory: Inventory) -> str:
    if len(inventory.schemas) > 3:
        return search_path(rng, inventory)
    inside = ""
    if chance(rng, 20):
        inside = f" CREATE TABLE {new_name(rng)} (id integer PRIMARY KEY)"
        inside += maybe(rng, 50, f" CREATE VIEW {new_name(rng)} AS SELECT 1 AS one")
    exists = "" if inside else maybe(rng, 20, "IF NOT EXISTS ")
    return f"CREATE SCHEMA {exists}{new_name(rng)}{inside}"


def search_path(rng: Random, inventory: Inventory) -> str:
    names = ", ".join(
        quote(s) for s in rng.sample(inventory.schemas, min(2, len(inventory.schemas)))
    )
    listed = names + maybe(rng, 40, ", public")
    return one(
        rng,
        [f"SET search_path TO {listed}", f"SET search_path = {names}", "RESET search_path",
         f"SELECT pg_catalog.set_config('search_path', {literal(names)}, false)",
         'SET search_path TO "$user", public', "SET search_path TO DEFAULT"],
    )  # fmt: skip


def change_schema(rng: Random, inventory: Inventory) -> str:
    schema = quote(one(rng, [s for s in inventory.schemas if s != "public"]))
    if chance(rng, 60):
        return f"ALTER SCHEMA {schema} RENAME TO {new_name(rng)}"
    return f"DROP SCHEMA {maybe(rng, 20, 'IF EXISTS ')}{schema}{maybe(rng, 70, ' CASCADE')}"


# Types


_RANGE_SETTINGS = {
    "integer": ", subtype_opclass = int4_ops",
    "float8": ", subtype_diff = float8mi",
    "text": ', subtype_opclass = text_pattern_ops, collation = "POSIX"',
    "date": ", subtype_diff = pg_catalog.daterange_subdiff",
}


def create_type(rng: Random, inventory: Inventory) -> str:
    name = placed(rng, inventory)
    if name.endswith("name"):
        name += "_of_mine"  # not one of the server's own
    roll = rng.randrange(10)
    if roll < 4:
        labels = {any_name(rng) for _ in range(rng.randrange(5))}
        return f"CREATE TYPE {name} AS ENUM ({', '.join(literal(w) for w in sorted(labels))})"
    if roll < 6:
        names = {new_name(rng) for _ in range(rng.randrange(4))}
        columns = [f"{column} {any_type(rng, inventory)}" for column in sorted(names)]
        return f"CREATE TYPE {name} AS ({', '.join(columns)})"
    if roll < 7:
        subtype = one(rng, ["integer", "float8", "text", "date"])
        extra = maybe(rng, 30, f", multirange_type_name = {new_name(rng)}")
        extra += maybe(rng, 30, _RANGE_SETTINGS[subtype])
        return f"CREATE TYPE {name} AS RANGE (subtype = {subtype}{extra})"
    base = one(rng, ["integer", "text", "varchar(10)", "numeric(8,2)", "timestamptz", "text[]"])
    words = []
    if chance(rng, 30):
        words.append(f"DEFAULT {value(rng, base)}")
    if chance(rng, 30):
        words.append(one(rng, ["NOT NULL", "NULL"]))
    for _ in range(rng.randrange(3)):
        words.append(_domain_check(rng, base))
    collate = ' COLLATE "C"' if family(base) == "text" and chance(rng, 15) else ""
    return f"CREATE DOMAIN {name} AS {base}{collate} {' '.join(words)}"


def _domain_check(rng: Random, base: str) -> str:
    named = f"CONSTRAINT {new_name(rng)} " if chance(rng, 40) else ""
    conditions = {"number": ["VALUE > 0", "VALUE BETWEEN 1 AND 5"], "text": ["VALUE <> ''"]}
    text = one(rng, conditions.get(family(base), ["VALUE IS NOT NULL"]))
    return f"{named}CHECK ({text})"


def change_type(rng: Random, inventory: Inventory) -> str:
    type_ = one(rng, inventory.types)
    name = ref(rng, type_)
    kind = "DOMAIN" if type_.kind == "d" else "TYPE"
    options = [
        f"DROP {kind} {maybe(rng, 20, 'IF EXISTS ')}{name}{maybe(rng, 50, ' CASCADE')}",
        f"ALTER {kind} {name} RENAME TO {new_name(rng)}",
        f"ALTER {kind} {name} SET SCHEMA {quote(one(rng, inventory.schemas))}",
    ]
    if type_.kind == "e":
        label = literal(any_name(rng))
        options.append(f"ALTER TYPE {name} ADD VALUE {maybe(rng, 30, 'IF NOT EXISTS ')}{label}")
        if type_.labels:
            other = literal(one(rng, type_.labels))
            where = one(rng, ["BEFORE", "AFTER"])
            options.append(f"ALTER TYPE {name} ADD VALUE {label} {where} {other}")
            options.append(f"ALTER TYPE {name} RENAME VALUE {other} TO {label}")
    elif type_.kind == "c":
        options += _composite(rng, inventory, name, type_.schema, type_.name)
    elif type_.kind == "d":
        options += [
            f"ALTER DOMAIN {name} SET DEFAULT {value(rng, type_.base)}",
            f"ALTER DOMAIN {name} DROP DEFAULT",
            f"ALTER DOMAIN {name} {one(rng, ['SET', 'DROP'])} NOT NULL",
            f"ALTER DOMAIN {name} ADD {_domain_check(rng, type_.base)}",
            f"ALTER DOMAIN {name} ADD {_domain_check(rng, type_.base)} NOT VALID",
        ]
        if type_.checks:
            check = quote(one(rng, type_.checks))
            options += [
                f"ALTER DOMAIN {name} DROP CONSTRAINT {maybe(rng, 20, 'IF EXISTS ')}{check}",
                f"ALTER DOMAIN {name} RENAME CONSTRAINT {check} TO {new_name(rng)}",
                f"ALTER DOMAIN {name} VALIDATE CONSTRAINT {check}",
            ]
    return one(rng, options)


def _composite(rng: Random, inventory: Inventory, name: str, schema: str, plain: str) -> list[str]:
    columns = next(r.columns for r in inventory.of("c") if (r.schema, r.name) == (schema, plain))
    cascade = maybe(rng, 40, " CASCADE")
    options = [
        f"ALTER TYPE {name} ADD ATTRIBUTE {new_name(rng)} {any_type(rng, inventory)}{cascade}"
    ]
    if columns:
        column = quote(one(rng, columns).name)
        options += [
            f"ALTER TYPE {name} DROP ATTRIBUTE {maybe(rng, 20, 'IF EXISTS ')}{column}{cascade}",
            f"ALTER TYPE {name} RENAME ATTRIBUTE {column} TO {new_name(rng)}{cascade}",
            f"ALTER TYPE {name} ALTER ATTRIBUTE {column} TYPE {any_type(rng, inventory)}{cascade}",
        ]
    return options


# Sequences


def create_sequence(rng: Random, inventory: Inventory) -> str:
    owned = ""
    if chance(rng, 25):
        owned = f" {_owned_by(rng, inventory)}"
    kind = one(rng, ["", "", "", "UNLOGGED "])
    exists = maybe(rng, 10, "IF NOT EXISTS ")
    name = placed(rng, inventory)
    return f"CREATE {kind}SEQUENCE {exists}{name} {sequence_options(rng)}{owned}"


def _owned_by(rng: Random, inventory: Inventory) -> str:
    tables = [t for t in inventory.of("rp") if t.columns]
    if not tables or chance(rng, 20):
        return "OWNED BY NONE"
    table = one(rng, tables)
    return f"OWNED BY {ref(rng, table)}.{quote(one(rng, table.columns).name)}"


def change_sequence(rng: Random, inventory: Inventory) -> str:
    sequence = one(rng, inventory.of("S"))
    name = ref(rng, sequence)
    options = [
        f"ALTER SEQUENCE {name} {sequence_options(rng, alter=True) or 'CYCLE'}",
        f"ALTER SEQUENCE {name} {sequence_options(rng, alter=True) or 'NO CYCLE'}",
        f"ALTER SEQUENCE {name} {_owned_by(rng, inventory)}",
        f"ALTER SEQUENCE {name} RENAME TO {new_name(rng)}",
        f"ALTER SEQUENCE {name} SET SCHEMA {quote(one(rng, inventory.schemas))}",
        f"DROP SEQUENCE {maybe(rng, 20, 'IF EXISTS ')}{name}{maybe(rng, 60, ' CASCADE')}",
        f"ALTER SEQUENCE {name} SET {one(rng, ['LOGGED', 'UNLOGGED'])}",
    ]
    return one(rng, options)


def use_sequence(rng: Random, inventory: Inventory) -> str:
    """A default that reads a sequence."""
    table = one(rng, [t for t in inventory.of("rp") if t.columns])
    column = one(rng, [c for c in table.columns if family(c.type) == "number" and not c.identity])
    found = one(rng, inventory.of("S"))
    sequence = quote_name(found.schema, found.name)
    return (
        f"ALTER TABLE {ref(rng, table)} ALTER {quote(column.name)} "
        f"SET DEFAULT nextval({literal(sequence)}{maybe(rng, 50, '::regclass')})"
    )


# Routines


def create_routine(rng: Random, inventory: Inventory) -> str:
    roll = rng.randrange(10)
    replace = maybe(rng, 30, "OR REPLACE ")
    name = placed(rng, inventory)
    if replace and inventory.routines and chance(rng, 50):
        again = _again(rng, inventory)
        if again:
            return again
    if roll < 3:
        return (
            f"CREATE {replace}FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NEW; END $$"
        )
    parameters = _parameters(rng, inventory)
    if roll < 5:
        return f"CREATE {replace}PROCEDURE {name}({parameters}) LANGUAGE plpgsql AS 'BEGIN END'"
    if "OUT " in parameters:
        returns = ""
    elif chance(rng, 15):
        returns = f"RETURNS TABLE ({new_name(rng)} {any_type(rng, inventory)}) "
    else:
        returns = f"RETURNS {maybe(rng, 15, 'SETOF ')}{any_type(rng, inventory)} "
    return (
        f"CREATE {replace}FUNCTION {name}({parameters}) {returns}LANGUAGE plpgsql "
        f"{_function_options(rng)} AS $$ BEGIN RETURN; END $$"
        if roll < 7
        else f"CREATE {replace}FUNCTION {name}({parameters}) RETURNS integer LANGUAGE sql "
        f"{_function_options(rng)} {one(rng, _BODIES)}"
    )


_BODIES = ("AS 'SELECT 1'", "AS $$ SELECT 2 -- two $$", "RETURN 3", "BEGIN ATOMIC SELECT 4; END")


def _parameters(rng: Random, inventory: Inventory) -> str:
    words = []
    names: dict[str, None] = {}
    for _ in range(rng.randrange(4)):
        names[new_name(rng)] = None
    defaults = False
    for name in names:
        mode = one(rng, ["", "", "IN ", "OUT ", "INOUT "])
        type_ = any_type(rng, inventory)
        text = f"{mode}{maybe(rng, 85, name + ' ')}{type_}"
        if mode != "OUT " and (defaults or chance(rng, 20)):
            defaults = True
            text += f" {one(rng, ['DEFAULT', '='])} {value(rng, type_)}"
        words.append(text)
    if words and not defaults and chance(rng, 10):
        words.append(f"VARIADIC {new_name(rng)} text[]")
    return ", ".join(words)


def _function_options(rng: Random) -> str:
    words = []
    for percent, options in (
        (30, ["IMMUTABLE", "STABLE", "VOLATILE"]),
        (20, ["STRICT", "RETURNS NULL ON NULL INPUT", "CALLED ON NULL INPUT"]),
        (20, ["SECURITY DEFINER", "SECURITY INVOKER", "EXTERNAL SECURITY DEFINER"]),
        (20, ["PARALLEL SAFE", "PARALLEL RESTRICTED", "PARALLEL UNSAFE"]),
        (15, ["SET search_path = public", "SET search_path TO public, pg_temp",
              "SET work_mem = '4MB'", "SET statement_timeout = 1000", "SET search_path = ''"]),
        (10, ["COST 10", "NOT LEAKPROOF"]),
    ):  # fmt: skip
        if chance(rng, percent):
            words.append(one(rng, options))
    rng.shuffle(words)
    return " ".join(words)


def _again(rng: Random, inventory: Inventory) -> str:
    found = [r for r in inventory.routines if r.trigger and not r.arguments]
    if not found:
        return ""
    return (
        f"CREATE OR REPLACE FUNCTION {ref(rng, one(rng, found))}() RETURNS trigger "
        f"LANGUAGE plpgsql {_function_options(rng)} AS $$ BEGIN RETURN OLD; END $$"
    )


def routine_ref(rng: Random, routine: Routine) -> str:
    """The routine with its arguments, sometimes by its types alone."""
    if chance(rng, 50):
        return f"{ref(rng, routine)}({', '.join(routine.types)})"
    return f"{ref(rng, routine)}({routine.arguments})"


def routine_kind(rng: Random, routine: Routine) -> str:
    return one(rng, ["PROCEDURE" if routine.kind == "p" else "FUNCTION", "ROUTINE"])


def change_routine(rng: Random, inventory: Inventory) -> str:
    routine = one(rng, inventory.routines)
    kind = routine_kind(rng, routine)
    it = f"{kind} {routine_ref(rng, routine)}"
    options = [
        f"DROP {it}{maybe(rng, 60, ' CASCADE')}",
        f"DROP {kind} IF EXISTS {it.partition(' ')[2]}",
        f"ALTER {it} RENAME TO {new_name(rng)}",
        f"ALTER {it} SET SCHEMA {quote(one(rng, inventory.schemas))}",
        f"ALTER {it} {one(rng, ['SECURITY DEFINER', 'SECURITY INVOKER'])}",
        f"ALTER {it} {one(rng, ['SET search_path = public', 'RESET search_path', 'RESET ALL'])}",
    ]
    if routine.kind == "f":
        options.append(f"ALTER {it} {one(rng, ['IMMUTABLE STRICT', 'STABLE PARALLEL SAFE'])}")
    return one(rng, options)
