"""A throw-away PostgreSQL server that leaves nothing behind."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from ddllint.postgres.account import Account, recording_pid, run, server_account, start
from ddllint.postgres.binaries import Binaries, find_binaries
from ddllint.postgres.environment import without_client_variables
from ddllint.postgres.errors import ServerError
from ddllint.postgres.folder import guarded_folder
from ddllint.postgres.reach import within_reach

_PORT = 5432  # only names the socket: no TCP port is opened
_SUPERUSER = "postgres"
_INITDB_SECONDS = 120.0
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.003
_LOG_END = 2000  # bytes of the server's log that an error quotes

# Durability costs time and buys nothing here (PostgreSQL manual, "Non-Durable Settings").
# Shared memory as mapped files in the data directory leaves nothing in /dev/shm. No workers
# and no autovacuum: plans and timings do not depend on what runs beside them.
_SETTINGS = {
    "listen_addresses": "",
    "port": str(_PORT),
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "50",
    "shared_buffers": "16MB",
    "dynamic_shared_memory_type": "mmap",
    "autovacuum": "off",
    "jit": "off",
    "max_worker_processes": "0",
    "max_logical_replication_workers": "0",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, reached by the unix socket in the folder `host`.

    `version` is the server's own text (`18.6`), `major` its first number.
    """

    host: Path
    port: int
    superuser: str
    major: int
    version: str

    @property
    def administrator(self) -> str:
        """The role that makes databases and roles: the superuser."""
        return self.superuser

    @property
    def maintenance(self) -> str:
        """The database that initdb makes for administrators."""
        return "postgres"

    @property
    def is_own(self) -> bool:
        """It was started here, so that anything may be done to it."""
        return True

    @property
    def password(self) -> None:
        """Nobody needs one: the folder of the socket keeps others out."""

    def connect(
        self, database: str, role: str, *, autocommit: bool = False
    ) -> "psycopg.Connection[Any]":
        """Log in as a role. Raises psycopg.OperationalError when the server refuses."""
        with without_client_variables():
            return psycopg.connect(self.conninfo(database, role), autocommit=autocommit)

    def plain(self, text: str) -> str:
        """What the server said, as it is: roles have their own names here."""
        return text

    @property
    def data_directory(self) -> Path:
        """The folder with the cluster's files."""
        return self.host / "data"

    def parameters(self, database: str, role: str) -> dict[str, str]:
        """What libpq needs to connect to a database as a role.

        The keys are those of the PostgreSQL manual, "Parameter Key Words". Those that the
        environment or a file could set otherwise are given too.
        """
        return {
            "host": str(self.host),
            "hostaddr": "",
            "port": str(self.port),
            "dbname": database,
            "user": role,
            "options": "",
            "sslmode": "disable",
            "gssencmode": "disable",
            "target_session_attrs": "any",
            "client_encoding": "UTF8",
        }

    def conninfo(self, database: str, role: str) -> str:
        """The same as one connection string, quoted."""
        return make_conninfo("", **self.parameters(database, role))


@contextmanager
def temporary_server(binaries: Binaries | None = None) -> Iterator[Server]:
    """Run a new, empty server for the length of the block.

    Without `binaries`, `find_binaries` chooses them. The encoding is UTF8, the locale C, the
    time zone UTC; every role may connect, through the socket alone. No PG* variable is set in
    the block. At the end, however it comes, the server and its folder are gone. Raises
    PostgresUnavailable without binaries, and ServerError when the server cannot be started.
    """
    chosen = find_binaries() if binaries is None else binaries
    account = server_account()
    with without_client_variables(), guarded_folder(account) as folder:
        programs = within_reach(chosen, account, folder)
        server = Server(folder, _PORT, _SUPERUSER, chosen.major, chosen.version)
        _initialise(server, programs, account)
        with _running(server, programs, account):
            yield server


def _initialise(server: Server, programs: Path, account: Account) -> None:
    """Make the cluster's files (PostgreSQL manual, "initdb")."""
    pid_file = server.host / "initdb.pid"
    command = recording_pid([programs / "initdb", *_initdb_options(server)], pid_file)
    try:
        answer = run(command, account, _INITDB_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ServerError(
            f"initdb did not end within {_INITDB_SECONDS:.0f} seconds.",
            f"Look at the load of the machine and at the disk under {server.host.parent}.",
        ) from error
    if answer.returncode != 0:
        raise ServerError(
            f"{programs}/initdb failed: {answer.stderr.strip()}",
            f"Look at the reason above; the files were to be in {server.host.parent}.",
        )
    pid_file.unlink()


def _initdb_options(server: Server) -> list[str]:
    options = [
        f"--pgdata={server.data_directory}",
        f"--username={server.superuser}",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--wal-segsize=1",
        "--no-sync",
    ]
    if server.major >= 17:  # the first with a provider that depends on no library
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return options


@contextmanager
def _running(server: Server, programs: Path, account: Account) -> Iterator[None]:
    pid_file = server.host / "server.pid"
    log = server.host / "log"
    command = recording_pid([programs / "postgres", *_server_options(server)], pid_file)
    with log.open("wb") as output:
        process = start(command, account, output)
    try:
        _wait_until_ready(server, process, log)
        yield
    finally:
        _stop(process)
        if process.returncode is not None:  # else the watcher needs the pid
            pid_file.unlink(missing_ok=True)


def _server_options(server: Server) -> list[str]:
    settings = _SETTINGS | {"unix_socket_directories": str(server.host)}
    given = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
    return ["-D", str(server.data_directory), *given]


def _wait_until_ready(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not _answers(server):
        if process.poll() is not None:
            raise _not_started("ended while it was starting", log)
        if time.monotonic() > deadline:
            raise _not_started(f"did not answer within {_START_SECONDS:.0f} seconds", log)
        time.sleep(_POLL_SECONDS)


def _answers(server: Server) -> bool:
    """Whether the server takes connections. Makes sure that it is ours before anything else.

    Raises ServerError when another server answered.
    """
    socket = server.host / f".s.PGSQL.{server.port}"
    if not socket.exists():
        return False
    try:
        connection = psycopg.connect(server.conninfo("postgres", server.superuser))
    except psycopg.OperationalError:
        return False
    with connection:
        row = connection.execute("SELECT current_setting('data_directory')").fetchone()
    if row is None or row[0] != str(server.data_directory):
        raise ServerError(
            f"The socket {socket} was answered by a server that was not started here.",
            "Nothing was changed on it. Report this, with the names of the PG* variables set.",
        )
    return True


def _not_started(how: str, log: Path) -> ServerError:
    said = log.read_bytes()[-_LOG_END:].decode(errors="replace").strip()
    return ServerError(
        f"The PostgreSQL server {how}. Its log ends with:\n{said}",
        "Look at the log above; often memory or disk space is short.",
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server at once: nothing that it holds is to be kept.

    SIGQUIT is the immediate shutdown (PostgreSQL manual, "Shutting Down the Server"). Root in
    a restricted container may lack the right to signal another user: then the watcher does.
    """
    with suppress(PermissionError, subprocess.TimeoutExpired):
        process.send_signal(signal.SIGQUIT)
        process.wait(_STOP_SECONDS)
    if process.poll() is None:
        with suppress(PermissionError):
            process.kill()
