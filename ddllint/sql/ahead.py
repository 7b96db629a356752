"""Many sources parsed while whoever asked for them works on the first.

Parsing is mostly libpg_query's work, and its answer is bytes: a second process can give it, which
costs this one no more than to look at them. That process parses what has nothing wrong in it; the
rest, and everything where no second process is to be had, is parsed here, so that the outcome is
the same.
"""

import contextlib
import functools
import marshal
import mmap
from collections.abc import Iterator, Sequence
from typing import BinaryIO, TypeAlias

from msgspec import Raw

from ddllint.processes.helper import helper
from ddllint.sql.directives import find_directives
from ddllint.sql.parsed import ParsedSource, ParsedStatement
from ddllint.sql.source import Source, Statement

WORTHWHILE_BYTES = 512 * 1024
"""Less text than this is parsed in the time that it takes to make a process."""

_ROOM = 16
"""How many times as long as the texts their trees may be; texts beyond that are parsed here."""

_LOT = 8
"""So many sources are handed over at once."""

_Record: TypeAlias = tuple[bool, list[tuple[int, int, str, int, int]]] | None
"""Whether a source has directives, and of each statement the first and last byte, kind, base and
length of its tree; None for a source that is to be parsed here."""


@contextlib.contextmanager
def parsed_ahead(sources: Sequence[Source]) -> Iterator[Iterator[ParsedSource]]:
    """Each of the sources parsed, in order, as `parse_source` does it.

    With many, another process goes ahead, from the beginning of the block to its end.
    """
    size = sum([len(source.data) for source in sources])
    trees = _memory(_ROOM * size) if size >= WORTHWHILE_BYTES else None
    if trees is None:
        yield map(_parse, sources)
        return
    with helper(functools.partial(_go_ahead, sources, trees)) as pipe:
        yield map(_parse, sources) if pipe is None else _parsed(sources, pipe, trees)


def _memory(room: int) -> mmap.mmap | None:
    """Memory that this process shares with those that it makes; None if there is no more."""
    try:
        return mmap.mmap(-1, room)
    except OSError:
        return None


def _parse(source: Source) -> ParsedSource:
    from ddllint.sql.parse import parse_source  # which the other process may load alone

    return parse_source(source)


def _parsed(sources: Sequence[Source], pipe: BinaryIO, shared: mmap.mmap) -> Iterator[ParsedSource]:
    records, trees, at = _records(pipe), memoryview(shared), 0
    for source in sources:
        record = next(records, None)
        if record is None:
            yield _parse(source)
            continue
        has_directives, told = record
        statements = []
        for start, end, kind, base, length in told:
            statement = Statement(source, start, end, kind, base)
            statements.append(ParsedStatement(statement, Raw(trees[at : at + length])))
            at += length
        directives = find_directives(source) if has_directives else ()
        yield ParsedSource(source, tuple(statements), (), directives)


def _records(pipe: BinaryIO) -> Iterator[_Record]:
    """What the helper says of each source, as far as it came."""
    while len(length := pipe.read(4)) == 4:
        size = int.from_bytes(length)
        lot = pipe.read(size)
        if len(lot) < size:
            return
        yield from marshal.loads(lot)


def _go_ahead(sources: Sequence[Source], trees: mmap.mmap, pipe: BinaryIO) -> None:
    """What the helper does: parse, and tell of it lot by lot."""
    for first in range(0, len(sources), _LOT):
        lot = [_record(_parse(one), trees) for one in sources[first : first + _LOT]]
        told = marshal.dumps(lot)
        pipe.write(len(told).to_bytes(4) + told)
        pipe.flush()


def _record(parsed: ParsedSource, trees: mmap.mmap) -> _Record:
    """Put the trees of a source into the shared memory; ValueError when it is full."""
    if parsed.problems:
        return None
    told = []
    for one in parsed.statements:
        statement, body = one.statement, bytes(one.body)
        trees.write(body)
        told.append((statement.start, statement.end, statement.kind, statement.base, len(body)))
    return bool(parsed.directives), told
