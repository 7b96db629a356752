"""Views and materialized views."""

from random import Random

import msgspec

from generating.inventory import Inventory, Relation
from generating.words import (
    chance,
    condition,
    maybe,
    new_name,
    one,
    placed,
    quote,
    ref,
    some,
)


def create_view(rng: Random, inventory: Inventory) -> str:
    views = inventory.of("v")
    name = placed(rng, inventory)
    replace = chance(rng, 30)
    if replace and views and chance(rng, 60):
        replaced = one(rng, views)
        name = ref(rng, replaced)
        # the server lets a view read itself, by way of others too: what its columns are is then
        # anybody's guess
        rest = inventory.of("rp")
        inventory = msgspec.structs.replace(inventory, relations=rest)
    names, query, simple = _query(rng, inventory)
    aliases = ""
    if names and chance(rng, 25):
        aliases = f" ({', '.join(_distinct(rng, rng.randint(1, names)))})"
    options = []
    if chance(rng, 15):
        options.append(one(rng, ["security_barrier", "security_barrier = true",
                                 "security_invoker = on", "security_invoker"]))  # fmt: skip
    check = ""
    if simple and chance(rng, 15):
        check = one(rng, [" WITH CHECK OPTION", " WITH LOCAL CHECK OPTION",
                          " WITH CASCADED CHECK OPTION"])  # fmt: skip
    elif simple and chance(rng, 10):
        options.append(one(rng, ["check_option = local", "check_option = cascaded"]))
    with_ = f" WITH ({', '.join(options)})" if options else ""
    return f"CREATE {'OR REPLACE ' if replace else ''}VIEW {name}{aliases}{with_} AS {query}{check}"


def _distinct(rng: Random, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        names[new_name(rng)] = None
    return list(names)


def _query(rng: Random, inventory: Inventory) -> tuple[int, str, bool]:
    """How many columns, the query, and whether its view can be written to."""
    source = one(rng, inventory.of("rpvm"))
    if not source.columns:
        return 1, "SELECT 1 AS one", False
    roll = rng.randrange(10)
    if roll < 4:
        return _plain(rng, source)
    if roll < 5:
        return len(source.columns), f"SELECT * FROM {ref(rng, source)}", True
    if roll < 6:
        key = quote(one(rng, source.columns).name)
        return 2, f"SELECT {key}, count(*) AS n FROM {ref(rng, source)} GROUP BY {key}", False
    if roll < 7:
        other = one(rng, inventory.of("rpvm"))
        if other.columns:
            left, right = one(rng, source.columns), one(rng, other.columns)
            return (
                2,
                (
                    f"SELECT l.{quote(left.name)} AS x, r.{quote(right.name)} AS y "
                    f"FROM {ref(rng, source)} l {one(rng, ['CROSS JOIN', ','])} {ref(rng, other)} r"
                ),
                False,
            )
    if roll < 8:
        column = quote(one(rng, source.columns).name)
        return (
            1,
            (f"WITH w AS (SELECT {column} IS NULL AS c FROM {ref(rng, source)}) SELECT w.c FROM w"),
            False,
        )
    return _plain(rng, source)


def _plain(rng: Random, source: Relation) -> tuple[int, str, bool]:
    columns = some(rng, source.columns, 4)
    alias = maybe(rng, 30, " AS s")
    prefix = "s." if alias else ""
    names = []
    for place, column in enumerate(columns):
        renamed = (
            f" AS {one(rng, ['r', 'Re named', 'q']) + str(place)!r}" if chance(rng, 15) else ""
        )
        names.append(prefix + quote(column.name) + renamed.replace("'", '"'))
    where = f" WHERE {condition(rng, source.columns)}" if chance(rng, 30) and not alias else ""
    return len(names), f"SELECT {', '.join(names)} FROM {ref(rng, source)}{alias}{where}", True


def create_materialized_view(rng: Random, inventory: Inventory) -> str:
    names, query, _ = _query(rng, inventory)
    aliases = f" ({', '.join(_distinct(rng, rng.randint(1, names)))})" if chance(rng, 20) else ""
    storage = maybe(rng, 10, " WITH (fillfactor = 90)")
    data = one(rng, ["", "", " WITH NO DATA", " WITH DATA"])
    exists = maybe(rng, 8, "IF NOT EXISTS ")
    name = placed(rng, inventory)
    return f"CREATE MATERIALIZED VIEW {exists}{name}{aliases}{storage} AS {query}{data}"


def change_view(rng: Random, inventory: Inventory) -> str:
    view = one(rng, inventory.of("vm"))
    kind = "VIEW" if view.kind == "v" else "MATERIALIZED VIEW"
    name = ref(rng, view)
    options = [
        f"DROP {kind} {maybe(rng, 20, 'IF EXISTS ')}{name}{maybe(rng, 40, ' CASCADE')}",
        f"ALTER {kind} {name} RENAME TO {new_name(rng)}",
        f"ALTER {kind} {name} SET SCHEMA {quote(one(rng, inventory.schemas))}",
    ]
    if view.columns:
        column = quote(one(rng, view.columns).name)
        options.append(f"ALTER {kind} {name} RENAME COLUMN {column} TO {new_name(rng)}")
    if view.kind == "v":
        options += [
            f"ALTER VIEW {name} SET (security_barrier = true)",
            f"ALTER VIEW {name} SET (security_invoker)",
            f"ALTER VIEW {name} RESET (security_barrier)",
        ]
    else:
        options += [
            f"REFRESH MATERIALIZED VIEW {name}{maybe(rng, 40, ' WITH NO DATA')}",
            f"ALTER MATERIALIZED VIEW {name} SET (fillfactor = 55)",
        ]
    return one(rng, options)
