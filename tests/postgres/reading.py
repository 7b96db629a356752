"""Helpers to run SQL and to read what it made."""

import psycopg

from ddllint.catalog.model import Catalog, Table
from ddllint.catalog.names import Name
from ddllint.postgres.reader import read_catalog
from ddllint.sql.expressions import Expr, Expression
from ddllint.sql.parse import parse_expression


def public(name: str) -> Name:
    return Name("public", name)


def tree(expression: Expression | None) -> Expr | None:
    return expression.tree if expression else None


def printed(text: str) -> Expr:
    """The tree of an expression as the server prints it."""
    return parse_expression(text).tree


def run(connection: psycopg.Connection, sql: str) -> None:
    connection.execute(sql.encode())


def read(connection: psycopg.Connection, sql: str) -> Catalog:
    run(connection, sql)
    return read_catalog(connection, owner=connection.info.user)


def read_table(connection: psycopg.Connection, sql: str, name: str = "t") -> Table:
    return read(connection, sql).tables[public(name)]
