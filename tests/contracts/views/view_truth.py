"""What a server says of the corpus's views, beside what was inferred.

Types are `format_type` of `pg_attribute`. Nulls are evidence: tables are filled with rows that
hold NULL wherever the server lets them, without regard to foreign keys, and a column that was
claimed to be not null is asked for one.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import psycopg
from psycopg import sql

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog, Domain, Enum, Table
from ddllint.catalog.names import Name
from ddllint.contracts.views.model import OutputColumn, ViewShape
from ddllint.sql.expressions import Cast, Constant, TypeName
from ddllint.sql.parse import parse_expression, parse_source
from ddllint.sql.source import Source
from ddllint.sql.walk import walk

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SCHEMA = HERE / "corpus" / "00_schema.sql"
ROLES = ROOT / "db" / "roles.sql"
_ROWS = 9
_TRIES = 12
_SHARES = (0.1, 0.5)  # of NULLs in a column that takes them


class Part(msgspec.Struct, frozen=True):
    """A part of the corpus: what it is called in the figures, and its files of views."""

    name: str
    files: tuple[Path, ...]
    views: frozenset[Name]


def corpus() -> tuple[Catalog, tuple[Part, ...]]:
    """The catalog of all parts together, and the parts."""
    own = sorted((HERE / "corpus").glob("[0-9]*.sql"))[1:]
    held_out = sorted((HERE / "corpus").glob("held_out*.sql"))
    reference = sorted((ROOT / "db" / "docs" / "specs").glob("*.sql"))
    tables = [path for path in reference if not path.name.startswith("mv_")]
    views = [path for path in reference if path.name.startswith("mv_")]
    catalog = _catalog([SCHEMA, *tables, *own, *held_out, *views])
    named = (("corpus", own), ("held out", held_out), ("reference schema", views))
    parts = tuple(
        Part(name, tuple(files), _declared(catalog, files)) for name, files in named if files
    )
    return catalog, parts


def _catalog(files: Iterable[Path]) -> Catalog:
    return build([parse_source(Source(str(path), path.read_bytes())) for path in files])


def _declared(catalog: Catalog, files: Sequence[Path]) -> frozenset[Name]:
    paths = {str(path) for path in files}
    return frozenset(
        view.name
        for view in catalog.views.values()
        if view.origin is not None and view.origin.path in paths
    )


def create(connection: psycopg.Connection) -> None:
    """Make the corpus's objects as the superuser."""
    connection.execute(ROLES.read_bytes())
    paths = [SCHEMA, *sorted((ROOT / "db" / "docs" / "specs").glob("*_ddl_spec.sql"))]
    tables = [path for path in paths if not path.name.startswith("mv_")]
    tables.sort(key=_place)
    views = sorted((HERE / "corpus").glob("*.sql"))[1:]
    for path in (*tables, *views, *(p for p in paths if p.name.startswith("mv_"))):
        connection.execute(path.read_bytes())


def _place(path: Path) -> int:
    """Tables after those that they refer to: the reference specs are not in that order."""
    order = ("00_schema", "tenants", "attribution_events", "reconciliation_runs")
    order += ("attribution_allocations", "revenue_ledger", "dead_events")
    return next(i for i, name in enumerate(order) if path.name.startswith(name))


def server_types(connection: psycopg.Connection) -> Mapping[Name, tuple[tuple[str, str], ...]]:
    """The columns of every view: names with the text of `format_type`, all of it qualified."""
    connection.execute("SET search_path = ''")
    rows = connection.execute(
        """
        SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        ORDER BY a.attrelid, a.attnum
        """
    ).fetchall()
    connection.execute("RESET search_path")
    answer: dict[Name, tuple[tuple[str, str], ...]] = {}
    for schema, view, column, type_ in rows:
        name = Name(schema, view)
        answer[name] = (*answer.get(name, ()), (column, type_))
    return answer


def canonical(text: str) -> TypeName:
    """The type that `format_type` printed so."""
    tree = parse_expression(f"NULL::{text}").tree
    assert isinstance(tree, Cast)
    return tree.type


class Differing(msgspec.Struct, frozen=True):
    """A column whose inferred type is not the server's, or is not known."""

    view: Name
    column: OutputColumn
    truth: str


def differing(
    shapes: Iterable[ViewShape], truth: Mapping[Name, tuple[tuple[str, str], ...]]
) -> Iterator[Differing]:
    """The columns whose type is not exactly the server's, unknown ones among them."""
    for shape in shapes:
        for column, (name, type_) in zip(shape.columns, truth[shape.view], strict=True):
            if column.name != name or column.type != canonical(type_):
                yield Differing(shape.view, column, type_)


_POOLS: Mapping[str, Sequence[str]] = {
    "boolean": ("true", "false"),
    "smallint": ("0", "1", "2"),
    "integer": ("0", "1", "2", "7"),
    "bigint": ("1", "2", "3"),
    "numeric": ("0", "0.5", "1", "0.25", "2500"),
    "real": ("0", "1.5", "NaN"),
    "double precision": ("0", "2.5", "100"),
    "text": ("", "a", "b", "A b", "sales", "x@y"),
    "character varying": ("", "a", "Ann Bo", "b"),
    "character": ("a", "bcd", "ef", "g"),
    "uuid": (
        "00000000-0000-0000-0000-000000000001",
        "00000000-0000-0000-0000-000000000002",
        "00000000-0000-0000-0000-000000000003",
    ),
    "date": ("2020-01-01", "2024-02-29", "infinity", "-infinity"),
    "timestamp with time zone": ("2020-01-01 00:00Z", "2030-05-05 10:10Z", "infinity"),
    "timestamp without time zone": ("2020-01-01", "2021-01-01 10:00", "infinity"),
    "time without time zone": ("00:00", "24:00"),
    "time with time zone": ("00:00Z", "10:00+02"),
    "interval": ("1 day", "0", "40 days", "-3 months"),
    "jsonb": (
        "{}",
        '{"a": 1, "items": [1, {"name": "x"}, null], "age": "3", "count": 2}',
        '{"a": null, "items": [], "count": null, "rows": [{"sku": "s", "amount": 1}, {}]}',
        '{"a": {"b": 1}, "items": ["x"], "rows": [], "age": null}',
    ),
    "json": ("{}", '{"a": null}', '{"a": 1}'),
    "inet": ("10.0.0.1", "::1/64"),
    "bit": ("00000000", "10101010"),
    "bytea": ("", "\\x00ff"),
    "int4range": ("empty", "[1,5)", "(,)", "[3,)"),
    "daterange": ("empty", "[2020-01-01,2020-02-01)", "(,)"),
    "public.email": ("a@b", "c@d"),
    "public.cents": ("0", "500"),
    "public.address": ("(a,b,12345)", "(,,)", "(x,,)"),
    "text[]": ("{}", "{x}", "{NULL}", "{a,x,NULL}"),
    "integer[]": ("{}", "{1}", "{NULL,2}"),
}


def fill(connection: psycopg.Connection, catalog: Catalog, seed: int) -> None:
    """Empty all tables, and fill some of them anew; seed 0 leaves all empty."""
    choose = random.Random(seed)
    connection.execute("SET session_replication_role = replica")
    connection.execute(sql.SQL("SET app.current_tenant_id = {}").format(_POOLS["uuid"][0]))
    for table in catalog.tables.values():
        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(*table.name)))
        for _ in range(choose.randrange(_ROWS + 1) if seed else 0):
            _insert(connection, catalog, table, choose)
    for view in catalog.views.values():
        if view.materialized:
            statement = sql.SQL("REFRESH MATERIALIZED VIEW {}")
            _attempt(connection, statement.format(sql.Identifier(*view.name)), ())


def _insert(
    connection: psycopg.Connection, catalog: Catalog, table: Table, choose: random.Random
) -> None:
    """One row; CHECK constraints and keys refuse some, so it is tried several times."""
    columns = [c for c in table.columns.values() if c.generated is None]
    statement = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
        sql.Identifier(*table.name),
        sql.SQL(", ").join(sql.Identifier(c.name) for c in columns),
        sql.SQL(", ").join(sql.SQL("%s::{}").format(sql.SQL(str(c.type))) for c in columns),
    )
    words = _words(table)
    nulls = choose.choice(_SHARES)
    for _ in range(_TRIES):
        row = []
        for column in columns:
            domain = catalog.types.get(Name("public", column.type.name.rpartition(".")[2]))
            required = column.not_null or (isinstance(domain, Domain) and domain.not_null)
            null = not required and choose.random() < nulls
            row.append(None if null else choose.choice(_pool(catalog, column.type, words)))
        if _attempt(connection, statement, row):
            return


def _words(table: Table) -> tuple[str, ...]:
    """The texts in a table's CHECK constraints: some of them pass."""
    return tuple(
        node.value
        for constraint in table.constraints.values()
        if hasattr(constraint, "expression")
        for node in walk(constraint.expression.tree)
        if isinstance(node, Constant) and isinstance(node.value, str)
    )


def _pool(catalog: Catalog, type_: TypeName, words: tuple[str, ...]) -> Sequence[str]:
    for name, declared in catalog.types.items():
        if isinstance(declared, Enum) and f"{name.schema}.{name.name}" == type_.name:
            return declared.labels
    pool = _POOLS[type_.name + "[]" * type_.dimensions]
    return (*pool, *words) if type_.name == "text" and not type_.dimensions else pool


def _attempt(
    connection: psycopg.Connection, statement: sql.Composed, values: Sequence[object]
) -> bool:
    try:
        with connection.transaction():
            connection.execute(statement, values)
    except psycopg.Error:
        return False
    return True


class Evidence(msgspec.Struct, frozen=True):
    """How many rows were seen of a view's column, and how many of them were NULL."""

    rows: int
    nulls: int


def nulls_seen(
    connection: psycopg.Connection, view: Name, columns: Sequence[str]
) -> Mapping[str, Evidence]:
    """Each column that can be read with what it holds now; one that raises is left out."""
    counted = sql.SQL("SELECT count(*), {} FROM {}")
    relation = sql.Identifier(*view)
    answer: dict[str, Evidence] = {}
    for group in (columns, *([column] for column in columns)):
        if group == [*answer] or (len(group) == 1 and group[0] in answer):
            continue
        sums = sql.SQL(", ").join(
            sql.SQL("coalesce(sum(num_nulls({})), 0)").format(sql.Identifier(c)) for c in group
        )
        try:
            with connection.transaction():
                row = connection.execute(counted.format(sums, relation)).fetchone()
        except psycopg.Error:
            continue
        assert row is not None
        for column, nulls in zip(group, row[1:], strict=True):
            answer[column] = Evidence(row[0], nulls)
    return answer
