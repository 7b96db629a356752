"""Trying a plan out without a server: its statements are folded into a catalog, as specs are."""

from collections.abc import Iterable

from ddllint.catalog.builder import build
from ddllint.catalog.difference import Difference, difference
from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name
from ddllint.catalog.wording import quoted
from ddllint.migrate.operations import Operation
from ddllint.migrate.units import Key
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source


def script(operations: Iterable[Operation]) -> str:
    """The statements of the way up, as one text."""
    return ";\n".join(step.sql for operation in operations for step in operation.up)


def trial(base: str, operations: Iterable[Operation], postgres: int) -> Catalog:
    """The catalog after the statements of `base` and then those of the operations."""
    text = ";\n".join(part for part in (base, script(operations)) if part)
    return build([parse_source(Source("", text.encode()))], postgres=postgres)


def unlike(made: Catalog, wanted: Catalog) -> list[Difference]:
    """What two catalogs do not agree on, and what the first refused."""
    refused = [
        Difference(f"statement {one.object}", one.message, None, None) for one in made.refused
    ]
    return [*difference(made, wanted), *refused]


def blamed(own: frozenset[Key], differences: Iterable[Difference]) -> frozenset[Key]:
    """The units of relations, types and routines whose own text may have made a difference."""
    objects = [one.object.partition(" ")[2] for one in differences]
    return frozenset(
        key
        for key in own
        for place in objects
        if key[0] not in ("relation", "index", "type") or _is_within(place, Name(*key[1:3]))
    )


def _is_within(place: str, name: Name) -> bool:
    shown = quoted(name)
    return place == shown or place.startswith((f"{shown}.", f"{shown}_", f"{shown} "))
