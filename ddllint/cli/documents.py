"""Generated documents: written, or held to what is there."""

from collections.abc import Iterator
from pathlib import Path

from ddllint.cli.output import write_file
from ddllint.diagnostics.errors import UsageError
from ddllint.docs.changes import Change, Changes, difference
from ddllint.report.printable import printable
from ddllint.report.summary import count


def apply(change: Change) -> None:
    """Make, rewrite or remove a file. Raises UsageError when it cannot be done."""
    if change.after is not None:
        Path(change.path).parent.mkdir(parents=True, exist_ok=True)
        write_file(change.path, change.after.encode())
        return
    try:
        Path(change.path).unlink()
    except OSError as error:
        raise UsageError(f"cannot remove {printable(change.path)}: {error.strerror}") from None


def told(found: Changes) -> Iterator[str]:
    """The lines that tell what was written."""
    for change in found.changes:
        word = "removed" if change.after is None else "wrote"
        yield f"{word} {printable(change.path)}\n"
    yield f"{count(found.current, 'document')} already up to date\n" if found.current else ""


def differences(found: Changes, command: str) -> Iterator[str]:
    """The lines that tell what `command` would change."""
    for change in found.changes:
        for line in difference(change):
            yield printable(line) + "\n"
    if found.changes:
        of = f"{len(found.changes)} of {count(found.documents, 'document')}"
        yield f"{of} out of date: run `{command}`\n"
    else:
        yield f"{count(found.documents, 'document')} up to date\n"
