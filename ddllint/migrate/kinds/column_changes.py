"""What changes of a column in place: its type, collation, storage and compression."""

from collections.abc import Iterator

from ddllint.catalog.folds.columns import own_storage
from ddllint.catalog.model import Column, Table
from ddllint.migrate.operations import Hazard, Step
from ddllint.migrate.steps import exclusive, step
from ddllint.migrate.text import ident, named, typed
from ddllint.migrate.units import Change, Site, Unit
from ddllint.revisions.locks import Work
from ddllint.revisions.retyping import Retyping, retyping


def change_column(old: Unit, new: Unit, site: Site) -> tuple[Change, ...] | None:
    """The changes of a column that stays; None when it has to be made anew."""
    (_, before), (_table, after) = old.value, new.value
    if (before.generated is None) != (after.generated is None) or (
        before.generated is not None and dict(old.same) != dict(new.same)
    ):
        return None
    if before.type != after.type or before.collation != after.collation:
        return (_retype(old, new, site),)
    return change_storage(old, new)


def _retype(old: Unit, new: Unit, site: Site) -> Change:
    (_, before), (table, after) = old.value, new.value
    kind = retyping(before.type, after.type)
    keys = frozenset({new.key})
    heir = heir_of_several(old, new, table, after)
    if heir or (before.inherited and after.inherited):  # unless it follows that of the parent
        why = heir or "it is inherited, and changes with the column of the parent alone"
        return Change("alter-column-type", (), (), unplannable=why, retypes=keys)
    same_collation = before.collation == after.collation
    back = retyping(after.type, before.type)
    up = (_type_step(table, after, kind, site), *storage_steps(table, after))
    down = (_type_step(table, before, back, site), *storage_steps(table, before))
    if kind is Retyping.FREE:
        hazards = () if same_collation else (_REINDEX,)
        return Change("alter-column-type", up, down, hazards=hazards, retypes=keys)
    why = f"{before.type} becomes {after.type}"
    if kind is Retyping.REWRITES:
        return Change(
            "rewrite-column",
            up,
            down,
            gate=f"{why}: every row is written anew while nobody can read the table",
            hazards=(_REWRITE,),
            retypes=keys,
        )
    return Change(
        "narrow-column",
        up,
        down,
        gate=f"{why}: a value that does not fit makes it fail or is changed",
        hazards=(_REWRITE,),
        retypes=keys,
    )


def heir_of_several(old: Unit, new: Unit, table: Table, column: Column) -> str:
    """Why the server refuses another type for a column; empty if it does not."""
    before = old.world.heir_of_several(table.name, column.name)
    after = new.world.heir_of_several(table.name, column.name)
    if before is None or after is None:
        return ""
    return (
        f"{before} has {column.name} from several parents, of none of which PostgreSQL changes "
        "the type then"
    )


_REWRITE = Hazard("rewrite", "every row is written anew under ACCESS EXCLUSIVE")
_REINDEX = Hazard("reindex", "indexes on the column are built anew under ACCESS EXCLUSIVE")


def _type_step(table: Table, after: Column, kind: Retyping, site: Site) -> Step:
    collate = f" COLLATE {after.collation}" if after.collation else ""  # else it is the type's own
    col = ident(after.name)
    using = ""
    if kind is Retyping.BY_TEXT:
        using = f" USING {col}::text::{typed(after.type)}"
    work = Work.REWRITE if kind is not Retyping.FREE and site.live(table.name) else Work.NONE
    return step(
        f"ALTER TABLE {named(table.name)} ALTER COLUMN {col} TYPE {typed(after.type)}"
        f"{collate}{using}",
        exclusive(table.name),
        work=work,
    )


def change_storage(old: Unit, new: Unit) -> tuple[Change, ...]:
    """SET STORAGE and SET COMPRESSION of a column that keeps its type."""
    (_, before), (table, after) = old.value, new.value
    changes = []
    if before.storage != after.storage:
        up, down = set_storage(table, after), set_storage(table, before)
        changes.append(Change("set-storage", (up,), (down,)))
    if before.compression != after.compression:
        up, down = set_compression(table, after), set_compression(table, before)
        changes.append(Change("set-compression", (up,), (down,)))
    return tuple(changes)


def storage_steps(table: Table, column: Column) -> Iterator[Step]:
    """Storage and compression that are not the type's own, once the column has its type.

    CREATE TABLE takes STORAGE since PostgreSQL 16 only, and OF a type neither of the two.
    """
    if column.storage:
        yield set_storage(table, column)
    if column.compression:
        yield set_compression(table, column)


def set_storage(table: Table, column: Column, *, only: bool = False) -> Step:
    """SET STORAGE, with `only` of the table without its children."""
    word = column.storage or own_storage(column.type)
    return _set(table, column, f"STORAGE {word.upper()}", only)


def set_compression(table: Table, column: Column, *, only: bool = False) -> Step:
    """SET COMPRESSION, with `only` of the table without its children."""
    return _set(table, column, f"COMPRESSION {column.compression or 'default'}", only)


def _set(table: Table, column: Column, words: str, only: bool) -> Step:
    prefix = f"ALTER TABLE {'ONLY ' if only else ''}{named(table.name)}"
    text = f"{prefix} ALTER COLUMN {ident(column.name)} SET {words}"
    return step(text, exclusive(table.name))
