"""Many sources parsed while whoever asked for them works on the first.

Parsing is mostly libpg_query's work, and its answer is bytes: a second process can give it, which
costs this one no more than to look at them. That process parses what has nothing wrong in it; the
rest, and everything where no second process is to be had, is parsed here, so that the outcome is
the same.
"""

import marshal
import mmap
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NoReturn, TypeAlias

from msgspec import Raw

from ddllint.sql.directives import find_directives
from ddllint.sql.parse import ParsedSource, ParsedStatement, parse_source
from ddllint.sql.source import Source, Statement

WORTHWHILE_BYTES = 512 * 1024
"""Less text than this is parsed in the time that it takes to make a process."""

_ROOM = 16
"""How many times as long as the texts their trees may be; texts beyond that are parsed here."""

_LOT = 8
"""So many sources are handed over at once."""

_Record: TypeAlias = tuple[tuple[int, int, str, int, int], ...] | None
"""Of each statement its first and last byte, its kind, its base and the length of its tree; None
for a source that is to be parsed here."""


def parse_sources(sources: Sequence[Source]) -> Iterator[ParsedSource]:
    """Each of the sources parsed, in order, as `parse_source` does it.

    With many, another process goes ahead; it ends with the iterator, or when that is closed.
    """
    size = sum([len(source.data) for source in sources])
    if size < WORTHWHILE_BYTES or not _can_fork():
        return map(parse_source, sources)
    return _helped(sources, _ROOM * size)


def _can_fork() -> bool:
    """Whether there is a second core, and no thread that a process could not be made beside."""
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    return alone and hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1


def _helped(sources: Sequence[Source], room: int) -> Iterator[ParsedSource]:
    try:
        trees = mmap.mmap(-1, room)
        reading, writing = os.pipe()
    except OSError:  # there is no more memory, or no more files may be open
        yield from map(parse_source, sources)
        return
    # an interrupt between the two would leave a process that nobody knows
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        helper = os.fork()
    except OSError:  # no more processes: the pipe is at its end at once
        helper = -1
    if helper == 0:
        os.close(reading)  # so that it ends, too, when this process is killed
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _go_ahead(sources, trees, writing)
    os.close(writing)
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        with os.fdopen(reading, "rb") as pipe:
            records, view, at = _records(pipe), memoryview(trees), 0
            for source in sources:
                record = next(records, None)
                if record is None:
                    yield parse_source(source)
                    continue
                statements = []
                for start, end, kind, base, length in record:
                    statement = Statement(source, start, end, kind, base)
                    statements.append(ParsedStatement(statement, Raw(view[at : at + length])))
                    at += length
                yield ParsedSource(source, tuple(statements), (), find_directives(source))
    finally:
        if helper != -1:
            os.kill(helper, signal.SIGKILL)
            os.waitpid(helper, 0)


def _records(pipe: BinaryIO) -> Iterator[_Record]:
    """What the helper says of each source, as far as it came."""
    while len(length := pipe.read(4)) == 4:
        size = int.from_bytes(length)
        lot = pipe.read(size)
        if len(lot) < size:
            return
        yield from marshal.loads(lot)


def _go_ahead(sources: Sequence[Source], trees: mmap.mmap, writing: int) -> NoReturn:
    """What the helper does: parse, and end without a word whatever comes in between."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            for first in range(0, len(sources), _LOT):
                lot = [_record(parse_source(one), trees) for one in sources[first : first + _LOT]]
                told = marshal.dumps(lot)
                pipe.write(len(told).to_bytes(4) + told)
                pipe.flush()
    finally:
        os._exit(0)


def _record(parsed: ParsedSource, trees: mmap.mmap) -> _Record:
    """Put the trees of a source into the shared memory; ValueError when it is full."""
    if parsed.problems:
        return None
    record = []
    for one in parsed.statements:
        statement, body = one.statement, bytes(one.body)
        trees.write(body)
        record.append((statement.start, statement.end, statement.kind, statement.base, len(body)))
    return tuple(record)
