"""Runs a server until told otherwise; the tests start this as a process of its own.

    hold_server.py FOLDER [--as UID:GID] [--then wait|leave|fail]

Prints one line of JSON when the server is up.
"""

import argparse
import json
import os
import signal
import sys
from pathlib import Path

from ddllint.postgres.binaries import Binaries, find_binaries
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.server import Server, temporary_server


def become(account: str) -> None:
    """Give up root for good. What is imported already need not be readable any more."""
    uid, gid = map(int, account.split(":"))
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    os.environ["HOME"] = "/"


def facts(server: Server) -> dict[str, object]:
    with (
        fresh_database(server) as database,
        connect(server, database, server.superuser) as connection,
    ):
        row = connection.execute("SELECT current_setting('data_directory'), 1 + 1").fetchone()
    assert row is not None
    return {
        "folder": str(server.host),
        "pid": int((server.host / "server.pid").read_text()),
        "owner": server.host.stat().st_uid,
        "data_directory": row[0],
        "sum": row[1],
        "variables": sorted(name for name in os.environ if name.startswith("PG")),
    }


def hold(binaries: Binaries, then: str) -> None:
    with temporary_server(binaries) as server:
        print(json.dumps(facts(server)), flush=True)
        if then == "fail":
            raise RuntimeError("the block failed")
        if then == "wait":
            sys.stdin.read()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--as", dest="account")
    parser.add_argument("--then", choices=("wait", "leave", "fail"), default="wait")
    arguments = parser.parse_args()
    # A shell that starts pytest in the background has SIGINT ignored, and nohup SIGHUP; that is
    # inherited.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    binaries = find_binaries(arguments.folder)
    if arguments.account is not None:
        become(arguments.account)
    hold(binaries, arguments.then)


if __name__ == "__main__":
    main()
