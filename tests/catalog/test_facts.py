"""Facts tell all that the model holds: a change of the schema changes its own fact, no other."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from ddllint.catalog.difference import Difference, difference, render
from ddllint.catalog.facts import facts
from ddllint.catalog.model import Catalog, Column, Comment, Schema, Table
from ddllint.catalog.names import Name
from ddllint.postgres.databases import connect
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server
from ddllint.sql.expressions import TypeName
from ddllint.sql.parse import parse_expression
from ddllint.sql.source import Origin, Source, Statement

HERE = Path(__file__).parent
SCHEMA = (HERE / "facts_schema.sql").read_text()


class Change(NamedTuple):
    """SQL, SQL that takes it back, and the differences that it makes."""

    sql: str
    inverse: str
    expected: frozenset[str]


def changes() -> Iterator[Change]:
    _introduction, *blocks = (HERE / "facts_changes.txt").read_text().split("\n\n")
    for block in blocks:
        lines = block.splitlines()
        yield Change(
            "; ".join(line for line in lines if line[:2] not in ("< ", "= ")),
            "; ".join(line[2:] for line in lines if line.startswith("< ")),
            frozenset(line[2:] for line in lines if line.startswith("= ")),
        )


class Live(NamedTuple):
    """A connection to a database with the schema, inside a transaction, and its catalog."""

    connection: psycopg.Connection
    catalog: Catalog


def read(connection: psycopg.Connection) -> Catalog:
    return read_catalog(connection, owner=connection.info.user, include_roles=True)


@pytest.fixture(scope="module")
def live(postgres_server: Server, scratch: str) -> Iterator[Live]:
    with connect(postgres_server, scratch, postgres_server.superuser) as connection:
        connection.execute(SCHEMA.encode())
        yield Live(connection, read(connection))
        connection.rollback()


@pytest.mark.parametrize("change", list(changes()), ids=lambda change: change.sql[:60])
def test_a_change_shows_and_its_inverse_takes_it_back(live: Live, change: Change) -> None:
    connection, before = live
    with connection.transaction(force_rollback=True):
        connection.execute(change.sql.encode())
        found = difference(before, read(connection))
        assert {f"{one.object}: {one.property}" for one in found} == change.expected, render(found)
        connection.execute(change.inverse.replace("{me}", connection.info.user).encode())
        left = difference(before, read(connection))
        assert not left, render(left)


def test_reading_twice_gives_the_same_facts(live: Live) -> None:
    again = facts(read(live.connection))
    assert list(again.items()) == list(facts(live.catalog).items())
    assert len(again) > 100


def table(**columns: Column) -> Table:
    return Table(Name("public", "t"), columns, {}, {}, {}, {})


def catalog(**columns: Column) -> Catalog:
    return Catalog(tables={Name("public", "t"): table(**columns)})


INTEGER = TypeName("integer")


def test_facts_of_a_column() -> None:
    column = Column("Odd", INTEGER, not_null=True, default=parse_expression("(1)::int4"))
    assert facts(catalog(Odd=column)) == {
        ("table", "public.t", "exists"): "yes",
        ("table", "public.t", "kind"): "table",
        ("table", "public.t", "persistence"): "permanent",
        ("column", 'public.t."Odd"', "exists"): "yes",
        ("column", 'public.t."Odd"', "type"): "integer",
        ("column", 'public.t."Odd"', "not null"): "yes",
        ("column", 'public.t."Odd"', "default"): "1",
    }


def test_the_order_of_declaration_makes_no_difference() -> None:
    a, b = Column("a", INTEGER), Column("b", INTEGER)
    left, right = catalog(a=a, b=b), catalog(b=b, a=a)
    assert list(left.tables[Name("public", "t")].columns) == ["a", "b"]
    assert difference(left, right) == ()


def test_equal_types_of_an_unknown_schema() -> None:
    written, read_back = TypeName("citext"), TypeName("public.citext")
    assert difference(catalog(a=Column("a", written)), catalog(a=Column("a", read_back))) == ()


def test_a_type_with_a_built_in_s_name_is_another() -> None:
    (one,) = difference(
        catalog(a=Column("a", TypeName("text"))), catalog(a=Column("a", TypeName("public.text")))
    )
    assert (one.left, one.right) == ("text", "public.text")


def origin() -> Origin:
    source = Source("a.sql", b"CREATE TABLE t (a integer)")
    return Origin(Statement(source, 0, 26, "CreateStmt"), 16, "a")


def test_difference_tells_both_values_and_places() -> None:
    place = origin()
    left = catalog(a=Column("a", INTEGER, comment=Comment("x"), origin=place))
    right = catalog(a=Column("a", TypeName("bigint")))
    assert difference(left, right) == (
        Difference("column public.t.a", "comment", "x", None, left_origin=place),
        Difference("column public.t.a", "type", "integer", "bigint", left_origin=place),
    )
    assert render(difference(left, right), "specs", "server") == (
        "column public.t.a\n"
        "  comment, specs: x  [a.sql:1:17]\n"
        "  comment, server: (none)\n"
        "  type, specs: integer  [a.sql:1:17]\n"
        "  type, server: bigint\n"
    )


def test_an_object_of_one_side_differs_in_its_existence_alone() -> None:
    left = Catalog(schemas={"s": Schema("s", owner="boss", comment=Comment("x"))})
    assert difference(left, Catalog()) == (Difference("schema s", "exists", "yes", None),)
    assert difference(Catalog(), left) == (Difference("schema s", "exists", None, "yes"),)
    assert difference(left, left) == ()
    assert render(()) == ""
