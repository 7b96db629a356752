"""The throw-away server: it works everywhere, reaches nothing else and leaves nothing."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from processes import (
    assert_nothing_left,
    holder,
    is_alive,
    processes_in,
    shared_memory_creators,
    start_holder,
    within_seconds,
)

from ddllint.postgres.binaries import Binaries
from ddllint.postgres.databases import connect
from ddllint.postgres.errors import ServerError
from ddllint.postgres.server import Server, temporary_server

NOBODY = 65534
IS_ROOT = os.geteuid() == 0
ROOT_ONLY = pytest.mark.skipif(not IS_ROOT, reason="about root; the other tests run as a user")
NEEDS_PROC = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's /proc")

RUBBISH = {
    "PGHOST": "192.0.2.1",
    "PGHOSTADDR": "192.0.2.1",
    "PGPORT": "1",
    "PGUSER": "rubbish",
    "PGDATABASE": "rubbish",
    "PGPASSWORD": "rubbish",
    "PGSERVICE": "rubbish",
    "PGSERVICEFILE": "/rubbish",
    "PGOPTIONS": "-c rubbish=1",
    "PGSSLMODE": "verify-full",
    "PGDATA": "/rubbish",
    "PGTZ": "rubbish",
    "LC_ALL": "rubbish",
    "LANG": "rubbish",
}


@contextmanager
def open_folder(prefix: str = "open-") -> Iterator[Path]:
    """A folder in which every user may make folders, as /tmp is."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    folder.chmod(0o1777)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def postmaster(server: Server) -> int:
    return int((server.host / "server.pid").read_text())


def setting(server: Server, name: str) -> str:
    with connect(server, "postgres", server.superuser) as connection:
        row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
    assert row is not None
    return str(row[0])


# What it is


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
        ("lc_messages", "C"),
        ("listen_addresses", ""),
        ("dynamic_shared_memory_type", "mmap"),
    ],
)
def test_settings(postgres_server: Server, name: str, value: str) -> None:
    assert setting(postgres_server, name) == value


def test_version_is_the_servers(postgres_server: Server, binaries: Binaries) -> None:
    assert setting(postgres_server, "server_version").split()[0] == postgres_server.version
    assert postgres_server.major == binaries.major


def test_data_directory_is_its_own(postgres_server: Server) -> None:
    assert setting(postgres_server, "data_directory") == str(postgres_server.data_directory)


@NEEDS_PROC
def test_no_tcp_port_is_open(postgres_server: Server) -> None:
    descriptors = Path(f"/proc/{postmaster(postgres_server)}/fd").iterdir()
    links = {str(descriptor.readlink()) for descriptor in descriptors}
    sockets = {link.removeprefix("socket:[").rstrip("]") for link in links if "socket:" in link}
    tables = [Path(f"/proc/net/{name}") for name in ("tcp", "tcp6", "udp", "udp6")]
    lines = [line.split() for table in tables for line in table.read_text().splitlines()[1:]]
    assert sockets, "the postmaster holds at least its unix socket"
    assert sockets.isdisjoint(line[9] for line in lines)


def test_only_the_owner_enters_the_folder(postgres_server: Server) -> None:
    status = postgres_server.host.stat()
    assert status.st_mode & 0o007 == 0
    assert status.st_gid == 0 or status.st_mode & 0o070 == 0


def test_never_runs_as_root(postgres_server: Server) -> None:
    assert postgres_server.data_directory.stat().st_uid != 0


# What it leaves


def test_nothing_is_left_after_the_block(newest: Binaries) -> None:
    with temporary_server(newest) as server:
        pid = postmaster(server)
        assert is_alive(pid)
    assert not is_alive(pid)
    assert not server.host.exists()
    assert processes_in(server.host) == []


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_nothing_is_left_after_a_failure(newest: Binaries, failure: type[BaseException]) -> None:
    with pytest.raises(failure), temporary_server(newest) as server:  # noqa: PT012
        pid = postmaster(server)
        raise failure
    assert_nothing_left(server.host, pid)


def test_nothing_is_left_when_the_server_died(newest: Binaries) -> None:
    with temporary_server(newest) as server:
        pid = postmaster(server)
        os.kill(pid, signal.SIGKILL)
        assert within_seconds(lambda: not is_alive(pid))
    assert_nothing_left(server.host, pid)
    assert pid not in shared_memory_creators()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGHUP])
def test_nothing_is_left_after_a_signal(newest: Binaries, number: signal.Signals) -> None:
    with holder(newest) as child:
        assert is_alive(child.facts["pid"])
        child.process.send_signal(number)
        child.process.wait(timeout=60)
        assert_nothing_left(child.folder, child.facts["pid"])


@pytest.mark.parametrize("moment", ["initdb.pid", "data/global", "server.pid", "log"])
def test_nothing_is_left_after_sigkill_while_starting(newest: Binaries, moment: str) -> None:
    with open_folder() as parent:
        process = start_holder(newest, variables={"TMPDIR": str(parent)})
        try:
            assert within_seconds(lambda: any(parent.glob(f"ddllint-*/{moment}")))
        finally:
            process.kill()
            process.communicate()
        assert within_seconds(lambda: not any(parent.iterdir()) and not processes_in(parent))


@NEEDS_PROC
def test_no_shared_memory_is_left_after_sigkill(binaries: Binaries) -> None:
    with holder(binaries) as child:
        pid = child.facts["pid"]
        assert pid in shared_memory_creators()
        child.process.kill()
        assert_nothing_left(child.folder, pid)
    assert pid not in shared_memory_creators()


# Where it works


def test_client_environment_is_ignored(newest: Binaries) -> None:
    with holder(newest, "--then", "leave", variables=RUBBISH) as child:
        assert child.facts["variables"] == []
        assert child.facts["data_directory"] == f"{child.folder}/data"
        assert child.facts["sum"] == 2
        assert child.process.wait() == 0


def test_client_environment_is_put_back(newest: Binaries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "192.0.2.1")
    with temporary_server(newest):
        assert "PGHOST" not in os.environ
    assert os.environ["PGHOST"] == "192.0.2.1"


def test_variables_set_in_the_block_are_ignored(
    postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in RUBBISH.items():
        monkeypatch.setenv(name, value)
    data_directory = str(postgres_server.data_directory)
    assert setting(postgres_server, "data_directory") == data_directory


@ROOT_ONLY
def test_as_an_ordinary_user(newest: Binaries) -> None:
    with holder(newest, "--as", f"{NOBODY}:{NOBODY}") as child:
        assert child.facts["owner"] == NOBODY
        assert child.folder.stat().st_mode & 0o777 == 0o700
        child.process.kill()
        assert_nothing_left(child.folder, child.facts["pid"])


@ROOT_ONLY
def test_binaries_that_only_root_may_enter(newest: Binaries, tmp_path: Path) -> None:
    private = hidden_copy(newest, tmp_path)
    with holder(private) as child:
        assert (child.folder / "install").is_dir()
        child.process.kill()
        assert_nothing_left(child.folder, child.facts["pid"])


@ROOT_ONLY
def test_nothing_is_left_after_sigkill_while_copying(newest: Binaries, tmp_path: Path) -> None:
    private = hidden_copy(newest, tmp_path)
    with open_folder() as parent:
        process = start_holder(private, variables={"TMPDIR": str(parent)})
        try:
            assert within_seconds(lambda: any(parent.glob("ddllint-*/install/*/*/lib/*")))
        finally:
            process.kill()
            process.communicate()
        assert within_seconds(lambda: not any(parent.iterdir()) and not processes_in(parent))


def hidden_copy(binaries: Binaries, folder: Path) -> Binaries:
    """A copy of an installation where nobody but root may go."""
    if "pginstall" not in binaries.folder.parts:
        pytest.skip("a system's installation finds its files by absolute paths")
    folder.chmod(0o700)
    package = binaries.folder.parent.parent
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, folder / source.name, symlinks=True)
    hidden = folder / package.name / "pginstall" / "bin"
    return Binaries(hidden, binaries.version, binaries.major)


@pytest.mark.parametrize("name", ["x" * 90, "a,b", "käse"])
def test_unsuitable_temporary_folders_are_passed_over(newest: Binaries, name: str) -> None:
    with open_folder(prefix=f"{name}-") as parent:
        variables = {"TMPDIR": str(parent)}
        with holder(newest, "--then", "leave", variables=variables) as child:
            assert not child.folder.is_relative_to(parent)
            assert child.process.wait() == 0


def test_a_suitable_temporary_folder_is_used(newest: Binaries) -> None:
    with open_folder() as parent:
        variables = {"TMPDIR": str(parent)}
        with holder(newest, "--then", "leave", variables=variables) as child:
            assert child.folder.parent == parent
            assert child.process.wait() == 0
        assert list(parent.iterdir()) == []


# When it does not


def test_broken_binaries_say_what_failed_and_leave_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open_folder() as programs, open_folder() as parent:
        monkeypatch.setattr(tempfile, "tempdir", str(parent))
        broken = broken_binaries(programs)
        with pytest.raises(ServerError, match="the disk is full") as caught:
            with_server(broken)
        assert caught.value.help
        assert list(parent.iterdir()) == []


def with_server(binaries: Binaries) -> None:
    with temporary_server(binaries):
        pass


def broken_binaries(folder: Path) -> Binaries:
    for name in ("initdb", "postgres"):
        program = folder / name
        program.write_text(
            "#!/bin/sh\n[ \"$1\" = --version ] && exit 0\necho 'the disk is full' >&2\nexit 1\n"
        )
        program.chmod(0o755)
    return Binaries(folder, "18.0", 18)
