"""Globs over paths with `/`, as `.gitignore` reads them for files and folders."""

import re
from collections.abc import Callable, Iterable

_MAGIC = re.compile(r"[*?\[]")


def is_glob(path: str) -> bool:
    """Whether `path` has a character that only a glob has."""
    return _MAGIC.search(path) is not None


def matcher(globs: Iterable[str]) -> Callable[[str], bool]:
    """A test whether one of `globs` matches a path, or a folder above it.

    `*` and `?` stop at a `/`, `**` does not; `[abc]` is one of these characters, `[!abc]` none.
    """
    patterns = [_pattern(glob) for glob in globs]
    if not patterns:
        return lambda _path: False
    found = re.compile("|".join(patterns)).match
    return lambda path: found(path) is not None


def _pattern(glob: str) -> str:
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[!?[^\]/]+\])", glob.rstrip("/"))
    return "".join(_part(part) for part in parts) + r"(?:/|\Z)"


def _part(part: str) -> str:
    match part:
        case "**/":
            return "(?:.*/)?"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
    if part.startswith("[") and part.endswith("]"):
        body = part[1:-1].replace("\\", "\\\\").replace("[", "\\[")
        return f"[^{body[1:]}/]" if body.startswith("!") else f"[{body}]"
    return re.escape(part)
