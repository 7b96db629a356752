"""The bounds of partitions: their text, and the condition that holds for the rows within.

Source: `get_qual_for_list` and `get_qual_for_range` in `partitioning/partbounds.c`. The server
takes a CHECK for a proof of a bound only if the two are much alike: these have its form.
"""

from collections.abc import Sequence

from msgspec import Raw

from ddllint.sql.decode import decode_expression
from ddllint.sql.expressions import Constant, Expression
from ddllint.sql.nodes import PartitionBound

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
    if bound.is_default or bound.strategy == "h":
        return None
    if bound.strategy == "l":
        return _of_list(keys[0], _listed(bound))
    return " AND ".join(_of_range(keys, _values(bound.lower), _values(bound.upper)))


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


def _of_list(key: str, listed: list[str]) -> str:
    values = [value for value in listed if value.upper() != "NULL"]
    one_of = f"{key} = {values[0]}" if len(values) == 1 else f"{key} IN ({', '.join(values)})"
    if len(values) == len(listed):
        return f"{key} IS NOT NULL AND {one_of}"
    return f"{key} IS NULL OR {one_of}" if values else f"{key} IS NULL"


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
