"""The table of built-in objects holds what each server has."""

from typing import Any

import msgspec
import psycopg
from builtins_of_server import FILE, merged, read_builtins, text

from ddllint.catalog.canonical.builtins import builtins
from ddllint.catalog.canonical.resolution import resolve_function, resolve_operator


def test_it_holds_what_this_server_has(connection: psycopg.Connection) -> None:
    held: dict[str, dict[str, Any]] = msgspec.json.decode(FILE.read_bytes())
    both = merged([read_builtins(connection), held])
    assert text(both) == FILE.read_text()


def test_an_operator_is_resolved() -> None:
    found = resolve_operator("=", ("character varying", "unknown"))
    assert found is not None
    assert found.arguments == ("text", "text")
    assert found.result == "boolean"


def test_what_is_ambiguous_is_not_resolved() -> None:
    assert resolve_function("abs", ("unknown",)) is not None
    assert resolve_operator("+", ("unknown", "unknown")) is None
    assert resolve_function("no_such_function", ("integer",)) is None


def test_every_name_has_an_entry() -> None:
    held = builtins()
    assert {"=", "->>", "||"} <= held.operators.keys()
    assert {"now", "sum", "count", "jsonb_build_object"} <= held.functions.keys()
