"""What `ddllint gates` looks at: the project of the settings, each part made when asked for."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ddllint.catalog.model import Catalog
from ddllint.cli.docs import material
from ddllint.cli.extras import needed
from ddllint.cli.linted import linted
from ddllint.cli.project import (
    alembic_config,
    contract_documents,
    holds_revisions,
    ignored_by,
    named_specs,
)
from ddllint.diagnostics.errors import UsageError
from ddllint.docs.changes import Changes, changes
from ddllint.docs.documents import documents
from ddllint.docs.material import Material
from ddllint.gates.format import Of
from ddllint.gates.ground import Ground, Input, InputKind, Linted
from ddllint.lint.files import read_inputs
from ddllint.lint.migrations import ran
from ddllint.lint.plugins import every_rule
from ddllint.lint.selection import choose
from ddllint.report.contract_matrix import Matrix
from ddllint.rules.registry import ALWAYS
from ddllint.settings.load import Loaded
from ddllint.settings.paths import printable, relative
from ddllint.verify.model import StageResult
from ddllint.verify.results import Written, of_no_stage, written_pages

if TYPE_CHECKING:
    from ddllint.migrate.replay import Replayed
    from ddllint.verify.project import Project
    from ddllint.verify.scene import Scene


class Server(msgspec.Struct, frozen=True):
    """Where stages run: binaries in a folder, of a major version, or the server of a URL."""

    pg_bin: str | None = None
    postgres: int | None = None
    url: str | None = None


def ground_of(loaded: Loaded, stack: ExitStack, server: Server) -> Ground:
    """The project of the settings; a server that a stage needs runs until the stack is closed."""
    postgres = int(loaded.settings.postgres)
    scene = _scene(loaded, stack, server)
    made = cache(lambda: material(loaded))

    @cache
    def revisions() -> "Replayed":
        with needed():
            from ddllint.migrate.replay import replay
        return replay(alembic_config(loaded), shown=_shown)

    @cache
    def catalog(of: Of) -> Catalog:
        if of == "revisions":
            return revisions().catalog(postgres)
        return made().catalog

    return Ground(
        folder=Path(loaded.folder),
        postgres=postgres,
        shown=_shown,
        linted=cache(lambda paths: _linted(loaded, paths)),
        catalog=catalog,
        matrix=cache(lambda: _matrix(made())),
        revisions=revisions,
        documents=cache(lambda: _documents(made())),
        stage=cache(lambda name: _stage(scene(), name)),
        server=lambda: scene().server.version,
        written=cache(lambda: _written(loaded)),
        inputs=cache(lambda kind: tuple(_inputs(loaded, kind))),
    )


def _shown(path: Path) -> str:
    return printable(relative(str(path)))


def _linted(loaded: Loaded, paths: tuple[str, ...]) -> Linted:
    """What the rules say of the paths or, without any, of what the settings name."""
    selection = choose(loaded, every_rule(loaded), ALWAYS)
    here = tuple(map(loaded.from_here, paths))
    validate = loaded.settings.validate_contracts and not paths
    report = linted(here, loaded, selection, validate=validate, all_contracts=True)
    return Linted(report, ran(report, selection), selection.known)


def _matrix(of: Material) -> Matrix:
    if of.context.contracts is None or of.matrix is None:
        raise UsageError("the settings name no contracts")
    for problem in of.context.contracts.problems:
        raise UsageError(problem.message, problem.span, problem.help)
    return of.matrix


def _documents(of: Material) -> Changes:
    made = documents(of)
    return changes(made.documents, made.folders)


def _project(loaded: Loaded) -> "Project":
    with needed():
        from ddllint.cli.verified import project_of
    return project_of(loaded)


def _scene(loaded: Loaded, stack: ExitStack, server: Server) -> "Callable[[], Scene]":
    """What the stages work on. A server that does not start is not tried again."""
    failed: list[UsageError] = []

    @cache
    def started() -> "Scene":
        with needed():
            from ddllint.cli.verified import server_for
            from ddllint.verify.scene import scene_of
        project = _project(loaded)
        cluster = server_for(server.pg_bin, server.postgres, server.url, project.roles)
        return stack.enter_context(scene_of(project, stack.enter_context(cluster)))

    def scene() -> "Scene":
        if failed:
            raise failed[0]
        try:
            return started()
        except UsageError as error:
            failed.append(error)
            raise

    return scene


def _stage(scene: "Scene", name: str) -> StageResult:
    from ddllint.verify.run import verify

    (result,) = verify(scene, frozenset({name})).stages
    return result


def _written(loaded: Loaded) -> tuple[Written, ...]:
    """The files that `ddllint verify --write-results` writes: results of stages, and scripts."""
    project = _project(loaded)
    from ddllint.verify.scripts.documents import scripts

    made = map(of_no_stage, scripts(project))
    return (*written_pages(loaded), *made)


def _inputs(loaded: Loaded, kind: InputKind) -> "list[Input]":
    """The files of a kind, their paths from the folder of the settings."""
    here: list[str] = []
    settings = loaded.settings
    if kind == "settings":
        here = [layer.name for layer in loaded.layers if layer.document is not None]
    elif kind == "spec":
        read = (
            read_inputs(named_specs(loaded), ignored=ignored_by(loaded)) if settings.specs else None
        )
        here = sorted(read.paths) if read is not None else []
    elif kind == "contract":
        found = contract_documents(loaded)
        here = sorted(found.files) if found is not None else []
        here += [loaded.from_here(settings.mapping)] if settings.mapping is not None else []
    elif kind == "migration":
        here = _migrations(loaded)
    elif kind == "roles":
        here = [loaded.from_here(settings.roles_file)] if settings.roles_file is not None else []
    elif kind == "revision" and _has_revisions(loaded):
        with needed():
            from ddllint.migrate.replay.files import files
        here = [relative(str(path)) for path in files(alembic_config(loaded), _shown)]
    return [Input(kind, loaded.from_folder(path)) for path in here]


def _migrations(loaded: Loaded) -> list[str]:
    """The files that the settings name as migrations."""
    named = [loaded.from_here(entry) for entry in loaded.settings.migrations]
    folders = [Path(path) for path in named if holds_revisions(path)]
    found = [str(file) for folder in folders for file in sorted(folder.rglob("*.py"))]
    plain = dict.fromkeys(path for path in named if not holds_revisions(path))
    return found + (sorted(read_inputs(plain).paths) if plain else [])


def _has_revisions(loaded: Loaded) -> bool:
    return loaded.settings.alembic is not None or alembic_config(loaded, is_there=False).is_file()
