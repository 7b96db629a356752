"""Many sources parsed while whoever asked for them works on the first.

Parsing is mostly libpg_query's work, and its answer is bytes: a second process can give it, which
costs this one no more than to look at them. That process parses what has nothing wrong in it; the
rest, and everything where no second process is to be had, is parsed here, so that the outcome is
the same.
"""

import contextlib
import marshal
import mmap
import os
import signal
import sys
from collections.abc import Collection, Iterator, Sequence
from typing import BinaryIO, NamedTuple, NoReturn, TypeAlias

from msgspec import Raw

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
    helper = _start(sources, _ROOM * size) if size >= WORTHWHILE_BYTES and _can_fork() else None
    if helper is None:
        yield map(_parse, sources)
        return
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, helper.mask)
        yield _parsed(sources, helper)
    finally:
        os.kill(helper.process, signal.SIGKILL)
        os.waitpid(helper.process, 0)
        helper.pipe.close()


def _can_fork() -> bool:
    """Whether there is a second core, and no thread that a process could not be made beside."""
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    return alone and hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1


class _Helper(NamedTuple):
    """The other process, the pipe on which it tells what it found, and the trees that it means.

    `mask` are the signals that were held back before it was made.
    """

    process: int
    pipe: BinaryIO
    trees: mmap.mmap
    mask: Collection[int]


def _start(sources: Sequence[Source], room: int) -> _Helper | None:
    """Make the other process, with interrupts held back until somebody knows of it."""
    try:
        trees = mmap.mmap(-1, room)
        reading, writing = os.pipe()
    except OSError:  # there is no more memory, or no more files may be open
        return None
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = os.fork()
    except OSError:  # there may be no more processes
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.close(reading)
        os.close(writing)
        return None
    if not process:
        os.close(reading)  # so that it ends, too, when this process is killed
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _go_ahead(sources, trees, writing)
    os.close(writing)
    return _Helper(process, os.fdopen(reading, "rb"), trees, mask)


def _parse(source: Source) -> ParsedSource:
    from ddllint.sql.parse import parse_source  # which the other process may load alone

    return parse_source(source)


def _parsed(sources: Sequence[Source], helper: _Helper) -> Iterator[ParsedSource]:
    records, trees, at = _records(helper.pipe), memoryview(helper.trees), 0
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


def _go_ahead(sources: Sequence[Source], trees: mmap.mmap, writing: int) -> NoReturn:
    """What the helper does: parse, and end without a word whatever comes in between."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            for first in range(0, len(sources), _LOT):
                lot = [_record(_parse(one), trees) for one in sources[first : first + _LOT]]
                told = marshal.dumps(lot)
                pipe.write(len(told).to_bytes(4) + told)
                pipe.flush()
    finally:
        os._exit(0)


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
