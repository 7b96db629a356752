"""The texts and the contracts that a command works on: those it is given, or the settings'."""

import os
from collections.abc import Callable
from pathlib import Path

from msgspec import structs

from ddllint.contracts.documents import Documents, load_documents
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.lint.files import Inputs, read_inputs
from ddllint.lint.globs import matcher
from ddllint.settings.load import Loaded
from ddllint.settings.paths import relative

_ALEMBIC_INI = "alembic.ini"


def named_inputs(paths: tuple[str, ...], loaded: Loaded, stdin_name: str) -> Inputs:
    """The texts that the paths name or, without any, the settings.

    Paths that name a part of the settings' specs come with the rest of them around.
    """
    if paths:
        return among_specs(texts(paths, loaded, stdin_name), loaded)
    if not loaded.settings.specs:
        raise UsageError(
            "nothing to check: no PATHS, and no `specs` in the settings",
            help="Name files or folders, or write `specs: [FOLDER]` into ddllint.yaml.",
        )
    return read_inputs(named_specs(loaded), ignored=ignored_by(loaded), stdin_name=stdin_name)


def texts(paths: tuple[str, ...], loaded: Loaded, stdin_name: str) -> Inputs:
    """The texts that the paths name, by themselves."""
    return read_inputs(dict.fromkeys(paths), ignored=ignored_by(loaded), stdin_name=stdin_name)


def named_specs(loaded: Loaded) -> dict[str, Span | None]:
    """The paths of the settings' specs from the working folder, each with its place there."""
    return {
        loaded.from_here(spec): loaded.place(("specs", at))
        for at, spec in enumerate(loaded.settings.specs)
    }


def ignored_by(loaded: Loaded) -> Callable[[str], bool]:
    """Whether the settings leave a file out, by its path from the working folder."""
    matches = matcher(loaded.settings.ignore)
    here = os.path.realpath(loaded.folder) == os.path.realpath(os.curdir)
    return lambda path: matches(path if here else loaded.from_folder(path))


def alembic_config(loaded: Loaded, *, is_there: bool = True) -> Path:
    """Alembic's configuration file: the settings', or alembic.ini beside them.

    Raises UsageError when it should be there and is not.
    """
    named = loaded.settings.alembic
    path = Path(loaded.from_here(named or _ALEMBIC_INI))
    if path.is_file() or not is_there:
        return path
    shown = relative(str(path))
    raise UsageError(
        f"{shown} does not exist",
        loaded.place(("alembic",)) if named else None,
        ""
        if named
        else "Write `alembic: FILE` into ddllint.yaml; `ddllint emit --init` makes one.",
    )


def among_specs(inputs: Inputs, loaded: Loaded) -> Inputs:
    """The inputs with the other specs around them, if they are some of the specs themselves."""
    specs = _specs(loaded)
    rest = tuple(source for source in specs.sources if source.path not in inputs.paths)
    if inputs.paths <= specs.paths:
        return structs.replace(inputs, around=rest)
    return structs.replace(inputs, apart=bool(rest) and not inputs.paths & specs.paths)


def _specs(loaded: Loaded) -> Inputs:
    """The specs of the settings; none if they cannot be found, as who names paths may lack them."""
    specs = dict.fromkeys(named_specs(loaded))
    try:
        return read_inputs(specs, ignored=ignored_by(loaded)) if specs else Inputs((), ())
    except UsageError:
        return Inputs((), ())


def concerns_migrations(paths: tuple[str, ...], loaded: Loaded) -> bool:
    """Whether a migration may be among the files that a command works on."""
    return bool(loaded.settings.migrations) or any(map(holds_revisions, paths))


def holds_revisions(path: str) -> bool:
    """Whether a path is a Python file, or the folder of an Alembic project or its revisions."""
    if path.endswith(".py"):
        return True
    folder = Path(path)
    if (folder / "env.py").is_file() and (folder / "versions").is_dir():
        return True
    return any(map(_is_revision, sorted(folder.glob("*.py"))))


def _is_revision(file: Path) -> bool:
    try:
        return b"down_revision" in file.read_bytes()
    except OSError:
        return False


def named_contracts(
    loaded: Loaded, *, with_mapping: bool = True, validate: bool = False
) -> Contracts | None:
    """The contracts that the settings name, without their mapping if so asked; None for none.

    With `validate` they are held to their meta-schemas, too.
    """
    settings = loaded.settings
    mapping = settings.mapping if with_mapping else None
    if not settings.contracts:
        return None
    from ddllint.contracts.load import load_contracts

    return load_contracts(
        _contract_folders(loaded),
        Path(loaded.from_here(mapping)) if mapping is not None else None,
        lambda path: relative(str(path)),
        root=Path(loaded.from_here(os.curdir)),
        validate=validate,
    )


def contract_documents(loaded: Loaded) -> Documents | None:
    """The files of the contracts that the settings name; None for none."""
    if not loaded.settings.contracts:
        return None
    root = Path(loaded.from_here(os.curdir))
    return load_documents(_contract_folders(loaded), root, lambda path: relative(str(path)))


def _contract_folders(loaded: Loaded) -> list[Path]:
    return [Path(loaded.from_here(folder)) for folder in loaded.settings.contracts]
