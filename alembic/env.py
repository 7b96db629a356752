"""Runs the revisions on the database that the environment variable DATABASE_URL names.

Each revision has a transaction of its own, so that one that has to leave it, for an
index that is built concurrently, commits no other half-way.
"""

import os
from logging.config import fileConfig

from alembic import context
from alembic.util import CommandError
from sqlalchemy import create_engine, make_url, pool, text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import ArgumentError

HELP = "set it to the database, such as postgresql://migration_owner@localhost/shop"
ALONE = text("SELECT pg_try_advisory_lock(hashtext('alembic'))")


def database() -> URL:
    """The database, spoken to by psycopg.

    A message never shows the URL: it may hold a password.
    """
    try:
        url = make_url(os.environ["DATABASE_URL"])
    except KeyError:
        raise CommandError(f"DATABASE_URL is not set: {HELP}") from None
    except ArgumentError:
        raise CommandError(f"DATABASE_URL is not a URL: {HELP}") from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise CommandError(f"DATABASE_URL names no PostgreSQL database: {HELP}")
    return url.set(drivername="postgresql+psycopg")


def take_turn(connection: Connection) -> None:
    """Let nobody else migrate this database meanwhile.

    The lock is the session's. Whoever finds it taken is turned away: a session that
    waited for it would keep CREATE INDEX CONCURRENTLY, which waits for all others, from
    ever ending.
    """
    if not connection.scalar(ALONE):
        raise CommandError("another migration of this database is running")
    connection.commit()


def run_offline() -> None:
    """Print the SQL (`alembic upgrade --sql`); no database is needed."""
    context.configure(
        dialect_name="postgresql",
        dialect_opts={"paramstyle": "named"},
        literal_binds=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Run the revisions on the database."""
    engine = create_engine(database(), poolclass=pool.NullPool)
    with engine.connect() as connection:
        take_turn(connection)
        context.configure(connection=connection, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()


if context.config.config_file_name is not None:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)
if context.is_offline_mode():
    run_offline()
else:
    run_online()
