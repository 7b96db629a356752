"""Views and materialized views."""

from collections.abc import Iterator

from ddllint.catalog.canonical import canonical_query, query_row
from ddllint.catalog.model import View
from ddllint.catalog.names import Name
from ddllint.catalog.wording import quoted
from ddllint.migrate import references
from ddllint.migrate.kinds.indexes import index_units
from ddllint.migrate.kinds.triggers import trigger_units
from ddllint.migrate.operations import Group, Hazard, Step
from ddllint.migrate.own_text import empty_view_text, own_text, replacing_text
from ddllint.migrate.steps import both_ways, exclusive, option_steps, step
from ddllint.migrate.text import idents, named, options
from ddllint.migrate.units import Change, Key, Site, Unit, World, relation_key, schema_needs
from ddllint.revisions.locks import Lock, Work


def view_units(world: World) -> Iterator[Unit]:
    """The units of all views with their indexes and triggers."""
    for view in world.catalog.views.values():
        own = world.properties("view", quoted(view.name), "owner", "comment", "without data")
        needs = references.of_expression(world, view.query)
        yield Unit(
            key=relation_key(view.name),
            noun="materialized-view" if view.materialized else "view",
            object=str(view.name),
            group=Group.VIEWS,
            same=(*own, ("columns", ", ".join(view.columns or ()))),
            world=world,
            value=view,
            create=_create,
            drop=_drop,
            change=_change,
            needs=(needs | schema_needs(view.name.schema)) - {relation_key(view.name)},
            rigid=frozenset(key for key in needs if key[0] == "column"),
            names=frozenset({("relation-name", *view.name), ("type-name", *view.name)}),
            origin=view.origin,
        )
        if view.materialized and view.with_data:
            yield _rows(world, view)
        for column in view.columns or ():
            yield Unit(
                key=("column", *view.name, column),
                noun="view-column",
                object=f"{view.name}.{column}",
                group=Group.VIEWS,
                same=(),
                world=world,
                host=relation_key(view.name),
                inline=True,
                needs=frozenset({relation_key(view.name)}),
            )
        yield from index_units(world, view, Group.VIEWS)
        yield from trigger_units(world, view, Group.VIEWS)


def _rows(world: World, view: View) -> Unit:
    """The rows of a materialized view: its owner computes them, whom row security may bind."""
    on = f"MATERIALIZED VIEW {named(view.name)}"
    filled = (one for one in _read(world, view) if world.catalog.views[one].with_data)
    return Unit(
        key=("rows", *view.name),
        noun="rows",
        object=str(view.name),
        group=Group.VIEWS,
        same=(),
        world=world,
        value=view,
        create=_fill,
        drop=lambda unit, site: (_refresh_step(world, unit.value, site, _NO_DATA),),
        needs=frozenset({relation_key(view.name)}),
        after=frozenset(
            {("owner", on)}
            | {("index", *name.name) for name in view.indexes.values()}
            | {("rows", *name) for name in filled}
        ),
        host=relation_key(view.name),
        hazards=(_COMPUTED,),
        origin=view.origin,
    )


_NO_DATA = " WITH NO DATA"


def _fill(unit: Unit, site: Site) -> tuple[Step, ...]:
    """REFRESH, while those that it reads have rows, even if they are to have none."""
    world, views = unit.world, unit.world.catalog.views
    empty = [views[name] for name in _read(world, unit.value) if not views[name].with_data]
    return (
        *(_refresh_step(world, view, site) for view in empty),
        _refresh_step(world, unit.value, site),
        *(_refresh_step(world, view, site, _NO_DATA) for view in reversed(empty)),
    )


def _read(world: World, view: View) -> tuple[Name, ...]:
    """The materialized views that a view reads, also through others, each after what it reads.

    They must have rows while it is filled.
    """
    views = world.catalog.views
    below: dict[Name, list[Name]] = {}
    found: dict[Name, None] = {}
    path = [view.name]
    while path:
        name = path[-1]
        if name not in below:
            keys = sorted(_relations(world, views[name]))
            below[name] = [Name(*key[1:]) for key in keys if key[0] == "relation"]
        ahead = (one for one in below[name] if one in views and one not in below)
        following = next(ahead, None)
        if following is not None:
            path.append(following)
        else:
            found[path.pop()] = None
    return tuple(name for name in found if name != view.name and views[name].materialized)


def _refresh_step(world: World, view: View, site: Site, tail: str = "") -> Step:
    read = [Name(*key[1:]) for key in _relations(world, view) if key[0] == "relation"]
    work = Work.SCAN if any(map(site.live, read)) else Work.NONE
    if tail or site.live(view.name):
        work = Work.REWRITE
    sql = f"REFRESH MATERIALIZED VIEW {named(view.name)}{tail}"
    return step(sql, exclusive(view.name), work=work)


def _relations(world: World, view: View) -> frozenset[Key]:
    return references.of_expression(world, view.query)


_COMPUTED = Hazard("computes-view", "the view's query runs while the statement does")


def view_sql(world: World, view: View, replace: bool = False) -> str:
    """CREATE VIEW and its like."""
    if view.materialized:
        head = "CREATE MATERIALIZED VIEW"
    else:
        head = "CREATE OR REPLACE VIEW" if replace else "CREATE VIEW"
    columns = f" ({idents(view.columns)})" if view.columns else ""
    text = f"{head} {named(view.name)}{columns}"
    text += f" WITH {options(view.options)}" if view.options else ""
    query = canonical_query(view.query, world.scope, tuple(view.columns or ()))
    text += f" AS\n{query}"
    return text + ("\nWITH NO DATA" if view.materialized else "")


def _create(unit: Unit, site: Site) -> tuple[Step, ...]:
    view: View = unit.value
    if unit.key in site.own:
        sql = empty_view_text(unit) if view.materialized else own_text(unit)
    else:
        sql = view_sql(unit.world, view)
    return (step(sql),)


def _drop(unit: Unit, _site: Site) -> tuple[Step, ...]:
    view: View = unit.value
    what = "MATERIALIZED VIEW" if view.materialized else "VIEW"
    return (step(f"DROP {what} {named(view.name)}", exclusive(view.name)),)


def _change(old: Unit, new: Unit, site: Site) -> tuple[Change, ...] | None:
    before, after = old.value, new.value
    if not isinstance(before, View) or before.materialized != after.materialized:
        return None
    changed = {name for name, _value in set(old.same) ^ set(new.same)}
    changes: list[Change] = []
    if any(name.startswith("option ") for name in changed) and "query" not in changed:
        changes += both_ways("alter-view-options", _options)(old, new, site) or ()
    if changed & {"query", "columns"}:
        if before.materialized or not _same_row(old, new) or _holds_columns(old, new):
            return None
        changes += both_ways("replace-view", _replace)(old, new, site) or ()
    return tuple(changes)


def _holds_columns(old: Unit, new: Unit) -> bool:
    """Whether the new query, put in the place of the old one, still reads columns that go."""
    gone = {key for key in old.rigid - new.rigid if relation_key(Name(*key[1:3])) in new.needs}
    return bool(gone) and references.reads_unnamed(new.value.query)


def _same_row(old: Unit, new: Unit) -> bool:
    """Whether names and types of the columns are known to be the same: else REPLACE may fail."""
    before, after = old.value, new.value
    if tuple(before.columns or ()) != tuple(after.columns or ()) or not before.columns:
        return False
    a = query_row(before.query, old.world.scope)
    b = query_row(after.query, new.world.scope)
    if a is None or b is None:
        return False
    types = [type_ for _name, type_ in (*a, *b)]
    return (
        None not in types
        and [t for _n, t in a] == [t for _n, t in b]
        and not any(t is not None and t.name in _WITH_MODIFIERS for t in types)
    )


_WITH_MODIFIERS = frozenset({"character varying", "character", "numeric", "bit", "bit varying"})
"""Types whose modifier REPLACE compares too, which the types of a query leave out."""


def _replace(_old: Unit, new: Unit, site: Site) -> tuple[Step, ...]:
    view: View = new.value
    own = new.key in site.own
    sql = replacing_text(new) if own else view_sql(new.world, view, replace=True)
    return (step(sql, exclusive(view.name)),)


def _options(old: Unit, new: Unit, _site: Site) -> tuple[Step, ...]:
    before, after = old.value, new.value
    what = "MATERIALIZED VIEW" if after.materialized else "VIEW"
    lock = Lock.SHARE_UPDATE_EXCLUSIVE if after.materialized else Lock.ACCESS_EXCLUSIVE
    return tuple(
        option_steps(what, named(after.name), before.options, after.options, (after.name, lock))
    )
