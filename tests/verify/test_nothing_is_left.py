"""The command on its own server: what it leaves, and that it says the same twice."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import processes_in, within_seconds
from verifying import verified

from ddllint.postgres.server import Server

COMMAND = (sys.executable, "-m", "ddllint", "verify")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A temporary folder in which every user may make folders."""
    made = Path(tempfile.mkdtemp(prefix="verify-", dir="/tmp"))
    made.chmod(0o1777)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def is_empty(folder: Path) -> bool:
    return not any(folder.iterdir()) and not processes_in(folder)


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_in_the_middle(folder: Path, number: signal.Signals) -> None:
    process = subprocess.Popen(
        COMMAND,
        env=os.environ | {"TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # the template and five databases: the stages have begun
    databases = "ddllint-*/data/base/[0-9]*"
    assert within_seconds(lambda: len(list(folder.glob(databases))) > 4)
    process.send_signal(number)
    process.communicate()
    assert process.returncode != 0
    assert within_seconds(lambda: is_empty(folder))


@pytest.mark.usefixtures("reference")
def test_at_the_end(folder: Path) -> None:
    outcome = subprocess.run(
        [*COMMAND, "--stage", "roles"],
        env=os.environ | {"TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert within_seconds(lambda: is_empty(folder))


@pytest.mark.usefixtures("reference")
def test_two_runs_say_the_same(server: Server) -> None:
    first, again = (
        [list(one.proofs) for one in verified(server, "roles", "row-security", "grants").stages]
        for _ in range(2)
    )
    assert first == again
