"""Where in a project an exception came from, and what it says, for people."""

import traceback
from pathlib import Path


def failure(error: BaseException, *within: Path) -> tuple[Path, int, str] | None:
    """The file and line (from 1) that raised, and the reason; None if none of `within` did.

    `within` are files and folders. Of several frames it is the innermost, and for a syntax error
    the file that has it.
    """
    if isinstance(error, SyntaxError) and error.filename:
        path = Path(error.filename)
        if _below(path, *within):
            return path, error.lineno or 1, f"{type(error).__name__}: {error.msg}"
    frames = [
        (Path(frame.filename), frame.lineno or 1)
        for frame in traceback.extract_tb(error.__traceback__)
        if _below(Path(frame.filename), *within)
    ]
    return (*frames[-1], reason(error)) if frames else None


def reason(error: BaseException) -> str:
    """An exception on one line: its kind, and what it says."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _below(path: Path, *within: Path) -> bool:
    real = path.resolve()
    return any(real.is_relative_to(one.resolve()) for one in within)
