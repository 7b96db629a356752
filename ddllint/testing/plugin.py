"""Fixtures of pytest (entry point `pytest11`): copies of the migrated database, and roles in them.

pytest loads this module in every project of an environment, so that it imports nothing but pytest:
the rest comes with the first test that asks for a fixture.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ddllint.verify.copies import Copy
    from ddllint.verify.scene import Scene

SETTINGS = "ddllint_config"
URL = "DDLLINT_DATABASE_URL"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare what pytest's configuration may say."""
    parser.addini(
        SETTINGS, "The settings of ddllint for its fixtures; by default the nearest ddllint.yaml."
    )


@pytest.fixture(scope="session")
def ddllint_scene(pytestconfig: pytest.Config) -> "Iterator[Scene]":
    """A throw-away server with the project's roles and the migrated database, for all tests.

    The server of DDLLINT_DATABASE_URL is taken when the environment names one.
    """
    import os

    with _told_without_traceback():
        from ddllint.cli.extras import needed

        with needed():
            from ddllint.cli.options import loaded_settings
            from ddllint.cli.verified import project_of, server_for
            from ddllint.verify.scene import scene_of

        project = project_of(loaded_settings(pytestconfig.getini(SETTINGS) or None, False))
        server = server_for(None, None, os.environ.get(URL), project.roles)
    with _told_without_traceback(), server as cluster, scene_of(project, cluster) as scene:
        _ = scene.migrated
        yield scene


@pytest.fixture
def ddllint_database(ddllint_scene: "Scene") -> "Iterator[Copy]":
    """A new copy of the migrated database, which is dropped after the test."""
    from ddllint.verify.copies import copied

    with copied(ddllint_scene) as copy:
        yield copy


@contextmanager
def _told_without_traceback() -> Iterator[None]:
    """Fail with the message alone: what is wrong is in the project, not in our code."""
    from ddllint.diagnostics.errors import UsageError
    from ddllint.verify.model import CannotRun

    try:
        yield
    except UsageError as error:
        told = "\n".join(filter(None, (str(error), error.help)))
    except CannotRun as error:
        told = str(error)
    else:
        return
    pytest.fail(f"ddllint: {told}", pytrace=False)
