"""Scalars of the YAML 1.2 core schema (YAML 1.2.2, section 10.3)."""

import re
from typing import TypeAlias

Scalar: TypeAlias = bool | int | float | str | None

_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{
        sign + word: float(sign + "inf")
        for sign in ("", "+", "-")
        for word in (".inf", ".Inf", ".INF")
    },
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NUMERIC_START = frozenset("+-.0123456789")
_MAX_DIGITS = 4000  # below the limit at which Python refuses to convert


def plain(text: str) -> Scalar:
    """A scalar without quotes, by the core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_START:
        return text
    if _INTEGER.fullmatch(text) or _BASED.fullmatch(text):
        if len(text) > _MAX_DIGITS:
            raise ValueError(f"a number of {len(text)} digits is too long")
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


_TAGGED: dict[str, tuple[type, ...]] = {
    "null": (type(None),),
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
}


def tagged(kind: str, text: str) -> Scalar:
    """A scalar with the explicit tag `kind`."""
    if kind in ("str", "!"):
        return text
    if kind not in _TAGGED:
        raise ValueError(f"the tag {shown_tag(kind)} is not allowed here")
    value = plain(text)
    if type(value) not in _TAGGED[kind]:
        raise ValueError(f"`{text}` is not a value of the tag !!{kind}")
    return float(value) if kind == "float" and isinstance(value, int) else value


def shown_tag(tag: str | None) -> str:
    """The tag as a person writes it."""
    name = (tag or "").removeprefix("tag:yaml.org,2002:")
    return name if name.startswith("!") else f"!!{name}"
