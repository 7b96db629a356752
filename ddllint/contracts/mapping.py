"""The file that says which schema lives in which table or view, and which field in which column.

Each mistake is a problem at its place; the entry that holds it is left out, the others are read.
"""

import posixpath
import re
from collections.abc import Callable
from collections.abc import Mapping as Table
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ddllint.contracts.conversions import BUILT_IN
from ddllint.contracts.mapping_format import (
    VERSION,
    ConversionEntry,
    FieldEntry,
    OperationEntry,
    ParameterEntry,
)
from ddllint.contracts.model import Conversion, Direction
from ddllint.contracts.pointers import nearest, steps_of, written
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem, Related
from ddllint.diagnostics.span import Span
from ddllint.settings.typed import MistakeError, typed
from ddllint.settings.yaml import Document, Pointer, read

T = TypeVar("T")


class _SchemaEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Like SchemaEntry, with the fields still to be read one by one."""

    relation: str | None = None
    not_stored: str | None = None
    direction: Direction | None = None
    fields: dict[str, Any] = {}


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Like MappingFile, with the entries still to be read one by one."""

    version: int
    conversions: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    parameters: dict[str, Any] = {}
    operations: dict[str, Any] = {}


class FieldMapping(msgspec.Struct, frozen=True):
    """A field's entry and the place of its key."""

    entry: FieldEntry
    span: Span


class SchemaMapping(msgspec.Struct, frozen=True):
    """A schema, by the file (relative to the root) and pointer, and its entry.

    A field whose entry is mistaken is None: nothing is known of its column. `direction_span` is
    the place of the stated direction, or the key's.
    """

    file: str
    pointer: Pointer
    relation: str | None
    not_stored: str
    direction: Direction | None
    fields: dict[str, FieldMapping | None]
    span: Span
    direction_span: Span


class ParameterMapping(msgspec.Struct, frozen=True):
    """A parameter, and the columns (`relation.column`) that keep its value."""

    file: str
    pointer: Pointer
    columns: tuple[str, ...]
    note: str
    span: Span


class OperationMapping(msgspec.Struct, frozen=True):
    """An operation by `METHOD /path`, and its entry; the terms of the order with their places."""

    name: str
    entry: OperationEntry
    order: tuple[tuple[str, Span], ...] | None
    span: Span


class Mapping(msgspec.Struct, frozen=True):
    """The mapping file."""

    schemas: tuple[SchemaMapping, ...] = ()
    parameters: tuple[ParameterMapping, ...] = ()
    operations: tuple[OperationMapping, ...] = ()
    conversions: dict[str, Conversion] = {}
    problems: tuple[Problem, ...] = ()


def read_mapping(path: Path, shown: str) -> Mapping:
    """The mapping in the file `path`, which findings show as `shown`.

    Raises UsageError, with the place, for a file that cannot be read or is no mapping at all.
    """
    return mapping_of(read(path, shown))


def mapping_of(document: Document) -> Mapping:
    """The mapping that the document holds. Raises UsageError as read_mapping does."""
    try:
        file: _File = typed(document.data, _File)
        if file.version != VERSION:
            message = f"`version` {file.version} is not known: this ddllint reads {VERSION}"
            raise MistakeError(("version",), message)
    except MistakeError as mistake:
        raise mistake.at(document) from None
    return _Reader(document).read(file)


class _Reader:
    """Reads the entries of one document and gathers their mistakes."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems = list(document.problems)
        self.conversions: dict[str, Conversion] = {}
        self.mistaken: set[str] = set()

    def read(self, file: _File) -> Mapping:
        """All entries that are right."""
        self._each("conversions", file.conversions, self._conversion)
        schemas = self._each("schemas", file.schemas, self._schema)
        parameters = self._each("parameters", file.parameters, self._parameter)
        operations = self._each("operations", file.operations, self._operation)
        self._report_twins("schemas", {s.span: (s.file, s.pointer) for s in schemas})
        self._report_twins("parameters", {p.span: (p.file, p.pointer) for p in parameters})
        return Mapping(
            tuple(schemas),
            tuple(parameters),
            tuple(operations),
            self.conversions,
            tuple(self.problems),
        )

    def _each(
        self, section: str, entries: Table[str, Any], read_one: Callable[[str, Any, Pointer], T]
    ) -> list[T]:
        """The entries of a section that are right; a mistake in the others is a problem."""
        found: list[T] = []
        for key, data in entries.items():
            try:
                found.append(read_one(key, data, (section, key)))
            except MistakeError as mistake:
                self._report(mistake)
                self.mistaken.add(key)
        return found

    def _report(self, mistake: MistakeError) -> None:
        error: UsageError = mistake.at(self.document)
        name = ".".join(str(step) for step in mistake.pointer)
        place = error.span or self.document.span_of(())
        self.problems.append(Problem(error.message, name, place, error.help))

    def _report_twins(self, section: str, places: dict[Span, tuple[str, Pointer]]) -> None:
        """A problem for each key that spells the same place as one before it."""
        first: dict[tuple[str, Pointer], Span] = {}
        for span, place in places.items():
            if place in first:
                self.problems.append(
                    Problem(
                        f"`{written(*place)}` has an entry already, spelled in another way",
                        f"{section}.{written(*place)}",
                        span,
                        "Join the two entries.",
                        (Related("the first entry", first[place]),),
                    )
                )
            first.setdefault(place, span)

    def _conversion(self, key: str, data: object, at: Pointer) -> Conversion:
        entry: ConversionEntry = typed(data, ConversionEntry, at)
        if key in BUILT_IN:
            message = f"the conversion `{key}` is built in: {BUILT_IN[key].meaning}"
            raise MistakeError(at, message, "Give yours another name.", in_key=True)
        if not entry.meaning.strip():
            raise MistakeError((*at, "meaning"), "`meaning` says nothing")
        conversion = Conversion(
            name=key,
            meaning=entry.meaning,
            fields=entry.fields,
            columns=entry.columns,
            loses=entry.loses,
            custom=True,
            span=self.document.key_span_of(at),
        )
        self.conversions[key] = conversion
        return conversion

    def _schema(self, key: str, data: object, at: Pointer) -> SchemaMapping:
        file, pointer = place_of(key, at)
        entry: _SchemaEntry = typed(data, _SchemaEntry, at)
        if entry.relation is None and entry.not_stored is None:
            message = f"`schemas.{key}` lacks the key `relation`"
            raise MistakeError(at, message, "Or say `not_stored`, with the reason.")
        if entry.relation is not None:
            wanted = "`name` or `schema.name`"
            _refuse_unless(_RELATION, entry.relation, (*at, "relation"), wanted)
        if entry.not_stored is not None:
            _refuse_contradiction(
                entry.not_stored, ("relation", "fields"), entry, at, "a schema that is not stored"
            )
        fields: dict[str, FieldMapping | None] = {}
        for name, part in entry.fields.items():
            try:
                fields[name] = self._field(part, (*at, "fields", name))
            except MistakeError as mistake:
                self._report(mistake)
                fields[name] = None
        span = self.document.key_span_of(at)
        stated = self.document.span_of((*at, "direction")) if entry.direction else span
        return SchemaMapping(
            file=file,
            pointer=pointer,
            relation=entry.relation,
            not_stored=entry.not_stored or "",
            direction=entry.direction,
            fields=fields,
            span=span,
            direction_span=stated,
        )

    def _field(self, data: object, at: Pointer) -> FieldMapping:
        entry: FieldEntry = typed(data, FieldEntry, at)
        if entry.not_stored is not None:
            _refuse_contradiction(
                entry.not_stored,
                ("column", "conversion", "nullable_because"),
                entry,
                at,
                "a field that is not stored",
            )
        if entry.column is not None and not entry.column:
            raise MistakeError((*at, "column"), "`column` is empty")
        self._refuse_unknown_conversion(entry.conversion, (*at, "conversion"))
        return FieldMapping(entry, self.document.key_span_of(at))

    def _refuse_unknown_conversion(self, name: str, at: Pointer) -> None:
        if not name or name in BUILT_IN or name in self.conversions or name in self.mistaken:
            return
        help = nearest(name, (*self.conversions, *BUILT_IN))
        own = f"Describe it under `conversions`: `{name}: {{meaning: ...}}`."
        raise MistakeError(at, f"there is no conversion `{name}`", help or own)

    def _parameter(self, key: str, data: object, at: Pointer) -> ParameterMapping:
        file, pointer = place_of(key, at)
        entry: ParameterEntry = typed(data, ParameterEntry, at)
        for index, column in enumerate(entry.columns):
            _refuse_unless(_COLUMN, column, (*at, "columns", index), "`relation.column`")
        span = self.document.key_span_of(at)
        return ParameterMapping(file, pointer, entry.columns, entry.note, span)

    def _operation(self, key: str, data: object, at: Pointer) -> OperationMapping:
        if not _OPERATION.fullmatch(key):
            message = f"`{key}` does not name an operation"
            raise MistakeError(at, message, "Write `GET /api/orders`.", in_key=True)
        entry: OperationEntry = typed(data, OperationEntry, at)
        for section in ("reads", "writes"):
            for index, relation in enumerate(getattr(entry, section) or ()):
                wanted = "`name` or `schema.name`"
                _refuse_unless(_RELATION, relation, (*at, section, index), wanted)
        order = None
        if entry.order is not None:
            spans = (self.document.span_of((*at, "order", n)) for n in range(len(entry.order)))
            order = tuple(zip(entry.order, spans, strict=True))
        return OperationMapping(key, entry, order, self.document.key_span_of(at))


_RELATION = re.compile(r"[^\s.]+(\.[^\s.]+)?")
_COLUMN = re.compile(r"[^\s.]+(\.[^\s.]+){1,2}")
_OPERATION = re.compile(r"(GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE) \S+")


def _refuse_unless(form: re.Pattern[str], text: str, at: Pointer, wanted: str) -> None:
    if not form.fullmatch(text):
        raise MistakeError(at, f"`{text}` is not of the form {wanted}")


def place_of(key: str, at: Pointer = ()) -> tuple[str, Pointer]:
    """File and pointer of a key such as `contracts/a.yaml#/components/schemas/A`.

    Raises MistakeError, at the pointer `at` of the mapping, for a key that names none.
    """
    path, mark, fragment = key.partition("#")
    pointer = steps_of(fragment)
    if not path or not mark or pointer is None:
        raise MistakeError(
            at,
            f"`{key}` does not name a file and a place in it",
            "Write `contracts/name.yaml#/components/schemas/Name`.",
            in_key=True,
        )
    return posixpath.normpath(path), pointer


def _refuse_contradiction(
    reason: str, others: tuple[str, ...], entry: object, at: Pointer, subject: str
) -> None:
    """Raise MistakeError when `not_stored` gives no reason, or stands beside what it denies."""
    if not reason.strip():
        raise MistakeError((*at, "not_stored"), "`not_stored` gives no reason")
    for key in others:
        if getattr(entry, key):
            message = f"{subject} has no `{key}`"
            raise MistakeError((*at, key), message, f"Remove `{key}` or `not_stored`.", in_key=True)
