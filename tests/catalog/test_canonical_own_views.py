"""The server's own views: written in its installation's SQL files, printed by the server.

Real queries that nobody wrote for this test: joins of many relations, unions, casts to
domains, functions that return rows.
"""

from difflib import unified_diff

import canonical_server as server
import msgspec
import psycopg
import pytest

from ddllint.catalog.canonical import Scope, Signature, canonical_query, query_row
from ddllint.catalog.canonical.builtins import builtins
from ddllint.sql.expressions import Expression, TypeName
from ddllint.sql.parse import parse_query, parse_source
from ddllint.sql.source import Source

_COLUMNS = """
SELECT nspname, relname, attname, format_type(atttypid, NULL)
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE attnum > 0 AND nspname IN ('pg_catalog', 'information_schema') AND relkind IN ('r', 'v')
ORDER BY attrelid, attnum
"""
_DOMAINS = """
SELECT format_type(oid, NULL), format_type(typbasetype, typtypmod) FROM pg_type WHERE typtype = 'd'
"""
_FUNCTIONS = """
SELECT proname, format_type(prorettype, NULL), provariadic <> 0,
  array(SELECT format_type(t, NULL) FROM unnest(proargtypes::oid[]) WITH ORDINALITY u(t, o)
        ORDER BY o),
  array(SELECT proargnames[o] FROM unnest(proargmodes) WITH ORDINALITY u(m, o)
        WHERE m IN ('o', 't') ORDER BY o),
  array(SELECT format_type(proallargtypes[o], NULL)
        FROM unnest(proargmodes) WITH ORDINALITY u(m, o) WHERE m IN ('o', 't') ORDER BY o)
FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
WHERE nspname IN ('pg_catalog', 'information_schema')
  AND (NOT proname = ANY (%s) OR prorettype = 'record'::regtype AND proname ~ '^pg_')
"""


def _signatures(connection: psycopg.Connection) -> dict[str, tuple[Signature, ...]]:
    """Functions that the table of built-in ones lacks, and those that each major has anew."""
    found: dict[str, tuple[Signature, ...]] = {}
    for name, result, variadic, arguments, columns, types in connection.execute(
        _FUNCTIONS, [list(builtins().functions)]
    ):
        if any("cstring" in one or "internal" in one for one in arguments):
            continue
        one = Signature(
            tuple(map(server.type_of, arguments)),
            None if result == "record" else server.type_of(result),
            variadic=variadic,
            columns=tuple(zip(columns, map(server.type_of, types), strict=True)),
        )
        found[name] = (*found.get(name, ()), one)
    return found


def _scope(connection: psycopg.Connection, schema: str) -> Scope:
    relations: dict[tuple[str, str], dict[str, TypeName]] = {}
    for owner, relation, column, type_ in connection.execute(_COLUMNS):
        relations.setdefault((owner, relation), {})[column] = server.type_of(type_)
    functions = _signatures(connection)

    def resolve(owner: str, name: str) -> dict[str, TypeName] | None:
        found = relations.get((owner or schema, name))
        return found or relations.get((owner or "pg_catalog", name))

    return Scope(
        search_path=("information_schema",),
        resolve=resolve,
        domains={n: server.type_of(base) for n, base in connection.execute(_DOMAINS)},
        functions=lambda _schema, name: functions.get(name, ()),
    )


def _written(connection: psycopg.Connection, file: str) -> list[tuple[str, Expression, list[str]]]:
    """The views of one of the installation's files: name, query, columns that it names."""
    row = connection.execute(
        "SELECT pg_read_file(setting || '/' || %s) FROM pg_config() WHERE name = 'SHAREDIR'", [file]
    ).fetchone()
    assert row is not None
    views = []
    for statement in parse_source(Source(file, row[0].encode())).statements:
        if statement.statement.kind == "ViewStmt":
            body = msgspec.json.decode(bytes(statement.body))
            columns = [alias["String"]["sval"] for alias in body.get("aliases", [])]
            query = Expression(msgspec.json.encode(body["query"]))
            views.append((body["view"]["relname"], query, columns))
    return views


@pytest.mark.parametrize(
    ("schema", "file", "at_least"),
    [("information_schema", "information_schema.sql", 60), ("pg_catalog", "system_views.sql", 60)],
)
def test_own_views(connection: psycopg.Connection, schema: str, file: str, at_least: int) -> None:
    connection.execute("SET search_path TO pg_catalog")
    scope = _scope(connection, schema)
    views = _written(connection, file)
    wrong = []
    for name, query, columns in views:
        row = connection.execute("SELECT pg_get_viewdef(%s::regclass)", [f"{schema}.{name}"])
        (printed,) = row.fetchone() or ("",)
        ours = canonical_query(query, scope, tuple(columns))
        theirs = canonical_query(parse_query(printed), scope)
        if ours != theirs:
            lines = unified_diff(ours.split("\n"), theirs.split("\n"), "ours", "theirs", n=0)
            wrong.append(f"{name}:\n" + "\n".join(lines))
        real = connection.execute(
            "SELECT format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum",
            [f"{schema}.{name}"],
        ).fetchall()
        types = [str(type_) for _name, type_ in query_row(query, scope) or ()]
        if types != [type_ for (type_,) in real]:
            wrong.append(f"{name}: types {types}, not {real}")
    assert len(views) >= at_least
    assert not wrong, f"{len(wrong)} of {len(views)} differ:\n\n" + "\n\n".join(wrong)
