"""The mapping file with an entry for each schema that has none yet.

Entries are added to the text; not a character of what a person wrote is changed. What an entry
cannot tell it leaves open, so that the check reports it until somebody decides.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ddllint.catalog.model import Catalog
from ddllint.contracts.guesses import Guess, guessed
from ddllint.contracts.mapping import place_of
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.errors import UsageError
from ddllint.settings.typed import MistakeError
from ddllint.settings.yaml import Data, Document, load

_NAME = "the mapping"


def completed(text: str, contracts: Contracts, catalog: Catalog) -> str:
    """The text of the mapping file with the missing schemas added at the end of `schemas:`.

    A schema is taken to live in the table or view that is named like it. Completing the result
    once more changes nothing. Raises UsageError, without a file's name, for text that is no
    mapping of keys, and where entries cannot be added without changing what is there.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    document = load(_NAME, body)
    if document.data is None:
        body += "" if not body or body.endswith(("\n", "\r")) else "\n"
        body += "version: 1\n"
        document = load(_NAME, body)
    known = set(_mapped(document))
    missing = [
        guessed(schema, catalog)
        for schema in contracts.unmapped
        if place_of(schema.pointer) not in known
    ]
    if not missing:
        return text
    if not isinstance(document.data, dict):
        raise UsageError("the file must be a mapping", document.span_of(()))
    added = _with_entries(body, document, missing)
    _refuse_damage(document, document.data, added, missing)
    return mark + added


def _refuse_damage(
    document: Document, before: dict[str, Data], added: str, missing: Sequence[Guess]
) -> None:
    """Raise UsageError unless the new text says what the old one did, and the entries."""
    schemas = before.get("schemas") or {}
    entries: dict[str, Data] = {guess.pointer: _data(guess) for guess in missing}
    wanted = {**before, "schemas": {**(schemas if isinstance(schemas, dict) else {}), **entries}}
    try:
        right = load(_NAME, added).data == wanted
    except UsageError:
        right = False
    if not right:
        message = "entries cannot be added to `schemas` as it is written"
        help = "Write it as a block, one schema below the other."
        raise UsageError(message, document.span_of(("schemas",)), help)


def _data(guess: Guess) -> Data:
    return None if guess.relation is None else {"relation": guess.relation}


def _mapped(document: Document) -> Iterator[tuple[object, ...]]:
    """The places that have an entry, a mistaken one included."""
    schemas = document.data.get("schemas") if isinstance(document.data, dict) else None
    for key in schemas if isinstance(schemas, dict) else ():
        try:
            yield place_of(key)
        except MistakeError:
            continue  # it names no schema, and so not a missing one


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


class _Lines(msgspec.Struct, frozen=True):
    """The lines of the text with their ends, and the end that it uses."""

    lines: list[str]
    end: str

    def offset(self, line: int, column: int) -> int:
        """The offset of a place that counts from 1."""
        return sum(map(len, self.lines[: line - 1])) + column - 1


def _with_entries(text: str, document: Document, missing: Sequence[Guess]) -> str:
    lines = _Lines(_LINE.findall(text), "\r\n" if "\r\n" in text else "\n")
    assert isinstance(document.data, dict)
    whole = document.span_of(())
    if text[lines.offset(whole.line, whole.column)] == "{":
        return _in_braces(text, document, lines, missing)
    if "schemas" not in document.data:
        head = text if text.endswith(("\n", "\r")) else text + lines.end
        return f"{head}{lines.end}schemas:{lines.end}" + _block(missing, 2, 2, lines.end)
    span, value = document.span_of(("schemas",)), document.data["schemas"]
    start = lines.offset(span.line, span.column)
    end = lines.offset(span.end_line, span.end_column)
    if value is None or value == {}:
        head, (rest, _, tail) = text[:start].rstrip(" \t"), text[end:].partition("\n")
        entries = _block(missing, _indent(document) + 2, 2, lines.end)
        return f"{head}{rest.rstrip(chr(13))}{lines.end}{entries}{tail}"
    if isinstance(value, dict) and text[start] == "{":
        return _before_brace(text, end - 1, missing)
    if isinstance(value, dict) and text[start] != "*":
        return _after_block(document, lines, value, missing)
    raise UsageError("`schemas` must be a mapping that is written out", span)


def _indent(document: Document) -> int:
    """How far `schemas:` is indented."""
    return document.key_span_of(("schemas",)).column - 1


def _after_block(
    document: Document, lines: _Lines, value: dict[str, Data], missing: Sequence[Guess]
) -> str:
    """The entries behind the last one, and behind the comments that belong to it."""
    first = next(iter(value))
    indent = document.key_span_of(("schemas", first)).column - 1
    entry = value[first]
    step = 2
    if isinstance(entry, dict) and entry:
        below = document.key_span_of(("schemas", first, next(iter(entry))))
        own = document.key_span_of(("schemas", first))
        step = below.column - own.column if below.line > own.line else 2
    at = document.span_of(("schemas",)).end_line
    outer = _indent(document)
    for number in range(at, len(lines.lines)):
        line = lines.lines[number]
        if line.strip() and not line[outer : outer + 1].isspace():
            break
        at = number + 1 if line.strip() else at
    head, tail = "".join(lines.lines[:at]), "".join(lines.lines[at:])
    if not head.endswith(("\n", "\r")):
        head += lines.end
    return head + lines.end + _block(missing, indent, max(step, 1), lines.end) + tail


def _block(missing: Iterable[Guess], indent: int, step: int, end: str) -> str:
    """The entries in block style, a blank line between them."""
    return end.join(
        "".join(f"{' ' * indent}{line}{end}" for line in _entry(guess, " " * step))
        for guess in missing
    )


def _entry(guess: Guess, step: str) -> Iterator[str]:
    yield f"{_key(guess.pointer)}:"
    if guess.relation is None:
        yield f"{step}# Nothing is named like it. Write the relation that holds it:"
        yield f"{step}# relation: NAME"
        yield f"{step}# or why none does:"
        yield f"{step}# not_stored: WHY"
        return
    yield f"{step}relation: {_scalar(guess.relation)}"
    if guess.without_column:
        yield f"{step}# fields:"
        yield f"{step}#{step}No column is named like these. Write `column: NAME`, perhaps with"
        yield f"{step}#{step}`conversion: NAME`, or `not_stored: WHY`:"
        for name in guess.without_column:
            yield f"{step}#{step}{_key(name)}:"


_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./~#$%-]*")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def _scalar(text: str) -> str:
    """The text as a YAML scalar, in quotes where it must be."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


_key = _scalar


def _in_braces(text: str, document: Document, lines: _Lines, missing: Sequence[Guess]) -> str:
    """The entries in a file that is one JSON object."""
    assert isinstance(document.data, dict)
    inner = document.data.get("schemas")
    pointer = ("schemas",) if isinstance(inner, dict) else ()
    if inner is not None and not isinstance(inner, dict):
        raise UsageError("`schemas` must be a mapping", document.span_of(("schemas",)))
    span = document.span_of(pointer)
    end = lines.offset(span.end_line, span.end_column) - 1
    return _before_brace(text, end, missing, wrapped=not pointer)


def _before_brace(text: str, brace: int, missing: Sequence[Guess], wrapped: bool = False) -> str:
    """The entries before the `}` at the offset `brace`."""
    entries = ", ".join(_flow(guess) for guess in missing)
    if wrapped:
        entries = f'"schemas": {{{entries}}}'
    head = text[:brace].rstrip()
    comma = "" if head.endswith(("{", ",")) else ","
    space = " " if comma or head.endswith(",") else ""
    return f"{head}{comma}{space}{entries}{text[len(head) : brace]}{text[brace:]}"


def _flow(guess: Guess) -> str:
    value = json.dumps(_data(guess), ensure_ascii=False)
    return f"{json.dumps(guess.pointer, ensure_ascii=False)}: {value}"
