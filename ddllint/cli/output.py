"""Where output goes: to stdout, or to a file, all of it or nothing."""

import contextlib
import os
import sys
from pathlib import Path
from typing import TextIO

from ddllint.diagnostics.errors import UsageError
from ddllint.report.style import Style
from ddllint.settings.paths import printable, relative


def write(text: str, path: str | None = None) -> None:
    """Write text to the file `path`, or to stdout. Raises UsageError when that fails."""
    if path is not None and path != "-":
        write_file(path, text.encode("utf-8", "backslashreplace"))
    else:
        write_stream(sys.stdout, text)


def write_stream(stream: TextIO | None, text: str) -> None:
    """Write text to a standard stream. A reader that has gone away, as `head` does, is no error."""
    if stream is None:  # closed by whoever started the process
        return
    encoding = stream.encoding or "utf-8"
    try:
        stream.flush()
        stream.buffer.write(text.encode(encoding, "backslashreplace"))
        stream.flush()
    except BrokenPipeError:
        _let_go(stream)
    except OSError as error:
        _let_go(stream)
        raise UsageError(f"cannot write the output: {error.strerror}") from None


def _let_go(stream: TextIO) -> None:
    """Keep Python from flushing the stream once more when it ends, which would fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def write_file(path: str, data: bytes) -> None:
    """Replace the content of a file in one step, so that nobody reads half of it."""
    named, target = Path(path), Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        if named.exists() and not named.is_file():  # a device or a pipe cannot be replaced
            named.write_bytes(data)
            return
        try:
            beside.write_bytes(data)
            if target.exists():
                beside.chmod(target.stat().st_mode & 0o7777)
            beside.replace(target)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink()
    except OSError as error:
        raise UsageError(f"cannot write {printable(path)}: {error.strerror}") from None


def append_file(path: str, text: str) -> None:
    """Add text to the end of a file. Raises UsageError when that fails."""
    try:
        with Path(path).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {printable(path)}: {error.strerror}") from None


def style_for(stream: TextIO | None, colour: str = "auto") -> Style:
    """Colour `always`, `never`, or for a terminal only (see https://no-color.org)."""
    if colour != "auto":
        return Style(colour == "always")
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Style(stream is not None and stream.isatty() and not plain)


def in_workspace(path: str) -> str:
    """A path as GitHub knows it: relative to the checkout, wherever the step works."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    return relative(path, workspace) if workspace else path
