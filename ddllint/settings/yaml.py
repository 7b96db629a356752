"""YAML and JSON text as plain data, with the place of every key and value.

Scalars follow the YAML 1.2 core schema (YAML 1.2.2, section 10.3): `no`, `on` and dates are
strings. Keys are always strings, as written; merge keys (`<<`) are followed. The text may come
from anybody: only plain data is built, and what would grow or nest without bound is refused.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import msgspec

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span
from ddllint.settings.yaml_blocks import read_blocks
from ddllint.settings.yaml_builder import (
    MAX_ALIASED_VALUES,
    MAX_DEPTH,
    Builder,
    Built,
    Container,
    Data,
)
from ddllint.settings.yaml_text import Text

__all__ = ["MAX_ALIASED_VALUES", "MAX_DEPTH", "Data", "Document", "Pointer", "load", "read"]

Pointer: TypeAlias = tuple[str | int, ...]


class Placed(Protocol):
    """Data of a text, and the places in it; a container is known by its identity."""

    data: Data
    text: Text

    @property
    def problems(self) -> Sequence[Problem]:
        """The keys that are written twice, of which the last counts."""

    def whole(self) -> Span:
        """The place of all data."""

    def key_span(self, container: Container, step: str | int) -> Span:
        """The place of a key; of a list's item, the item itself."""

    def span(self, container: Container, step: str | int) -> Span:
        """The place of a value; of an alias (`*name`), where it is used."""

    def written(self, container: Container, step: str | int) -> str:
        """The text of a value; of an alias, `*name`."""


class Document:
    """One YAML or JSON text: its data, what is doubtful in it, and where everything stands.

    `data` is None for an empty text. It is shared with the positions and must not be changed.
    A pointer is a tuple of keys and list indexes; one that leads to nothing gives the place of
    the deepest part of it that exists. `problems` holds the keys that are written twice, of
    which the last counts.
    """

    def __init__(self, path: str, placed: Placed) -> None:
        self.path = path
        self.data = placed.data
        self.problems = tuple(placed.problems)
        self._placed = placed
        self._containers: dict[Pointer, Container] = {}

    def __repr__(self) -> str:
        return f"Document({self.path!r})"

    @property
    def size(self) -> int:
        """How many characters the text has."""
        return len(self._placed.text.text)

    def span_of(self, pointer: Pointer) -> Span:
        """The place of the value at `pointer`; of an alias (`*name`), where it is used."""
        found = self._holder(pointer)
        return self._placed.whole() if found is None else self._placed.span(*found)

    def key_span_of(self, pointer: Pointer) -> Span:
        """The place of the key at `pointer`; of a list's item, the item itself."""
        found = self._holder(pointer)
        return self._placed.whole() if found is None else self._placed.key_span(*found)

    def span_in(self, container: Container, key: str | int) -> Span:
        """The place of the value that `container`, a part of `data`, has under `key`.

        The same as `span_of`, without the way from the top.
        """
        return self._placed.span(container, key)

    def fraction_in(self, container: dict[str, Data], key: str) -> str:
        """The text of a number that has a fraction, as in the file; empty for any other value."""
        if not isinstance(container[key], float):
            return ""
        return self._placed.written(container, key)

    def written(self, pointer: Pointer) -> str:
        """The text of the value at `pointer`, as in the file; of an alias, `*name`."""
        found = self._holder(pointer)
        if found is None:
            return self._placed.text.within(self._placed.whole())
        return self._placed.written(*found)

    def _holder(self, pointer: Pointer) -> tuple[Container, str | int] | None:
        """What holds the value that `pointer` leads to, and under which key; None for the whole.

        Siblings are found without the way from the top.
        """
        around = self._containers.get(pointer[:-1])
        if around is not None and pointer and (child := _child(around, pointer[-1])) is not None:
            return child[0], child[1]
        return self._holder_from_top(pointer)

    def _holder_from_top(self, pointer: Pointer) -> tuple[Container, str | int] | None:
        value, found = self.data, None
        for at, step in enumerate(pointer):
            child = _child(value, step)
            if child is None:
                break
            self._containers[pointer[:at]] = child[0]
            found = child[0], child[1]
            value = child[2]
        return found


class Spot(msgspec.Struct, frozen=True, eq=False):
    """A value of a document: what holds it, and under which key or index.

    Most values are never told of, and so their places are looked up when they are.
    """

    document: Document
    container: Container
    key: str | int

    @property
    def span(self) -> Span:
        """The place of the value."""
        return self.document.span_in(self.container, self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spot) and self.span == other.span

    def __hash__(self) -> int:
        return hash(self.span)


def _child(value: Data, step: str | int) -> tuple[Container, str | int, Data] | None:
    """`value`, the key under which its part is that `step` names, and that part."""
    if isinstance(value, dict):
        key = str(step)
        return (value, key, value[key]) if key in value else None
    if isinstance(value, list):
        at = step if isinstance(step, int) else int(step) if _INDEX.fullmatch(step) else -1
        return (value, at, value[at]) if 0 <= at < len(value) else None
    return None


_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")  # RFC 6901, section 4


def read(path: Path, shown: str | None = None) -> Document:
    """The document in the file `path`; findings show it as `shown`, by default the path.

    Raises UsageError, with the place, when the file cannot be read, is not UTF-8, is not YAML or
    is refused (see `load`).
    """
    shown = path.as_posix() if shown is None else shown
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise UsageError(f"{shown}: cannot be read: {reason}") from None
    try:
        return load(shown, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = Text(shown, data[: error.start].decode("utf-8"))
        raise UsageError(
            f"not UTF-8: byte 0x{data[error.start]:02x} cannot stand here",
            before.span(len(before.text), len(before.text)),
            "Save the file as UTF-8.",
        ) from None


def load(path_shown: str, text: str) -> Document:
    """The document that `text` holds; `path_shown` is the path in its spans.

    Raises UsageError, with the place, for text that is not YAML (JSON is, but for keys that are
    written with more than 1024 characters: YAML 1.2.2, 7.4.2), more than one document, a key that
    is not a scalar, a tag outside of the core schema, nesting deeper than MAX_DEPTH, and
    aliases that stand for more than MAX_ALIASED_VALUES values; in a `.json` file, for text that
    is not JSON.
    """
    source = Text(path_shown, text.removeprefix("\ufeff"))
    if path_shown.endswith(".json"):
        from ddllint.settings.json_text import refuse_unlike_json  # most projects have none

        refuse_unlike_json(source)
    return Document(path_shown, read_blocks(source) or parse(source))


def parse(source: Text) -> Built:
    """What the parser makes of a text. Raises UsageError as `load` does."""
    import yaml

    source.refuse_unprintable()
    loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return Builder(source).build(iter(loader(source.yaml).get_event, None))
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(source, error) from None


def _not_yaml(source: Text, error: Any) -> UsageError:
    """What the parser (a MarkedYAMLError) says, at its place in the file."""
    mark, context_mark = error.problem_mark, error.context_mark
    at = source.offset(mark.index) if mark else 0
    if "nesting depth" in error.problem:  # libyaml 0.2.6 reads ahead, up to a limit of its own
        return UsageError(f"nested deeper than {MAX_DEPTH} levels", source.span(at, at))
    context = ""
    if context_mark and error.context != "while scanning for the next token":
        begin = source.offset(context_mark.index)
        context = f" ({error.context} that starts on line {source.span(begin, begin).line})"
    return UsageError(
        f"not valid YAML: {error.problem}{context}",
        source.span(at, at),
        _HELP.get(source.text[at : at + 1], ""),
    )


_HELP = {
    "\t": "YAML is indented with spaces; a tab cannot stand here.",
    "@": "Quote a value that starts with `@`.",
    "`": "Quote a value that starts with a back-tick.",
    "%": "Quote a value that starts with `%`.",
}
