"""Values that conditions on a column are likely to refuse."""

from collections.abc import Iterator

from ddllint.catalog.predicates import ColumnType

_TEXTS = ("", " ", "x", "X", "0", "-", "a b", "é", "no such value", "NO SUCH VALUE", "x" * 300)
_NUMBERS = ("-1", "0", "-1000", "2", "1000", "30000", "1000000", "2000000000", "0.5", "-0.5", "1.5")
_JSON = ("{}", "[]", '"x"', "1", "true", "null", '{"x": null}', "[null]")
_MOMENTS = ("1970-01-01", "0001-01-01", "2199-12-31", "9999-12-31")
_WHOLE = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}


def misfits(type_: ColumnType) -> Iterator[str]:
    """Values of the type, the ends of what it holds among them."""
    name, modifiers = type_.base.name, type_.base.modifiers
    if type_.enum is not None:
        yield from type_.enum.labels
    elif type_.base.dimensions:
        yield "{}"
    elif name in _WHOLE:
        most = _WHOLE[name]
        for text in (*_NUMBERS, str(most - 1), str(-most)):
            if "." not in text and -most <= int(text) < most:
                yield text
    elif name in ("numeric", "real", "double precision"):
        whole = int(modifiers[0]) - int(modifiers[1]) if modifiers else 6
        yield from (text for text in _NUMBERS if abs(float(text)) < 10**whole)
    elif name in ("text", "character varying", "character", "name"):
        room = int(modifiers[0]) if modifiers else None
        yield from (text for text in _TEXTS if room is None or len(text) <= room)
    elif name == "boolean":
        yield from ("true", "false")
    elif name in ("json", "jsonb"):
        yield from _JSON
    elif name == "date" or name.startswith("timestamp"):
        yield from _MOMENTS
    elif name.endswith("range"):
        yield "{}" if name.endswith("multirange") else "empty"
