"""The operating system's user that runs the server, and programs run as that user."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ddllint.postgres.environment import server_environment
from ddllint.postgres.errors import ServerError

_UNPRIVILEGED = "nobody"
_OTHER_WAYS = "Run as an ordinary user, or give the URL of a server with --database-url."

# Writes the pid before the program exists, so that whoever cleans up never misses it.
_RECORD_PID = 'echo $$ >"$1" && shift && exec "$@"'


@dataclass(frozen=True, slots=True)
class Account:
    """Whom to run as: a user and group id, or None for the caller's own."""

    uid: int | None = None
    gid: int | None = None

    @property
    def is_other(self) -> bool:
        """Whether programs run as somebody other than the caller."""
        return self.uid is not None

    @property
    def groups(self) -> tuple[int, ...] | None:
        """The supplementary groups: none for another user, None for the caller's own."""
        return () if self.is_other else None


def server_account() -> Account:
    """The account for the server: the caller's, or `nobody` when the caller is root.

    PostgreSQL refuses to run as root (manual, "The PostgreSQL User Account"). The account
    `postgres` is not used: it may own a real cluster, which its processes could touch.
    Raises ServerError when root may not become `nobody`.
    """
    if os.geteuid() != 0:
        return Account()
    try:
        entry = pwd.getpwnam(_UNPRIVILEGED)
    except KeyError as error:
        raise ServerError(
            f"PostgreSQL refuses to run as root, and there is no user {_UNPRIVILEGED}.",
            _OTHER_WAYS,
        ) from error
    account = Account(entry.pw_uid, entry.pw_gid)
    try:
        run(["/bin/sh", "-c", ":"], account)
    except OSError as error:
        raise ServerError(
            "PostgreSQL refuses to run as root, and root may not switch to the user "
            f"{_UNPRIVILEGED} here ({error.strerror}).",
            _OTHER_WAYS,
        ) from error
    return account


def run(
    command: Sequence[str | Path], account: Account, timeout: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and return its output; `timeout` is in seconds.

    Raises OSError when it cannot be started, subprocess.TimeoutExpired when it takes longer.
    """
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=timeout,
        cwd="/",
        env=server_environment(),
        start_new_session=True,
        user=account.uid,
        group=account.gid,
        extra_groups=account.groups,
    )


def start(
    command: Sequence[str | Path], account: Account, log: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start a program that writes to `log`, in a session of its own.

    The session keeps the terminal's Ctrl-C away from it. Raises OSError when it cannot be
    started.
    """
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd="/",
        env=server_environment(),
        start_new_session=True,
        user=account.uid,
        group=account.gid,
        extra_groups=account.groups,
    )


def recording_pid(command: Sequence[str | Path], pid_file: Path) -> list[str | Path]:
    """The command, changed to write its process id to `pid_file` before it begins."""
    return ["/bin/sh", "-c", _RECORD_PID, "sh", pid_file, *command]
