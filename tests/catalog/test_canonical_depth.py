"""Lists within lists: work that doubled with each level would never end at this depth."""

import pytest

from ddllint.catalog.canonical import Scope, canonical
from ddllint.sql.expressions import TypeName
from ddllint.sql.parse import parse_expression

DEPTH = 40
OVER_TABLE = Scope(columns={"a": TypeName("integer")}, relation="t")


@pytest.mark.parametrize(
    "text",
    [
        "a IN (1, " * DEPTH + "2" + ")" * DEPTH,
        "EXISTS (SELECT 1 FROM u WHERE " + "b = ANY (ARRAY[1, " * DEPTH + "2" + "])" * DEPTH + ")",
        "EXISTS (SELECT 1 FROM u WHERE " + "b IN (a, " * DEPTH + "2" + ")" * DEPTH + ")",
    ],
)
def test_nested_lists_end(text: str) -> None:
    assert canonical(parse_expression(text), OVER_TABLE).count("2") == 1
