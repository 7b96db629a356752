"""Which way each schema travels, by the operations that carry it."""

from collections.abc import Iterable

import msgspec

from ddllint.contracts.model import Direction, Payload, Way
from ddllint.contracts.operations import Described


class Usage(msgspec.Struct, frozen=True):
    """The ways in which one schema travels, each with the first message."""

    ways: dict[Way, Payload]

    @property
    def direction(self) -> Direction:
        """The ways as one word."""
        return "both" if len(self.ways) == 2 else next(iter(self.ways))


def usage_of(operations: Iterable[Described]) -> dict[str, Usage]:
    """By `file#/json/pointer`: the usage of each schema that a message carries."""
    found: dict[str, dict[Way, Payload]] = {}
    for operation in operations:
        _add(found, operation.requests, "request")
        _add(found, operation.responses, "response")
    return {schema: Usage(ways) for schema, ways in found.items()}


def _add(found: dict[str, dict[Way, Payload]], payloads: Iterable[Payload], way: Way) -> None:
    for payload in payloads:
        found.setdefault(payload.schema, {}).setdefault(way, payload)
