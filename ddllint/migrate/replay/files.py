"""The files that an Alembic project is made of."""

from collections.abc import Callable
from pathlib import Path

from ddllint.migrate.replay.project import folders, opened


def files(ini: Path, shown: Callable[[Path], str]) -> tuple[Path, ...]:
    """The configuration file, and the Python below the folders of scripts and of revisions.

    Raises UsageError for what keeps Alembic from reading the project.
    """
    with opened(ini, None, shown) as project:
        below = [*folders(project.directory), Path(project.directory.dir)]
        found = {path.resolve() for folder in below for path in folder.rglob("*.py")}
    return (ini, *sorted(found))
