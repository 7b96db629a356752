"""Functions and procedures, and the aggregates, of which only the names are read."""

import msgspec

from ddllint.catalog.model import Parameter, Routine
from ddllint.catalog.names import Name
from ddllint.postgres.reader.session import Session
from ddllint.postgres.reader.texts import comment_of, expression_of, options_of, type_of
from ddllint.sql.expressions import TypeName

_KINDS = {"f": "function", "p": "procedure", "w": "window"}
_MODES = {"i": "in", "o": "out", "b": "inout", "v": "variadic", "t": "table"}
_VOLATILITY = {"i": "immutable", "s": "stable", "v": "volatile"}
_PARALLEL = {"s": "safe", "r": "restricted", "u": "unsafe"}

_QUERY = """
SELECT r.oid, r.schema, r.name, p.prokind::text AS kind, l.lanname::text AS language,
       coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) AS body,
       p.provolatile::text AS volatility, p.proisstrict AS strict,
       p.prosecdef AS security_definer, p.proleakproof AS leakproof,
       p.proparallel::text AS parallel, p.proconfig AS settings,
       format_type(p.prorettype, -1) AS returns, p.proretset AS returns_set,
       parameter.types, parameter.names, parameter.modes, parameter.defaults,
       pg_get_userbyid(p.proowner)::text AS owner, d.description AS comment
FROM routine r
JOIN pg_proc p ON p.oid = r.oid
JOIN pg_language l ON l.oid = p.prolang
LEFT JOIN pg_description d
    ON d.classoid = 'pg_proc'::regclass AND d.objoid = r.oid AND d.objsubid = 0
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(format_type(u.type, -1) ORDER BY u.place), '{}') AS types,
           coalesce(array_agg(coalesce((p.proargnames)[u.place], '') ORDER BY u.place), '{}')
               AS names,
           coalesce(array_agg(coalesce((p.proargmodes)[u.place]::text, 'i') ORDER BY u.place),
                    '{}') AS modes,
           coalesce(array_agg(pg_get_function_arg_default(p.oid, u.place::int)
                              ORDER BY u.place), '{}') AS defaults
    FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY
         AS u(type, place)
) AS parameter
ORDER BY r.oid
"""


_AGGREGATES = """
SELECT s.schema, p.proname::text AS name,
       coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*') AS arguments
FROM pg_proc p JOIN user_schema s ON s.oid = p.pronamespace
WHERE p.prokind = 'a' AND NOT EXISTS (
    SELECT FROM part_of_another a WHERE a.classid = 'pg_proc'::regclass AND a.objid = p.oid
)
ORDER BY 1, 2, 3
"""


class _Aggregate(msgspec.Struct, frozen=True):
    schema: str
    name: str
    arguments: str


class _Row(msgspec.Struct, frozen=True):
    oid: int
    schema: str
    name: str
    kind: str
    language: str
    body: str
    volatility: str
    strict: bool
    security_definer: bool
    leakproof: bool
    parallel: str
    settings: list[str] | None
    returns: str
    returns_set: bool
    types: list[str]
    names: list[str]
    modes: list[str]
    defaults: list[str | None]
    owner: str
    comment: str | None


def read_routines(session: Session) -> dict[int, Routine]:
    """All routines by oid, without those that a range type brings along."""
    return {row.oid: _routine(session, row) for row in session.rows(_Row, _QUERY)}


def read_aggregates(session: Session) -> tuple[str, ...]:
    """What people call the aggregates: SQL is read without them, so a catalog holds none."""
    return tuple(
        f"aggregate {Name(one.schema, one.name)}({one.arguments})"
        for one in session.rows(_Aggregate, _AGGREGATES)
    )


def _routine(session: Session, row: _Row) -> Routine:
    return Routine(
        name=Name(row.schema, row.name),
        parameters=_parameters(row),
        kind=_KINDS[row.kind],
        returns=None if row.kind == "p" else _returns(row),
        language=row.language,
        body=row.body,
        volatility=_VOLATILITY[row.volatility],
        strict=row.strict,
        security_definer=row.security_definer,
        leakproof=row.leakproof,
        parallel=_PARALLEL[row.parallel],
        settings=options_of(row.settings),
        owner=session.owner(row.owner),
        comment=comment_of(row.comment),
    )


def _parameters(row: _Row) -> tuple[Parameter, ...]:
    columns = zip(row.names, row.types, row.modes, row.defaults, strict=True)
    return tuple(
        Parameter(name, type_of(type_), _MODES[mode], expression_of(default))
        for name, type_, mode, default in columns
    )


def _returns(row: _Row) -> TypeName:
    return msgspec.structs.replace(type_of(row.returns), setof=row.returns_set)
