"""In which relation a schema lives, judged by its name."""

import re
from collections.abc import Iterator

import msgspec

from ddllint.catalog.model import Catalog, Table, View
from ddllint.catalog.names import Name
from ddllint.contracts.model import UnmappedSchema


class Guess(msgspec.Struct, frozen=True):
    """A schema, the relation that is named like it, and the fields that it has no column for."""

    pointer: str
    relation: str | None
    without_column: tuple[str, ...] = ()


def guessed(schema: UnmappedSchema, catalog: Catalog) -> Guess:
    """The relation that the schema's name speaks of; None when none, or more than one, does."""
    names = set(_spellings(schema.name))
    found = [name for name in (*catalog.tables, *catalog.views) if _bare(name.name) in names]
    best = sorted(found, key=lambda name: (_rank(catalog, name), name))
    if not best or (len(best) > 1 and _rank(catalog, best[0]) == _rank(catalog, best[1])):
        return Guess(schema.pointer, None)
    columns = _columns(catalog.relation(best[0]))
    missing = [name for name in schema.fields if columns is not None and name not in columns]
    return Guess(schema.pointer, str(best[0]), tuple(missing))


def _rank(catalog: Catalog, name: Name) -> int:
    """Readers are given plain views first, tables next, materialized views last."""
    view = catalog.views.get(name)
    return 1 if view is None else 2 if view.materialized else 0


def _columns(relation: Table | View | None) -> set[str] | None:
    if relation is None or relation.columns is None:
        return None
    return set(relation.columns)


def _spellings(name: str) -> Iterator[str]:
    """A schema's name as tables are called: small letters, one or many."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+", "_", name)
    word = snake.strip("_").lower()
    yield word
    yield f"{word}s"
    yield f"{word}es"
    if word.endswith("y"):
        yield f"{word[:-1]}ies"


def _bare(name: str) -> str:
    return re.sub(r"^m?v_", "", name)
