"""What a server's folder left behind, and the process that holds a server."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ddllint
from ddllint.postgres.binaries import Binaries

PACKAGE_PATH = Path(ddllint.__file__).parent.parent
HOLD_SERVER = Path(__file__).with_name("hold_server.py")
SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Holder:
    """A child process in which a server runs, and what it said about that server."""

    process: subprocess.Popen[str]
    facts: Mapping[str, Any]

    @property
    def folder(self) -> Path:
        return Path(self.facts["folder"])


def start_holder(
    binaries: Binaries, *options: str, variables: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, HOLD_SERVER, binaries.folder, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(PACKAGE_PATH)} | dict(variables or {}),
    )


@contextmanager
def holder(
    binaries: Binaries, *options: str, variables: Mapping[str, str] | None = None
) -> Iterator[Holder]:
    process = start_holder(binaries, *options, variables=variables)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line:
            _, error = process.communicate()
            raise AssertionError(f"the child started no server:\n{error}")
        yield Holder(process, json.loads(line))
    finally:
        process.kill()
        process.communicate()


def within_seconds(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def is_alive(pid: int) -> bool:
    """Whether a process runs. A zombie is dead: it only waits for init to count it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    status = Path(f"/proc/{pid}/stat")
    if not status.exists():
        return not Path("/proc/self").exists()
    return status.read_text().rpartition(")")[2].split()[0] != "Z"


def processes_in(folder: Path) -> list[int]:
    """The processes that name the folder in their command line or have it as their own.

    This finds the server's own children and the watcher too. Empty where there is no /proc.
    """
    own = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return [pid for pid in own if pid != os.getpid() and _is_in(pid, str(folder))]


def _is_in(pid: int, folder: str) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        return folder in command or str(Path(f"/proc/{pid}/cwd").readlink()).startswith(folder)
    except OSError:
        return False


def assert_nothing_left(folder: Path, pid: int) -> None:
    gone = within_seconds(
        lambda: not is_alive(pid) and not processes_in(folder) and not folder.exists()
    )
    assert gone, (
        f"server alive: {is_alive(pid)}, processes: {processes_in(folder)}, "
        f"folder there: {folder.exists()}"
    )


def shared_memory_creators() -> set[int]:
    """The processes that made the System V segments that exist now, dead ones included."""
    table = Path("/proc/sysvipc/shm")
    lines = table.read_text().splitlines()[1:] if table.exists() else []
    return {int(line.split()[4]) for line in lines}
