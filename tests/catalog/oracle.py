"""PostgreSQL as the judge of the builder: the same SQL run for real, and read back."""

from collections.abc import Mapping

import msgspec
import psycopg

from ddllint.catalog.builder import build
from ddllint.catalog.difference import difference, render
from ddllint.catalog.model import Catalog
from ddllint.postgres.reader import read_catalog
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedSource
from ddllint.sql.source import Source


def assert_same(
    sql: str | Mapping[str, str],
    connection: psycopg.Connection,
    *,
    unmodelled: tuple[str, ...] = (),
) -> Catalog:
    """Build a catalog from SQL, run the SQL, read the database: they must agree.

    `sql` is one text, or texts by path in the order in which they run. `unmodelled` are the
    commands that the builder is to report as such; it must refuse none. Returns what was built.
    """
    files = {"test.sql": sql} if isinstance(sql, str) else sql
    parsed = [parse_source(Source(path, text.encode())) for path, text in files.items()]
    problems = [problem for source in parsed for problem in source.problems]
    assert not problems, f"the SQL does not parse: {problems}"
    major = connection.info.server_version // 10000
    before = _roles(connection)
    built = build(parsed, postgres=major)
    for source in parsed:
        _run(source, connection)
    live = read_catalog(connection, owner=connection.info.user, include_roles=True)
    ours = {name: role for name, role in live.roles.items() if name not in before}
    live = msgspec.structs.replace(live, roles=ours)
    refused = [f"{one.origin.span()}: {one.message}" for one in built.refused]
    assert not refused, "the server ran what the builder refused:\n" + "\n".join(refused)
    left_out = tuple(one.statement for one in built.unmodelled)
    assert left_out == unmodelled, f"not modelled: {left_out}, expected: {unmodelled}"
    found = difference(built, live)
    assert not found, f"on PostgreSQL {major}:\n" + render(found, "built", "server")
    for name, table in live.tables.items():  # no difference, but a plan has to know of these
        assert (name, built.tables[name].copies) == (name, table.copies)
        assert (name, built.tables[name].kept) == (name, table.kept)
    return built


def _roles(connection: psycopg.Connection) -> set[str]:
    """The roles of the cluster, which are not the SQL's own."""
    return {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}


def _run(source: ParsedSource, connection: psycopg.Connection) -> None:
    """One by one, as psql does: some statements may not share a transaction with others."""
    connection.execute("RESET search_path")
    for parsed in source.statements:
        statement = parsed.statement
        data = source.source.data[statement.start : statement.end]
        try:
            connection.execute(data)
        except psycopg.Error as error:
            span = source.source.span(statement.start, statement.end)
            raise AssertionError(f"{span}: the server says: {error}\n{statement.text}") from error
