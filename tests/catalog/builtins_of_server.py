"""Reads the built-in operators, functions, casts and types of a running server.

`python tests/catalog/builtins_of_server.py` writes `ddllint/catalog/canonical/builtins.json`
from all majors that are installed here; `test_canonical_builtins.py` holds the file to them.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

import psycopg

from ddllint.catalog.canonical import builtins
from ddllint.postgres.binaries import available
from ddllint.postgres.databases import connect
from ddllint.postgres.server import temporary_server

Rows: TypeAlias = dict[str, dict[str, Any]]

FILE = Path(builtins.__file__).with_name("builtins.json")

_TYPES = """
select format_type(oid, null), typcategory::text, typispreferred
from pg_type
where typnamespace = 'pg_catalog'::regnamespace and typtype in ('b', 'p', 'r', 'm')
  and typcategory <> 'A' and typname !~ '^_'
"""
_CASTS = """
select format_type(castsource, null), format_type(casttarget, null)
from pg_cast
where castcontext = 'i'
"""
_OPERATORS = """
select oprname, case when oprleft = 0 then '' else format_type(oprleft, null) end,
  format_type(oprright, null), format_type(oprresult, null)
from pg_operator
where oprnamespace = 'pg_catalog'::regnamespace
"""
# Left out: what only the server calls, and what no expression of a schema would.
_FUNCTIONS = """
select proname,
  array(select format_type(t, null) from unnest(proargtypes::oid[]) with ordinality u(t, o)
        order by o),
  format_type(prorettype, null), pronargdefaults, provariadic <> 0,
  array(select proargnames[o] from unnest(proargmodes) with ordinality u(m, o)
        where m in ('o', 't') order by o),
  array(select format_type(proallargtypes[o], null)
        from unnest(proargmodes) with ordinality u(m, o) where m in ('o', 't') order by o)
from pg_proc p
where pronamespace = 'pg_catalog'::regnamespace and prokind <> 'p'
  and not exists (
    select from unnest(proargtypes::oid[] || prorettype) t
    where format_type(t, null) ~ '^(internal|cstring|trigger|event_trigger|.*_handler)$')
  and (coalesce(obj_description(oid, 'pg_proc'), '') !~ '^(implementation of|internal|I/O)'
    or proname ~ '^(array|json|range_|multirange_|starts_with|tsvector_)')
  and proname !~ '^(pg_(stat|logical|replication|ls|show)_|binary_upgrade|hash.*extended$)'
"""


def read_builtins(connection: psycopg.Connection) -> Rows:
    """The rows of one server, each under a key of its own."""
    answer: Rows = {"types": {}, "casts": {}, "operators": {}, "functions": {}}
    for name, category, preferred in connection.execute(_TYPES):
        answer["types"][name] = [category, preferred]
    for source, target in connection.execute(_CASTS):
        answer["casts"].setdefault(source, []).append(target)
    for name, left, right, result in connection.execute(_OPERATORS):
        arguments = [left, right] if left else [right]
        answer["operators"].setdefault(name, []).append([arguments, result])
    for name, arguments, result, defaults, variadic, names, types in connection.execute(_FUNCTIONS):
        columns = [list(pair) for pair in zip(names or (), types or (), strict=True)]
        row = [arguments, result, defaults, variadic, columns]
        while not row[-1]:
            row.pop()
        answer["functions"].setdefault(name, []).append(row)
    return answer


def merged(servers: Iterable[Rows]) -> Rows:
    """The rows of several servers; what a later one says of the same thing wins."""
    answer: Rows = {}
    for server in servers:
        for kind, rows in server.items():
            for name, row in rows.items():
                _merge(answer.setdefault(kind, {}), name, row, kind)
    return answer


def _merge(into: dict[str, Any], name: str, row: Any, kind: str) -> None:
    if kind == "types":
        into[name] = row
    elif kind == "casts":
        into[name] = sorted({*into.get(name, ()), *row})
    else:
        signatures = {str(signature[0]): signature for signature in (*into.get(name, ()), *row)}
        into[name] = [signatures[key] for key in sorted(signatures)]


def text(rows: Rows) -> str:
    """The file's text: one name a line, sorted, so that a difference is readable."""
    parts = []
    for kind, of in rows.items():
        lines = [f"{json.dumps(name)}: {json.dumps(of[name])}" for name in sorted(of)]
        parts.append(f'"{kind}": {{\n' + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    """Write the file from the installed majors, the oldest first."""
    servers = []
    for binaries in reversed(available()):
        with (
            temporary_server(binaries) as server,
            connect(server, "postgres", server.superuser) as connection,
        ):
            servers.append(read_builtins(connection))
    FILE.write_text(text(merged(servers)))


if __name__ == "__main__":
    main()
