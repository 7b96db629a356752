"""What `ddllint gates` looks at: the project of the settings, each part made when asked for."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from ddllint.catalog.model import Catalog
from ddllint.cli.docs import material
from ddllint.cli.extras import needed
from ddllint.cli.linted import linted
from ddllint.cli.project import alembic_config, named_contracts
from ddllint.diagnostics.errors import UsageError
from ddllint.docs.changes import Changes, changes
from ddllint.docs.documents import documents
from ddllint.gates.format import Of
from ddllint.gates.ground import Ground, Linted
from ddllint.lint.migrations import ran
from ddllint.lint.selection import choose
from ddllint.report.contract_matrix import Matrix, contract_matrix
from ddllint.rules.registry import ALWAYS, all_rules
from ddllint.settings.load import Loaded
from ddllint.settings.paths import printable, relative

with needed():
    from ddllint.cli.verified import project_of, server_for
    from ddllint.migrate.replay import Replayed, replay
    from ddllint.verify.model import StageResult
    from ddllint.verify.run import verify
    from ddllint.verify.scene import Scene, scene_of


def ground_of(loaded: Loaded, stack: ExitStack) -> Ground:
    """The project of the settings; a server that a stage needs runs until the stack is closed."""
    postgres = int(loaded.settings.postgres)

    @cache
    def revisions() -> Replayed:
        return replay(alembic_config(loaded), shown=_shown)

    @cache
    def catalog(of: Of) -> Catalog:
        if of == "revisions":
            return revisions().catalog(postgres)
        return material(loaded).catalog

    return Ground(
        folder=Path(loaded.folder),
        postgres=postgres,
        shown=_shown,
        linted=cache(lambda paths: _linted(loaded, paths)),
        catalog=catalog,
        matrix=cache(lambda: _matrix(loaded)),
        revisions=revisions,
        documents=cache(lambda: _documents(loaded)),
        stage=_stages(loaded, stack),
    )


def _shown(path: Path) -> str:
    return printable(relative(str(path)))


def _linted(loaded: Loaded, paths: tuple[str, ...]) -> Linted:
    """What the rules say of the paths or, without any, of what the settings name."""
    selection = choose(loaded, all_rules(), ALWAYS)
    here = tuple(map(loaded.from_here, paths))
    validate = loaded.settings.validate_contracts and not paths
    report = linted(here, loaded, selection, validate=validate, all_contracts=True)
    return Linted(report, ran(report, selection), frozenset(selection.known))


def _matrix(loaded: Loaded) -> Matrix:
    contracts = named_contracts(loaded)
    if contracts is None:
        raise UsageError("the settings name no contracts")
    for problem in contracts.problems:
        raise UsageError(problem.message, problem.span, problem.help)
    return contract_matrix(contracts, material(loaded).catalog)


def _documents(loaded: Loaded) -> Changes:
    made = documents(material(loaded))
    return changes(made.documents, made.folders)


def _stages(loaded: Loaded, stack: ExitStack) -> Callable[[str], StageResult]:
    @cache
    def scene() -> Scene:
        project = project_of(loaded)
        server = stack.enter_context(server_for(None, None, None, project.roles))
        return stack.enter_context(scene_of(project, server))

    @cache
    def stage(name: str) -> StageResult:
        (result,) = verify(scene(), frozenset({name})).stages
        return result

    return stage
