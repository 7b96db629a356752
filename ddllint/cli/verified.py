"""What `ddllint verify` works on: the project of the settings, and a server."""

import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ddllint.catalog.builder import build
from ddllint.cli.project import (
    alembic_config,
    contract_documents,
    named_contracts,
    named_inputs,
)
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.errors import UnavailableError, UsageError
from ddllint.diagnostics.finding import Problem
from ddllint.lint.files import Inputs, read_inputs
from ddllint.postgres.binaries import find_binaries
from ddllint.postgres.cluster import Cluster
from ddllint.postgres.errors import ServerError
from ddllint.postgres.hosted import hosted
from ddllint.postgres.server import temporary_server
from ddllint.settings.load import Loaded
from ddllint.settings.model import Role
from ddllint.settings.paths import printable, relative
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedSource
from ddllint.verify.project import Load, Project, check_owner


@contextmanager
def server_for(
    folder: str | None, major: int | None, url: str | None, roles: Mapping[str, Role]
) -> Iterator[Cluster]:
    """Run a throw-away server of binaries in a folder, of a major version; or take that of a URL.

    Raises UsageError when there are none, the server does not start or cannot be reached.
    """
    if url is not None:
        if folder is not None or major is not None:
            raise UsageError("--database-url names a server: leave --pg-bin and --postgres out")
        with _ending_on_sigterm(), hosted(url, roles) as cluster:
            yield cluster
        return
    try:
        binaries = find_binaries(Path(folder) if folder is not None else None, major=major)
        with temporary_server(binaries) as server:
            yield server
    except ServerError as error:
        raise UnavailableError(error.message, help=error.help) from None


@contextmanager
def _ending_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does: what was made on the server has to go."""

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def project_of(loaded: Loaded, load: Load | None = None) -> Project:
    """What is to be verified. Raises UsageError for what cannot be read."""
    check_owner(loaded.settings)
    specs = _parsed(named_inputs((), loaded, ""))
    return Project(
        specs=specs,
        catalog=build(specs, postgres=int(loaded.settings.postgres)),
        loaded=loaded,
        roles_file=_roles_file(loaded),
        alembic=_alembic(loaded),
        contracts=lambda: _contracts(loaded),
        documents=lambda: contract_documents(loaded),
        shown=lambda path: printable(relative(str(path))),
        load=load or Load(),
    )


def _parsed(inputs: Inputs) -> tuple[ParsedSource, ...]:
    """The statements of all files: what cannot be read cannot be run, and is not left out."""
    parsed = tuple(map(parse_source, inputs.sources))
    problems = [one.problem for one in inputs.refused]
    problems += [problem for one in parsed for problem in one.problems]
    _refuse(problems)
    return parsed


def _contracts(loaded: Loaded) -> Contracts | None:
    """The contracts, when nothing is wrong in them: half of them would prove half, unsaid."""
    contracts = named_contracts(loaded)
    _refuse(contracts.problems if contracts is not None else ())
    return contracts


def _refuse(problems: Sequence[Problem]) -> None:
    """Raise UsageError with the first problem, if there is one."""
    for problem in problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise UsageError(f"{problem.message}{more}", problem.span, problem.help)


def _roles_file(loaded: Loaded) -> ParsedSource | None:
    path = loaded.settings.roles_file
    if path is None:
        return None
    (parsed,) = _parsed(read_inputs({loaded.from_here(path): loaded.place(("roles-file",))}))
    return parsed


def _alembic(loaded: Loaded) -> Path | None:
    """Alembic's configuration file; None when the project has none and names none."""
    if loaded.settings.alembic is None and not Path(loaded.from_here("alembic.ini")).exists():
        return None
    return alembic_config(loaded)
