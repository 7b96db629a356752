"""Alembic's upgrade and downgrade on a connection, without env.py and a process of its own."""

from collections.abc import Callable
from pathlib import Path

import psycopg
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from ddllint.migrate.revisions import RevisionFile

INI = "[alembic]\nscript_location = %(here)s/alembic\npath_separator = os\n"


def new_project(folder: Path) -> Path:
    """An Alembic project without revisions; its configuration file."""
    (folder / "alembic/versions").mkdir(parents=True)
    ini = folder / "alembic.ini"
    ini.write_text(INI)
    return ini


def add(ini: Path, files: tuple[RevisionFile, ...]) -> None:
    """Put revisions into a project."""
    for file in files:
        (ini.parent / "alembic/versions" / file.name).write_text(file.text, newline="\n")


def stopping(text: str, number: int) -> str:
    """A revision whose upgrade fails at its statement of that number, from 1."""
    up, mark, down = text.partition("def downgrade")
    parts = up.split("op.execute(")
    before, after = "op.execute(".join(parts[:number]), "op.execute(".join(parts[number:])
    return f"{before}1 / 0, op.execute({after}{mark}{down}"


def upgrade(ini: Path, connected: Callable[[], psycopg.Connection]) -> None:
    """Run all revisions that the database lacks."""
    directory = ScriptDirectory.from_config(Config(str(ini)))
    _run(ini, directory, connected, "head", directory._upgrade_revs)


def downgrade(ini: Path, connected: Callable[[], psycopg.Connection], to: str) -> None:
    """Undo the revisions after `to`."""
    directory = ScriptDirectory.from_config(Config(str(ini)))
    _run(ini, directory, connected, to, directory._downgrade_revs)


def _run(
    ini: Path,
    directory: ScriptDirectory,
    connected: Callable[[], psycopg.Connection],
    destination: str,
    steps: Callable[..., object],
) -> None:
    engine = create_engine("postgresql+psycopg://", creator=connected, poolclass=NullPool)
    with (
        engine.connect() as connection,
        EnvironmentContext(
            Config(str(ini)),
            directory,
            fn=lambda current, _context: steps(destination, current),
            destination_rev=destination,
        ) as environment,
    ):
        environment.configure(connection=connection, transaction_per_migration=True)
        with environment.begin_transaction():
            environment.run_migrations()
