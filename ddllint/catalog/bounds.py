"""The bounds of partitions: their text, and the condition that holds for the rows within.

Source: `get_qual_for_list` and `get_qual_for_range` in `partitioning/partbounds.c`. The server
takes a CHECK for a proof of a bound only if the two are much alike: these have its form.
"""

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Raw

from ddllint.sql.decode import decode_expression
from ddllint.sql.expressions import Constant, Expression
from ddllint.sql.nodes import AlterTableStmt, PartitionBound, PartitionCmd
from ddllint.sql.parsed import decoder
from ddllint.sql.source import Source

_LEAST, _MOST = "MINVALUE", "MAXVALUE"


def bound_text(bound: PartitionBound) -> str:
    """A partition's bound, as `pg_get_expr(relpartbound)` prints it."""
    if bound.is_default:
        return "DEFAULT"
    if bound.strategy == "h":
        return f"FOR VALUES WITH (modulus {bound.modulus}, remainder {bound.remainder})"
    if bound.strategy == "l":
        return f"FOR VALUES IN ({', '.join(_listed(bound))})"
    lower, upper = ", ".join(_values(bound.lower)), ", ".join(_values(bound.upper))
    return f"FOR VALUES FROM ({lower}) TO ({upper})"


def condition(keys: Sequence[str], bound: PartitionBound) -> str | None:
    """What a row within the bound meets, as SQL, given the elements of the partition key.

    None for the default partition, which depends on all others, and for a remainder by hash.
    """
    return _condition(keys, bound, _among)


def stored_condition(keys: Sequence[str], bound: PartitionBound, type_: str) -> str | None:
    """The condition as the server writes it down; `type_` is that of the first key, if known."""
    if type_ == "boolean":
        return _condition(keys, bound, _by_truth)
    return _condition(keys, bound, lambda key, values: _in_array(key, values, type_))


_Among: TypeAlias = Callable[[str, list[str]], str]


def _condition(keys: Sequence[str], bound: PartitionBound, among: _Among) -> str | None:
    if bound.is_default or bound.strategy == "h":
        return None
    if bound.strategy == "l":
        return _of_list(keys[0], _listed(bound), among)
    return " AND ".join(_of_range(keys, _values(bound.lower), _values(bound.upper)))


def _among(key: str, values: list[str]) -> str:
    return f"{key} = {values[0]}" if len(values) == 1 else f"{key} IN ({', '.join(values)})"


def _by_truth(key: str, values: list[str]) -> str:
    if len(values) == 1:
        return key if values[0] == "true" else f"NOT {key}"
    return f"{key} = ANY ('{{{','.join(value[0] for value in values)}}}'::boolean[])"


def _in_array(key: str, values: list[str], type_: str) -> str:
    if len(values) == 1:
        return f"{key} = {values[0]}"
    plain = [value[1:-1] if value.startswith("'") else value for value in values]
    cast = f"::{type_}[]" if type_ else ""
    return f"{key} = ANY ('{{{','.join(map(_element, plain))}}}'{cast})"


def _element(value: str) -> str:
    """An element of an array literal (PostgreSQL manual, 8.15.6)."""
    if value and value.upper() != "NULL" and not re.search(r'[{},"\\\s]', value):
        return value
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def parsed_bound(text: str) -> PartitionBound:
    """The bound whose text a table has."""
    from ddllint.sql.parse import parse_source  # a run over plain tables need not load it

    statement = f"ALTER TABLE t ATTACH PARTITION p {text}"
    node: AlterTableStmt = parse_source(Source("", statement.encode())).statements[0].node()
    command = decoder(PartitionCmd).decode(node.cmds[0].cmd.definition["PartitionCmd"])
    assert isinstance(command.bound, PartitionBound)
    return command.bound


def _listed(bound: PartitionBound) -> list[str]:
    return list(dict.fromkeys(_values(bound.values)))


def _values(values: tuple[Raw, ...]) -> list[str]:
    return [_value(Expression(bytes(value))) for value in values]


def _value(value: Expression) -> str:
    from ddllint.catalog.canonical import canonical  # only partitions need it here

    tree = decode_expression(value.json)
    if isinstance(tree, Constant) and tree.kind == "string":
        return "'" + str(tree.value).replace("'", "''") + "'"
    text = canonical(value)
    return text.upper() if text.upper() in (_LEAST, _MOST) else text


def _of_list(key: str, listed: list[str], among: _Among) -> str:
    values = [value for value in listed if value.upper() != "NULL"]
    if len(values) == len(listed):
        return f"{key} IS NOT NULL AND {among(key, values)}"
    return f"{key} IS NULL OR {among(key, values)}" if values else f"{key} IS NULL"


def _of_range(keys: Sequence[str], lower: list[str], upper: list[str]) -> list[str]:
    found = [f"{key} IS NOT NULL" for key in keys]
    same = 0
    while same < len(keys) - 1 and lower[same] == upper[same] not in (_LEAST, _MOST):
        found.append(f"{keys[same]} = {lower[same]}")
        same += 1
    for values, beyond, open_end in ((lower, ">", _LEAST), (upper, "<", _MOST)):
        arms = _arms(keys[same:], values[same:], beyond, open_end)
        if arms:
            found.append(arms[0] if len(arms) == 1 else f"({' OR '.join(arms)})")
    return found


def _arms(keys: Sequence[str], values: Sequence[str], beyond: str, open_end: str) -> list[str]:
    """Each column beyond its own value while those before are at theirs."""
    arms: list[str] = []
    for at, value in enumerate(values):
        if value in (_LEAST, _MOST):
            break
        is_last = at == len(values) - 1
        inclusive = values[at + 1] == open_end if not is_last else beyond == ">"
        terms = [f"{key} = {held}" for key, held in zip(keys[:at], values[:at], strict=True)]
        terms.append(f"{keys[at]} {beyond}{'=' if inclusive else ''} {value}")
        arms.append(terms[0] if len(terms) == 1 else f"({' AND '.join(terms)})")
    return arms
