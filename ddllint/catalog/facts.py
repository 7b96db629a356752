"""A catalog as flat rows of text, in one canonical form whatever it was made from.

Two catalogs mean the same if their facts are equal. Left out is what PostgreSQL does not tell
apart or what a source cannot say: origins, the order of declaration, and a table's order of
columns (ALTER TABLE adds a column at the end, wherever the specification has it).
"""

from collections.abc import Iterator

from ddllint.catalog.facts_relations import table_facts, view_facts
from ddllint.catalog.facts_routines import routine_facts
from ddllint.catalog.facts_types import type_facts
from ddllint.catalog.model import (
    Catalog,
    DefaultPrivilege,
    Extension,
    Grant,
    Role,
    Schema,
    Sequence,
)
from ddllint.catalog.scopes import scope_of
from ddllint.catalog.wording import EXISTS, Fact, Object, quoted, type_text, unqualified
from ddllint.sql.identifiers import quote_name

__all__ = ["EXISTS", "Fact", "fact_rows", "facts", "grant_name"]


def facts(catalog: Catalog) -> dict[tuple[str, str, str], str]:
    """Value by kind of object, its name, and property: `("column", "public.t.c", "type")`.

    Names are qualified and quoted as in SQL. Each object has the property `exists`; a
    property that is off, empty or the server's default is left out.
    """
    return {(row.kind, row.name, row.property): row.value for row in fact_rows(catalog)}


def fact_rows(catalog: Catalog) -> Iterator[Fact]:
    """The same as rows, each with its place."""
    scope = scope_of(catalog)
    for schema in catalog.schemas.values():
        yield from _schema(schema)
    for table in catalog.tables.values():
        yield from table_facts(table, scope)
    for view in catalog.views.values():
        yield from view_facts(view, scope)
    for sequence in catalog.sequences.values():
        yield from _sequence(sequence)
    for type_ in catalog.types.values():
        yield from type_facts(type_, scope)
    for routine in catalog.routines.values():
        yield from routine_facts(routine, scope)
    for extension in catalog.extensions.values():
        yield from _extension(extension)
    for role in catalog.roles.values():
        yield from _role(role)
    for grant in catalog.grants:
        yield from _grant(grant)
    for entry in catalog.default_privileges:
        yield from _default_privilege(entry)


def _schema(schema: Schema) -> Iterator[Fact]:
    it = Object("schema", quote_name(schema.name), schema.origin)
    yield from it.has(owner=schema.owner)
    yield from it.comment(schema.comment)


def _sequence(sequence: Sequence) -> Iterator[Fact]:
    it = Object("sequence", quoted(sequence.name), sequence.origin)
    yield from it.has(
        type=type_text(sequence.type),
        start=str(sequence.start),
        increment=str(sequence.increment),
        minimum=str(sequence.minimum),
        maximum=str(sequence.maximum),
        cache=str(sequence.cache),
        cycle=sequence.cycle,
        owned_by=quoted(*sequence.owned_by) if sequence.owned_by else None,
        identity=sequence.identity,
        persistence=sequence.persistence,
        owner=sequence.owner,
    )
    yield from it.comment(sequence.comment)


def _extension(extension: Extension) -> Iterator[Fact]:
    it = Object("extension", quote_name(extension.name), extension.origin)
    # without SCHEMA it goes to the first schema of the search path
    yield from it.has(schema=extension.schema or "public")
    yield from it.comment(extension.comment)


def _role(role: Role) -> Iterator[Fact]:
    it = Object("role", quote_name(role.name), role.origin)
    yield from it.has(
        attributes=", ".join(sorted(role.attributes)),
        member_of=", ".join(quote_name(name) for name in sorted(role.member_of)),
    )
    yield from it.comment(role.comment)


def _grant(grant: Grant) -> Iterator[Fact]:
    yield from Object("grant", grant_name(grant), grant.origin).has(grantable=grant.grantable)


def grant_name(grant: Grant) -> str:
    """What facts call a grant: its object, who has it, and the privilege."""
    object_ = unqualified(grant.object) if grant.kind == "routine" else grant.object
    column = f"({quote_name(grant.column)})" if grant.column else ""
    return f"{grant.kind} {object_}{column} {quote_name(grant.grantee)} {grant.privilege}"


def _default_privilege(entry: DefaultPrivilege) -> Iterator[Fact]:
    words = [entry.kind, quote_name(entry.grantee), entry.privilege]
    if entry.schema is not None:
        words += ["in", quote_name(entry.schema)]
    if entry.role is not None:
        words += ["for", quote_name(entry.role)]
    it = Object("default privilege", " ".join(words), entry.origin)
    yield from it.has(revoked=not entry.granted, grantable=entry.grantable)
