"""The examples in a Markdown page, as a reader would replay them.

A fence ```` ```sql ```` or ```` ```yaml ```` whose first line is a comment with a path
(`-- specs/orders.sql`, `# ddllint.yaml`) is a file. A fence ```` ```console ```` is a session:
lines that begin with `$ ` are typed, what follows is printed.
"""

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"(?:--|#) (?P<path>[\w./-]+\.\w+)\n")
_END = "\x1e"


@dataclass(frozen=True)
class Command:
    """What is typed, and what the page says it prints."""

    typed: str
    printed: str


@dataclass(frozen=True)
class File:
    """A file that the page shows whole."""

    path: str
    text: str


def steps(page: str) -> Iterator[File | list[Command]]:
    """The files and sessions of a page, in order."""
    for fence in _FENCE.finditer(page):
        if fence["kind"] == "console":
            yield list(_commands(fence["text"]))
        elif named := _PATH.match(fence["text"]):
            yield File(named["path"], fence["text"])


def _commands(session: str) -> Iterator[Command]:
    first, *rest = re.split(r"^\$ ", session, flags=re.MULTILINE)
    assert not first, f"a session begins with a command, not with {first!r}"
    for part in rest:
        typed, _, printed = part.partition("\n")
        yield Command(typed, printed)


def replay(page: str, folder: Path, environment: Mapping[str, str]) -> list[Command]:
    """Make the files and type the commands; what was typed and what really was printed."""
    typed: list[Command] = []
    for step in steps(page):
        if isinstance(step, File):
            target = folder / step.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(step.text)
        else:
            typed += _session([command.typed for command in step], folder, environment)
    return typed


def _session(typed: list[str], folder: Path, environment: Mapping[str, str]) -> list[Command]:
    # `$?` of one command must reach the next, past the mark that tells their outputs apart
    script = "".join(f"{line}\nstatus=$?; printf '{_END}'; (exit $status)\n" for line in typed)
    outcome = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return [
        Command(line, printed)
        for line, printed in zip(typed, outcome.stdout.split(_END)[:-1], strict=True)
    ]


def promised(page: str) -> list[Command]:
    """What the page says is typed and printed."""
    return [command for step in steps(page) if isinstance(step, list) for command in step]
