"""Roles that have other names on the server than in the project: told apart on the way.

SQL and values are changed on their way to the server, and what it answers on the way back, so that
whoever speaks through the connection knows the project's names alone. A word that is a role's name
is changed wherever it stands, in quotes, bodies and comments too: it comes back as it was.
"""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.abc import Buffer, Dumper
from psycopg.types.string import StrDumper, StrDumperUnknown, TextLoader

_TEXTS = ("text", "name", "varchar", "bpchar")
Change = Callable[[bytes], bytes]


def translate(connection: "psycopg.Connection[Any]", roles: Collection[str], prefix: str) -> None:
    """Let the connection call each of the roles by its name behind a prefix.

    Nothing else on the server may begin with the prefix.
    """
    names = "|".join(map(re.escape, sorted(roles, key=len, reverse=True)))
    words = re.compile(rf"(?<![\w$])(?:{names})(?![\w$])".encode())
    ours = prefix.encode()

    def there(text: bytes) -> bytes:
        return words.sub(lambda found: ours + found[0], text)

    connection.cursor_factory = _cursor(there)
    for name in _TEXTS:
        connection.adapters.register_loader(name, _loader(ours))
    connection.adapters.register_dumper(str, _dumper(StrDumper, there))
    connection.adapters.register_dumper(str, _dumper(StrDumperUnknown, there))


def _cursor(there: Change) -> type[psycopg.Cursor[Any]]:
    class Cursor(psycopg.Cursor[Any]):
        """Sends queries with the server's names."""

        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            return super().execute(there(_text(query, self)), params, **options)

        @contextmanager
        def copy(self, statement: Any, params: Any = None, **options: Any) -> Iterator[Any]:
            with super().copy(there(_text(statement, self)), params, **options) as copy:
                yield copy

    return Cursor


def _text(query: Any, cursor: "psycopg.Cursor[Any]") -> bytes:
    if isinstance(query, sql.Composable):
        return query.as_bytes(cursor)
    return query.encode() if isinstance(query, str) else bytes(query)


def _loader(prefix: bytes) -> type[TextLoader]:
    class Loader(TextLoader):
        """Gives what the server says with the project's names."""

        def load(self, data: Buffer) -> Any:
            return super().load(bytes(data).replace(prefix, b""))

    return Loader


def _dumper(base: type[Dumper], there: Change) -> type[Dumper]:
    class Translated(base):  # type: ignore[valid-type,misc]
        """Sends values with the server's names."""

        def dump(self, obj: str) -> Any:
            return there(bytes(super().dump(obj)))

    return Translated
