"""From `ddllint.yaml` and the rulesets that it extends to typed settings."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.settings.model import Settings
from ddllint.settings.paths import relative
from ddllint.settings.rulesets import BUILT_IN
from ddllint.settings.typed import MistakeError, suggestion, typed
from ddllint.settings.yaml import Document, Pointer, read

FILE_NAME = "ddllint.yaml"

_PATH_LISTS = ("specs", "contracts", "ignore", "migrations")
_PATHS = ("mapping", "alembic", "roles-file")
_DOCUMENTS = (
    "dictionary",
    "erd",
    "index-plan",
    "contract-matrix",
    "lint-rules",
    "lint-results",
    "role-matrix",
)


class Layer(msgspec.Struct, frozen=True):
    """One file or built-in ruleset: its data as written, and the places if it is a file.

    `spellings` gives for each key of `waivers`, whose path is relative to the main file's folder,
    how the layer's own file spells it.
    """

    name: str
    data: Mapping[str, Any]
    document: Document | None = None
    spellings: Mapping[str, str] = {}

    def place(self, pointer: Pointer, in_key: bool = False) -> Span | None:
        """The place of the value at `pointer`, or of its key; None when it is not in a file."""
        if self.document is None or not _holds(self.data, pointer):
            return None
        if pointer[0] == "waivers":
            pointer = ("waivers", *(self.spellings.get(str(key), key) for key in pointer[1:]))
        return self.document.key_span_of(pointer) if in_key else self.document.span_of(pointer)


class Loaded(msgspec.Struct, frozen=True):
    """The effective settings, and the layers that they are made of, the strongest last.

    The paths in `settings` are relative to `folder`, which is that of the settings file: an
    absolute path. `path` is the file as findings show it, empty when there is none.
    """

    settings: Settings
    folder: str
    path: str = ""
    layers: tuple[Layer, ...] = ()

    def from_here(self, path: str) -> str:
        """A path of the settings as one relative to the working folder."""
        return relative(str(Path(self.folder, path)))

    def from_folder(self, path: str) -> str:
        """A path relative to the working folder as one of the settings."""
        return relative(path, self.folder)

    def place(self, pointer: Pointer, in_key: bool = False) -> Span | None:
        """Where the effective value at `pointer` was written; None when in no file."""
        places = (layer.place(pointer, in_key) for layer in reversed(self.layers))
        return next((place for place in places if place is not None), None)


def find(folder: str = "") -> str | None:
    """The nearest `ddllint.yaml` in the folder (by default the working one) or above it."""
    here = Path(folder).absolute()
    for candidate in (above / FILE_NAME for above in (here, *here.parents)):
        if candidate.is_file():
            return str(candidate)
    return None


def without_file() -> Loaded:
    """The settings when there is no file: the recommended ruleset, in the working folder."""
    name = "ddllint:recommended"
    data = BUILT_IN[name]
    return Loaded(typed(data, Settings), str(Path.cwd()), layers=(Layer(name, data),))


def load(path: str) -> Loaded:
    """The settings of the file at `path`. Raises UsageError at the first mistake's place."""
    folder = str(Path(path).absolute().parent)
    layers = _layers(path, folder, ())
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = _merged(merged, layer.data)
    merged["extends"] = layers[-1].data.get("extends", [])
    return Loaded(typed(merged, Settings), folder, layers[-1].name, tuple(layers))


def _layers(path: str, root: str, above: tuple[str, ...]) -> list[Layer]:
    """The layers of a file, the weakest first: those that it extends, then itself."""
    shown = relative(path)
    document = read(Path(path), shown)
    if document.problems:
        problem = document.problems[0]
        raise UsageError(problem.message, problem.span, problem.help)
    data = {} if document.data is None else document.data
    try:
        own = typed(data, Settings)
        assert isinstance(data, dict), "typed() takes nothing else for Settings"
        _refuse_waivers_without_object(own)
        _refuse_rules_among_files(own, Path(path).absolute().parent)
    except MistakeError as mistake:
        raise mistake.at(document) from None
    folder = str(Path(path).absolute().parent)
    chain = (*above, os.path.realpath(path))
    layers: list[Layer] = []
    for at, name in enumerate(own.extends):
        place = document.span_of(("extends", at))
        if name in BUILT_IN:
            layers.append(Layer(name, BUILT_IN[name]))
        elif name.startswith("ddllint:"):
            raise UsageError(f"unknown ruleset `{name}`", place, suggestion(name, BUILT_IN))
        else:
            layers += _extended(str(Path(folder, name)), root, chain, place)
    return [*layers, _layer(shown, document, data, folder, root)]


def _refuse_waivers_without_object(settings: Settings) -> None:
    for key in settings.waivers:
        path, _, name = key.partition("#")
        if not path or not name:
            raise MistakeError(
                ("waivers", key),
                f"`{key}` does not name a file and an object",
                "Write `path#table.column`, as in `db/specs/orders.sql#orders.total`.",
                in_key=True,
            )


def _refuse_rules_among_files(settings: Settings, folder: Path) -> None:
    """Other linters name rules under `ignore`: here that would leave out nothing, unseen."""
    for at, name in enumerate(settings.ignore):
        if _CODE.fullmatch(name) and not Path(folder, name).exists():
            raise MistakeError(
                ("ignore", at),
                f"`ignore` names files and folders, and `{name}` looks like a rule",
                'A rule is turned off under `rules`, as in `DDL007: {severity: "off"}`.',
            )


_CODE = re.compile("[A-Z]{3}[0-9]{0,3}")


def _extended(path: str, root: str, chain: tuple[str, ...], place: Span) -> list[Layer]:
    real = os.path.realpath(path)
    if real in chain:
        circle = [*chain[chain.index(real) :], real]
        names = " extends ".join(relative(file) for file in circle)
        raise UsageError(f"the settings extend themselves: {names}", place)
    if not Path(path).is_file():
        raise UsageError(f"{relative(path)} does not exist", place)
    return _layers(path, root, chain)


def _layer(
    shown: str, document: Document, written: dict[str, Any], folder: str, root: str
) -> Layer:
    """The layer of a file in `folder`, its paths made relative to `root`."""

    def moved(path: str) -> str:
        return relative(str(Path(folder, path)), root)

    data = dict(written)
    for key in _PATH_LISTS:
        if key in data:
            data[key] = [moved(path) for path in data[key]]
    for key in _PATHS:
        if data.get(key) is not None:
            data[key] = moved(data[key])
    if "docs" in data:
        data["docs"] = {
            key: moved(value) if key in _DOCUMENTS and value is not None else value
            for key, value in data["docs"].items()
        }
    spellings = {}
    for key in data.get("waivers", {}):
        path, mark, name = key.partition("#")
        spellings[moved(path) + mark + name] = key
    if spellings:
        data["waivers"] = {key: written["waivers"][own] for key, own in spellings.items()}
    return Layer(shown, data, document, spellings)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings are merged key by key; of everything else the upper one counts."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        if isinstance(value, Mapping) and isinstance(under, Mapping):
            value = _merged(under, value)
        merged[key] = value
    return merged


def _holds(data: Any, pointer: Pointer) -> bool:
    for step in pointer:
        if isinstance(data, Mapping) and step in data:
            data = data[str(step)]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return False
    return True
