"""The command on its own server: what it leaves, and that it says the same twice."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import processes_in, within_seconds
from verifying import verified

from ddllint.postgres.server import Server

SETPRIV = shutil.which("setpriv")
AS_USER = ("--clear-groups", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
"""Python may be where only root may read: the user may read it too, and write nothing more."""
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
@pytest.mark.parametrize(
    "seconds", [0.5, *(pytest.param(one, marks=pytest.mark.long) for one in (1.5, 2.5)), 3.5]
)
def test_killed_at_any_moment(folder: Path, seconds: float) -> None:
    """Stage after stage has other databases, connections and temporary files."""
    process = subprocess.Popen(
        COMMAND,
        env=os.environ | {"TMPDIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert within_seconds(lambda: any(folder.iterdir()))
    time.sleep(seconds)
    process.kill()
    process.wait()
    assert within_seconds(lambda: is_empty(folder))


@pytest.mark.skipif(
    os.geteuid() != 0 or SETPRIV is None, reason="only root with setpriv becomes somebody else"
)
@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("user", ["nobody", "root"])
def test_every_stage_is_proven_for_everybody(folder: Path, reference: Path, user: str) -> None:
    """From files that nobody may write, without a home, where nobody can add or become a user."""
    group = pwd.getpwnam(user).pw_gid
    source = folder / "source"
    shutil.copytree(reference, source)
    for path in (source, *source.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    programs = folder / "programs"
    programs.mkdir()
    programs.chmod(0o755)
    for name in ("mkdir", "rm", "sed", "sleep"):
        (programs / name).symlink_to(shutil.which(name) or name)
    temporary = folder / "temporary"
    temporary.mkdir()
    temporary.chmod(0o1777)

    def run(*command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [SETPRIV or "", *AS_USER, f"--reuid={user}", f"--regid={group}", "--", *command],
            cwd=source,
            env={
                "TMPDIR": str(temporary),
                "PATH": str(programs),
                "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    if run(sys.executable, "-c", "").returncode != 0:
        pytest.skip(f"root may not become {user} here")
    who = run(sys.executable, "-c", "import os; print(os.geteuid())")
    assert int(who.stdout) == pwd.getpwnam(user).pw_uid
    outcome = run(*COMMAND)
    assert (outcome.returncode, outcome.stderr) == (0, ""), outcome.stdout
    assert ", 0 refuted in " in outcome.stdout
    assert "not run" not in outcome.stdout
    assert within_seconds(lambda: is_empty(temporary))


@pytest.mark.usefixtures("reference")
def test_two_runs_say_the_same(server: Server) -> None:
    first, again = (
        [list(one.proofs) for one in verified(server, "roles", "row-security", "grants").stages]
        for _ in range(2)
    )
    assert first == again
