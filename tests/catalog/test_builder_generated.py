"""The builder against PostgreSQL on generated scripts: one that it runs, it must agree on."""

from collections.abc import Iterator
from random import Random

import psycopg
import pytest
from generate import EVERYTHING, attempt, run_script, scripts, smallest
from generating.unordered import unordered
from generating.words import ROLES, RUNNER, quote
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ddllint.catalog.builder import build
from ddllint.catalog.difference import difference, render
from ddllint.catalog.model import Catalog
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

CI = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""The same examples in each run: a red build speaks of the change that made it."""
SLOW = settings(CI, max_examples=300, derandomize=False)


@pytest.fixture(scope="module")
def owner_connection(postgres_server: Server) -> Iterator[psycopg.Connection]:
    """As a role that owns a database and no more, and is a member of those that scripts name."""
    with connect(postgres_server, "postgres", postgres_server.superuser, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {quote(RUNNER)} LOGIN".encode())
        for role in ROLES:
            admin.execute(f"CREATE ROLE {quote(role)}".encode())
            admin.execute(f"GRANT {quote(role)} TO {quote(RUNNER)}".encode())
    with (
        fresh_database(postgres_server, owner=RUNNER) as name,
        connect(postgres_server, name, RUNNER, autocommit=True) as connection,
    ):
        yield connection
    with connect(postgres_server, "postgres", postgres_server.superuser, autocommit=True) as admin:
        for role in (RUNNER, *ROLES):
            admin.execute(f"DROP ROLE {quote(role)}".encode())


def _built(files: list[list[str]], major: int) -> Catalog:
    sources = [
        Source(f"{number}.sql", ";\n".join(statements).encode())
        for number, statements in enumerate(files)
    ]
    return build([parse_source(source) for source in sources], postgres=major)


def _disagreement(connection: psycopg.Connection, statements: list[str]) -> str:
    """What the builder and the server, which ran the statements, do not agree on."""
    built = _built([statements], connection.info.server_version // 10000)
    live = read_catalog(connection, owner=RUNNER)
    refused = [f"refused: {one.message}\n" for one in built.refused]
    return "".join(refused) + render(difference(built, live), "built", "server")


def _again(connection: psycopg.Connection, statements: list[str]) -> str:
    """The same of the statements that the server accepts when it runs them anew."""
    with connection.transaction(force_rollback=True):
        accepted = [text for text in statements if attempt(connection, text) is None]
        return _disagreement(connection, accepted)


def _agree(connection: psycopg.Connection, seeds: list[int]) -> None:
    with connection.transaction(force_rollback=True):
        accepted, refused = run_script(connection, seeds, EVERYTHING)
        found = _disagreement(connection, accepted)
    assert len(accepted) >= len(seeds) * 0.9, f"few statements are right: {refused}"
    if found:
        script = smallest(accepted, lambda fewer: bool(_again(connection, fewer)))
        pytest.fail(";\n".join(script) + ";\n" + _again(connection, script), pytrace=False)


@CI
@given(seeds=scripts(30))
def test_the_builder_agrees_with_the_server(
    owner_connection: psycopg.Connection, seeds: list[int]
) -> None:
    _agree(owner_connection, seeds)


@pytest.mark.slow
@pytest.mark.long
@SLOW
@given(seeds=scripts(50))
def test_the_builder_agrees_with_the_server_at_length(
    owner_connection: psycopg.Connection, seeds: list[int]
) -> None:
    _agree(owner_connection, seeds)


@settings(CI, max_examples=150)
@given(seed=st.integers(0, 2**32 - 1), files=st.integers(2, 5))
def test_the_order_of_files_does_not_matter(seed: int, files: int) -> None:
    rng = Random(seed)
    statements = unordered(rng, 25)
    spread: list[list[str]] = [[] for _ in range(files)]
    for statement in statements:
        rng.choice(spread).append(statement)
    right, other = _built([statements], 17), _built(spread, 17)
    shown = "\n\n".join(";\n".join(file) for file in spread)
    assert not right.refused, right.refused[0].message
    assert not other.refused, f"{other.refused[0].message}\n{shown}"
    found = difference(right, other)
    assert not found, f"{shown}\n{render(found, 'in order', 'by file')}"


@settings(CI, max_examples=25)
@given(seeds=scripts(30), seed=st.integers(0, 2**32 - 1))
def test_building_never_raises(
    owner_connection: psycopg.Connection, seeds: list[int], seed: int
) -> None:
    """Whatever is left of a script, in whatever order, about whatever objects."""
    major = owner_connection.info.server_version // 10000
    with owner_connection.transaction(force_rollback=True):
        accepted, refused = run_script(owner_connection, seeds, EVERYTHING)
    statements = accepted + [text for text, _ in refused]
    rng = Random(seed)
    for _ in range(8):
        some = rng.sample(statements, rng.randint(1, len(statements)))
        source = Source("0.sql", ";\n".join(_confused(rng, some)).encode())
        parsed = parse_source(source)
        built = build([parsed], postgres=major)
        assert built.statements == len(parsed.statements)
        assert not difference(built, built)


def _confused(rng: Random, statements: list[str]) -> list[str]:
    """The statements, some of them about other names."""
    words = sorted({word for text in statements for word in text.split() if word.isidentifier()})
    names = [word for word in words if word.islower()]
    confused = []
    for text in statements:
        for _ in range(rng.randrange(2)):
            if names:
                text = f" {text} ".replace(
                    f" {rng.choice(names)} ", f" {rng.choice(names)} "
                ).strip()
        confused.append(text)
    return confused
