"""Has a server print expressions and queries, and compares canonical forms."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

import psycopg

from ddllint.catalog.canonical import Scope, Signature, canonical, canonical_query
from ddllint.sql.expressions import Cast, TypeName
from ddllint.sql.parse import parse_expression, parse_query

READER_PATH = "SET search_path TO pg_catalog"
"""The search path under which the catalog's reader reads: names are printed with schema."""


class Pair(NamedTuple):
    """SQL as it was written, and as a server prints it."""

    written: str
    printed: str


def type_of(text: str) -> TypeName:
    """The type that `format_type` prints."""
    tree = parse_expression(f"NULL::{text}").tree
    assert isinstance(tree, Cast)
    return tree.type


def _relations(connection: psycopg.Connection) -> dict[tuple[str, str], dict[str, TypeName]]:
    rows = connection.execute(
        "SELECT nspname, relname, attname, format_type(atttypid, atttypmod)"
        " FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE attnum > 0 AND relkind IN ('r', 'v', 'c')"
        " AND nspname IN ('public', 'other', 'pg_catalog')"
        " ORDER BY attrelid, attnum"
    )
    found: dict[tuple[str, str], dict[str, TypeName]] = {}
    for schema, relation, column, type_ in rows:
        found.setdefault((schema, relation), {})[column] = type_of(type_)
    return found


FUNCTIONS = {
    ("public", "label"): Signature((TypeName("text"),), TypeName("text")),
    ("other", "score"): Signature(
        (TypeName("numeric"), TypeName("integer")), TypeName("numeric"), defaults=1
    ),
}
DOMAINS = {
    "public.email": TypeName("text"),
    "public.cents": TypeName("bigint"),
    "public.handle": TypeName("character varying", ("10",)),
}


def scope_of(connection: psycopg.Connection, relation: str = "") -> Scope:
    """What the database holds, as the catalog will tell it."""
    relations = _relations(connection)

    def resolve(schema: str, name: str) -> Mapping[str, TypeName] | None:
        found = relations.get((schema or "public", name))
        return found or relations.get((schema or "pg_catalog", name))

    def functions(schema: str, name: str) -> tuple[Signature, ...]:
        found = FUNCTIONS.get((schema or "public", name))
        return (found,) if found else ()

    columns = relations["public", relation] if relation else {}
    return Scope(columns, relation, ("public",), resolve, DOMAINS, functions)


def differences(
    pairs: Iterable[Pair], scope: Scope, targets: Iterable[TypeName | None] = repeat(None)
) -> list[str]:
    """What does not come out equal, readable; `targets` are the types of the columns."""
    found = []
    for pair, target in zip(pairs, targets, strict=False):
        ours = canonical(parse_expression(pair.written), scope, target)
        theirs = canonical(parse_expression(pair.printed), scope, target)
        if ours != theirs:
            found.append(_shown(pair, ours, theirs))
    return found


def query_differences(pairs: Iterable[Pair], scope: Scope) -> list[str]:
    """What does not come out equal among queries."""
    found = []
    for pair in pairs:
        ours = canonical_query(parse_query(pair.written), scope)
        theirs = canonical_query(parse_query(pair.printed), scope)
        if ours != theirs:
            found.append(_shown(pair, ours, theirs))
    return found


def _shown(pair: Pair, ours: str, theirs: str) -> str:
    lines = (f"  written: {pair.written}", f"  printed: {pair.printed}", f"  ours:    {ours}")
    return "\n".join((*lines, f"  theirs:  {theirs}"))


def _run(connection: psycopg.Connection, sql: str) -> None:
    connection.execute(sql.encode())


def _ask(connection: psycopg.Connection, sql: str) -> list[str]:
    """One column of text, read with the search path of the catalog's reader."""
    _run(connection, READER_PATH)
    answer = [str(row[0]) for row in connection.execute(sql.encode())]
    _run(connection, "RESET search_path")
    return answer


def checks(connection: psycopg.Connection, expressions: Sequence[str]) -> list[Pair]:
    """As CHECK constraints of `t`, in one statement."""
    numbered = list(enumerate(expressions))
    added = ", ".join(f"ADD CONSTRAINT c{i} CHECK ({text}) NOT VALID" for i, text in numbered)
    _run(connection, f"ALTER TABLE t {added}")
    printed = _ask(
        connection,
        "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint"
        " WHERE conrelid = 'public.t'::regclass AND conname ~ '^c[0-9]+$'"
        " ORDER BY substr(conname, 2)::int",
    )
    _run(connection, "ALTER TABLE t " + ", ".join(f"DROP CONSTRAINT c{i}" for i, _ in numbered))
    return list(map(Pair, expressions, printed))


def defaults(
    connection: psycopg.Connection, columns: Sequence[tuple[str, str]], kind: str = "DEFAULT ({})"
) -> list[Pair]:
    """As defaults of columns of those types, or as `kind` has it."""
    for i, (type_, text) in enumerate(columns):
        _run(connection, f"ALTER TABLE t ADD d{i} {type_} {kind.format(text)}")
    printed = _ask(
        connection,
        "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute"
        " ON attrelid = adrelid AND attnum = adnum"
        " WHERE adrelid = 'public.t'::regclass AND attname ~ '^d[0-9]+$' ORDER BY attnum",
    )
    return [Pair(text, one) for (_type, text), one in zip(columns, printed, strict=True)]


def index_keys(connection: psycopg.Connection, expressions: Sequence[str]) -> list[Pair]:
    """As the key of an index."""
    for i, text in enumerate(expressions):
        _run(connection, f"CREATE INDEX i{i} ON t ({text})")
    return list(map(Pair, expressions, _ask(connection, _INDEXES.format("indexprs"))))


def index_predicates(connection: psycopg.Connection, expressions: Sequence[str]) -> list[Pair]:
    """As the WHERE of an index."""
    for i, text in enumerate(expressions):
        _run(connection, f"CREATE INDEX i{i} ON t (id) WHERE {text}")
    return list(map(Pair, expressions, _ask(connection, _INDEXES.format("indpred"))))


_INDEXES = """
SELECT pg_get_expr({}, indrelid) FROM pg_index JOIN pg_class ON oid = indexrelid
WHERE indrelid = 'public.t'::regclass AND relname ~ '^i[0-9]+$' ORDER BY substr(relname, 2)::int
"""


def policies(connection: psycopg.Connection, expressions: Sequence[str]) -> list[Pair]:
    """As the USING of a policy on `t`."""
    for i, text in enumerate(expressions):
        _run(connection, f"CREATE POLICY p{i} ON t USING ({text})")
    printed = _ask(
        connection,
        "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy ORDER BY substr(polname, 2)::int",
    )
    return list(map(Pair, expressions, printed))


def triggers(connection: psycopg.Connection, expressions: Sequence[str]) -> list[Pair]:
    """As the WHEN of a trigger on `t`, which is only to be had within its whole definition."""
    _run(
        connection,
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    )
    for i, text in enumerate(expressions):
        head = f"CREATE TRIGGER g{i} AFTER UPDATE ON t FOR EACH ROW"
        _run(connection, f"{head} WHEN ({text}) EXECUTE FUNCTION f()")
    printed = _ask(
        connection,
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname ~ '^g[0-9]+$'"
        " ORDER BY substr(tgname, 2)::int",
    )
    found = [re.search(r" WHEN \((.*)\) EXECUTE FUNCTION", text) for text in printed]
    return [Pair(text, one[1]) for text, one in zip(expressions, found, strict=True) if one]


def views(connection: psycopg.Connection, queries: Sequence[str]) -> list[Pair]:
    """As views."""
    for i, text in enumerate(queries):
        _run(connection, f"CREATE VIEW v{i} AS {text}")
    printed = _ask(
        connection,
        "SELECT pg_get_viewdef(oid) FROM pg_class"
        " WHERE relkind = 'v' AND relname ~ '^v[0-9]+$' ORDER BY substr(relname, 2)::int",
    )
    return list(map(Pair, queries, printed))
