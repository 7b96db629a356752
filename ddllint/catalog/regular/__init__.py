"""Patterns of PostgreSQL and of JSON Schema as regular languages that can be compared."""

from ddllint.catalog.regular.inclusion import Fails, Holds, Verdict, included, matches
from ddllint.catalog.regular.nodes import (
    ANYTHING,
    CHARACTER,
    Node,
    exactly,
    longest,
    repeat,
    shortest,
)
from ddllint.catalog.regular.syntax import ecma, like, posix

__all__ = [
    "ANYTHING",
    "CHARACTER",
    "Fails",
    "Holds",
    "Node",
    "Verdict",
    "ecma",
    "exactly",
    "included",
    "like",
    "longest",
    "matches",
    "posix",
    "repeat",
    "shortest",
]
