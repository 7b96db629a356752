"""Tables and views: what each actor may do, held against the settings."""

from collections.abc import Iterator, Sequence

import msgspec
from psycopg import sql

from ddllint.catalog.model import Catalog, Grant, Table, View
from ddllint.catalog.names import Name
from ddllint.diagnostics.span import Span
from ddllint.rules.wording import listed
from ddllint.settings.model import Role
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.privileges.actors import Actor
from ddllint.verify.privileges.statements import (
    MAINTAIN,
    NO_STATEMENT,
    OF_VIEWS,
    PRIVILEGES,
    statement,
)


class Scope(msgspec.Struct, frozen=True):
    """What says who may do what: the specs, and the tables that hold tenants' rows."""

    specs: Catalog
    tenant_tables: frozenset[Name]

    def declared(self, relation: Name, role: Role) -> frozenset[str]:
        """The privileges that the settings give a role on a relation."""
        words: set[str] = set(role.tables.get(str(relation), ()))
        if relation in self.tenant_tables:
            words.update(role.tenant_tables)
        return frozenset(words)

    def place(self, relation: Name, actor: Actor, privileges: Sequence[str]) -> Span | None:
        """The grant that gives one of the privileges, else the relation."""
        grants = [*self._grants(relation, actor, privileges)]
        spec = self.specs.relation(relation)
        origins = [*(grant.origin for grant in grants), spec.origin if spec else None]
        return next((origin.span() for origin in origins if origin), None)

    def _grants(self, relation: Name, actor: Actor, privileges: Sequence[str]) -> Iterator[Grant]:
        for grantee in (actor.name, "public", *actor.spec.member_of):
            for grant in self.specs.grants:
                is_on_it = grant.kind == "table" and grant.object == str(relation)
                is_one = grant.privilege.lower() in privileges
                if is_on_it and is_one and grant.grantee == grantee:
                    yield grant


def relation_proofs(
    actors: Sequence[Actor], relation: Table | View, scope: Scope
) -> Iterator[Proof]:
    """Yield a proof for each actor who may not act as the relation's owner."""
    for actor in actors:
        if not actor.has(_ACTS_AS_OWNER, relation=_text(relation.name)):
            yield _proof(actor, relation, scope)


_WITH_MAINTAIN = 170000
_ACTS_AS_OWNER = """
SELECT pg_has_role(%(role)s, relowner, 'USAGE')
FROM pg_catalog.pg_class WHERE oid = %(relation)s::regclass
"""
_HAS = "SELECT has_table_privilege(%(role)s, %(relation)s, %(privilege)s)"
_HAS_ANY = "SELECT has_any_column_privilege(%(role)s, %(relation)s, %(privilege)s)"
_HAS_COLUMN = "SELECT has_column_privilege(%(role)s, %(relation)s, %(column)s, %(privilege)s)"
_OF_COLUMNS = ("select", "insert", "update", "references")
"""Privileges that may be given on single columns."""
_PLANNED = ("select", "insert", "update", "delete")
"""Those of statements that are planned before the check of privileges."""


def _proof(actor: Actor, relation: Table | View, scope: Scope) -> Proof:
    declared = scope.declared(relation.name, actor.spec)
    asked: tuple[str, ...] = OF_VIEWS if isinstance(relation, View) else PRIVILEGES
    if actor.connection.info.server_version >= _WITH_MAINTAIN:
        asked = (*asked, MAINTAIN)
    wrong: list[str] = []
    told: dict[bool, list[str]] = {True: [], False: []}
    blamed: list[str] = []
    for privilege in asked:
        allowed, how = _tried(actor, relation, privilege, privilege in declared)
        told[allowed].append(privilege)
        if allowed != (privilege in declared):
            blamed.append(privilege)
            wrong.append(
                f"{privilege} is allowed{how}, and the settings do not give it"
                if allowed
                else f"{privilege} is refused{how}, and the settings give it"
            )
    words = [
        f"{listed(names)} {'allowed' if allowed else 'refused'}"
        for allowed, names in told.items()
        if names
    ]
    return Proof(
        promise=_promise(actor, declared),
        object=str(relation.name),
        verdict=Verdict.REFUTED if wrong else Verdict.PROVEN,
        evidence="; ".join(wrong or words),
        span=scope.place(relation.name, actor, blamed or sorted(declared)),
    )


def _promise(actor: Actor, declared: frozenset[str]) -> str:
    who = "PUBLIC" if actor.is_public else actor.name
    words = [privilege for privilege in PRIVILEGES if privilege in declared]
    return f"{who} may {listed(words)}, no more" if words else f"{who} may do nothing"


def _tried(
    actor: Actor, relation: Table | View, privilege: str, is_declared: bool
) -> tuple[bool, str]:
    """Whether the server allows it, and how far: all of it when it is declared, else any of it."""
    if privilege in NO_STATEMENT:
        return _asked(actor, relation, privilege), ""
    columns = list(relation.columns or ())
    if is_declared or privilege in ("delete", "truncate", "trigger"):
        return _answer(actor, relation, privilege, columns)
    if privilege == "update":
        columns = _granted_columns(actor, relation, privilege) or columns[:1]
        allowed, how = _answer(actor, relation, privilege, columns)
        return allowed, how or (f" on {', '.join(columns)}" if allowed else "")
    allowed, how = _answer(actor, relation, privilege, [])
    granted = _granted_columns(actor, relation, privilege) if allowed else []
    return allowed, how or (f" on {', '.join(granted)}" if granted else "")


def _answer(
    actor: Actor, relation: Table | View, privilege: str, columns: Sequence[str]
) -> tuple[bool, str]:
    allowed, said = actor.may(statement(privilege, relation.name, columns))
    if allowed and said and isinstance(relation, View):
        # the view takes no such statement at all, whoever asks
        return _asked(actor, relation, privilege), ""
    if allowed and said and privilege in _PLANNED:
        # the planner has called what a policy calls, before privileges are looked at
        name = _text(relation.name)
        if privilege == "delete" or not columns:
            return _asked(actor, relation, privilege), ""
        return all(
            actor.has(_HAS_COLUMN, relation=name, column=column, privilege=privilege)
            for column in columns
        ), ""
    return allowed, ""


def _asked(actor: Actor, relation: Table | View, privilege: str) -> bool:
    question = _HAS_ANY if privilege in _OF_COLUMNS else _HAS
    return actor.has(question, relation=_text(relation.name), privilege=privilege)


def _granted_columns(actor: Actor, relation: Table | View, privilege: str) -> list[str]:
    """The columns on which alone the actor has the privilege."""
    name = _text(relation.name)
    if actor.has(_HAS, relation=name, privilege=privilege):
        return []
    return [
        column
        for column in relation.columns or ()
        if actor.has(_HAS_COLUMN, relation=name, column=column, privilege=privilege)
    ]


def _text(name: Name) -> str:
    return sql.Identifier(*name).as_string(None)
