"""One rename, as statements up and down."""

from typing import NamedTuple

from ddllint.catalog.names import Name
from ddllint.migrate.operations import Group, Hazard, Operation, Step
from ddllint.migrate.text import ident, named, type_named
from ddllint.revisions.locks import Lock
from ddllint.sql.source import Origin


class Rename(NamedTuple):
    """A rename, or a move to another schema: its statements, and what it is about.

    `relation` is locked by it. `target` is the name that must be free; None if any is. `hazards`
    say what does not follow.
    """

    kind: str
    shown: str
    up: str
    down: str
    origin: Origin | None
    relation: Name | None = None
    target: Name | None = None
    hazards: tuple[Hazard, ...] = ()

    @property
    def operation(self) -> Operation:
        """The operation that does it."""
        locks = ((self.relation, Lock.ACCESS_EXCLUSIVE),) if self.relation else ()
        return Operation(
            self.kind,
            self.shown,
            Group.CORE,
            (Step(self.up, locks=locks, origin=self.origin),),
            (Step(self.down, locks=locks),),
            hazards=self.hazards,
            origin=self.origin,
        )


def renaming(
    what: str, old: Name, new: Name, origin: Origin | None, relation: Name | None = None
) -> Rename:
    """The rename of something that has a name of its own, such as a TABLE, in its schema."""
    write = type_named if what == "TYPE" else named
    return Rename(
        f"rename-{what.lower().replace(' ', '-')}",
        str(new),
        f"ALTER {what} {write(old)} RENAME TO {ident(new.name)}",
        f"ALTER {what} {write(new)} RENAME TO {ident(old.name)}",
        origin,
        relation,
        new,
    )


def moving(
    what: str, old: Name, new: Name, origin: Origin | None, relation: Name | None = None
) -> Rename:
    """The move to the schema of `new`, under the old name."""
    there = Name(new.schema, old.name)
    write = type_named if what == "TYPE" else named
    return Rename(
        f"move-{what.lower().replace(' ', '-')}",
        str(there),
        f"ALTER {what} {write(old)} SET SCHEMA {ident(new.schema)}",
        f"ALTER {what} {write(there)} SET SCHEMA {ident(old.schema)}",
        origin,
        relation,
        there,
    )


def renaming_part(
    table: Name, what: str, old: str, new: str, origin: Origin | None, target: Name | None = None
) -> Rename:
    """The rename of a COLUMN or a CONSTRAINT of a table."""
    prefix = f"ALTER TABLE {named(table)} RENAME {what}"
    return Rename(
        f"rename-{what.lower()}",
        f"{table}.{new}",
        f"{prefix} {ident(old)} TO {ident(new)}",
        f"{prefix} {ident(new)} TO {ident(old)}",
        origin,
        table,
        target,
    )


def new_schema(name: str) -> Rename:
    """The schema that something moves to, which is not there yet."""
    return Rename(
        "create-schema", name, f"CREATE SCHEMA {ident(name)}", f"DROP SCHEMA {ident(name)}", None
    )
