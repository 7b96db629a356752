"""DEFAULT and NOT NULL of columns."""

import re
from collections.abc import Iterable, Iterator, Sequence

from ddllint.catalog.model import Column, Table
from ddllint.catalog.names import Name, make_object_name
from ddllint.migrate.kinds.partitioned import partitions
from ddllint.migrate.operations import Step
from ddllint.migrate.steps import exclusive, step
from ddllint.migrate.text import expression, ident, named, typed
from ddllint.migrate.units import Site, Unit, World
from ddllint.revisions.locks import Lock, Work
from ddllint.sql.expressions import Cast


def default_text(world: World, table: Table, column: Column) -> str:
    """A default as DEFAULT takes it; the column must have one."""
    assert column.default is not None
    text = expression(column.default, world.over(table), column.type)
    tree = column.default.tree
    if column.type.modifiers and isinstance(tree, Cast) and text.startswith("'"):
        return f"{text}::{typed(tree.type)}"  # without, it would be of the column's own precision
    of_sequence = _NEXTVAL.fullmatch(text)
    if of_sequence:  # in full, whatever is searched
        place = "" if of_sequence[2] else "public."
        return f"nextval('{place}{of_sequence[1]}'::regclass)"
    return text if _stands_alone(text) else f"({text})"


_NEXTVAL = re.compile(r"""nextval\('((?:[^'."]|''|"[^"]*")*(\.)?(?:[^'."]|''|"[^"]*")*)'\)""")


def _stands_alone(text: str) -> bool:
    """Whether a default needs no parentheses: `b_expr` of the grammar has no AND, IN or IS."""
    return (
        text.isidentifier()
        or (text.startswith("'") and text.count("'") == 2)
        or (text.replace(".", "", 1).lstrip("-").isdigit())
        or (text.endswith(")") and text.count("(") == 1 and " " not in text.partition("(")[0])
    )


def set_not_null(unit: Unit, site: Site) -> tuple[Step, ...]:
    """SET NOT NULL, on a table in use without a scan under its strongest lock."""
    table, column = unit.value
    alone = unit.world.is_not_null_alone(table, column.name)
    if site.live(table.name):
        return tuple(not_null_steps(table.name, column.name, alone=alone))
    return (_set_not_null(table.name, column.name, only=alone),)


def not_null_steps(table: Name, column: str, *, alone: bool = False) -> Iterator[Step]:
    """With a valid CHECK the server does not scan (manual, ALTER TABLE, SET NOT NULL).

    `alone` leaves the children as they are: since 18 they cannot lose what they inherit.
    """
    name, col = f"{'ONLY ' if alone else ''}{named(table)}", ident(column)
    check = ident(make_object_name(table.name, column, "not_null_check"))
    inherit = " NO INHERIT" if alone else ""
    yield step(
        f"ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {check}, "
        f"ADD CONSTRAINT {check} CHECK ({col} IS NOT NULL){inherit} NOT VALID",
        exclusive(table),
        alone=True,
    )
    yield step(
        f"ALTER TABLE {name} VALIDATE CONSTRAINT {check}",
        (table, Lock.SHARE_UPDATE_EXCLUSIVE),
        work=Work.SCAN,
        alone=True,
    )
    yield step(f"ALTER TABLE {name} ALTER COLUMN {col} SET NOT NULL", exclusive(table), alone=True)
    yield step(f"ALTER TABLE {name} DROP CONSTRAINT {check}", exclusive(table), alone=True)


def drop_not_null(unit: Unit, site: Site) -> tuple[Step, ...]:
    """DROP NOT NULL, so that the tables below keep it, or lose it, as they should."""
    table, column = unit.value
    if unit.world.is_not_null_alone(table, column.name):
        return (_drop_not_null(table.name, column.name, only=True),)
    below = [one for one in unit.world.below(table.name) if one.columns[column.name].not_null]
    kept = [one.name for one in below if _is_kept(one.name, column, site)]
    if site.postgres < 18:
        return tuple(_dropped_by_all(table, column, below, kept, site))
    may_stay = dict.fromkeys(_with_their_own(unit.world, table, column))
    return (
        *(_set_not_null(one, column.name) for one in kept),  # their own, not only the parent's
        _drop_not_null(table.name, column.name),
        *(_drop_not_null(one, column.name) for one in may_stay if _is_lost(one, column, site)),
    )


def _dropped_by_all(
    table: Table, column: Column, below: Iterable[Table], kept: Sequence[Name], site: Site
) -> Iterator[Step]:
    """Before 18 tables below lose NOT NULL with the parent, whether it is their own or not.

    A parent of partitions cannot lose it alone (`ATPrepDropNotNull` in `commands/tablecmds.c`).
    """
    drops_alone = bool(kept) and not table.partitioning
    yield _drop_not_null(table.name, column.name, only=drops_alone)
    if not drops_alone:
        yield from (_set_not_null(one, column.name, work=Work.SCAN) for one in kept)
        return
    lost = (one.name for one in below if _is_lost(one.name, column, site))
    yield from (_drop_not_null(one, column.name, only=True) for one in lost)


def _is_lost(relation: Name, column: Column, site: Site) -> bool:
    return ("not-null", *relation, column.name) in site.gone and site.stays(relation)


def _is_kept(relation: Name, column: Column, site: Site) -> bool:
    return ("not-null", *relation, column.name) not in site.gone and site.stays(relation)


def _set_not_null(table: Name, column: str, *, only: bool = False, work: Work = Work.NONE) -> Step:
    return step(
        f"ALTER TABLE {'ONLY ' if only else ''}{named(table)} "
        f"ALTER COLUMN {ident(column)} SET NOT NULL",
        exclusive(table),
        work=work,
    )


def _drop_not_null(table: Name, column: str, *, only: bool = False) -> Step:
    return step(
        f"ALTER TABLE {'ONLY ' if only else ''}{named(table)} "
        f"ALTER COLUMN {ident(column)} DROP NOT NULL",
        exclusive(table),
    )


def _with_their_own(world: World, table: Table, column: Column) -> Iterator[Name]:
    """The tables below in which NOT NULL may stay when the parent loses it, parents first.

    Since 18 it is a constraint, which a child that declares it keeps (PostgreSQL manual, 5.11); a
    partition has it of its own when it had a primary key before the whole did.
    """
    if table.primary_key and column.name in table.primary_key.columns:
        yield from (one.name for one in partitions(world, table.name))
    for child in world.children(table.name):
        yield child.name
        yield from _with_their_own(world, child, column)


def set_default(unit: Unit, _site: Site) -> tuple[Step, ...]:
    """SET DEFAULT."""
    table, column = unit.value
    text = default_text(unit.world, table, column)
    return (
        step(
            f"ALTER TABLE {only(table)}{named(table.name)} ALTER COLUMN {ident(column.name)} "
            f"SET DEFAULT {text}",
            exclusive(table.name),
        ),
    )


def drop_default(unit: Unit, _site: Site) -> tuple[Step, ...]:
    """DROP DEFAULT."""
    return (drop_default_step(*unit.value),)


def drop_default_step(table: Table, column: Column) -> Step:
    """DROP DEFAULT."""
    return step(
        f"ALTER TABLE {only(table)}{named(table.name)} ALTER COLUMN {ident(column.name)} "
        "DROP DEFAULT",
        exclusive(table.name),
    )


def only(table: Table) -> str:
    """Children have defaults of their own: they are changed by themselves."""
    return "" if table.kind == "foreign" else "ONLY "


# Identity
