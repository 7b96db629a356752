"""References from one tenant's rows to another's: the check of a key sees no row security."""

from collections.abc import Iterator, Mapping, Sequence

from psycopg import sql

from ddllint.catalog.model import Catalog, Command, ForeignKey
from ddllint.catalog.names import Name
from ddllint.verify.isolation.ground import Ground
from ddllint.verify.isolation.sessions import Session
from ddllint.verify.isolation.trials import Trial, proof
from ddllint.verify.model import Proof, Verdict

_VIOLATED = "23503"
"""foreign_key_violation (manual, Appendix A)."""


def references(
    sessions: Sequence[Session], grounds: Mapping[Name, Ground], specs: Catalog
) -> Iterator[Proof]:
    """Yield a proof for each foreign key from one tenant table to another."""
    for ground in grounds.values():
        for key in ground.table.constraints.values():
            if isinstance(key, ForeignKey) and key.referenced in grounds:
                yield _crossing(sessions, ground, key, grounds[key.referenced], specs)


def _crossing(
    sessions: Sequence[Session], ground: Ground, key: ForeignKey, parent: Ground, specs: Catalog
) -> Proof:
    promise = f"a row refers to {parent.table.name} of its own tenant only"
    object_ = f"{ground.table.name}.{key.name}"
    table = specs.tables.get(ground.table.name)
    spec = table.constraints.get(key.name) if table else None
    origin = (spec.origin if spec else None) or (table.origin if table else None)
    span = origin.span() if origin else None
    session = _writer(sessions, ground)
    if session is None:
        reason = f"no role that may log in can change {ground.table.name}"
        return Proof(promise, object_, Verdict.NOT_RUN, reason, span)
    trial = _tried(session, ground, key, parent)
    if isinstance(trial, str):
        return Proof(promise, object_, Verdict.NOT_RUN, trial, span)
    return proof(promise, object_, [trial], span)


def _writer(sessions: Sequence[Session], ground: Ground) -> Session | None:
    """The first role that may change the table, the owner last."""
    able = [one for one in sessions if Command.UPDATE in ground.held[one.role]]
    return min(able, key=lambda one: one.is_owner, default=None)


def _tried(session: Session, ground: Ground, key: ForeignKey, parent: Ground) -> Trial | str:
    """Let a row of one tenant name a row of another; in words why that cannot be tried."""
    pairs = [
        (column, target)
        for column, target in zip(key.columns, key.referenced_columns, strict=True)
        if column != ground.column
    ]
    if not pairs:
        return "the key is nothing but the tenant"
    stranger = session.attempt(
        session.tenant(ground.other),
        sql.SQL("SELECT {} FROM {} WHERE {} = {} LIMIT 1").format(
            sql.SQL(", ").join(
                sql.SQL("{}::text").format(sql.Identifier(target)) for _, target in pairs
            ),
            parent.identifier,
            parent.tenant,
            sql.Placeholder(),
        ),
        (ground.other,),
    )
    if stranger.refused or not stranger.rows:
        return f"{session.role} sees no row of {parent.table.name} to refer to"
    # one row alone: a unique key may not let two rows name the same one
    statement = sql.SQL(
        "UPDATE {0} SET {1} WHERE ctid = (SELECT ctid FROM {0} WHERE {2} = {3} LIMIT 1)"
    ).format(
        ground.identifier,
        sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(column), sql.Placeholder())
            for column, _ in pairs
        ),
        ground.tenant,
        sql.Placeholder(),
    )
    values = (*stranger.rows[0], ground.own)
    outcome = session.attempt(session.tenant(ground.own), statement, values, at_once=True)
    state = f"{session.role}, naming another tenant's row"
    if outcome.state == _VIOLATED:
        return Trial(True, state, f"refused ({outcome.message})")
    if outcome.refused:
        return f"refused for another reason: {outcome.message}"
    if not outcome.count:
        return f"{session.role} sees no row of {ground.table.name} to change"
    return Trial(False, state, "accepted")
