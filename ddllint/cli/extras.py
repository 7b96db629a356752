"""What a command needs beyond the plain installation."""

from collections.abc import Iterator
from contextlib import contextmanager

from ddllint.diagnostics.errors import UnavailableError

_MODULES = {"alembic": "emit", "sqlalchemy": "emit", "psycopg": "postgres"}
"""The modules that the extras of setup.cfg bring."""


@contextmanager
def needed() -> Iterator[None]:
    """Tell which extra to install when an import in the block fails for want of one."""
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _MODULES:
            raise
        raise UnavailableError(
            f"this needs the Python package {missing}, which is not installed",
            help=f"pip install 'ddllint[{_MODULES[missing]}]'",
        ) from None
