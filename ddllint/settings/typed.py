"""Plain data to typed data, with the exact place of the first mistake.

msgspec converts. Its errors do not name the key of a mapping, so after a failure the data is
walked down to the smallest part that does not convert.
"""

import datetime
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from ddllint.diagnostics.errors import UsageError
from ddllint.settings.yaml import Document, Pointer


class MistakeError(Exception):
    """What is wrong at a pointer; `in_key` when it is the key itself, not its value."""

    def __init__(self, pointer: Pointer, message: str, help: str = "", in_key: bool = False):
        super().__init__(message)
        self.pointer = pointer
        self.message = message
        self.help = help
        self.in_key = in_key

    def at(self, document: Document | None) -> UsageError:
        """The error to show, with its place in the document."""
        if document is None:
            return UsageError(self.message, None, self.help)
        find = document.key_span_of if self.in_key else document.span_of
        return UsageError(self.message, find(self.pointer), self.help)


def typed(data: object, of: Any, pointer: Pointer = ()) -> Any:
    """`data` as a value of type `of`. Raises MistakeError, its pointer at or below `pointer`."""
    try:
        return msgspec.convert(data, of)
    except msgspec.ValidationError as error:
        _find_in_parts(data, of, pointer)
        bare = _member(_bare(of), data)
        raise MistakeError(pointer, *_explained(_name(pointer), data, bare, str(error))) from None


def _find_in_parts(data: object, of: Any, pointer: Pointer) -> None:
    """Raise the MistakeError of a part of `data`; return when each part converts by itself."""
    bare = _member(_bare(of), data)
    origin, arguments = typing.get_origin(bare), typing.get_args(bare)
    if _is_record(bare) and isinstance(data, dict):
        _find_in_record(data, bare, pointer)
    elif origin in _MAPPINGS and isinstance(data, dict):
        for key, value in data.items():
            typed(value, arguments[1], (*pointer, key))
    elif origin in _LISTS and isinstance(data, list):
        for at, item in enumerate(data):
            typed(item, arguments[0], (*pointer, at))


def _find_in_record(data: dict[str, object], of: type[msgspec.Struct], pointer: Pointer) -> None:
    known = {field.encode_name: field for field in msgspec.structs.fields(of)}
    for key, value in data.items():
        if key not in known:
            raise MistakeError((*pointer, key), *unknown(key, known, _name(pointer)), in_key=True)
        typed(value, known[key].type, (*pointer, key))
    for key, field in known.items():
        if field.required and key not in data:
            raise MistakeError(pointer, f"{_name(pointer) or 'the file'} lacks the key `{key}`")


_MAPPINGS = (Mapping, dict)
_LISTS = (tuple, list, frozenset)


def _bare(of: Any) -> Any:
    return typing.get_args(of)[0] if typing.get_origin(of) is typing.Annotated else of


def _is_record(of: Any) -> bool:
    return isinstance(of, type) and issubclass(of, msgspec.Struct)


def _member(of: Any, data: object) -> Any:
    """The member of a union that has the shape of `data`, or the type itself."""
    if not isinstance(of, types.UnionType) and typing.get_origin(of) is not typing.Union:
        return of
    members = [_bare(member) for member in typing.get_args(of) if member is not type(None)]
    if len(members) == 1:
        return members[0]
    return next((member for member in members if _takes(member, data)), of)


def _takes(of: Any, data: object) -> bool:
    origin = typing.get_origin(of)
    if isinstance(data, dict):
        return origin in _MAPPINGS or _is_record(of)
    return isinstance(data, list) and origin in _LISTS


def unknown(key: str, known: Iterable[str], where: str) -> tuple[str, str]:
    """Message and help for a key that is not known in the mapping `where`."""
    place = f" in {where}" if where else ""
    return f"unknown key `{key}`{place}", suggestion(key, known)


def suggestion(word: str, known: Iterable[str]) -> str:
    """`Did you mean ...?`, or the words that there are."""
    import difflib

    words = list(known)
    near = difflib.get_close_matches(word, words, 1)
    if near:
        return f"Did you mean `{near[0]}`?"
    return f"Known are: {', '.join(words)}." if words else "There are none."


def _name(pointer: Pointer) -> str:
    """The pointer as people write it, such as `rules.DDL007` or `extends[1]`."""
    text = ""
    for step in pointer:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return f"`{text}`" if text else ""


def kind_of(data: object) -> str:
    """What the data is, in words: `nothing`, `the number 5`, `a list`."""
    match data:
        case None:
            return "nothing"
        case bool():
            return "true" if data else "false"
        case int() | float():
            return f"the number {data}"
        case str():
            return f"the text {_short(data)}"
        case list():
            return "a list"
    return "a mapping"


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


_LEAVES = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}


def _explained(name: str, data: object, of: Any, reason: str) -> tuple[str, str]:
    """Message and help for data that is not `of`; `reason` is msgspec's own."""
    name = name or "the file"
    words = _choices(of)
    if words:
        help = suggestion(data, words) if isinstance(data, str) else _quoted(data)
        return f"{name} must be one of {', '.join(words)}, not {kind_of(data)}", help
    wanted, wrong = _wanted(of, data)
    if wrong:
        help = _quoted(data) if of is str else ""
        return f"{name} must be {wanted}, not {kind_of(data)}", help
    detail = reason.partition(" - at ")[0].replace("`", "").removeprefix("Expected ")
    return f"{name} cannot be {kind_of(data)}: expected {detail}", ""


def _quoted(data: object) -> str:
    number = isinstance(data, int | float) and not isinstance(data, bool)
    return f'Write it in quotes: "{data}".' if number else ""


def _wanted(of: Any, data: object) -> tuple[str, bool]:
    """What the type asks for, in words, and whether the data is of another kind."""
    if _is_record(of) or typing.get_origin(of) in _MAPPINGS:
        return "a mapping", not isinstance(data, dict)
    if typing.get_origin(of) in _LISTS:
        return "a list", not isinstance(data, list)
    if of is datetime.date:
        return "a date (YYYY-MM-DD)", True
    if of in _LEAVES:
        return _LEAVES[of], not isinstance(data, of) or isinstance(data, bool) is not (of is bool)
    return "", False


def _choices(of: Any) -> list[str]:
    if typing.get_origin(of) is Literal:
        return [str(value) for value in typing.get_args(of)]
    if isinstance(of, type) and issubclass(of, str) and hasattr(of, "__members__"):
        return [str(member.value) for member in of.__members__.values()]
    return []
