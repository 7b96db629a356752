"""Runs the revisions of an Alembic project offline: `replay`."""

import contextlib
import io
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO, cast

import msgspec
from alembic.operations import Operations
from alembic.runtime.environment import EnvironmentContext
from alembic.script import Script
from msgspec import structs
from sqlalchemy.engine import Connection
from sqlalchemy.exc import NoInspectionAvailable

from ddllint.diagnostics.span import Span
from ddllint.migrate.replay.answers import Bind, UnseenError
from ddllint.migrate.replay.dialect import PARAMSTYLE, NoValueError, make_faithful
from ddllint.migrate.replay.failures import failure, reason
from ddllint.migrate.replay.hidden import hidden
from ddllint.migrate.replay.literals import Literal, literals
from ddllint.migrate.replay.model import Blind, Replayed, ReplayedRevision, ReplayedStatement
from ddllint.migrate.replay.project import Project, Shown, opened
from ddllint.migrate.replay.tap import Tap
from ddllint.sql.source import Source


def replay(where: Path, *, revision: str | None = None, shown: Shown) -> Replayed:
    """What the revisions of an Alembic project do, up and down, without a server.

    `where` is Alembic's configuration file or a folder of revisions, `revision` the one to stop
    at (by default the only head), `shown` how findings show a path. The revisions' own Python is
    run, as Alembic runs it with `--sql`; env.py is not, and nothing connects to a database.
    Raises UsageError when Alembic cannot read the project or there are several heads; what goes
    wrong inside of one revision is `blind` there.
    """
    with opened(where, revision, shown) as project:
        modules = [_module(script, shown) for script in project.scripts]
        tap = Tap()
        with _offline(project, tap):
            ups = [_run(one, "upgrade", tap) for one in modules]
            downs = [_run(one, "downgrade", tap) for one in reversed(modules)]
        pairs = zip(modules, ups, reversed(downs), strict=True)
        return Replayed(tuple(_revision(*three) for three in pairs), project.head)


class _Module(msgspec.Struct, frozen=True):
    """A revision's module, the text of its file, and the string literals in that."""

    script: Script
    source: Source
    literals: tuple[Literal, ...]


def _module(script: Script, shown: Shown) -> _Module:
    path = Path(script.path)
    data = path.read_bytes()
    # which Python itself has read: the encoding is known, and the text fits it
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    source = Source(shown(path), data.decode(encoding).encode())
    return _Module(script, source, literals(source))


@contextlib.contextmanager
def _offline(project: Project, tap: Tap) -> Iterator[None]:
    """Alembic's operations, set to write to the tap."""
    with EnvironmentContext(project.config, project.directory, as_sql=True) as environment:

        def is_offline_mode() -> bool:
            tap.unseen("it does something else when it is connected")
            return True

        environment.configure(
            dialect_name="postgresql",
            dialect_opts=PARAMSTYLE,
            output_buffer=cast("TextIO", tap),
            literal_binds=True,
            transaction_per_migration=True,
        )
        environment.is_offline_mode = is_offline_mode  # type: ignore[method-assign]
        context = environment.get_context()
        make_faithful(context.dialect)
        bind = cast("Connection", Bind(context.dialect, context.execute, tap.unseen))
        context.connection = context.impl.connection = bind
        with Operations.context(context):
            yield


_Ran = tuple[tuple[ReplayedStatement, ...], tuple[Blind, ...]]


def _run(module: _Module, direction: str, tap: Tap) -> _Ran:
    """One function of a revision: what it handed over, and what it hid."""
    tap.listen(module.script.path, module.source, module.literals)
    function: Callable[[], None] | None = getattr(module.script.module, direction, None)
    if function is not None:
        try:
            function()
        except KeyboardInterrupt:
            raise
        except UnseenError:  # noted where it happened
            tap.blind[-1] = structs.replace(tap.blind[-1], fatal=True)
        except BaseException as error:  # of the project's own code, SystemExit included
            tap.blind.append(_stopped(error, module))
    elif direction == "upgrade":
        place = module.source.span(0, 0)
        tap.blind.append(Blind(place, "it has no function upgrade()", fatal=True, help=""))
    found = [*tap.blind, *(blind for one in tap.statements for blind in hidden(one.parsed))]
    return tuple(tap.statements), tuple(sorted(found, key=lambda one: one.span))


def _stopped(error: BaseException, module: _Module) -> Blind:
    """Where a revision stopped, and why."""
    found = failure(error, Path(module.script.path))
    line = found[1] if found is not None else 1
    place = Span(module.source.path, line, 1, line, 1)
    if isinstance(error, NoValueError):
        return Blind(place, str(error), fatal=True, help=error.help)
    return Blind(place, _why(error), fatal=True)


def _why(error: BaseException) -> str:
    if isinstance(error, NoInspectionAvailable):
        return "it inspects the database"
    if isinstance(error, AttributeError) and isinstance(error.obj, Bind):
        return f"it uses `{error.name}` of the connection"
    return f"it raises {reason(error)}"


def _revision(module: _Module, up: _Ran, down: _Ran) -> ReplayedRevision:
    below = module.script.down_revision
    return ReplayedRevision(
        id=module.script.revision,
        down=() if below is None else (below,) if isinstance(below, str) else tuple(below),
        path=module.source.path,
        source=module.source,
        upgrade=up[0],
        downgrade=down[0],
        blind=up[1],
        blind_down=down[1],
    )
