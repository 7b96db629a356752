"""Trying rows out: what a server says of a row that cannot be told here."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import msgspec

from ddllint.verify.rows.model import Row
from ddllint.verify.rows.rules import Rule, Values


class Refusal(msgspec.Struct, frozen=True):
    """Why a server refused a row.

    `state` is the SQLSTATE, `message` the server's sentence; `constraint`, `column`, `table` and
    `type` are the names that it gives, each empty when it gives none.
    """

    state: str
    message: str
    constraint: str = ""
    column: str = ""
    table: str = ""
    type: str = ""


class Trial(Protocol):
    """Something that rows can be tried on."""

    def __call__(self, row: Row) -> Refusal | None:
        """Insert a row; if it is refused, why. One that is accepted stays."""


def unlike(refusal: Refusal, values: Values, rules: Sequence[Rule]) -> Rule | None:
    """A rule that forbids what was refused; None when nothing tells which columns it was.

    A partition's indexes have names of their own, and a bound has none: then all rules that are
    refused with that SQLSTATE are to blame together.
    """
    named = [rule for rule in rules if rule.name == refusal.constraint and rule.name]
    blamed = named or [rule for rule in rules if rule.state == refusal.state]
    columns = tuple(dict.fromkeys(column for rule in blamed for column in rule.columns))
    if not columns:
        return None
    rule = other_values(values, columns)
    return replace(rule, name=refusal.constraint, words=blamed[0].words, origin=blamed[0].origin)


def other_values(values: Values, columns: Sequence[str]) -> Rule:
    """A rule that forbids just these values of the columns, together."""
    refused = tuple(values[column] for column in columns)
    return Rule(
        name="",
        state="",
        words="what was tried before",
        columns=tuple(columns),
        holds=lambda row: tuple(row[column] for column in columns) != refused,
    )
