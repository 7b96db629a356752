"""The files of the contracts, and `$ref` from one place in them to another.

A reference reaches what was loaded, and only files below the contracts folders are loaded: so
none leads out of them, and none to the network.
"""

import functools
import os
import posixpath
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote

import msgspec

from ddllint.contracts.pointers import nearest, part_of, steps_of, written
from ddllint.contracts.references import anchors_in, references_in
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span
from ddllint.settings.paths import printable, relative
from ddllint.settings.yaml import Data, Document, Pointer, read

SUFFIXES = (".yaml", ".yml", ".json")

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")

Shown: TypeAlias = Callable[[Path], str]
"""How findings show a path."""


class Node(msgspec.Struct, frozen=True):
    """A value in a contract file; `file` is the file's name in Documents."""

    file: str
    pointer: Pointer
    value: Data

    def child(self, *steps: str | int) -> "Node":
        """The part that the steps lead to; its value is None where there is none."""
        value = self.value
        for step in steps:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            else:
                _, value = part_of(value, step)
        return Node(self.file, self.pointer + steps, value)

    def items(self, key: str) -> list["Node"]:
        """The items of the list under `key`; none when there is no list."""
        listed = self.value.get(key) if isinstance(self.value, dict) else None
        if not isinstance(listed, list):
            return []
        return [Node(self.file, (*self.pointer, key, at), item) for at, item in enumerate(listed)]

    def __str__(self) -> str:
        return written(self.file, self.pointer)


class Dangling(msgspec.Struct, frozen=True):
    """Why a reference leads nowhere; `reported` when its file's own problem says so already."""

    message: str
    help: str = ""
    reported: bool = False


class Documents:
    """All contract files. A file's name is its path relative to the root, with `/`."""

    def __init__(self, folders: Sequence[str], files: dict[str, Document], unread: list[Problem]):
        self.files = files
        self._resolved: dict[tuple[str, str], Node | Dangling] = {}
        self._anchors: dict[str, dict[str, Pointer]] = {}
        self._folders = folders
        self._unread = {problem.object for problem in unread}
        duplicates = [problem for document in files.values() for problem in document.problems]
        self.problems = (*unread, *duplicates)

    def find(self, file: str, pointer: Pointer) -> Node | Dangling:
        """What the pointer leads to in the file of that name."""
        if file in self._unread:
            return Dangling(f"{file} cannot be read", reported=True)
        if file not in self.files:
            if not any(_is_below(file, folder) for folder in self._folders):
                return Dangling(f"{file} lies outside of the contracts folder")
            return Dangling(f"there is no contract {file}", nearest(file, self.files))
        value = self.files[file].data
        for at, step in enumerate(pointer):
            if isinstance(value, dict) and step in value:
                value = value[str(step)]
                continue
            exists, part = part_of(value, step)
            if not exists:
                keys = value if isinstance(value, dict) else ()
                message = f"`{written(file, pointer[:at]).rstrip('#')}` has no `{step}`"
                return Dangling(message, nearest(str(step), keys))
            value = part
        return Node(file, pointer, value)

    def at(self, place: str) -> Node | Dangling:
        """What `file#/json/pointer`, as a Node is printed, leads to."""
        file, _, fragment = place.partition("#")
        steps = (step.replace("~1", "/").replace("~0", "~") for step in fragment.split("/")[1:])
        return self.find(file, tuple(steps))

    def resolve(self, file: str, reference: str) -> Node | Dangling:
        """What a `$ref` written in `file` refers to."""
        key = (file, reference)
        if key not in self._resolved:
            self._resolved[key] = self._find_referred(file, reference)
        return self._resolved[key]

    def _find_referred(self, file: str, reference: str) -> Node | Dangling:
        path, _, fragment = reference.partition("#")
        if _URL.match(path):
            if path in self._ids:
                return self._at_fragment(self._ids[path], fragment)
            help = "Copy what it refers to into the contracts folder."
            return Dangling(f"`{reference}` is a URL; only local files are read", help)
        path = unquote(path)
        if path.startswith(("/", "\\")):
            message = f"`{reference}` is an absolute path"
            return Dangling(message, "Write the path relative to this file.")
        if path:
            file = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
        return self._at_fragment(file, fragment)

    def _at_fragment(self, file: str, fragment: str) -> Node | Dangling:
        pointer = steps_of(fragment)
        if pointer is None:
            whole = self.find(file, ())
            if isinstance(whole, Dangling):
                return whole
            if file not in self._anchors:
                self._anchors[file] = anchors_in(whole.value)
            name = unquote(fragment)
            if name not in self._anchors[file]:
                help = "An anchor is named by `$anchor`; a JSON pointer starts with `#/`."
                return Dangling(f"{file} has no anchor `{name}`", help)
            pointer = self._anchors[file][name]
        return self.find(file, pointer)

    @functools.cached_property
    def _ids(self) -> dict[str, str]:
        """The file of each URL that a schema says of itself (JSON Schema 2020-12 Core, 8.2.1)."""
        found: dict[str, str] = {}
        for file, document in self.files.items():
            said = document.data.get("$id") if isinstance(document.data, dict) else None
            if isinstance(said, str):
                found.setdefault(said.removesuffix("#"), file)
        return found

    def span(self, node: Node) -> Span:
        """The place of the node's value."""
        return self.files[node.file].span_of(node.pointer)

    def key_span(self, node: Node) -> Span:
        """The place of the node's key."""
        return self.files[node.file].key_span_of(node.pointer)

    def written_number(self, node: Node) -> str:
        """The text in the file of a number that has a fraction; empty for any other value."""
        is_float = isinstance(node.value, float)
        return self.files[node.file].written(node.pointer) if is_float else ""

    def dangling(self) -> Iterator[Problem]:
        """A problem for each reference that leads nowhere."""
        for file, document in self.files.items():
            for pointer, reference in references_in(document.data):
                found = self._destination(file, reference)
                if isinstance(found, Dangling) and not found.reported:
                    span = document.span_of(pointer)
                    yield Problem(found.message, written(file, pointer), span, found.help)

    def _destination(self, file: str, reference: str) -> Node | Dangling:
        """Where a reference ends when those that it leads to are followed."""
        seen: set[tuple[str, Pointer]] = set()
        found = self.resolve(file, reference)
        while isinstance(found, Node) and (further := reference_of(found)) is not None:
            if (found.file, found.pointer) in seen:
                return Dangling(f"`{reference}` leads round in a circle")
            seen.add((found.file, found.pointer))
            onward = self.resolve(found.file, further)
            if isinstance(onward, Dangling):
                return found  # reported where it is written
            found = onward
        return found


def reference_of(node: Node) -> str | None:
    """The `$ref` of the node, if it has one."""
    reference = node.value.get("$ref") if isinstance(node.value, dict) else None
    return reference if isinstance(reference, str) else None


def load_documents(folders: Sequence[Path], root: Path, shown: Shown) -> Documents:
    """Every YAML and JSON file below the folders, in the order of their names.

    What cannot be read becomes a problem, so that the other files are still checked. Raises
    UsageError for a folder that does not exist, cannot be listed or holds no contract.
    """
    paths = {_name(path, root): (path, folder) for path, folder in _files(folders, shown)}
    files: dict[str, Document] = {}
    unread: list[Problem] = []
    for name in sorted(paths):
        path, folder = paths[name]
        try:
            _refuse_links_and_devices(path, folder)
            files[name] = read(path, shown(path))
        except UsageError as error:
            place = error.span or Span(shown(path), 1, 1, 1, 1)
            message = error.message.removeprefix(f"{shown(path)}: ")
            unread.append(Problem(message, name, place, error.help))
    return Documents([_name(folder, root) for folder in folders], files, unread)


def _name(path: Path, root: Path) -> str:
    return printable(relative(str(path), str(root)))


def _files(folders: Sequence[Path], shown: Shown) -> Iterator[tuple[Path, Path]]:
    """Each contract file, and each link to a folder elsewhere, with the folder it was found in."""

    def refuse(error: OSError) -> None:
        reason = (error.strerror or "unknown error").lower()
        raise UsageError(f"{shown(Path(error.filename))}: cannot be read: {reason}")

    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"the contracts folder {shown(folder)} does not exist")
        found = False
        for place, within, names in os.walk(folder, onerror=refuse):
            for name in within:
                if Path(place, name).is_symlink() and _leads_out(Path(place, name), folder):
                    yield Path(place, name), folder
            for name in names:
                if name.endswith(SUFFIXES):
                    found = True
                    yield Path(place, name), folder
        if not found:
            wanted = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
            raise UsageError(f"the contracts folder {shown(folder)} holds no {wanted}")


def _refuse_links_and_devices(path: Path, folder: Path) -> None:
    if _leads_out(path, folder):
        raise UsageError("a link that leads out of the contracts folder is not followed")
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        raise UsageError("not an ordinary file")


def _leads_out(path: Path, folder: Path) -> bool:
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _is_below(file: str, folder: str) -> bool:
    return file.startswith(f"{folder}/") or (folder == "." and not file.startswith("../"))
