"""Plans from SQL text, run on a server."""

import psycopg
from generating.words import ROLES, RUNNER, quote
from msgspec import structs

from ddllint.catalog.builder import build
from ddllint.catalog.difference import difference, render
from ddllint.catalog.model import Catalog
from ddllint.migrate.operations import Operation, Plan, Step
from ddllint.postgres.databases import connect
from ddllint.postgres.server import Server
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

EVERYTHING = frozenset({"*"})


def catalog(*texts: str, postgres: int = 15) -> Catalog:
    """The catalog of SQL texts, which must parse and hold nothing that the server would refuse."""
    parsed = [
        parse_source(Source(f"{number}.sql", text.encode())) for number, text in enumerate(texts)
    ]
    assert not [source.problems for source in parsed if source.problems]
    built = build(parsed, postgres=postgres)
    assert not built.refused, built.refused[0].message
    return built


def up_steps(plan: Plan) -> list[Step]:
    """The steps of the way up, in order."""
    return [step for operation in plan.operations for step in operation.up]


def down_steps(plan: Plan) -> list[Step]:
    """The steps of the way down, in order."""
    return [step for operation in reversed(plan.operations) for step in operation.down]


def sql(steps: list[Step]) -> list[str]:
    """The statements of steps."""
    return [step.sql for step in steps]


def run(connection: psycopg.Connection, steps: list[Step]) -> None:
    """Run steps, each in a transaction of its own. The connection must be in autocommit."""
    for step in steps:
        try:
            connection.execute(step.sql.encode())
        except psycopg.Error as error:
            connection.execute("RESET ROLE")  # a step before it may have set one
            if isinstance(error, psycopg.DataError):
                raise
            raise AssertionError(f"{error}\n{step.sql}") from error


def assert_same(made: Catalog, wanted: Catalog, what: str) -> None:
    """Two catalogs must mean the same."""
    found = difference(comparable(made), comparable(wanted))
    assert not found, f"{what}\n{render(found, 'made', 'wanted')}"


def assert_owners_hold_all(connection: psycopg.Connection) -> None:
    """Owners must hold what owners do, which catalogs do not tell: nobody took it from them."""
    lacking = connection.execute(
        """
        SELECT c.oid::regclass::text, d.privilege_type
        FROM pg_class c, aclexplode(
            acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
        ) AS d
        WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
            AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
            AND NOT EXISTS (
                SELECT FROM aclexplode(c.relacl) AS x
                WHERE x.grantee = c.relowner AND x.privilege_type = d.privilege_type
            )
        """
    ).fetchall()
    assert not lacking, f"owners lack {lacking}"


def comparable(catalog: Catalog) -> Catalog:
    """Without grants on the schema `public`, whose owner is not the role that makes the rest."""
    grants = tuple(
        grant for grant in catalog.grants if (grant.kind, grant.object) != ("schema", "public")
    )
    return structs.replace(catalog, grants=grants)


def keys(operations: tuple[Operation, ...]) -> list[str]:
    """The keys of operations, in order."""
    return [operation.key for operation in operations]


def allow_owners(server: Server, name: str) -> None:
    """Let the roles of scripts own what is in `public`, of whose rights `comparable` knows none.

    They may read all, as the owner of a materialized view must what it reads.
    """
    with connect(server, name, server.superuser, autocommit=True) as admin:
        for role in ROLES:
            admin.execute(f"GRANT CREATE ON SCHEMA public TO {quote(role)}".encode())
            admin.execute(f"GRANT pg_read_all_data TO {quote(role)}".encode())


def clean(server: Server, name: str) -> None:
    """Take away what an example left, whoever owns it."""
    with connect(server, name, server.superuser, autocommit=True) as admin:
        others = ", ".join(map(quote, ROLES))  # one role's type may be a part of another's
        admin.execute(f"REASSIGN OWNED BY {others} TO {quote(RUNNER)}".encode())
        for role in (RUNNER, *ROLES):
            admin.execute(f"DROP OWNED BY {quote(role)} CASCADE".encode())
        admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        admin.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
    allow_owners(server, name)
