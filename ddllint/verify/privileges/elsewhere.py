"""Who owns what, who may make new objects, and what runs with the rights of another."""

from collections.abc import Iterator, Sequence

import psycopg
from psycopg import sql

from ddllint.catalog.model import Catalog, Routine, Table, View
from ddllint.sql.source import Origin
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.privileges.actors import Actor


def ownership(
    administrator: psycopg.Connection, relation: Table | View, specs: Catalog, owner: str
) -> Proof:
    """That a table belongs to the owner, and a view to him or to whom the specs hand it over."""
    spec = specs.relation(relation.name)
    handed_over = spec.owner if isinstance(spec, View) else None
    wanted = handed_over or owner
    row = administrator.execute(
        "SELECT pg_get_userbyid(relowner)::text FROM pg_catalog.pg_class WHERE oid = %s::regclass",
        (sql.Identifier(*relation.name).as_string(administrator),),
    ).fetchone()
    assert row is not None
    return Proof(
        f"it belongs to {wanted}",
        str(relation.name),
        Verdict.PROVEN if row[0] == wanted else Verdict.REFUTED,
        f"its owner is {row[0]}",
        spec.origin.span() if spec and spec.origin else None,
    )


def schema_proofs(
    actors: Sequence[Actor], schemas: Sequence[str], owners: frozenset[str], places: Catalog
) -> Iterator[Proof]:
    """Yield a proof that no actor makes objects in a schema, but for those who own some.

    The new owner of an object must be allowed to create in its schema (manual, ALTER TABLE).
    """
    for schema in schemas:
        statement = sql.SQL("CREATE TABLE {} ()").format(sql.Identifier(schema, "ddllint_probe"))
        for actor in actors:
            if actor.name not in owners:
                origin = _grant(places, "schema", schema, actor, "CREATE")
                yield _refused(actor, f"schema {schema}", "makes no objects", statement, origin)


def database_proofs(actors: Sequence[Actor]) -> Iterator[Proof]:
    """Yield a proof that no actor makes schemas."""
    statement = sql.SQL("CREATE SCHEMA ddllint_probe").format()
    for actor in actors:
        yield _refused(actor, "database", "makes no schemas", statement, None)


def _refused(
    actor: Actor, object_: str, what: str, statement: sql.Composed, origin: Origin | None
) -> Proof:
    allowed, said = actor.may(statement)
    said = said.replace(actor.connection.info.dbname, "of this run")
    who = "PUBLIC" if actor.is_public else actor.name
    return Proof(
        f"{who} {what}",
        object_,
        Verdict.REFUTED if allowed else Verdict.PROVEN,
        f"tried: {'accepted' if allowed else said}",
        origin.span() if origin else actor.span,
    )


def _grant(places: Catalog, kind: str, object_: str, actor: Actor, privilege: str) -> Origin | None:
    for grant in places.grants:
        is_it = (grant.kind, grant.object, grant.privilege) == (kind, object_, privilege)
        if is_it and grant.grantee in (actor.name, "public"):
            return grant.origin
    return None


def routine_proofs(actors: Sequence[Actor], live: Catalog, specs: Catalog) -> Iterator[Proof]:
    """Yield a proof that PUBLIC does not run what has the rights of its owner."""
    public = next(actor for actor in actors if actor.is_public)
    for routine in live.routines.values():
        if not routine.security_definer:
            continue
        spec = specs.routines.get(routine.signature)
        allowed = public.has(_MAY_RUN, signature=_signature(routine))
        yield Proof(
            "PUBLIC does not run it with the rights of its owner",
            routine.signature,
            Verdict.REFUTED if allowed else Verdict.PROVEN,
            f"EXECUTE is {'allowed' if allowed else 'refused'}",
            spec.origin.span() if spec and spec.origin else None,
        )


_MAY_RUN = "SELECT has_function_privilege(%(role)s, %(signature)s::regprocedure, 'EXECUTE')"


def _signature(routine: Routine) -> str:
    arguments = routine.signature.removeprefix(str(routine.name))
    return sql.Identifier(*routine.name).as_string(None) + arguments
