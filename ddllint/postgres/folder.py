"""A temporary folder that is gone afterwards, and with it every process that was at work in it.

The folder belongs to a watcher, a small shell process that makes it, then reads a pipe whose
other end this process holds. The pipe ends when this process ends, in whatever way, SIGKILL
included: then the watcher stops the processes whose ids stand in the folder's `*.pid` files
and removes the folder.
"""

import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ddllint.postgres.account import Account
from ddllint.postgres.environment import server_environment
from ddllint.postgres.errors import ServerError

# A socket's path holds at most 103 bytes on macOS and 107 on Linux: sockaddr_un in unix(4)
# and unix(7).
_SOCKET_PATH_BYTES = 103
_LONGEST_NAME = "/ddllint-0123456789abcdef/.s.PGSQL.65535"
# unix_socket_directories and libpq's host are comma-separated lists.
_PLAIN_PATH = re.compile(r"/[A-Za-z0-9/._+-]*")
_FALLBACKS = ("/tmp", "/var/tmp")
_REMOVAL_SECONDS = 30.0

# SIGQUIT lets PostgreSQL give back its shared memory (manual, "Shutting Down the Server"); it
# removes postmaster.pid last. Where that file still stands, the server was killed, and the
# file's seventh line has the segment's id. `kill -0` alone would wait for zombies that init
# does not collect. Signals go to the process group, for initdb runs children; no `--` before
# the group, as dash takes none. The second look at the folder is for a program that was
# starting meanwhile.
_WATCHER = r"""
trap '' HUP INT TERM PIPE
mkdir -m "$2" "$1" || exit 1
echo made
exec >/dev/null 2>&1
read -r ignored
cd "$1" || exit 0
pids() { for file in ./*.pid; do read -r pid <"$file" && echo "$pid"; done; }
end_group() {
    kill -QUIT "-$1"
    tries=0
    while [ -e data/postmaster.pid ] && kill -0 "-$1" && [ $tries -lt 60 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
    kill -KILL "-$1"
}
free_memory() { sed -n 7p data/postmaster.pid | while read -r _ id; do ipcrm -m "$id"; done; }
left=50
while [ $left -gt 0 ]; do
    running=$(pids)
    for group in $running; do end_group "$group"; done
    free_memory
    cd / && rm -rf "$1"
    [ -n "$running" ] && sleep 0.2
    cd "$1" || exit 0
    sleep 0.1
    left=$((left - 1))
done
exit 1
"""


@contextmanager
def guarded_folder(account: Account) -> Iterator[Path]:
    """Give a new folder of `account`, whose path is short enough to hold a server's socket.

    Only the account and the caller may enter it. Raises ServerError when no temporary folder
    will do, or when the folder cannot be removed after a block that succeeded.
    """
    watcher, folder = _make(account)
    try:
        yield folder
    finally:
        _end(watcher)
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise ServerError(
            f"The temporary folder {folder} could not be removed.", "Remove it yourself."
        )


def _make(account: Account) -> tuple[subprocess.Popen[bytes], Path]:
    rejected: list[str] = []
    for parent in _parents():
        folder = parent / f"ddllint-{secrets.token_hex(8)}"
        if not _holds_socket(parent):
            rejected.append(f"{parent}: too long for a socket's path, or not plain ASCII")
            continue
        watcher = _watch(folder, account)
        if _has_made_it(watcher):
            return watcher, folder
        rejected.append(_last_words(watcher) or f"{parent}: not usable")
    raise ServerError(
        "No temporary folder will do for a PostgreSQL server:\n  " + "\n  ".join(rejected),
        "Set TMPDIR to a short path in which every user may make folders.",
    )


def _parents() -> Iterator[Path]:
    with suppress(FileNotFoundError):
        yield Path(tempfile.gettempdir()).resolve()
    yield from (Path(name).resolve() for name in _FALLBACKS)


def _holds_socket(parent: Path) -> bool:
    path = f"{parent}{_LONGEST_NAME}"
    return _PLAIN_PATH.fullmatch(path) is not None and len(path) <= _SOCKET_PATH_BYTES


def _watch(folder: Path, account: Account) -> subprocess.Popen[bytes]:
    """Start the watcher, as the account: it can end and remove what is the account's.

    Group 0 on the folder of another account lets root in where it lacks the capability to
    pass over permissions, as in a restricted container.
    """
    mode = "770" if account.is_other else "700"
    return subprocess.Popen(
        ["/bin/sh", "-c", _WATCHER, "sh", folder, mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env=server_environment(),
        start_new_session=True,
        user=account.uid,
        group=0 if account.is_other else None,
        extra_groups=account.groups,
    )


def _has_made_it(watcher: subprocess.Popen[bytes]) -> bool:
    return watcher.stdout is not None and watcher.stdout.readline() == b"made\n"


def _last_words(watcher: subprocess.Popen[bytes]) -> str:
    _, said = watcher.communicate()
    return said.decode(errors="replace").strip()


def _end(watcher: subprocess.Popen[bytes]) -> None:
    with suppress(subprocess.TimeoutExpired):
        watcher.communicate(timeout=_REMOVAL_SECONDS)
