"""The text of a range as the server prints it.

Source: PostgreSQL manual, 8.17.5 (range input and output) and 8.17.7 (discrete ranges).
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

RANGE_OF: Mapping[str, str] = {
    "int4range": "integer",
    "int8range": "bigint",
    "numrange": "numeric",
    "tsrange": "timestamp without time zone",
    "tstzrange": "timestamp with time zone",
    "daterange": "date",
}
"""The built-in range types and what they are ranges of."""

_BOUND = r'\s*(?:"([^"\\]*)"|([^"\\,()\[\]]*?))\s*'
_RANGE = rf"\s*([\[(]){_BOUND},{_BOUND}([\])])\s*"
_PLAIN = r"[\w.+:-]+"


def normal_range(text: str, element: str, spell: Callable[[str, str], str]) -> str:
    """The range over `element`; `spell` gives a bound's text as the server prints it.

    A text that is not so simple stays as it is.
    """
    if text.strip().lower() == "empty":
        return "empty"
    found = re.fullmatch(_RANGE, text)
    if found is None:
        return text
    opening, low_quoted, low_plain, high_quoted, high_plain, closing = found.groups()
    low = _value(low_quoted, low_plain, element, spell)
    high = _value(high_quoted, high_plain, element, spell)
    if _is_empty(opening, low, high, closing):
        return "empty"
    opening, low = _discrete(low, element, opening == "(") or (opening, low)
    after = _discrete(high, element, closing == "]")
    closing, high = (")", after[1]) if after is not None else (closing, high)
    opening = "(" if low is None else opening
    closing = ")" if high is None else closing
    if _is_empty(opening, low, high, closing):
        return "empty"
    return f"{opening}{_bound(low)},{_bound(high)}{closing}"


def _is_empty(opening: str, low: str | None, high: str | None, closing: str) -> bool:
    return low is not None and low == high and opening + closing != "[]"


def _value(
    quoted: str | None, plain: str, element: str, spell: Callable[[str, str], str]
) -> str | None:
    """A bound, None where there is none."""
    return None if quoted is None and not plain else spell(quoted or plain, element)


def _discrete(value: str | None, element: str, add: bool) -> tuple[str, str] | None:
    """For a type of whole steps: a lower bound that is in the range."""
    if value is None:
        return None
    try:
        if element in ("integer", "bigint"):
            return "[", str(int(value) + add)
        if element == "date":
            return "[", (date.fromisoformat(value) + timedelta(days=add)).isoformat()
    except (ValueError, OverflowError):
        return None
    return None


def _bound(value: str | None) -> str:
    if value is None:
        return ""
    return value if re.fullmatch(_PLAIN, value) else f'"{value}"'
