"""From the YAML parser's events to plain data and places."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem, Related
from ddllint.settings.yaml_scalars import plain, shown_tag, tagged
from ddllint.settings.yaml_text import Text

if TYPE_CHECKING:
    from yaml.events import Event

Data: TypeAlias = "bool | int | float | str | list[Data] | dict[str, Data] | None"

MAX_DEPTH = 100
MAX_ALIASED_VALUES = 100_000

Place: TypeAlias = "tuple[Event, Event, Event]"
"""The event of a key (or a list's item), and the first and last event of its value."""
Places: TypeAlias = dict[str | int, Place]


class _Frame:
    """A container that is still open. `key` is the key whose value comes next."""

    __slots__ = ("anchor", "first", "key", "key_event", "merged", "places", "size", "value")

    def __init__(self, first: "Event", value: "list[Data] | dict[str, Data]") -> None:
        self.first = first
        self.value = value
        self.anchor: str | None = getattr(first, "anchor", None)
        self.places: Places = {}
        self.key: str | None = None
        self.key_event = first
        self.merged: list[tuple[Data, Event]] = []
        self.size = 1


class Built:
    """What the builder hands over; `places` has the places of a container under its `id`."""

    def __init__(self) -> None:
        self.data: Data = None
        self.place: Place | None = None
        self.places: dict[int, Places] = {}
        self.problems: list[Problem] = []


class Builder:
    """Builds data from the parser's events, without recursion: depth is a number here."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.built = Built()
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Data, int, Event] | None] = {}
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
                self._open(_Frame(event, {}))
            elif isinstance(event, kinds.SequenceStartEvent):
                self._open(_Frame(event, []))
            elif isinstance(event, closing):
                self._close(event)
            elif isinstance(event, kinds.AliasEvent):
                self._alias(event)
            elif isinstance(event, kinds.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "a second document starts here; one in a file is allowed")
        return self.built

    def _refuse(self, event: "Event", message: str, help: str = "") -> NoReturn:
        raise UsageError(message, self.text.extent(event, event), help)

    def _scalar(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and isinstance(frame.value, dict):
            value: Data = event.value
            self._key(frame, event, event.value)
        else:
            value = self._resolved(event)
            self._add(value, event, event, 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1, event)

    def _resolved(self, event: Any) -> Data:
        text: str = event.value
        tag: str | None = event.tag
        try:
            if tag is None:
                return plain(text) if event.implicit[0] else text
            return tagged(tag.removeprefix("tag:yaml.org,2002:"), text)
        except ValueError as error:
            self._refuse(event, str(error))

    def _key(self, frame: _Frame, event: "Event", key: str) -> None:
        frame.key, frame.key_event = key, event
        if key in frame.places:
            path = ".".join([*(f.key for f in self.stack[:-1] if f.key is not None), key])
            before = self.text.extent(frame.places[key][0], frame.places[key][0])
            self.built.problems.append(
                Problem(
                    f"the key `{key}` is written twice in the same mapping",
                    path,
                    self.text.extent(event, event),
                    "Remove one of the two: the last one counts here, elsewhere perhaps the first.",
                    (Related("first written here", before),),
                )
            )

    def _open(self, frame: _Frame) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self._refuse(frame.first, f"nested deeper than {MAX_DEPTH} levels")
        if self.stack and self.stack[-1].key is None and isinstance(self.stack[-1].value, dict):
            self._refuse(frame.first, "a key must be a plain value, not a list or a mapping")
        tag = getattr(frame.first, "tag", None)
        wanted = "map" if isinstance(frame.value, dict) else "seq"
        if tag not in (None, "!", f"tag:yaml.org,2002:{wanted}"):
            self._refuse(frame.first, f"the tag {shown_tag(tag)} is not allowed here")
        if frame.anchor is not None:
            self.anchors[frame.anchor] = None
        self.stack.append(frame)

    def _close(self, last: "Event") -> None:
        frame = self.stack.pop()
        if isinstance(frame.value, dict):
            for source, event in frame.merged:
                self._merge(frame.value, frame.places, source, event)
        self.built.places[id(frame.value)] = frame.places
        self._add(frame.value, frame.first, last, frame.size)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (frame.value, frame.size, frame.first)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            self._refuse(event, f"the alias *{event.anchor} has no anchor before it")
        target = self.anchors[event.anchor]
        if target is None:
            self._refuse(event, f"the alias *{event.anchor} lies inside of what it stands for")
        value, size, source = target
        self.aliased += size
        if self.aliased > MAX_ALIASED_VALUES:
            message = f"aliases stand for more than {MAX_ALIASED_VALUES} values"
            self._refuse(event, message, "Write the values out, or split the file.")
        frame = self.stack[-1]
        if frame.key is None and isinstance(frame.value, dict):
            if isinstance(value, list | dict):
                self._refuse(event, "a key must be a plain value, not a list or a mapping")
            self._key(frame, event, getattr(source, "value", ""))
        else:
            self._add(value, event, event, size)

    def _add(self, value: Data, first: "Event", last: "Event", size: int) -> None:
        if not self.stack:
            self.built.data, self.built.place = value, (first, first, last)
            return
        frame = self.stack[-1]
        frame.size += size
        if isinstance(frame.value, list):
            frame.places[len(frame.value)] = (first, first, last)
            frame.value.append(value)
        elif (key := frame.key) is not None:
            frame.key = None
            if key == "<<" and getattr(frame.key_event, "style", "") in ("", None):
                frame.merged.append((value, first))
                return
            frame.places[key] = (frame.key_event, first, last)
            frame.value[key] = value

    def _merge(self, into: dict[str, Data], places: Places, source: Data, event: "Event") -> None:
        """Give a mapping the keys of `source` that it has not (YAML's merge key type)."""
        for each in source if isinstance(source, list) else [source]:
            if not isinstance(each, dict):
                self._refuse(event, "`<<` takes a mapping or a list of mappings")
            for key, value in each.items():
                if key not in into:
                    into[key] = value
                    places[key] = self.built.places[id(each)][key]
