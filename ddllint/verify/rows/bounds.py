"""Which rows a partition takes.

Source: PostgreSQL manual, CREATE TABLE: list partitions take what is among their values, range
partitions what is not below the first bound and below the second, a default partition the rest.
Which hash partition takes a row only the server can tell.
"""

import re
from collections.abc import Sequence

from ddllint.catalog.model import Catalog, Partitioning, Table
from ddllint.verify.rows.datum import CannotTellError, Datum
from ddllint.verify.rows.evaluate import compare
from ddllint.verify.rows.rules import CHECK, Rule, Shape, Values

_LIST = re.compile(r"FOR VALUES IN \((.*)\)", re.DOTALL)
_RANGE = re.compile(r"FOR VALUES FROM \((.*)\) TO \((.*)\)", re.DOTALL)
_WORD = re.compile(r"\s*(?:'((?:[^']|'')*)'(?:::[^,]*)?|([^',]+?))\s*(?:,|$)")
_LEAST, _MOST = "MINVALUE", "MAXVALUE"

Keys = tuple[Datum | None, ...]


def bound_rule(catalog: Catalog, shape: Shape, parent: Table, child: Table) -> Rule | None:
    """The rule that the child of the partitioned parent takes the row; None if it takes all."""
    by = parent.partitioning
    if by is None:
        return None
    columns = key_columns(shape, by)
    siblings = [
        table
        for table in catalog.tables.values()
        if table.partition_of == parent.name and table.name != child.name
    ]

    def holds(values: Values) -> bool:
        keys = _keys(shape, by, values)
        if child.bound != "DEFAULT":
            return _within(child.bound, keys)
        return not any(_within(sibling.bound, keys) for sibling in siblings)

    words = f"the bound of partition {child.name}"
    return Rule("", CHECK, words, columns, holds, child.origin)


def bound_words(bound: str) -> tuple[str, ...]:
    """The values that a bound names, as text."""
    found = _LIST.fullmatch(bound) or _RANGE.fullmatch(bound)
    words = [word for part in (found.groups() if found else ()) for word in _words(part)]
    return tuple(word for word in words if word is not None and word not in (_LEAST, _MOST))


def key_columns(shape: Shape, by: Partitioning) -> tuple[str, ...]:
    """The columns that decide which partition a row belongs to."""
    named = [element.column for element in by.elements if element.column]
    written = [element.expression for element in by.elements if element.expression]
    return tuple(dict.fromkeys((*shape.behind(named), *shape.deciding(written))))


def _keys(shape: Shape, by: Partitioning, values: Values) -> Keys:
    return tuple(
        shape.datum(element.column, values)
        if element.column
        else shape.evaluate(element.expression.tree, values)
        if element.expression
        else None
        for element in by.elements
    )


def _words(text: str) -> list[str | None]:
    """The values between the parentheses; None is NULL."""
    found: list[str | None] = []
    at = 0
    while at < len(text):
        word = _WORD.match(text, at)
        if word is None:
            raise CannotTellError
        quoted, plain = word.groups()
        if quoted is not None:
            found.append(quoted.replace("''", "'"))
        else:
            found.append(None if plain.upper() == "NULL" else plain)
        at = word.end()
    return found


def _within(bound: str, keys: Keys) -> bool:
    if bound == "DEFAULT":
        return False
    listed = _LIST.fullmatch(bound)
    if listed is not None:
        return any(_is(keys[0], word) for word in _words(listed[1]))
    ranged = _RANGE.fullmatch(bound)
    if ranged is None:
        raise CannotTellError
    low, high = (_words(part) for part in ranged.groups())
    # NULL goes to the default partition only
    return None not in keys and _order(keys, low) >= 0 and _order(keys, high) < 0


def _is(value: Datum | None, word: str | None) -> bool:
    if value is None or word is None:
        return value is None and word is None
    return bool(compare("=", value, word))


def _order(keys: Keys, bound: Sequence[str | None]) -> int:
    """Below the bound (-1), at it (0) or above (1): the first column that differs decides."""
    for key, word in zip(keys, bound, strict=True):
        if word in (_LEAST, _MOST):
            return 1 if word == _LEAST else -1
        if compare("=", key, word):
            continue
        return 1 if _is_above(key, word) else -1
    return 0


def _is_above(key: Datum | None, word: str | None) -> bool:
    if isinstance(key, str) and isinstance(word, str):
        if key.isascii() and word.isascii() and (key + word).isalnum():
            return key.lower() > word.lower()
        raise CannotTellError  # the order of other texts is the collation's
    return bool(compare(">", key, word))
