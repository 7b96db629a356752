"""Views without a tenant column, and functions: what a role gets from them must be its own.

Nobody can see whose rows are in a sum. So what a role gets is compared with what it gets when the
other tenant's rows are gone: it must be the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec
from psycopg import sql

from ddllint.catalog.model import Catalog, Command, Parameter, Routine
from ddllint.diagnostics.span import Span
from ddllint.verify.isolation.sessions import Outcome, Session
from ddllint.verify.isolation.views import Window, closed, shows_tenants
from ddllint.verify.model import Proof, Verdict


class Question(msgspec.Struct, frozen=True):
    """Something that a role can ask, and what is promised of the answer."""

    session: Session
    promise: str
    object: str
    statement: sql.Composed
    span: Span | None


Answers: TypeAlias = Mapping[int, Outcome]


def view_questions(sessions: Sequence[Session], windows: Sequence[Window]) -> list[Question]:
    """What roles can ask of views that do not show whose rows are in them."""
    return [
        Question(
            session,
            f"{session.role} learns of its own tenant only",
            str(window.view.name),
            sql.SQL("SELECT * FROM {}").format(window.identifier),
            window.place(session.role),
        )
        for window in windows
        if not shows_tenants(window)
        for session in sessions
        if Command.SELECT in window.held[session.role]
        and not (window.view.materialized and session.role in window.owners)
    ]


def closed_views(sessions: Sequence[Session], windows: Sequence[Window]) -> Iterator[Proof]:
    """Yield a proof for each role that has no right on such a view."""
    for window in windows:
        if not shows_tenants(window):
            for session in sessions:
                if Command.SELECT not in window.held[session.role]:
                    yield closed(session, window)


def function_questions(
    sessions: Sequence[Session], live: Catalog, specs: Catalog, other: str
) -> Iterator[Question | Proof]:
    """What roles can ask of functions that run with the rights of their owner.

    A function that takes what cannot be made up here is a proof that was not run.
    """
    for routine in live.routines.values():
        if not routine.security_definer or _is_trigger(routine):
            continue
        spec = specs.routines.get(routine.signature)
        span = spec.origin.span() if spec and spec.origin else None
        arguments = _arguments(routine, other)
        for session in sessions:
            promise = f"{session.role} learns of its own tenant only"
            if arguments is None or routine.kind != "function":
                reason = f"no arguments are made up for a {routine.kind} of this signature"
                yield Proof(promise, routine.signature, Verdict.NOT_RUN, reason, span)
                continue
            statement = sql.SQL("SELECT * FROM {}({}) AS answer").format(
                sql.Identifier(*routine.name), arguments
            )
            yield Question(session, promise, routine.signature, statement, span)


def _is_trigger(routine: Routine) -> bool:
    return routine.returns is not None and routine.returns.name in ("trigger", "event_trigger")


_SAMPLES = {
    "boolean": "true",
    "integer": "1",
    "bigint": "1",
    "smallint": "1",
    "numeric": "1",
    "date": "2000-01-01",
    "timestamp with time zone": "2000-01-01 00:00:00+00",
    "timestamp without time zone": "2000-01-01 00:00:00",
    "json": "{}",
    "jsonb": "{}",
}
_MAY_NAME_A_TENANT = ("uuid", "text", "character varying", "character")


def _arguments(routine: Routine, other: str) -> sql.Composable | None:
    """What to call it with: the other tenant where a tenant may be named."""
    made = [
        _argument(parameter, other)
        for parameter in routine.parameters
        if parameter.mode in ("in", "inout") and parameter.default is None
    ]
    if None in made or any(parameter.mode == "variadic" for parameter in routine.parameters):
        return None
    return sql.SQL(", ").join([one for one in made if one is not None])


def _argument(parameter: Parameter, other: str) -> sql.Composable | None:
    name = parameter.type.name
    if parameter.type.dimensions:
        return None
    value = other if name in _MAY_NAME_A_TENANT else _SAMPLES.get(name)
    return None if value is None else sql.Literal(value)


def answers(questions: Sequence[Question], own: str) -> Answers:
    """What the roles get, each for its own tenant."""
    return {
        at: one.session.attempt(one.session.tenant(own), one.statement)
        for at, one in enumerate(questions)
    }


def judged(
    questions: Sequence[Question], first: Answers, again: Answers, alone: Answers
) -> Iterator[Proof]:
    """Yield a proof for each question.

    `first` and `again` are answers with everybody's rows, `alone` without those of the other.
    """
    for at, question in enumerate(questions):
        verdict, evidence = _verdict(first[at], again[at], alone[at])
        yield Proof(question.promise, question.object, verdict, evidence, question.span)


def _verdict(first: Outcome, again: Outcome, alone: Outcome) -> tuple[Verdict, str]:
    if first.state == alone.state and first.refused:
        return Verdict.PROVEN, f"its own tenant: refused ({first.message})"
    if _told(first) != _told(again):
        return Verdict.NOT_RUN, "it does not answer alike twice, so that nothing is told"
    if _told(first) != _told(alone):
        words = f"answers {_words(first)}, and {_words(alone)} without the other tenant's rows"
        return Verdict.REFUTED, f"its own tenant: {words}"
    return Verdict.PROVEN, (
        f"its own tenant: {_words(first)}, the same without the other tenant's rows"
    )


def _told(outcome: Outcome) -> tuple[str, list[tuple[str, ...]]]:
    return outcome.state, sorted(tuple(map(str, row)) for row in outcome.rows)


def _words(outcome: Outcome) -> str:
    if outcome.refused:
        return f"refused ({outcome.message})"
    if len(outcome.rows) == 1 and len(outcome.rows[0]) == 1:
        return f"`{outcome.rows[0][0]}`"
    return f"{len(outcome.rows)} rows"
