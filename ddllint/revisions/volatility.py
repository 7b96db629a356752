"""Whether a default has to be computed for each row."""

from collections.abc import Iterator
from typing import Any

import msgspec

from ddllint.catalog.model import Catalog
from ddllint.sql.expressions import Call, Expression, TypeName

_VOLATILE = frozenset(
    {
        "clock_timestamp",
        "currval",
        "gen_random_bytes",
        "gen_random_uuid",
        "gen_salt",
        "lastval",
        "nextval",
        "pg_current_xact_id",
        "pg_sleep",
        "random",
        "random_normal",
        "set_config",
        "setval",
        "timeofday",
        "txid_current",
        "uuid_generate_v1",
        "uuid_generate_v1mc",
        "uuid_generate_v4",
        "uuidv4",
        "uuidv7",
    }
)
"""Functions of the server and its usual extensions with `provolatile` `v` that defaults use."""


def is_volatile(catalog: Catalog, value: Expression | None) -> bool:
    """Whether ADD COLUMN with this default rewrites the table (PostgreSQL manual, ALTER TABLE).

    A function that the catalog declares has the volatility that it was given. A cast to a domain
    may have checks, which makes the server compute each row too.
    """
    return value is not None and any(_volatile(catalog, node) for node in _nodes(value.tree))


def _volatile(catalog: Catalog, node: Any) -> bool:
    if not isinstance(node, Call):
        return False
    plain = node.name.rpartition(".")[2].strip('"')
    own = [one for one in catalog.routines.values() if one.name.name == plain]
    if own:
        return any(routine.volatility == "volatile" for routine in own)
    return plain in _VOLATILE


def _nodes(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, msgspec.Struct) and not isinstance(value, TypeName):
        yield value
        for name in value.__struct_fields__:
            yield from _nodes(getattr(value, name))
