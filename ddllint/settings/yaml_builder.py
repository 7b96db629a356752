"""From the YAML parser's events to plain data and places."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import msgspec

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem, Related
from ddllint.diagnostics.span import Span
from ddllint.settings.yaml_scalars import plain, shown_tag, tagged
from ddllint.settings.yaml_text import Text

if TYPE_CHECKING:
    from yaml.events import Event

Data: TypeAlias = "bool | int | float | str | list[Data] | dict[str, Data] | None"
Container: TypeAlias = "list[Data] | dict[str, Data]"

MAX_DEPTH = 100
MAX_ALIASED_VALUES = 100_000

Place: TypeAlias = tuple[int, int, int, int]
"""The parser's offsets: start and end of a key (or a list's item), start and end of its value.

Plain numbers, since the garbage collector would visit events and marks again and again.
"""
Places: TypeAlias = dict[str | int, Place]

NOWHERE: Place = (0, 0, 0, 0)


class _Frame:
    """A container that is still open; `key` is the key whose value comes next.

    `awaits_key` says that the next value is a key.
    """

    __slots__ = (
        "anchor",
        "awaits_key",
        "height",
        "key",
        "key_end",
        "key_is_plain",
        "key_start",
        "merged",
        "places",
        "size",
        "start",
        "value",
    )

    def __init__(self, event: Any, value: "Container") -> None:
        self.value = value
        self.start: int = event.start_mark.index
        self.anchor: str | None = event.anchor
        self.places: Places = {}
        self.key: str | None = None
        self.awaits_key = isinstance(value, dict)
        self.key_is_plain = False
        self.key_start = self.key_end = 0
        self.merged: list[tuple[Data, int, int]] = []
        self.size = self.height = 1


class _Anchored(msgspec.Struct, frozen=True):
    """What an anchor stands for; `text` is a scalar as written, `height` 0 for a scalar."""

    value: Data
    text: str | None
    size: int
    height: int


class Built:
    """What the builder hands over; `places` has the places of a container under its `id`."""

    def __init__(self, text: Text) -> None:
        self.data: Data = None
        self.text = text
        self.place: Place = NOWHERE
        self.places: dict[int, Places] = {}
        self.problems: list[Problem] = []

    def whole(self) -> Span:
        """The place of all data."""
        return self.text.extent(*self.place[2:])

    def key_span(self, container: Container, step: str | int) -> Span:
        """The place of a key; of a list's item, the item itself."""
        return self.text.extent(*self.places[id(container)][step][:2])

    def span(self, container: Container, step: str | int) -> Span:
        """The place of a value; of an alias (`*name`), where it is used."""
        return self.text.extent(*self.places[id(container)][step][2:])

    def written(self, container: Container, step: str | int) -> str:
        """The text of a value; of an alias, `*name`."""
        return self.text.within(self.span(container, step))


class Builder:
    """Builds data from the parser's events, without recursion: depth is a number here."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.built = Built(text)
        self.stack: list[_Frame] = []
        self.anchors: dict[str, _Anchored | None] = {}
        self.aliased = 0

    def build(self, events: Iterable["Event"]) -> Built:
        """The data of the one document in `events`."""
        from yaml import events as kinds

        scalar, closing = kinds.ScalarEvent, (kinds.MappingEndEvent, kinds.SequenceEndEvent)
        documents = 0
        for event in events:
            if isinstance(event, scalar):
                self._scalar(event)
            elif isinstance(event, kinds.MappingStartEvent):
                self._open(event, {}, "map")
            elif isinstance(event, kinds.SequenceStartEvent):
                self._open(event, [], "seq")
            elif isinstance(event, closing):
                self._close(event)
            elif isinstance(event, kinds.AliasEvent):
                self._alias(event)
            elif isinstance(event, kinds.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "a second document starts here; a file holds one")
        return self.built

    def _refuse(self, event: Any, message: str, help: str = "") -> NoReturn:
        span = self.text.extent(event.start_mark.index, event.end_mark.index)
        raise UsageError(message, span, help)

    def _scalar(self, event: Any) -> None:
        value: Data = event.value
        if self.stack and self.stack[-1].awaits_key:
            self._key(event, event.value, event.implicit[0])
        else:
            value = self._resolved(event)
            self._add(value, event.start_mark.index, event.end_mark.index, 1, 0)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(value, event.value, 1, 0)

    def _resolved(self, event: Any) -> Data:
        text: str = event.value
        tag: str | None = event.tag
        try:
            if tag is None:
                return plain(text) if event.implicit[0] else text
            return tagged(tag.removeprefix("tag:yaml.org,2002:"), text)
        except ValueError as error:
            self._refuse(event, str(error))

    def _key(self, event: Any, key: str, is_plain: bool) -> None:
        frame = self.stack[-1]
        frame.key, frame.key_is_plain, frame.awaits_key = key, is_plain, False
        frame.key_start, frame.key_end = event.start_mark.index, event.end_mark.index
        if key in frame.places:
            self.built.problems.append(
                Problem(
                    f"the key `{key}` is written twice in the same mapping",
                    ".".join(frame.key for frame in self.stack if frame.key is not None),
                    self.text.extent(frame.key_start, frame.key_end),
                    "Remove one of the two. Here the last one counts, elsewhere perhaps the first.",
                    (Related("first written here", self.text.extent(*frame.places[key][:2])),),
                )
            )

    def _open(self, event: Any, value: "Container", kind: str) -> None:
        self._refuse_depth(event, 1)
        if self.stack and self.stack[-1].awaits_key:
            self._refuse(event, "a key must be a plain value, not a list or a mapping")
        if event.tag not in (None, "!", f"tag:yaml.org,2002:{kind}"):
            self._refuse(event, f"the tag {shown_tag(event.tag)} is not allowed here")
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        self.stack.append(_Frame(event, value))

    def _refuse_depth(self, event: Any, height: int) -> None:
        if len(self.stack) + height > MAX_DEPTH:
            self._refuse(event, f"nested deeper than {MAX_DEPTH} levels")

    def _close(self, event: Any) -> None:
        frame = self.stack.pop()
        if isinstance(frame.value, dict):
            for source, start, end in frame.merged:
                self._merge(frame.value, frame.places, source, (start, end))
        self.built.places[id(frame.value)] = frame.places
        self._add(frame.value, frame.start, event.end_mark.index, frame.size, frame.height)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = _Anchored(frame.value, None, frame.size, frame.height)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            self._refuse(event, f"the alias *{event.anchor} has no anchor before it")
        target = self.anchors[event.anchor]
        if target is None:
            self._refuse(event, f"the alias *{event.anchor} lies inside of what it stands for")
        self.aliased += target.size
        if self.aliased > MAX_ALIASED_VALUES:
            message = f"aliases stand for more than {MAX_ALIASED_VALUES} values"
            self._refuse(event, message, "Write the values out, or split the file.")
        self._refuse_depth(event, target.height)
        if not self.stack[-1].awaits_key:
            start, end = event.start_mark.index, event.end_mark.index
            self._add(target.value, start, end, target.size, target.height)
        elif target.text is None:
            self._refuse(event, "a key must be a plain value, not a list or a mapping")
        else:
            self._key(event, target.text, False)

    def _add(self, value: Data, start: int, end: int, size: int, height: int) -> None:
        """Put a value, complete by now, where it belongs."""
        if not self.stack:
            self.built.data, self.built.place = value, (start, end, start, end)
            return
        frame = self.stack[-1]
        frame.size += size
        if height >= frame.height:
            frame.height = height + 1
        if isinstance(frame.value, list):
            frame.places[len(frame.value)] = (start, end, start, end)
            frame.value.append(value)
        elif (key := frame.key) is not None:
            frame.key, frame.awaits_key = None, True
            if frame.key_is_plain and key == "<<":
                frame.merged.append((value, start, end))
                return
            frame.places[key] = (frame.key_start, frame.key_end, start, end)
            frame.value[key] = value

    def _merge(
        self, into: dict[str, Data], places: Places, source: Data, at: tuple[int, int]
    ) -> None:
        """Give a mapping the keys of `source` that it has not (YAML's merge key type)."""
        for each in source if isinstance(source, list) else [source]:
            if not isinstance(each, dict):
                raise UsageError(
                    "`<<` takes a mapping or a list of mappings", self.text.extent(*at)
                )
            for key, value in each.items():
                if key not in into:
                    into[key] = value
                    places[key] = self.built.places[id(each)][key]
