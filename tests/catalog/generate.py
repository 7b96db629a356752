"""Generates SQL scripts: a number makes a statement about whatever exists by then.

A script is a list of numbers. Each seeds the choice of one statement, which is about objects
that a server has after the statements before it; so any part of the list is a script too, and
hypothesis shrinks one by leaving numbers out.
"""

from collections.abc import Callable
from random import Random
from typing import Any

import psycopg
from generating import constraints, objects, partitions, rights, tables, views
from generating.inventory import Inventory, take_inventory
from generating.words import NothingFits
from hypothesis import strategies as st

Write = Callable[[Random, Inventory], str]

CREATING: dict[Write, int] = {
    objects.create_schema: 4,
    objects.search_path: 2,
    objects.create_type: 6,
    objects.create_sequence: 3,
    objects.create_routine: 5,
    tables.create_table: 18,
    partitions.create_partition: 5,
    tables.create_typed_table: 2,
    partitions.attachable: 3,
    tables.create_table_as: 1,
    constraints.add_constraint: 6,
    constraints.create_index: 8,
    views.create_view: 6,
    views.create_materialized_view: 3,
    rights.create_policy: 4,
    rights.create_trigger: 4,
    rights.comment: 9,
    rights.grant: 9,
    rights.default_privileges: 3,
    objects.use_sequence: 1,
}
"""What makes objects and says something about them, with its weight."""

CHANGING: dict[Write, int] = {
    objects.change_schema: 1,
    objects.change_type: 6,
    objects.change_sequence: 4,
    objects.change_routine: 4,
    tables.alter_table: 14,
    partitions.partition_commands: 3,
    partitions.inherit: 4,
    tables.typed: 1,
    constraints.change_constraint: 5,
    constraints.change_index: 4,
    views.change_view: 5,
    rights.change_policy: 3,
    rights.change_trigger: 2,
    rights.change_owner: 4,
    rights.rename: 5,
    rights.drop_table: 1,
}
"""What changes, renames and drops objects."""

EVERYTHING = CREATING | CHANGING

FAMILIES: dict[Write, int] = {
    tables.create_table: 12,
    partitions.create_partition: 10,
    partitions.attachable: 12,
    constraints.add_constraint: 6,
    constraints.create_index: 6,
    rights.create_trigger: 2,
    partitions.partition_commands: 10,
    partitions.inherit: 10,
    tables.alter_table: 3,
}
"""What makes tables of one another, and changes that."""

KINSHIP: dict[Write, int] = {
    partitions.partition_commands: 20,
    partitions.inherit: 8,
    partitions.attachable: 2,
    tables.alter_table: 2,
    constraints.create_index: 2,
}
"""What changes which tables are parts or children of others."""


_TRIES = 6
_SAYING = ("COMMENT", "GRANT", "REVOKE", "ALTER DEFAULT")
"""Statements after which the same objects exist."""


def scripts(size: int = 30) -> st.SearchStrategy[list[int]]:
    """Numbers for `run_script`, at most `size` of them."""
    return st.lists(st.integers(0, 2**32 - 1), min_size=size // 2, max_size=size, unique=True)


def statement(rng: Random, inventory: Inventory, kinds: dict[Write, int]) -> str:
    """A statement about what exists."""
    writers, weights = list(kinds), list(kinds.values())
    while True:
        write = rng.choices(writers, weights)[0]
        try:
            return write(rng, inventory)
        except NothingFits:
            continue


def run_script(
    connection: psycopg.Connection[Any], seeds: list[int], kinds: dict[Write, int]
) -> tuple[list[str], list[tuple[str, str]]]:
    """Run a script in the open transaction: the statements accepted, and those refused with why.

    The statements look at what the server has, so most are right; a dependency that stands in
    the way of a DROP, or a name that is taken, makes the server refuse one. Then the number
    stands for the next one that it leads to.
    """
    accepted: list[str] = []
    refused: list[tuple[str, str]] = []
    inventory = take_inventory(connection)
    for seed in seeds:
        rng = Random(seed)
        for _ in range(_TRIES):
            text = statement(rng, inventory, kinds)
            why = attempt(connection, text)
            if why is None:
                accepted.append(text)
                if not text.startswith(_SAYING):
                    inventory = take_inventory(connection)
                break
            refused.append((text, why))
    return accepted, refused


def attempt(connection: psycopg.Connection[Any], text: str) -> str | None:
    """Run one statement; the server's reason if it refuses."""
    connection.execute(b"SAVEPOINT s")
    try:
        connection.execute(text.encode())
    except psycopg.Error as error:
        connection.execute(b"ROLLBACK TO SAVEPOINT s; RELEASE SAVEPOINT s")
        return str(error).strip().partition("\n")[0]
    connection.execute(b"RELEASE SAVEPOINT s")
    return None


def smallest(statements: list[str], fails: Callable[[list[str]], bool]) -> list[str]:
    """What is left of a failing script when no statement can be left out any more.

    This is for people to read: hypothesis would shrink the numbers, which changes every
    statement after the one that it looks at.
    """
    at = len(statements)
    while at > 0:
        at -= 1
        fewer = statements[:at] + statements[at + 1 :]
        if fails(fewer):
            statements = fewer
    return statements
