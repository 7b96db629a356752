"""The server's built-in types, casts, operators and functions.

`builtins.json` holds them as `pg_type`, `pg_cast`, `pg_operator` and `pg_proc` list them, for
all major versions that this project supports; `tests/catalog/builtins_of_server.py` writes it.
"""

import functools
from collections.abc import Mapping
from pathlib import Path

import msgspec


class Routine(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An operator or a function: types by the names that `format_type` prints.

    `defaults` counts the arguments that may be left out at the end. `columns` are the output
    columns of a function that returns rows.
    """

    arguments: tuple[str, ...]
    result: str
    defaults: int = 0
    variadic: bool = False
    columns: tuple[tuple[str, str], ...] = ()


class Builtins(msgspec.Struct, frozen=True):
    """`types`: category and preference by name; `casts`: implicit ones, targets by source."""

    types: Mapping[str, tuple[str, bool]]
    casts: Mapping[str, frozenset[str]]
    operators: Mapping[str, tuple[Routine, ...]]
    functions: Mapping[str, tuple[Routine, ...]]


@functools.cache
def builtins() -> Builtins:
    """The table, read at the first call (some 3 milliseconds)."""
    data = Path(__file__).with_name("builtins.json").read_bytes()
    return msgspec.json.decode(data, type=Builtins)
