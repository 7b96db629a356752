"""Which files a check reads."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ddllint.diagnostics.errors import UsageError
from ddllint.gates.format import Check
from ddllint.gates.ground import Ground, Input, InputKind
from ddllint.settings.paths import relative

_SCHEMA: tuple[InputKind, ...] = ("settings", "spec", "contract")
EVERYTHING: tuple[InputKind, ...] = (*_SCHEMA, "revision", "roles")


def inputs_of(check: Check, ground: Ground) -> tuple[Input, ...]:
    """The files that the check reads, as far as one can tell: not those of a command.

    Files of a kind that cannot be told, as no revisions can without Alembic, are left out; the
    check is red then.
    """
    return tuple(sorted({*_of_kinds(check, ground), *_documents(check, ground)}))


def _of_kinds(check: Check, ground: Ground) -> Iterator[Input]:
    for kind in _kinds(check):
        with suppress(UsageError):
            yield from ground.inputs(kind)


def _kinds(check: Check) -> tuple[InputKind, ...]:
    if check.verify or check.isolation or check.results_fresh is not None:
        return EVERYTHING
    if check.revision is not None:
        return ("settings", "revision")
    if check.catalog is not None:
        return ("settings", "spec" if check.catalog.of == "specs" else "revision")
    if check.findings is not None:
        revisions: tuple[InputKind, ...] = ("revision",) if check.findings.paths else ()
        return (*_SCHEMA, "migration", *revisions)
    if check.contract or check.docs_fresh is not None:
        return _SCHEMA
    return ()


def _documents(check: Check, ground: Ground) -> Iterator[Input]:
    for path in _paths(check, ground):
        if path.is_file():
            yield Input("document", relative(str(path), str(ground.folder)))


def _paths(check: Check, ground: Ground) -> Iterator[Path]:
    patterns = check.docs_fresh or check.results_fresh or ()
    if check.document is not None:
        patterns = (check.document.path,)
    elif check.file is not None:
        patterns = check.file.paths
    for pattern in patterns:
        yield from ground.folder.glob(pattern)
    with suppress(UsageError):
        if check.docs_fresh == ():
            yield from map(Path, ground.documents().paths)
        elif check.results_fresh == ():
            yield from (Path(one.path) for one in ground.written())
