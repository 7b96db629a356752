"""The environment variables under which servers and clients run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_CLIENT_PREFIX = "PG"
_SERVER_PREFIXES = (_CLIENT_PREFIX, "LC_", "LANG")


def server_environment() -> dict[str, str]:
    """The environment for `initdb` and `postgres`: the caller's, without what changes results.

    The server takes settings from PG* variables, and the cluster's locale and time zone from
    LC_*, LANG* and TZ (PostgreSQL manual, "initdb" and "Locale Support"): a proof must not
    depend on them.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_SERVER_PREFIXES)}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


@contextmanager
def without_client_variables() -> Iterator[None]:
    """Take every PG* variable out of this process's environment for the length of the block.

    libpq fills what a connection leaves open from PGHOSTADDR, PGOPTIONS and the like, and
    PGSERVICE cannot be overridden by a parameter (PostgreSQL manual, "Environment
    Variables"): with them set, a migration could reach a real server. Programs started in the
    block inherit the clean environment. The variables are put back at the end.
    """
    saved = {k: v for k, v in os.environ.items() if k.startswith(_CLIENT_PREFIX)}
    for name in saved:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(saved)
