"""The file that says which schema lives in which table or view, and which field in which column.

Each mistake is a problem at its place; the entry that holds it is left out, the others are read.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

import msgspec

from ddllint.contracts.model import Direction
from ddllint.contracts.pointers import steps_of
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span
from ddllint.settings.typed import MistakeError, typed
from ddllint.settings.yaml import Document, Pointer, read

VERSION = 1


class FieldEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field whose column is not simply the one of its name."""

    column: str | None = None
    conversion: str = ""
    reason: str = ""
    not_stored: str | None = None
    nullable_because: str = ""


class _SchemaEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    relation: str
    direction: Direction = "both"
    fields: dict[str, Any] = {}


class _ParameterEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    columns: tuple[str, ...]
    note: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    schemas: dict[str, Any] = {}
    parameters: dict[str, Any] = {}


class MappedField(msgspec.Struct, frozen=True):
    """A field's entry and the place of its key."""

    entry: FieldEntry
    span: Span


class MappedSchema(msgspec.Struct, frozen=True):
    """A schema, by the file (relative to the root) and pointer, and the relation that holds it.

    A field whose entry is mistaken is None: nothing is known of its column.
    """

    file: str
    pointer: Pointer
    relation: str
    direction: Direction
    fields: dict[str, MappedField | None]
    span: Span


class MappedParameter(msgspec.Struct, frozen=True):
    """A parameter, and the columns (`relation.column`) that keep its value."""

    file: str
    pointer: Pointer
    columns: tuple[str, ...]
    note: str
    span: Span


class Mapping(msgspec.Struct, frozen=True):
    """The mapping file."""

    schemas: tuple[MappedSchema, ...] = ()
    parameters: tuple[MappedParameter, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_mapping(path: Path, shown: str) -> Mapping:
    """The mapping in the file `path`, which findings show as `shown`.

    Raises UsageError, with the place, for a file that cannot be read or is no mapping at all.
    """
    document = read(path, shown)
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

    def read(self, file: _File) -> Mapping:
        """All entries that are right."""
        schemas = [self._schema(key, data) for key, data in file.schemas.items()]
        parameters = [self._parameter(key, data) for key, data in file.parameters.items()]
        return Mapping(
            tuple(schema for schema in schemas if schema is not None),
            tuple(parameter for parameter in parameters if parameter is not None),
            tuple(self.problems),
        )

    def _report(self, mistake: MistakeError) -> None:
        error: UsageError = mistake.at(self.document)
        name = ".".join(str(step) for step in mistake.pointer)
        place = error.span or self.document.span_of(())
        self.problems.append(Problem(error.message, name, place, error.help))

    def _schema(self, key: str, data: object) -> MappedSchema | None:
        at: Pointer = ("schemas", key)
        try:
            file, pointer = _place(key, at)
            entry: _SchemaEntry = typed(data, _SchemaEntry, at)
            _refuse_unless(_RELATION, entry.relation, (*at, "relation"), "`name` or `schema.name`")
        except MistakeError as mistake:
            self._report(mistake)
            return None
        fields = {
            name: self._field(part, (*at, "fields", name)) for name, part in entry.fields.items()
        }
        span = self.document.key_span_of(at)
        return MappedSchema(file, pointer, entry.relation, entry.direction, fields, span)

    def _field(self, data: object, at: Pointer) -> MappedField | None:
        try:
            entry: FieldEntry = typed(data, FieldEntry, at)
            _refuse_contradiction(entry, at)
        except MistakeError as mistake:
            self._report(mistake)
            return None
        return MappedField(entry, self.document.key_span_of(at))

    def _parameter(self, key: str, data: object) -> MappedParameter | None:
        at: Pointer = ("parameters", key)
        try:
            file, pointer = _place(key, at)
            entry: _ParameterEntry = typed(data, _ParameterEntry, at)
            for index, column in enumerate(entry.columns):
                _refuse_unless(_COLUMN, column, (*at, "columns", index), "`relation.column`")
        except MistakeError as mistake:
            self._report(mistake)
            return None
        span = self.document.key_span_of(at)
        return MappedParameter(file, pointer, entry.columns, entry.note, span)


_RELATION = re.compile(r"[^\s.]+(\.[^\s.]+)?")
_COLUMN = re.compile(r"[^\s.]+(\.[^\s.]+){1,2}")


def _refuse_unless(form: re.Pattern[str], text: str, at: Pointer, wanted: str) -> None:
    if not form.fullmatch(text):
        raise MistakeError(at, f"`{text}` is not of the form {wanted}")


def _place(key: str, at: Pointer) -> tuple[str, Pointer]:
    """File and pointer of a key such as `contracts/a.yaml#/components/schemas/A`."""
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


def _refuse_contradiction(entry: FieldEntry, at: Pointer) -> None:
    if entry.not_stored is None:
        if entry.column is not None and not entry.column:
            raise MistakeError((*at, "column"), "`column` is empty")
        return
    if not entry.not_stored.strip():
        raise MistakeError((*at, "not_stored"), "`not_stored` gives no reason")
    for key in ("column", "conversion", "nullable_because"):
        if getattr(entry, key):
            message = f"a field that is not stored has no `{key}`"
            raise MistakeError((*at, key), message, f"Remove `{key}` or `not_stored`.", in_key=True)
