"""The files of a project that has no Alembic yet."""

from importlib.resources import files
from pathlib import Path

from ddllint.diagnostics.errors import UsageError
from ddllint.migrate.replay.project import Shown

_BESIDE = {"env.py": "alembic/env.py", "script.py.mako": "alembic/script.py.mako"}
"""The templates of what the configuration file leads to, and where they go."""


def write_scaffold(ini: Path, shown: Shown) -> tuple[Path, ...]:
    """Write Alembic's configuration file, and the folder `alembic` beside it; the files.

    Raises UsageError when one of them is there already, or cannot be written.
    """
    targets = {"alembic.ini": ini}
    targets |= {name: ini.parent / target for name, target in _BESIDE.items()}
    for target in targets.values():
        if target.exists():
            raise UsageError(f"{shown(target)} is there already: leave --init out")
    try:
        for name, target in targets.items():
            target.parent.mkdir(exist_ok=True)
            template = files("ddllint.migrate").joinpath("templates", f"{name}.template")
            target.write_bytes(template.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot write to {shown(ini.parent)}: {error.strerror}") from None
    return tuple(targets.values())
