"""Enumerated types: labels are added in place, and taken away by making the type anew."""

from collections.abc import Iterator

from ddllint.catalog.model import Column, Enum, Table
from ddllint.catalog.names import Name, make_object_name
from ddllint.migrate import references
from ddllint.migrate.kinds.column_changes import heir_of_several
from ddllint.migrate.operations import Hazard, Step
from ddllint.migrate.steps import exclusive, step
from ddllint.migrate.text import ident, literal, named, type_named, typed
from ddllint.migrate.units import Change, Key, Site, Unit, column_key
from ddllint.revisions.locks import Work

_REBUILD = "rebuild-type"


def enum_sql(type_: Enum) -> str:
    """CREATE TYPE ... AS ENUM."""
    labels = ", ".join(map(literal, type_.labels))
    return f"CREATE TYPE {type_named(type_.name)} AS ENUM ({labels})"


def change_labels(old: Unit, new: Unit, site: Site) -> tuple[Change, ...]:
    """ADD VALUE if no label goes or moves; the server takes none away again.

    So it is undone only by making the type anew, which has to be allowed.
    """
    before, after = old.value, new.value
    holding = tuple(_columns(old, new, site))
    keys = frozenset(column_key(table.name, column.name) for table, column in holding)
    columns = tuple(one for one in holding if not one[1].inherited)  # children follow their parents
    own = frozenset({new.key})
    stuck = next(filter(None, (heir_of_several(old, new, *one) for one in columns)), "")
    back = tuple(_rebuilt(before, columns, site))
    if [label for label in after.labels if label in before.labels] == list(before.labels):
        added = tuple(_added(before, after))
        if stuck:
            stays = f"a label stays in {new.object} when the migration is undone: {stuck}"
            return (Change("add-enum-value", added, (), irreversible=stays),)
        if site.allows(f"{_REBUILD}:{new.object}"):
            return (Change("add-enum-value", added, back, retypes=keys, unmakes=own),)
        stays = f"a label stays in {new.object} when the migration is undone: none can be removed"
        return (Change("add-enum-value", added, (), irreversible=stays),)
    if stuck:
        return (Change(_REBUILD, (), (), unplannable=f"the type would be made anew, but {stuck}"),)
    gone = ", ".join(literal(label) for label in before.labels if label not in after.labels)
    read = " and ".join(f"{table.name}.{column.name}" for table, column in columns)
    what = f"the labels {gone} go" if gone else "the labels change their order"
    why = f"{what}: the type is made anew"
    why += f", and with it every row of {read}, while nobody can read the table" if read else ""
    why += "; a row that has such a label makes it fail" if gone and read else ""
    hazards = (Hazard("rewrite", "every row is written anew under ACCESS EXCLUSIVE"),)
    return (
        Change(
            _REBUILD,
            tuple(_rebuilt(after, columns, site)),
            back,
            gate=why,
            hint=_rename_hint(before, after),
            hazards=hazards if columns else (),
            retypes=keys,
            remakes=own,
            unmakes=own,
        ),
    )


def _rename_hint(before: Enum, after: Enum) -> str:
    """How to keep the rows if a label has another name now; perhaps empty."""
    pairs = zip(before.labels, after.labels, strict=False)
    differ = [(was, now) for was, now in pairs if was != now]
    if len(before.labels) != len(after.labels) or len(differ) != 1:
        return ""
    was, now = map(literal, differ[0])
    rename = f"ALTER TYPE {type_named(after.name)} RENAME VALUE {was} TO {now}"
    return f"If {was} is called {now} now, write a revision with `{rename}`, which keeps the rows."


def _added(before: Enum, after: Enum) -> Iterator[Step]:
    for place, label in enumerate(after.labels):
        if label in before.labels:
            continue
        if place:
            where = f"AFTER {literal(after.labels[place - 1])}"
        else:
            where = f"BEFORE {literal(before.labels[0])}" if before.labels else ""
        text = (
            f"ALTER TYPE {type_named(after.name)} ADD VALUE IF NOT EXISTS {literal(label)} {where}"
        )
        # until it is committed the new label cannot be used (manual, ALTER TYPE)
        yield step(text.rstrip(), alone=True)


def _rebuilt(wanted: Enum, columns: tuple[tuple[Table, Column], ...], site: Site) -> Iterator[Step]:
    """The type under its name with the labels of `wanted`, and each column moved to it."""
    name, aside = type_named(wanted.name), make_object_name(wanted.name.name, "", "old")
    yield step(f"ALTER TYPE {name} RENAME TO {ident(aside)}")
    yield step(enum_sql(wanted))
    for table, column in columns:
        col, type_ = ident(column.name), typed(column.type)
        work = Work.REWRITE if site.live(table.name) else Work.NONE
        yield step(
            f"ALTER TABLE {named(table.name)} ALTER COLUMN {col} TYPE {type_} "
            f"USING {col}::text::{type_}",
            exclusive(table.name),
            work=work,
        )
    yield step(f"DROP TYPE {type_named(Name(wanted.name.schema, aside))}")


def _columns(old: Unit, new: Unit, site: Site) -> Iterator[tuple[Table, Column]]:
    """The columns that have the type before and after."""
    tables = old.world.catalog.tables
    for table in new.world.catalog.tables.values():
        was = tables.get(table.name)
        for column in table.columns.values() if was and not table.of_type else ():
            key: Key = column_key(table.name, column.name)
            before = was.columns.get(column.name) if was else None
            if key in site.made or before is None:
                continue
            if before.type == column.type and new.key in references.of_type(new.world, column.type):
                yield table, column
