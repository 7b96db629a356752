"""Another process that does some of the work, where there is a second core for it.

It is a copy of this one, made where it is asked for, so that it knows what this one does; it ends
with the block that it is for, or with this process. Whoever asks for it can do without it: it is a
matter of speed alone.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Collection, Iterator
from typing import Any, BinaryIO, NamedTuple, NoReturn, TypeVar

T = TypeVar("T")


@contextlib.contextmanager
def helper(work: Callable[[BinaryIO], None]) -> Iterator[BinaryIO | None]:
    """What `work` writes to its pipe in another process, while the block runs.

    None where there can be none. It may end at any place, also if all is well here.
    """
    made = _start(work) if _can_fork() else None
    if made is None:
        yield None
        return
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, made.mask)
        yield made.pipe
    finally:
        os.kill(made.process, signal.SIGKILL)
        os.waitpid(made.process, 0)
        made.pipe.close()


@contextlib.contextmanager
def made_aside(make: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """What `make` makes, by another process while the block runs; to be called for it.

    What is made must be such that it can be pickled; much of it takes longer to hand over than to
    make. Whatever keeps the other process from it, an error among it, leaves it to be made here.
    """

    import pickle  # for large runs only

    def work(pipe: BinaryIO) -> None:
        told = pickle.dumps(make())
        pipe.write(len(told).to_bytes(8) + told)

    with helper(work) as pipe:

        def made() -> T:
            told = b"" if pipe is None else pipe.read()
            if len(told) < 8 or len(told) - 8 != int.from_bytes(told[:8]):
                return make()
            found: T = pickle.loads(told[8:])  # which a copy of this process has written
            return found

        yield made


def _can_fork() -> bool:
    """Whether there is a second core, and no thread that a process could not be made beside."""
    threading: Any = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    return alone and hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1


class _Helper(NamedTuple):
    """The other process, and the pipe on which it tells what it found.

    `mask` are the signals that were held back before it was made.
    """

    process: int
    pipe: BinaryIO
    mask: Collection[int]


def _start(work: Callable[[BinaryIO], None]) -> _Helper | None:
    """Make the other process, with interrupts held back until somebody knows of it."""
    try:
        reading, writing = os.pipe()
    except OSError:  # no more files may be open
        return None
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = os.fork()
    except OSError:  # there may be no more processes, or no more memory
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.close(reading)
        os.close(writing)
        return None
    if not process:
        os.close(reading)  # so that it ends, too, when this process is killed
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _help(work, writing)
    os.close(writing)
    return _Helper(process, os.fdopen(reading, "rb"), mask)


def _help(work: Callable[[BinaryIO], None], writing: int) -> NoReturn:
    """What the other process does: its work, and end without a word whatever comes in between."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            work(pipe)
    finally:
        os._exit(0)
