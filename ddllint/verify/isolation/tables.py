"""One tenant table, tried by each role: the four commands, TRUNCATE and COPY."""

from collections.abc import Iterator, Mapping, Sequence

from psycopg import sql

from ddllint.catalog.model import Command
from ddllint.rules.policies import COMMANDS
from ddllint.verify.isolation.commands import deletes, not_held, reads, updates
from ddllint.verify.isolation.ground import Ground, declared
from ddllint.verify.isolation.sessions import DENIED, Session
from ddllint.verify.isolation.trials import Trial, proof, refused
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.rows import Row

_PROMISES = {
    Command.SELECT: "sees the rows of its own tenant only",
    Command.INSERT: "inserts rows of its own tenant only",
    Command.UPDATE: "changes the rows of its own tenant only",
    Command.DELETE: "deletes the rows of its own tenant only",
}
_WITHOUT = {
    Command.SELECT: "sees no rows at all",
    Command.INSERT: "inserts no rows at all",
    Command.UPDATE: "changes no rows at all",
    Command.DELETE: "deletes no rows at all",
}
_UNSUPPORTED = "0A000"
"""feature_not_supported: COPY FROM under row security (manual, COPY)."""

Inserted = Mapping[str, Sequence[Trial]]
"""By role, what came of inserting a row of the table."""


def table_proofs(
    sessions: Sequence[Session], ground: Ground, inserted: Inserted, sample: Row, *, quiet: bool
) -> Iterator[Proof]:
    """Yield a proof for each role and command, and for the ways around the four commands.

    `sample` is one of the rows, `inserted` what came of inserting one: nothing for a partition.

    All rows of the table are there, and no rows of tables that refer to it.
    """
    for session in sessions:
        for command in COMMANDS:
            tried = list(_tried(session, ground, command, inserted, sample, quiet=quiet))
            yield _proof(session, ground, command, tried)
        yield _copied(session, ground)
        if not session.is_owner:
            yield _truncated(session, ground)


def _tried(
    session: Session,
    ground: Ground,
    command: Command,
    inserted: Inserted,
    sample: Row,
    *,
    quiet: bool,
) -> Iterator[Trial]:
    if command not in ground.held[session.role]:
        yield not_held(session, ground, command)
        return
    match command:
        case Command.SELECT:
            yield from reads(session, ground, quiet=quiet)
        case Command.INSERT:
            yield from inserted.get(session.role, ())
        case Command.UPDATE:
            yield from updates(session, ground, sample, quiet=quiet)
        case _:
            yield from deletes(session, ground, quiet=quiet)


def _proof(session: Session, ground: Ground, command: Command, tried: list[Trial]) -> Proof:
    is_held = command in ground.held[session.role]
    if not tried or (is_held and not ground.has_both):
        return Proof(
            f"{session.role} {_PROMISES[command]}",
            str(ground.table.name),
            Verdict.NOT_RUN,
            "there are no rows of two tenants in it to try it with",
            ground.place(command, session.role, session.is_owner),
        )
    is_declared = command in declared(ground.table.name, session.spec)
    if is_declared and not is_held:
        words = f"the settings give it {command.value}, and the server refuses"
        tried.append(Trial(False, "", words))
    promises = _PROMISES if is_held or is_declared else _WITHOUT
    return proof(
        f"{session.role} {promises[command]}",
        str(ground.table.name),
        tried,
        ground.place(command, session.role, session.is_owner),
        ground.cause(session.is_owner),
    )


def _copied(session: Session, ground: Ground) -> Proof:
    """COPY takes the way of SELECT outwards, and is closed inwards."""
    trials = [_copied_out(session, ground), _copied_in(session, ground)]
    return proof(
        f"{session.role} gets no further with COPY",
        str(ground.table.name),
        trials,
        ground.place(Command.SELECT, session.role, session.is_owner),
        ground.cause(session.is_owner),
    )


def _copied_out(session: Session, ground: Ground) -> Trial:
    setting = session.tenant(ground.own, "COPY TO for its own tenant")
    # a partitioned table cannot be copied by its name
    statement = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(ground.identifier)
    if ground.table.kind != "partitioned":
        statement = sql.SQL("COPY {} TO STDOUT").format(ground.identifier)
    outcome = session.copied(setting, statement)
    total = ground.counts.get(ground.own, 0)
    if outcome.refused:
        return Trial(outcome.state == DENIED, setting.words, f"refused ({outcome.message})")
    words = f"{outcome.count} rows, {total} of which are its own"
    return Trial(outcome.count == total, setting.words, words)


def _copied_in(session: Session, ground: Ground) -> Trial:
    setting = session.tenant(ground.own, "COPY FROM")
    outcome = session.copied(setting, sql.SQL("COPY {} FROM STDIN").format(ground.identifier))
    is_closed = outcome.state in (DENIED, _UNSUPPORTED)
    words = f"refused ({outcome.message})" if outcome.refused else "open: no policy is asked"
    return Trial(is_closed, setting.words, words)


def _truncated(session: Session, ground: Ground) -> Proof:
    """TRUNCATE knows no row security: who may do it empties the table of all tenants."""
    setting = session.tenant(ground.own)
    statement = sql.SQL("TRUNCATE {} CASCADE").format(ground.identifier)
    return proof(
        f"{session.role} cannot TRUNCATE",
        str(ground.table.name),
        [refused(setting, session.attempt(setting, statement), DENIED)],
        ground.place(Command.DELETE, session.role, session.is_owner),
    )
