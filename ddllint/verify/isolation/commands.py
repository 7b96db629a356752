"""The four commands on a tenant table, tried by one role in each state of the setting."""

from collections.abc import Iterator

from psycopg import sql

from ddllint.catalog.model import Command
from ddllint.verify.isolation.ground import Ground, harmless_column
from ddllint.verify.isolation.sessions import DENIED, Outcome, Session, Setting
from ddllint.verify.isolation.trials import Trial, none_reached, refused
from ddllint.verify.rows import Row
from ddllint.verify.rows.insert import insertion, parameters


def not_held(session: Session, ground: Ground, command: Command) -> Trial:
    """A command for which the role has no privilege is refused."""
    statements = {
        Command.SELECT: "SELECT FROM {}",
        Command.INSERT: "INSERT INTO {} DEFAULT VALUES",
        Command.UPDATE: "UPDATE {0} SET {1} = NULL",
        Command.DELETE: "DELETE FROM {}",
    }
    statement = sql.SQL(statements[command]).format(ground.identifier, ground.tenant)
    setting = session.tenant(ground.own)
    return refused(setting, session.attempt(setting, statement), DENIED)


def reads(session: Session, ground: Ground, *, quiet: bool) -> Iterator[Trial]:
    """SELECT without a condition shows the rows of the tenant in the setting."""
    statement = sql.SQL("SELECT {0}::text, count(*) FROM {1} GROUP BY 1").format(
        ground.tenant, ground.identifier
    )
    for tenant, words in ((ground.own, "its own tenant"), (ground.other, "another tenant")):
        setting = session.tenant(tenant, words)
        outcome = session.attempt(setting, statement)
        yield _only(setting, outcome, _seen(outcome), tenant, ground)
    for setting in session.without_tenant(ground.own):
        outcome = session.attempt(setting, statement)
        yield none_reached(setting, outcome, sum(_seen(outcome).values()), quiet=quiet)


def _seen(outcome: Outcome) -> dict[str | None, int]:
    return {tenant: int(number or 0) for tenant, number in outcome.rows}


def _only(
    setting: Setting, outcome: Outcome, seen: dict[str | None, int], tenant: str, ground: Ground
) -> Trial:
    if outcome.refused:
        return Trial(False, setting.words, f"refused ({outcome.message})")
    own, all_ = seen.get(tenant, 0), sum(ground.counts.values())
    others = sum(seen.values()) - own
    total = ground.counts.get(tenant, 0)
    words = f"sees {own} of its {total} rows, {others} of the {all_ - total} others"
    return Trial(own == total and not others, setting.words, words)


def inserts(session: Session, row: Row, tenants: tuple[str, str]) -> Iterator[Trial]:
    """The row, which is not there yet and is the first tenant's, goes in for that one only.

    The row has only columns that the role may write.
    """
    statement, values = insertion(row), parameters(row)
    own, other = tenants
    setting = session.tenant(own)
    outcome = session.attempt(setting, statement, values)
    accepted = f"refused ({outcome.message})" if outcome.refused else "its own row accepted"
    yield Trial(not outcome.refused, setting.words, accepted)
    for state in (session.tenant(other, "another tenant"), *session.without_tenant(own)):
        outcome = session.attempt(state, statement, values)
        yield _not_inserted(state, outcome)


def _not_inserted(setting: Setting, outcome: Outcome) -> Trial:
    """A policy refuses a row, or cannot be evaluated; a constraint would speak later."""
    if not outcome.refused:
        return Trial(False, setting.words, "the row accepted")
    if outcome.state.startswith("23"):
        return Trial(False, setting.words, f"the row let through as far as: {outcome.message}")
    return Trial(True, setting.words, f"refused ({outcome.message})")


def updates(session: Session, ground: Ground, sample: Row, *, quiet: bool) -> Iterator[Trial]:
    """UPDATE without a condition changes the rows of the tenant in the setting."""
    may = ground.changeable[session.role] & {ground.column, *sample.values}
    column = harmless_column(ground.table, ground.column, may) or ground.column
    value = ground.own if column == ground.column else sample.values[column]
    statement = sql.SQL("UPDATE {} SET {} = {}").format(
        ground.identifier, sql.Identifier(column), sql.Placeholder()
    )
    yield from _changes(session, ground, statement, (value,), "changes", quiet=quiet)
    setting = session.tenant(ground.own)
    move = sql.SQL("UPDATE {} SET {} = {}").format(
        ground.identifier, ground.tenant, sql.Placeholder()
    )
    outcome = session.attempt(setting, move, (ground.other,))
    trial = refused(setting, outcome, DENIED)
    yield Trial(trial.holds, "moving its rows to another tenant", trial.words)


def deletes(session: Session, ground: Ground, *, quiet: bool) -> Iterator[Trial]:
    """DELETE without a condition deletes the rows of the tenant in the setting.

    No row of another table may refer to them yet: it would hold them back.
    """
    statement = sql.SQL("DELETE FROM {}").format(ground.identifier)
    yield from _changes(session, ground, statement, (), "deletes", quiet=quiet)


def _changes(
    session: Session,
    ground: Ground,
    statement: sql.Composed,
    values: tuple[object, ...],
    verb: str,
    *,
    quiet: bool,
) -> Iterator[Trial]:
    setting = session.tenant(ground.own)
    outcome = session.attempt(setting, statement, values)
    total = ground.counts.get(ground.own, 0)
    if outcome.refused:
        yield Trial(False, setting.words, f"refused ({outcome.message})")
    else:
        all_ = sum(ground.counts.values())
        words = f"{verb} {outcome.count} of {all_} rows, {total} of which are its own"
        yield Trial(outcome.count == total, setting.words, words)
    for state in session.without_tenant(ground.own):
        outcome = session.attempt(state, statement, values)
        reached = 0 if outcome.refused else outcome.count
        yield none_reached(state, outcome, reached, quiet=quiet)
