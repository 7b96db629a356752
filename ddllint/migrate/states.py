"""A schema from wherever one is written: specs, a git revision of them, migrations, a database."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.lint.encoding import decoded
from ddllint.lint.files import read_inputs
from ddllint.migrate.git import blobs, from_here
from ddllint.settings.model import Role
from ddllint.settings.paths import printable, relative
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source


class Note(msgspec.Struct, frozen=True):
    """What a state leaves open, as a sentence without a full stop, and where."""

    message: str
    span: Span | None = None


class State(msgspec.Struct, frozen=True):
    """A schema, read from one place.

    `title` names the place for people, without a password. `fold` gives the catalog under the
    rules of a PostgreSQL major; `major` is the server's own for one that was read from a server,
    None for SQL. `notes` are those that do not depend on the catalog.
    """

    title: str
    fold: Callable[[int], Catalog]
    major: int | None = None
    notes: tuple[Note, ...] = ()


class Surroundings(msgspec.Struct, frozen=True):
    """What the settings say that reading a state needs.

    `specs` are files, folders and globs, each with its place in the settings; `ignored` is asked
    with a file's path. `roles` are the database's roles; the objects of the one that owns are
    those without an owner in SQL. With `on_server`, a throw-away server runs the revisions.
    """

    specs: Mapping[str, Span | None] = {}
    ignored: Callable[[str], bool] = lambda _path: False
    roles: Mapping[str, Role] = {}
    on_server: bool = False

    @property
    def owner(self) -> str | None:
        """The role that owns the tables; None if the settings name none."""
        return next((name for name, role in self.roles.items() if role.owner), None)


_KINDS = (
    "Name a file or folder of SQL specs, a git revision of one (HEAD~1:db/specs), Alembic's "
    "configuration or folder of revisions (alembic.ini, alembic.ini@REVISION), or the URL of a "
    "database (postgresql://...)."
)


_URL = re.compile(r"[a-z][\w+.-]*://", re.IGNORECASE)
_DSN = re.compile(r"(?:^|\s)password\s*=")


def state(text: str, around: Surroundings) -> State:
    """The state that a text of the command line names. Raises UsageError if it names none."""
    if _URL.match(text):
        return database(text, around)
    if _DSN.search(text):  # not shown: it may be a password
        raise UsageError("this is no URL of a database", help=_KINDS)
    if Path(text).exists() or text == "-":
        return revisions(Path(text), None, around) if _has_revisions(text) else specs(text, around)
    before, mark, after = text.rpartition("@")
    if mark and _has_revisions(before):
        return revisions(Path(before), after, around)
    revision, mark, path = text.partition(":")
    if mark and revision and path:
        return git_specs(revision, path, around)
    try:
        return specs(text, around)
    except UsageError as error:
        raise UsageError(error.message, error.span, error.help or _KINDS) from None


def named_state(around: Surroundings) -> State:
    """The specs that the settings name."""
    if not around.specs:
        raise UsageError(
            "nothing to compare with: no B, and no `specs` in the settings",
            help="Name a second state, or write `specs: [FOLDER]` into ddllint.yaml.",
        )
    return _specs(", ".join(map(printable, around.specs)), around.specs, around)


def specs(path: str, around: Surroundings) -> State:
    """The specs in a file, a folder or the files of a glob."""
    return _specs(printable(path), {path: None}, around)


def _specs(title: str, paths: Mapping[str, Span | None], around: Surroundings) -> State:
    inputs = read_inputs(paths, ignored=around.ignored)
    for refused in inputs.refused:
        raise UsageError(refused.problem.message, refused.problem.span, refused.problem.help)
    return _of_sql(title, inputs.sources)


def git_specs(revision: str, path: str, around: Surroundings) -> State:
    """The specs in a file or folder as they are in a git revision."""
    title = printable(f"{revision}:{path}")
    if path.endswith(_CONFIGURATIONS):
        raise UsageError(f"{title}: {_ONLY_SPECS}", help=_WORKTREE)
    sources = []
    for blob in blobs(revision, path):
        below = f"{path.rstrip('/')}/{blob.path}" if blob.path else path
        if blob.path and (below[-4:].lower() != ".sql" or _is_hidden(blob.path)):
            continue
        if around.ignored(from_here(below).replace(os.sep, "/")):
            continue
        outcome = decoded(printable(f"{revision}:{below}"), blob.data)
        if not isinstance(outcome, Source):
            problem = outcome[1]
            raise UsageError(problem.message, problem.span, "In that revision it cannot be read.")
        sources.append(outcome)
    if not sources:
        raise UsageError(f"no *.sql file below {title}: {_ONLY_SPECS}", help=_WORKTREE)
    return _of_sql(title, sources)


_ONLY_SPECS = "of a git revision only SQL specs are read"
_WORKTREE = "For Alembic's revisions, `git worktree add` checks them out beside."
_CONFIGURATIONS = (".ini", ".toml")


def _is_hidden(path: str) -> bool:
    """Whether a folder on the way begins with a dot, as those do that are not walked."""
    return any(part.startswith(".") for part in path.split("/")[:-1])


def _of_sql(title: str, sources: Iterable[Source]) -> State:
    parsed = [parse_source(source) for source in sources]
    problems = [problem for one in parsed for problem in one.problems]
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise UsageError(
            f"{problems[0].message}{more}",
            problems[0].span,
            "What does not parse cannot be compared; `ddllint check` shows all of it.",
        )
    return State(title, lambda postgres: build(parsed, postgres=postgres))


def revisions(where: Path, revision: str | None, around: Surroundings) -> State:
    """What Alembic's revisions make: up to `revision`, by default the only head."""
    title = printable(str(where)) + (f"@{revision}" if revision else "")
    if around.on_server:
        return _on_server(title, where, revision, around)
    from ddllint.migrate.replay import replay

    found = replay(where, revision=revision, shown=shown)
    notes = tuple(Note(one.reason, one.span) for one in found.blind)
    return State(title, found.catalog, notes=notes)


def _on_server(title: str, where: Path, revision: str | None, around: Surroundings) -> State:
    from ddllint.migrate.replay.upgraded import upgraded
    from ddllint.postgres.errors import ServerError
    from ddllint.postgres.server import temporary_server

    try:
        with temporary_server() as server:
            catalog = upgraded(where, server, revision=revision, roles=around.roles, shown=shown)
            return State(title, lambda _postgres: catalog, server.major)
    except ServerError as error:
        raise UsageError(error.message, help=error.help) from None


def database(url: str, around: Surroundings) -> State:
    """What a database holds now, read in a read-only transaction."""
    from ddllint.migrate.version_table import without_version_table
    from ddllint.postgres.remote import read_remote

    found = read_remote(url, around.owner)
    catalog = without_version_table(found.catalog)
    return State(found.title, lambda _postgres: catalog, found.major)


def shown(path: Path) -> str:
    """A path as findings show it."""
    return printable(relative(str(path)))


def _has_revisions(path: str) -> bool:
    """Whether a path is Alembic's configuration, or a folder with revisions in it."""
    here = Path(path)
    if here.is_file():
        return here.suffix in _CONFIGURATIONS
    return here.is_dir() and ((here / "env.py").is_file() or next(_modules(here), None) is not None)


def _modules(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("*.py") if b"down_revision" in path.read_bytes())
