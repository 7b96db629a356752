"""How something gets its owner, and what the server asks of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name
from ddllint.migrate.kinds.grantors import Granted, granting
from ddllint.migrate.operations import Hazard, Step
from ddllint.migrate.steps import exclusive, step
from ddllint.migrate.text import ident, owner
from ddllint.migrate.units import Key


class Owned(NamedTuple):
    """What has an owner: how ALTER calls it, its schema, and the relation that is locked."""

    sql: str
    schema: str | None
    relation: Name | None = None


@dataclass(frozen=True, slots=True)
class Ownership:
    """An owner, and what it may in the schema.

    `place` is the schema; None where the right to create in it is not the plan's business: of
    `public` that is the administrator's. `rights` are the units that give it, grants of CREATE and
    the schema's owner. `granted` says that the owner holds CREATE there by a grant, `place_owner`
    who the schema's owner is, `by_owner` that it has to grant itself.
    """

    owned: Owned
    owner: str
    place: str | None = None
    rights: frozenset[Key] = frozenset()
    granted: bool = False
    place_owner: str | None = None
    by_owner: bool = False

    @property
    def may_not(self) -> bool:
        """Whether the server refuses the owner, since it may not create in the schema."""
        is_owner = self.owner == self.place_owner
        return self.place is not None and not self.granted and not is_owner


def ownership(
    catalog: Catalog, owned: Owned, role: str, passed_on: frozenset[Granted]
) -> Ownership:
    """The ownership of a role; of `passed_on` roles other than the owner may grant privileges."""
    if owned.schema is None:
        return Ownership(owned, role)
    grants = frozenset(_grants_of_create(catalog, role, owned.schema))
    rights = grants | {("owner", schema_sql(owned.schema))}
    schema = catalog.schemas.get(owned.schema)
    if schema is None or schema.name == "public":
        return Ownership(owned, role, rights=rights)
    by_owner = ("schema", schema.name) in passed_on
    return Ownership(owned, role, schema.name, rights, bool(grants), schema.owner, by_owner)


def schema_sql(name: str) -> str:
    """How ALTER calls a schema."""
    return f"SCHEMA {ident(name)}"


def _grants_of_create(catalog: Catalog, role: str, schema: str) -> Iterator[Key]:
    """The units of grants by which a role may create in a schema."""
    pending, grantees = [role], {"public"}
    while pending:
        one = pending.pop()
        if one not in grantees:
            grantees.add(one)
            pending += catalog.roles[one].member_of if one in catalog.roles else ()
    for grant in catalog.grants:
        is_it = (grant.kind, grant.object, grant.privilege) == ("schema", schema, "CREATE")
        if is_it and grant.grantee in grantees:
            yield ("grant", "schema", schema, grant.grantee)


def owner_steps(to: Ownership, now: Ownership, *, lent: bool) -> tuple[Step, ...]:
    """The change of owner, with the right that it asks for lent for as long as it takes.

    A new owner must be allowed to create in the schema (PostgreSQL manual, ALTER TABLE, OWNER
    TO); what it owns there stays its own without. `now` tells who owns the schema then.
    """
    change = owner_step(to.owned, to.owner)
    if not lent or to.place is None:
        return (change,)
    right, who = f"CREATE ON SCHEMA {ident(to.place)}", ident(to.owner)
    grantor = now.place_owner if now.by_owner else None
    lend, take = step(f"GRANT {right} TO {who}"), step(f"REVOKE {right} FROM {who}")
    return (*granting(grantor, [lend]), change, *granting(grantor, [take]))


def owner_step(owned: Owned, role: str | None) -> Step:
    """ALTER ... OWNER TO; None is the role that runs the statement."""
    locks = [exclusive(owned.relation)] if owned.relation else []
    return step(f"ALTER {owned.sql} OWNER TO {owner(role)}", *locks)


def dangers_of_owning(ownership: Ownership) -> tuple[Hazard, ...]:
    """What is told of a right that is lent."""
    if not ownership.may_not:
        return ()
    message = (
        f"{ownership.owner} may not create in schema {ownership.place}, as a new owner of "
        "something in it must: CREATE is granted to it for that moment and revoked again"
    )
    return (Hazard("lends-create", message),)
