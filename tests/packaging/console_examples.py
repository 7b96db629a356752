"""The examples in a Markdown page, as a reader would replay them.

A fence ```` ```sql ```` or ```` ```yaml ```` whose first line is a comment with a path
(`-- specs/orders.sql`, `# ddllint.yaml`) is a file. A fence ```` ```console ```` is a session:
lines that begin with `$ ` are typed, what follows is printed.

`python tests/packaging/console_examples.py PAGE...` writes what is really printed into the pages.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"(?:--|#) (?P<path>[\w./-]+\.\w+)\n")
_END = "\x1e"
_OF_THE_MACHINE = re.compile(r"(?<=PostgreSQL )\d+\.\d+|\b\d+\.\d(?= s$)", re.MULTILINE)
"""The server's version, and how long it took: not the same everywhere."""


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


def settled(commands: Iterable[Command]) -> list[Command]:
    """The same without what depends on the machine."""
    return [Command(one.typed, _OF_THE_MACHINE.sub("N", one.printed)) for one in commands]


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


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """That of the examples: the programs of this Python come first, nothing is in colour.

    And it is always the same time.
    """
    programs = str(Path(sys.executable).parent)
    path = os.pathsep.join((programs, inherited.get("PATH", "")))
    constant = {"NO_COLOR": "1", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795505400"}
    return {**inherited, "PATH": path, **constant}


def renewed(page: str, folder: Path, inherited: Mapping[str, str]) -> str:
    """The page with what its commands really print."""
    printed = iter(replay(page, folder, environment(inherited)))

    def session(fence: re.Match[str]) -> str:
        if fence["kind"] != "console":
            return fence[0]
        shown = [next(printed) for _ in _commands(fence["text"])]
        text = "".join(f"$ {command.typed}\n{command.printed}" for command in shown)
        return f"```console\n{text}```"

    return _FENCE.sub(session, page)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        page = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(renewed(page, Path(folder), os.environ), encoding="utf-8")
