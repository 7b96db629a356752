"""Policies, triggers, privileges, owners, comments, and names: what is said about objects."""

from random import Random

from generating.inventory import Inventory, Relation
from generating.objects import routine_kind, routine_ref
from generating.words import (
    ROLES,
    any_name,
    chance,
    condition,
    literal,
    maybe,
    new_name,
    one,
    quote,
    ref,
    some,
)


def create_policy(rng: Random, inventory: Inventory) -> str:
    table = one(rng, inventory.of("rp"))
    command = one(rng, ["", "ALL", "SELECT", "INSERT", "UPDATE", "DELETE"])
    kind = one(rng, ["", "", " AS PERMISSIVE", " AS RESTRICTIVE"])
    using = f" USING ({_predicate(rng, inventory, table)})" if command != "INSERT" else ""
    check = f" WITH CHECK ({_predicate(rng, inventory, table)})"
    if command in ("SELECT", "DELETE") or (using and chance(rng, 50)):
        check = ""
    spoken = f" FOR {command}" if command else ""
    return (
        f"CREATE POLICY {new_name(rng)} ON {ref(rng, table)}{kind}{spoken}{_to(rng)}{using}{check}"
    )


def _predicate(rng: Random, inventory: Inventory, table: Relation) -> str:
    """A condition, sometimes on what another table has."""
    others = [other for other in inventory.of("rpv") if other.columns and table.columns]
    if not others or chance(rng, 70):
        return condition(rng, table.columns)
    other = one(rng, others)
    inner, outer = quote(one(rng, other.columns).name), quote(one(rng, table.columns).name)
    return (
        f"EXISTS (SELECT 1 FROM {ref(rng, other)} AS o "
        f"WHERE o.{inner}::text = {quote(table.name)}.{outer}::text)"
    )


def _to(rng: Random) -> str:
    if chance(rng, 50):
        return ""
    return f" TO {', '.join(some(rng, [quote(r) for r in ROLES] + ['PUBLIC'], 2))}"


def change_policy(rng: Random, inventory: Inventory) -> str:
    table = one(rng, [t for t in inventory.of("rp") if t.policies])
    it = f"{quote(one(rng, table.policies))} ON {ref(rng, table)}"
    return one(
        rng,
        [f"ALTER POLICY {it}{_to(rng) or ' TO PUBLIC'}",
         f"ALTER POLICY {it} USING ({condition(rng, table.columns)})",
         f"ALTER POLICY {it} WITH CHECK ({condition(rng, table.columns)})",
         f"ALTER POLICY {it} RENAME TO {new_name(rng)}",
         f"DROP POLICY {maybe(rng, 20, 'IF EXISTS ')}{it}"],
    )  # fmt: skip


def create_trigger(rng: Random, inventory: Inventory) -> str:
    functions = [r for r in inventory.routines if r.trigger and not r.arguments]
    function = ref(rng, one(rng, functions))
    relation = one(rng, inventory.of("rpv"))
    arguments = one(rng, ["", "", "'a'", "'a', 5, b"])
    execute = f"EXECUTE {one(rng, ['FUNCTION', 'PROCEDURE'])} {function}({arguments})"
    name = new_name(rng)
    replace = maybe(rng, 20, "OR REPLACE ")
    if relation.kind == "v":
        event = one(rng, ["INSERT", "UPDATE", "DELETE OR UPDATE"])
        return (
            f"CREATE {replace}TRIGGER {name} INSTEAD OF {event} ON {ref(rng, relation)} "
            f"FOR EACH ROW {execute}"
        )
    if chance(rng, 20):
        deferred = one(rng, ["", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"])
        return (
            f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE ON {ref(rng, relation)}"
            f"{deferred} FOR EACH ROW {execute}"
        )
    events = some(rng, ["INSERT", "UPDATE", "DELETE", "TRUNCATE"])
    level = "STATEMENT" if "TRUNCATE" in events else one(rng, ["ROW", "STATEMENT"])
    timing = one(rng, ["BEFORE", "AFTER"])
    transition = ""
    if timing == "AFTER" and events in (["INSERT"], ["UPDATE"]) and chance(rng, 40):
        transition = " REFERENCING NEW TABLE AS fresh"
        transition += maybe(rng, 50, " OLD TABLE AS stale") if events == ["UPDATE"] else ""
    words = [
        f"UPDATE OF {', '.join(quote(c.name) for c in some(rng, relation.columns, 2))}"
        if event == "UPDATE" and relation.columns and not transition and chance(rng, 40)
        else event
        for event in events
    ]
    when = ""
    if level == "ROW" and events == ["UPDATE"] and relation.columns and chance(rng, 50):
        column = quote(one(rng, relation.columns).name)
        when = f" WHEN (OLD.{column} IS DISTINCT FROM NEW.{column})"
    return (
        f"CREATE {replace}TRIGGER {name} {timing} {' OR '.join(words)} ON {ref(rng, relation)}"
        f"{transition} FOR EACH {level}{when} {execute}"
    )


def change_trigger(rng: Random, inventory: Inventory) -> str:
    relation = one(rng, [t for t in inventory.of("rpv") if t.triggers])
    it = f"{quote(one(rng, relation.triggers))} ON {ref(rng, relation)}"
    return one(
        rng,
        [f"ALTER TRIGGER {it} RENAME TO {new_name(rng)}",
         f"DROP TRIGGER {maybe(rng, 20, 'IF EXISTS ')}{it}"],
    )  # fmt: skip


# Privileges

_TABLE = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def grant(rng: Random, inventory: Inventory) -> str:
    privileges, target = _target(rng, inventory)
    roles = ", ".join(some(rng, [quote(r) for r in ROLES] + ["PUBLIC"], 2))
    if chance(rng, 65):
        # `public` is not the runner's: who may take a privilege of it back is another matter
        never = "PUBLIC" in roles or target == "SCHEMA public"
        option = "" if never else maybe(rng, 20, " WITH GRANT OPTION")
        return f"GRANT {privileges} ON {target} TO {roles}{option}"
    option = maybe(rng, 20, "GRANT OPTION FOR ")
    return f"REVOKE {option}{privileges} ON {target} FROM {roles}{maybe(rng, 20, ' CASCADE')}"


def _privileges(rng: Random, words: tuple[str, ...]) -> str:
    if chance(rng, 25):
        return one(rng, ["ALL", "ALL PRIVILEGES"])
    return ", ".join(some(rng, words))


def _target(rng: Random, inventory: Inventory) -> tuple[str, str]:
    roll = rng.randrange(100)
    if roll < 45:
        return _table_target(rng, inventory, one(rng, inventory.of("rpvm")))
    if roll < 55:
        sequence = one(rng, inventory.of("S"))
        kind = one(rng, ["SEQUENCE ", "SEQUENCE ", ""])
        words = ("USAGE", "SELECT", "UPDATE") if kind else ("SELECT", "UPDATE")
        privileges = _privileges(rng, words) if kind else ", ".join(some(rng, words))
        return privileges, kind + ref(rng, sequence)
    if roll < 65:
        routine = one(rng, inventory.routines)
        kind = routine_kind(rng, routine)
        return _privileges(rng, ("EXECUTE",)), f"{kind} {routine_ref(rng, routine)}"
    if roll < 75:
        type_ = one(rng, inventory.types)
        kind = one(rng, ["DOMAIN", "TYPE"]) if type_.kind == "d" else "TYPE"
        return _privileges(rng, ("USAGE",)), f"{kind} {ref(rng, type_)}"
    if roll < 85:
        return _privileges(rng, ("USAGE", "CREATE")), f"SCHEMA {quote(one(rng, inventory.schemas))}"
    kinds = {"TABLES": ("SELECT", "INSERT"), "SEQUENCES": ("USAGE",), "FUNCTIONS": ("EXECUTE",),
             "ROUTINES": ("EXECUTE",), "PROCEDURES": ("EXECUTE",)}  # fmt: skip
    kind = one(rng, list(kinds))
    schemas = ", ".join(quote(s) for s in some(rng, inventory.schemas, 2))
    return _privileges(rng, kinds[kind]), f"ALL {kind} IN SCHEMA {schemas}"


def _table_target(rng: Random, inventory: Inventory, table: Relation) -> tuple[str, str]:
    target = maybe(rng, 30, "TABLE ") + ref(rng, table)
    if table.columns and chance(rng, 30):
        columns = ", ".join(quote(c.name) for c in some(rng, table.columns, 2))
        words = some(rng, ["SELECT", "INSERT", "UPDATE", "REFERENCES", "ALL"], 2)
        if "ALL" in words:
            words = ["ALL"]
        return ", ".join(f"{word} ({columns})" for word in words), target
    words = (*_TABLE, "MAINTAIN") if inventory.major >= 17 else _TABLE
    return _privileges(rng, words), target


def default_privileges(rng: Random, inventory: Inventory) -> str:
    kinds = {"TABLES": _TABLE, "SEQUENCES": ("USAGE", "SELECT", "UPDATE"),
             "FUNCTIONS": ("EXECUTE",), "ROUTINES": ("EXECUTE",), "TYPES": ("USAGE",),
             "SCHEMAS": ("USAGE", "CREATE")}  # fmt: skip
    kind = one(rng, list(kinds))
    where = ""
    if kind != "SCHEMAS" and chance(rng, 50):
        where = f" IN SCHEMA {', '.join(quote(s) for s in some(rng, inventory.schemas, 2))}"
    who = f" FOR ROLE {quote(one(rng, ROLES))}" if chance(rng, 15) else ""
    roles = ", ".join(some(rng, [quote(r) for r in ROLES] + ["PUBLIC"], 2))
    privileges = _privileges(rng, kinds[kind])
    head = f"ALTER DEFAULT PRIVILEGES{who}{where}"
    if chance(rng, 60):
        option = "" if "PUBLIC" in roles else maybe(rng, 15, " WITH GRANT OPTION")
        return f"{head} GRANT {privileges} ON {kind} TO {roles}{option}"
    option = maybe(rng, 15, "GRANT OPTION FOR ")
    return f"{head} REVOKE {option}{privileges} ON {kind} FROM {roles}"


# What every object has: an owner, a schema, a name, a comment

_ALTER = {"r": "TABLE", "p": "TABLE", "v": "VIEW", "m": "MATERIALIZED VIEW", "S": "SEQUENCE"}


def change_owner(rng: Random, inventory: Inventory) -> str:
    owner = one(rng, [*(quote(r) for r in ROLES), "CURRENT_ROLE", "CURRENT_USER"])
    roll = rng.randrange(10)
    if roll < 6:
        relation = one(rng, inventory.of("rpvmS"))
        it = f"{_ALTER[relation.kind]} {ref(rng, relation)}"
    elif roll < 8:
        type_ = one(rng, inventory.types)
        it = f"{'DOMAIN' if type_.kind == 'd' else 'TYPE'} {ref(rng, type_)}"
    elif roll < 9:
        routine = one(rng, inventory.routines)
        it = f"{routine_kind(rng, routine)} {routine_ref(rng, routine)}"
    else:
        it = f"SCHEMA {quote(one(rng, [s for s in inventory.schemas if s != 'public']))}"
    return f"ALTER {it} OWNER TO {owner}"


def rename(rng: Random, inventory: Inventory) -> str:
    table = one(rng, inventory.of("rp"))
    name = ref(rng, table)
    if chance(rng, 35):
        return f"ALTER TABLE {name} RENAME TO {new_name(rng)}"
    if chance(rng, 35):
        return f"ALTER TABLE {name} SET SCHEMA {quote(one(rng, inventory.schemas))}"
    column = quote(one(rng, table.columns).name)
    return f"ALTER TABLE {name} RENAME {maybe(rng, 70, 'COLUMN ')}{column} TO {new_name(rng)}"


def drop_table(rng: Random, inventory: Inventory) -> str:
    tables = ", ".join(
        ref(rng, t) for t in some(rng, inventory.of("rp"), 1 if chance(rng, 80) else 2)
    )
    return f"DROP TABLE {maybe(rng, 20, 'IF EXISTS ')}{tables}{maybe(rng, 60, ' CASCADE')}"


def comment(rng: Random, inventory: Inventory) -> str:
    text = one(rng, ["'a note'", "'it''s'", "E'two\\nlines'", "''", "NULL", literal(any_name(rng))])
    return f"COMMENT ON {_commented(rng, inventory)} IS {text}"


def _commented(rng: Random, inventory: Inventory) -> str:
    roll = rng.randrange(100)
    if roll < 20:
        relation = one(rng, inventory.of("rpvmS"))
        return f"{_ALTER[relation.kind]} {ref(rng, relation)}"
    if roll < 50:
        relation = one(rng, inventory.of("rpvmc"))
        return f"COLUMN {ref(rng, relation)}.{quote(one(rng, relation.columns).name)}"
    if roll < 58:
        table = one(rng, inventory.of("rp"))
        return f"CONSTRAINT {quote(one(rng, table.constraints).name)} ON {ref(rng, table)}"
    if roll < 66:
        table = one(rng, inventory.of("rpm"))
        return f"INDEX {quote(table.schema)}.{quote(one(rng, table.indexes).name)}"
    if roll < 72:
        type_ = one(rng, inventory.types)
        if type_.checks and chance(rng, 50):
            return f"CONSTRAINT {quote(one(rng, type_.checks))} ON DOMAIN {ref(rng, type_)}"
        return f"{'DOMAIN' if type_.kind == 'd' else 'TYPE'} {ref(rng, type_)}"
    if roll < 80:
        routine = one(rng, inventory.routines)
        return f"{routine_kind(rng, routine)} {routine_ref(rng, routine)}"
    if roll < 86:
        table = one(rng, [t for t in inventory.of("rp") if t.policies])
        return f"POLICY {quote(one(rng, table.policies))} ON {ref(rng, table)}"
    if roll < 92:
        relation = one(rng, [t for t in inventory.of("rpv") if t.triggers])
        return f"TRIGGER {quote(one(rng, relation.triggers))} ON {ref(rng, relation)}"
    return f"SCHEMA {quote(one(rng, [s for s in inventory.schemas if s != 'public']))}"
