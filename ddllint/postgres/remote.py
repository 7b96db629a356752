"""A database that somebody else runs, reached by its URL, to be read and nothing else."""

import re
from typing import Any

import msgspec
import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.postgres.reader import read_catalog

_SCHEME = re.compile(r"postgres(?:ql)?(?:\+\w+)?://", re.IGNORECASE)
_STRAY = re.compile(r"[^/@?]*@[^?]*@|[^@?]*/[^?]*@")
"""What follows the scheme where an @ or a / of a password is written as it is."""
_CONNECT_SECONDS = "10"


def shown(url: str) -> str:
    """The URL without password and parameters, for people to read; never the text as it is."""
    known = parameters_of(url)
    user = f"{known['user']}@" if known.get("user") else ""
    port = f":{known['port']}" if known.get("port") else ""
    host = known.get("host", "")
    # the folder of a socket is no part of a URL's authority
    host = f"[{host}]" if ":" in host else host.replace("/", "%2F")
    return f"postgresql://{user}{host}{port}/{known.get('dbname', '')}"


class Remote(msgspec.Struct, frozen=True):
    """What was read: the URL as people may see it, the server's major version, the catalog."""

    title: str
    major: int
    catalog: Catalog


def read_remote(url: str, owner: str | None) -> Remote:
    """Read the database at a URL, in one read-only transaction.

    Objects of the role `owner` get no owner; without one, or if it owns nothing there, those of
    the role that owns most. What the URL leaves open libpq takes from the environment, as psql
    does. Raises UsageError when the URL is none, the server cannot be reached or refuses.
    """
    parameters = {"connect_timeout": _CONNECT_SECONDS, **parameters_of(url)}
    try:
        with psycopg.connect(make_conninfo("", **parameters)) as connection:
            connection.read_only = True
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            catalog = read_catalog(connection, owner=_implied(connection, owner))
            connection.rollback()
            return Remote(shown(url), connection.info.server_version // 10000, catalog)
    except psycopg.Error as error:
        raise _unreadable(url, str(error)) from None


_OWNERS = """
SELECT pg_get_userbyid(c.relowner)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
GROUP BY 1 ORDER BY pg_get_userbyid(c.relowner) = %s DESC, count(*) DESC, 1 LIMIT 1
"""


def _implied(connection: "psycopg.Connection[Any]", owner: str | None) -> str | None:
    """The role whose objects have no owner in SQL that names none."""
    row = connection.execute(_OWNERS, [owner or ""], prepare=False).fetchone()
    return str(row[0]) if row is not None else owner


def parameters_of(url: str) -> dict[str, str]:
    """What the URL says, in libpq's words. Raises UsageError when it is none."""
    scheme = _SCHEME.match(url)
    try:
        if _STRAY.match(url, scheme.end()) if scheme else "://" in url:
            raise psycopg.ProgrammingError
        found = conninfo_to_dict(_SCHEME.sub("postgresql://", url, count=1))
    except psycopg.ProgrammingError:
        # what libpq says of it quotes a part, which may be of the password
        raise UsageError(
            "the URL of the database cannot be read",
            help="Write postgresql://user@host:port/database, in a password with %40 for a @ and "
            "%2F for a /.",
        ) from None
    return {name: str(value) for name, value in found.items() if value is not None}


def _unreadable(url: str, said: str) -> UsageError:
    password = parameters_of(url).get("password")
    reason = " ".join(said.split())
    if password:
        reason = reason.replace(password, "***")
    return UsageError(f"{shown(url)} cannot be read: {reason}")
