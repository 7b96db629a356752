"""Names of objects, and the server's way to make one when SQL gives none.

Source: `makeObjectName`, `ChooseRelationName` and `ChooseIndexColumnNames` in PostgreSQL's
`commands/indexcmds.c`; identifiers are cut at 63 bytes (PostgreSQL manual, 4.1.1).
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

MAX_BYTES = 63


class Name(NamedTuple):
    """The name of an object in a schema."""

    schema: str
    name: str

    def __str__(self) -> str:
        """As people write it: the schema `public` is left out."""
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"


def make_object_name(first: str, second: str, label: str) -> str:
    """`first_second_label` in at most 63 bytes; the longer of the first two is cut first."""
    whole = "_".join([part for part in (first, second, label) if part])
    if len(whole) <= MAX_BYTES and whole.isascii():
        return whole
    room = MAX_BYTES - sum(len(part.encode()) + 1 for part in (label,) if part)
    one, two = first.encode(), second.encode()
    if two:
        room -= 1
    size_one, size_two = len(one), len(two)
    while size_one + size_two > room:
        if size_one > size_two:
            size_one -= 1
        else:
            size_two -= 1
    parts = (_clip(one, size_one), _clip(two, size_two), label)
    return "_".join(part for part in parts if part)


def _clip(text: bytes, size: int) -> str:
    """At most `size` bytes, never half a character."""
    return text[:size].decode("utf-8", "ignore")


def choose_name(first: str, second: str, label: str, taken: Callable[[str], bool]) -> str:
    """The first free of `first_second_label`, `first_second_label1`, and so on."""
    name = make_object_name(first, second, label)
    number = 0
    while taken(name):
        number += 1
        name = make_object_name(first, second, f"{label}{number}")
    return name


def join_columns(columns: Iterable[str]) -> str:
    """The columns' part of the name of an index or a key."""
    joined = ""
    for column in columns:
        joined += ("_" if joined else "") + column
        if len(joined.encode()) >= MAX_BYTES + 1:
            break
    return _clip(joined.encode(), MAX_BYTES)


def number_repeats(columns: Iterable[str]) -> list[str]:
    """Index columns' names with `1`, `2` and so on behind a name that came before."""
    names: list[str] = []
    for column in columns:
        name, number = column, 0
        while name in names:
            number += 1
            suffix = str(number)
            name = _clip(column.encode(), MAX_BYTES - len(suffix)) + suffix
        names.append(name)
    return names


def type_name(canonical: str) -> Name:
    """The name of a user's type, which a canonical type name holds in SQL's quotes."""
    if '"' not in canonical:
        schema, _, name = canonical.rpartition(".")
        return Name(schema or "public", name)
    parts = [
        whole.replace('""', '"') or plain
        for whole, plain in re.findall(r'"((?:[^"]|"")+)"|([^."]+)', canonical)
    ]
    return Name(parts[0] if len(parts) > 1 else "public", parts[-1])
