"""SQL's patterns as languages."""

import functools

from ddllint.catalog.predicates.facets import Regex
from ddllint.catalog.regular import Node, like, posix


@functools.lru_cache(1024)
def pattern_language(pattern: Regex) -> Node | None:
    """The texts that the pattern is about, negated or not; None when it cannot be told."""
    read = like if pattern.like else posix
    return read(pattern.text, ignore_case=pattern.ignore_case)
