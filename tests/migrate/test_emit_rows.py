"""A later revision on tables in use: writers wait for no longer than the lock timeout, nothing is
lost, and what stopped half-way goes on.
"""

import datetime
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from plans import assert_same, catalog
from sqlalchemy.exc import IntegrityError
from test_plan_rows import NEW, OLD, ROWS
from upgrading import add, downgrade, new_project, stopping, upgrade

from ddllint.catalog.model import Catalog
from ddllint.migrate.emission import Emission, emission
from ddllint.migrate.report.text import script_text
from ddllint.migrate.revisions.script import Block
from ddllint.migrate.revisions.timeouts import Timeouts
from ddllint.migrate.version_table import without_version_table
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

NOW = datetime.datetime(2026, 11, 24, 7, 30, tzinfo=datetime.UTC)
LOCK_TIMEOUT = 400
PATIENCE = 3_000
"""Milliseconds: what a writer waits before it gives up, much more than a migration may."""


class Shop:
    """A database with rows, and the project that migrates it."""

    def __init__(self, server: Server, database: str, folder: Path) -> None:
        self.server, self.database = server, database
        self.ini = new_project(folder)

    def connect(self, *, autocommit: bool = False) -> psycopg.Connection:
        return connect(self.server, self.database, self.server.superuser, autocommit=autocommit)

    def emission(self, specs: str) -> Emission:
        major = self.server.major
        limits = Timeouts(LOCK_TIMEOUT)
        found = emission(
            catalog(specs), self.ini, now=NOW, postgres=major, shown=str, limits=limits
        )
        assert not found.plan.refusals
        return found

    def emit(self, specs: str) -> tuple[Block, ...]:
        found = self.emission(specs)
        add(self.ini, found.files)
        return found.files[-1].up

    def upgrade(self) -> None:
        upgrade(self.ini, self.connect)

    def live(self) -> Catalog:
        with self.connect() as connection:
            found = read_catalog(connection, owner=self.server.superuser)
            return without_version_table(found)

    def content(self) -> list[tuple[object, ...]]:
        with self.connect() as connection:
            return connection.execute(
                "SELECT id, parent_id, amount, code, price FROM item ORDER BY id"
            ).fetchall()


@pytest.fixture
def shop(postgres_server: Server, tmp_path: Path) -> Iterator[Shop]:
    with fresh_database(postgres_server) as name:
        made = Shop(postgres_server, name, tmp_path)
        made.emit(OLD)
        made.upgrade()
        with made.connect() as connection:
            connection.execute("INSERT INTO parent VALUES (1)")
            connection.execute(
                "INSERT INTO item SELECT g, 1, g, 'c' || g, g FROM generate_series(1, %s) g",
                (ROWS,),
            )
        yield made


def test_nothing_is_lost(shop: Shop) -> None:
    before = shop.content()
    shop.emit(NEW)
    shop.upgrade()
    assert shop.content() == before
    assert_same(shop.live(), catalog(NEW), "after the upgrade")
    downgrade(shop.ini, shop.connect, "202611240731")
    assert shop.content() == before
    assert_same(shop.live(), catalog(OLD), "after the downgrade")


def test_the_script_for_psql_does_the_same(shop: Shop) -> None:
    before = shop.content()
    script = parse_source(Source("script.sql", script_text(shop.emission(NEW)).encode()))
    assert not script.problems
    with shop.connect(autocommit=True) as connection:
        for one in script.statements:
            connection.execute(one.statement.text.encode())
    assert shop.content() == before
    assert_same(shop.live(), catalog(NEW), "after the script")


def test_an_upgrade_that_stopped_half_way_goes_on(shop: Shop) -> None:
    """A row that no key can have stops it behind a new column; the same command goes on."""
    new = f"{NEW}; CREATE UNIQUE INDEX item_token ON item (token, made)"
    shop.emit(new)
    with shop.connect() as connection:
        connection.execute("UPDATE item SET code = 'same' WHERE id < 3")
    with pytest.raises(IntegrityError, match="could not create unique index"):
        shop.upgrade()
    with shop.connect() as connection:
        connection.execute("UPDATE item SET code = 'c' || id")
    before = shop.content()
    shop.upgrade()
    assert shop.content() == before
    assert_same(shop.live(), catalog(new), "after the second try")


PARTED = """
CREATE TABLE p (id int PRIMARY KEY, at date) PARTITION BY RANGE (id);
CREATE TABLE a PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE b (id int, at date);
CREATE INDEX b_own ON b (at);
"""
PARTED_OTHERWISE = """
CREATE TABLE p (id int PRIMARY KEY, at date NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE a (id int NOT NULL, at date);
CREATE TABLE b PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX p_at ON p (at);
"""


def test_partitions_come_and_go_with_their_rows(postgres_server: Server, tmp_path: Path) -> None:
    with fresh_database(postgres_server) as name:
        shop = Shop(postgres_server, name, tmp_path)
        shop.emit(PARTED)
        shop.upgrade()
        with shop.connect() as connection:
            connection.execute("INSERT INTO p SELECT g, '2026-01-01' FROM generate_series(1, 9) g")
            connection.execute(
                "INSERT INTO b SELECT g, '2026-01-01' FROM generate_series(10, 19) g"
            )
        shop.emit(PARTED_OTHERWISE)
        first = min(Path(shop.ini.parent, "alembic/versions").glob("*.py")).name.partition("_")[0]
        for specs, count in ((PARTED_OTHERWISE, 10), (PARTED, 9), (PARTED_OTHERWISE, 10)):
            if specs is PARTED:
                downgrade(shop.ini, shop.connect, first)
            else:
                shop.upgrade()
            assert_same(shop.live(), catalog(specs), "after a way")
            with shop.connect() as connection:
                rows = connection.execute("SELECT count(*) FROM p").fetchone()
                assert rows == (count,)
        shop.emit(PARTED)
        shop.upgrade()
        assert_same(shop.live(), catalog(PARTED), "after a revision that leads back")


@pytest.mark.slow
def test_each_statement_can_be_the_one_that_stops(shop: Shop) -> None:
    """Whichever statement fails, what was committed before it is no obstacle to the next try."""
    script = shop.emit(NEW)
    total = sum(len(block.lines) for block in script)
    revision = max(Path(shop.ini.parent, "alembic/versions").glob("*.py"))
    text = revision.read_text()
    for number in range(1, total + 1):
        revision.write_text(stopping(text, number))
        with pytest.raises(ZeroDivisionError):
            shop.upgrade()
    revision.write_text(text)
    shop.upgrade()
    assert_same(shop.live(), catalog(NEW), "after the last try")


@contextmanager
def _reader(shop: Shop) -> Iterator[None]:
    """A transaction that has read both tables, and goes on.

    Every exclusive lock waits for it and, because of its snapshot, every index.
    """
    with shop.connect() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute("SELECT 1 FROM item, parent LIMIT 1")
        yield
        connection.rollback()


class Writer(threading.Thread):
    """Writes to both tables, one row a transaction, until it is stopped or has to wait too long."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.connection = shop.connect(autocommit=True)
        self.connection.execute(f"SET lock_timeout = {PATIENCE}")
        self.stopped = threading.Event()
        self.written = 0
        self.failure: psycopg.Error | None = None

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                self.connection.execute("UPDATE item SET amount = amount + 1 WHERE id = 1")
                self.connection.execute("UPDATE parent SET id = id WHERE id = 1")
            except psycopg.Error as error:
                self.failure = error
                break
            self.written += 1
            time.sleep(0.002)
        self.connection.close()


def _run(shop: Shop, statements: list[str], *, together: bool) -> None:
    with shop.connect(autocommit=not together) as connection:
        for sql in statements:
            connection.execute(sql.encode())


@pytest.mark.slow
def test_no_writer_waits_longer_than_the_lock_timeout(shop: Shop) -> None:
    """With a reader in the way of each statement in turn: it gives up before a writer would.

    One that waits for the reader itself, for an index, lets the writer go on meanwhile.
    """
    script = shop.emit(NEW)
    writer = Writer(shop)
    writer.start()
    gave_up = waited = 0
    try:
        for block in script:
            lines = [line.sql for line in block.lines]
            settings: list[str] = []
            for at, sql in enumerate(lines):
                if sql.startswith(("SET ", "RESET ")) and block.autocommit:
                    settings.append(sql)
                    continue
                statements = [*settings, sql] if block.autocommit else lines
                if block.autocommit or at == 0:
                    found = _with_a_reader(shop, writer, statements, together=not block.autocommit)
                    gave_up += found == "gave up"
                    waited += found == "waited"
        assert_same(shop.live(), catalog(NEW), "after all statements")
    finally:
        writer.stopped.set()
        writer.join()
    assert writer.failure is None
    assert writer.written > 100
    assert gave_up > 5
    assert waited > 2


def _with_a_reader(shop: Shop, writer: Writer, statements: list[str], *, together: bool) -> str:
    """Run statements while a reader is in the way, then without it; what became of the first."""
    outcome = "went through"

    def attempt() -> None:
        nonlocal outcome
        try:
            _run(shop, statements, together=together)
        except psycopg.errors.LockNotAvailable:
            outcome = "gave up"

    thread = threading.Thread(target=attempt)
    with _reader(shop):
        thread.start()
        thread.join(2 * LOCK_TIMEOUT / 1000)
        if thread.is_alive():
            outcome = "waited"
            before = writer.written
            time.sleep(0.1)
            assert writer.written > before, "the writer goes on"
    thread.join()
    if outcome == "gave up":
        _run(shop, statements, together=together)
    return outcome
