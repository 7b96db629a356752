"""A sequence that is made as far as somebody reads it, and kept."""

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Lazy(Generic[T]):
    """Items that are costly to make, of which mostly the first few are looked at."""

    def __init__(self, items: Iterable[T]) -> None:
        self._rest = iter(items)
        self._made: list[T] = []

    def __iter__(self) -> Iterator[T]:
        at = 0
        while True:
            if at == len(self._made):
                try:
                    self._made.append(next(self._rest))
                except StopIteration:
                    return
            yield self._made[at]
            at += 1

    def __bool__(self) -> bool:
        return any(True for _ in self)


def each_once(values: Iterable[str | None]) -> Iterator[str | None]:
    """The values in order, each once, and NULL after all others."""
    seen: set[str | None] = set()
    for value in values:
        if value not in seen:
            seen.add(value)
            if value is not None:
                yield value
    if None in seen:
        yield None
