"""The units that a plan moves: each can be made, dropped and perhaps changed in place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from ddllint.catalog.canonical import Scope
from ddllint.catalog.facts import fact_rows
from ddllint.catalog.model import Catalog, DefaultPrivilege, Table, View
from ddllint.catalog.names import Name
from ddllint.catalog.scopes import over_table, over_view, scope_of
from ddllint.migrate.operations import Group, Hazard, Step
from ddllint.sql.source import Origin

Key: TypeAlias = tuple[str, ...]
"""What tells a unit from all others: its kind, then names."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where statements are to run.

    `live` says of a relation that it has been there before the plan and may hold rows and be in
    use; `implied` are the default privileges in force when objects of a group are made; `made`
    are the units that are made, `inline` those of them that the CREATE of their host makes;
    `own` are those that the spec's own text makes;
    `hidden` are the names, by schema, of the indexes that partitions have of their parents where it
    starts;
    `gone` are the units that are not there any more once all is done;
    `allow` are the changes allowed by name, `*` for all; `postgres` is the oldest major.
    """

    live: Callable[[Name], bool]
    implied: "Callable[[Group], tuple[DefaultPrivilege, ...]]"
    made: frozenset[Key] = frozenset()
    inline: frozenset[Key] = frozenset()
    own: frozenset[Key] = frozenset()
    gone: frozenset[Key] = frozenset()
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)
    allow: frozenset[str] = frozenset()
    postgres: int = 15

    def stays(self, relation: Name) -> bool:
        """Whether a relation is there before and after, and is not made anew."""
        return relation_key(relation) not in self.gone | self.made

    def allows(self, flag: str) -> bool:
        """Whether a change is allowed by name."""
        return flag in self.allow or "*" in self.allow


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which a unit changes in place, with its inverse.

    `gate` says why it is refused unless it is allowed by name; empty when it always may be. `hint`
    says what to do instead.
    `irreversible` says why its inverse does not lead back; empty when it does. `unplannable` says
    why no statement makes it; empty when its steps do. `retypes` are the
    columns whose type it changes, `remakes` the type that its steps make anew, `unmakes` the one
    that its inverse does.
    """

    kind: str
    up: tuple[Step, ...]
    down: tuple[Step, ...]
    gate: str = ""
    hint: str = ""
    hazards: tuple[Hazard, ...] = ()
    irreversible: str = ""
    unplannable: str = ""
    retypes: frozenset[Key] = frozenset()
    remakes: frozenset[Key] = frozenset()
    unmakes: frozenset[Key] = frozenset()


class Gate(NamedTuple):
    """Why something is refused until it is allowed as `kind:object`, and what to do instead."""

    kind: str
    reason: str
    hint: str = ""


def _no_steps(_unit: "Unit", _site: Site) -> tuple[Step, ...]:
    return ()


def _no_change(_old: "Unit", _new: "Unit", _site: Site) -> tuple[Change, ...] | None:
    return None


@dataclass(frozen=True, slots=True)
class Unit:
    """One object, or one property of an object that statements set by itself.

    `same` holds what two units with one key must agree on to be equal. `needs` are the units
    without which the server does not let this one be; `after` those that should merely come
    first. `rigid` are the columns whose type may not change while this unit is there. `host` is
    what this unit comes and goes with, `follows` the units of parents that hand down to it
    what happens to them; `inline` says that the CREATE of its host makes it too.
    `names` are names that no other object may have at the same time. `avoids` are such names that
    are only in the way of its making. `change` gives None when
    the unit must be made anew. `loss` says what is lost with it, `gate` why adding it to a table
    that is there has to be allowed. `unplannable` says why no statement can be
    written for it.
    """

    key: Key
    noun: str
    object: str
    group: Group
    same: tuple[Any, ...]
    world: "World"
    value: Any = None
    create: "Steps" = _no_steps
    drop: "Steps" = _no_steps
    change: "Callable[[Unit, Unit, Site], tuple[Change, ...] | None]" = _no_change
    needs: frozenset[Key] = frozenset()
    after: frozenset[Key] = frozenset()
    rigid: frozenset[Key] = frozenset()
    host: Key | None = None
    follows: frozenset[Key] = frozenset()
    inline: bool = False
    names: frozenset[Key] = frozenset()
    avoids: frozenset[Key] = frozenset()
    loss: str = ""
    gate: Gate | None = None
    unplannable: str = ""
    hazards: tuple[Hazard, ...] = ()
    origin: Origin | None = None


Steps: TypeAlias = Callable[[Unit, Site], tuple[Step, ...]]


@dataclass(frozen=True)
class World:
    """A catalog with what the kinds ask of it again and again."""

    catalog: Catalog
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scope", scope_of(self.catalog))

    @cached_property
    def facts(self) -> Mapping[tuple[str, str], dict[str, str]]:
        """The properties of each object, by kind and name as facts have them."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for row in fact_rows(self.catalog):
            found.setdefault((row.kind, row.name), {})[row.property] = row.value
        return found

    def properties(
        self, kind: str, name: str, *without: str, only: tuple[str, ...] = ()
    ) -> tuple[tuple[str, str], ...]:
        """The sorted properties of an object, but for some, or only some."""
        held = self.facts.get((kind, name), {})
        return tuple(
            sorted(
                (key, value)
                for key, value in held.items()
                if key not in without and (not only or key in only)
            )
        )

    def over(self, relation: Table | View) -> Scope:
        """The scope of expressions over the rows of a relation."""
        if isinstance(relation, Table):
            return over_table(self.scope, relation)
        return over_view(self.scope, relation)

    def is_not_null_alone(self, table: Table, column: str) -> bool:
        """Whether a column may not be null in a table, but may in a child of it."""
        key = table.primary_key
        found = table.columns[column]
        is_alone = found.not_null and found.identity is None
        return (
            is_alone
            and (table.name, column) in self._null_below
            and (key is None or column not in key.columns)
        )

    @cached_property
    def _null_below(self) -> frozenset[tuple[Name, str]]:
        """The columns, by parent, that may be null in a child."""
        return frozenset(
            (parent, column.name)
            for table in self.catalog.tables.values()
            for parent in table.parents
            for column in table.columns.values()
            if not column.not_null
        )

    def heir_of_several(self, table: Name, column: str) -> Name | None:
        """A table below one that has a column of that name from several parents.

        The server changes the type of a column for all that inherit it, and refuses to for these
        (`ATPrepAlterColumnType` in `commands/tablecmds.c`).
        """
        tables = self.catalog.tables
        for heir in self.below(table):
            above = [tables[one] for one in heir.parents if one in tables]
            if sum(column in one.columns for one in above) > 1:
                return heir.name
        return None

    def below(self, table: Name) -> list[Table]:
        """The tables that have columns from a table, its partitions and all below them too."""
        found: dict[Name, Table] = {}
        pending = [table]
        while pending:
            for heir in self._heirs.get(pending.pop(0), ()):
                if heir.name not in found:
                    found[heir.name] = heir
                    pending.append(heir.name)
        return list(found.values())

    def children(self, table: Name) -> list[Table]:
        """The tables that inherit from a table, without its partitions."""
        return [one for one in self._heirs.get(table, ()) if one.partition_of is None]

    def partitions(self, table: Name) -> list[Table]:
        """The partitions of a table, without theirs."""
        return [one for one in self._heirs.get(table, ()) if one.partition_of is not None]

    @cached_property
    def _heirs(self) -> Mapping[Name, list[Table]]:
        found: dict[Name, list[Table]] = {}
        for table in self.catalog.tables.values():
            for base in table.bases:
                found.setdefault(base, []).append(table)
        return found

    @cached_property
    def routines_by_name(self) -> Mapping[Name, tuple[str, ...]]:
        """The signatures of the routines of each name."""
        found: dict[Name, tuple[str, ...]] = {}
        for signature, routine in self.catalog.routines.items():
            found[routine.name] = (*found.get(routine.name, ()), signature)
        return found


def relation_key(name: Name) -> Key:
    """The key of a table, a view or a sequence: they share their names."""
    return ("relation", *name)


def column_key(relation: Name, column: str) -> Key:
    """The key of a column."""
    return ("column", *relation, column)


def schema_needs(schema: str) -> frozenset[Key]:
    """The schema as a need; `public` is always there."""
    return frozenset() if schema == "public" else frozenset({("schema", schema)})
