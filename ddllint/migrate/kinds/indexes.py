"""Indexes that CREATE INDEX makes."""

from collections.abc import Iterator, Mapping

from msgspec import structs

from ddllint.catalog.model import Index, IndexElement, Table, View
from ddllint.catalog.names import Name
from ddllint.catalog.wording import quoted
from ddllint.migrate import references
from ddllint.migrate.kinds.partitioned import copy_name, leaves_in_use, partitions
from ddllint.migrate.operations import Group, Hazard, Step
from ddllint.migrate.own_text import index_text
from ddllint.migrate.steps import both_ways, exclusive, option_steps, step
from ddllint.migrate.text import expression, ident, idents, literal, named, option, options, typed
from ddllint.migrate.units import Key, Site, Unit, World, column_key, relation_key
from ddllint.revisions.locks import Lock, Work
from ddllint.sql.expressions import Cast, Expression


def index_units(world: World, relation: Table | View, group: Group) -> Iterator[Unit]:
    """The units of a relation's indexes."""
    indexes: Mapping[str, Index] = relation.indexes
    for index in indexes.values():
        needs = index_elements_needs(world, relation, index.elements)
        needs |= frozenset(column_key(relation.name, name) for name in index.include)
        needs |= references.of_expression(world, index.predicate, relation)
        rigid = needs if not all(map(is_plain, index.elements)) or index.predicate else frozenset()
        yield Unit(
            key=("index", *index.name),
            noun="index",
            object=str(index.name),
            group=group,
            same=world.properties("index", quoted(index.name), "comment"),
            world=world,
            value=(relation, index),
            create=_create,
            drop=_drop,
            change=both_ways("alter-index", _alter),
            needs=needs | {relation_key(relation.name)},
            rigid=frozenset(key for key in rigid if key[0] == "column"),
            after=frozenset(_of_partitions(world, relation.name)),
            host=relation_key(relation.name),
            names=frozenset({("relation-name", *index.name)}),
            hazards=_hazards(world, relation),
            origin=index.origin,
        )


def _of_partitions(world: World, name: Name) -> Iterator[Key]:
    """The indexes that partitions have of their own, whose names are not to be taken.

    An index on the whole makes others on them, with names that the server chooses.
    """
    for table in partitions(world, name):
        yield from (("index", *index.name) for index in table.indexes.values())


def _hazards(world: World, relation: Table | View) -> tuple[Hazard, ...]:
    if any(one.kind == "foreign" for one in partitions(world, relation.name)):
        message = "beside a foreign partition it is built at once: writes wait"
        return (Hazard("blocks-writes", message),)
    return ()


def is_plain(element: IndexElement) -> bool:
    """Whether it is a column with nothing that depends on the column's type."""
    return (
        element.column is not None
        and not element.operator_class
        and not element.collation
        and not element.operator_class_options
    )


def index_elements_needs(
    world: World, relation: Table | View, elements: tuple[IndexElement, ...]
) -> frozenset[Key]:
    """What the elements of an index need."""
    needs: frozenset[Key] = frozenset()
    for element in elements:
        if element.column is not None:
            needs |= {column_key(relation.name, element.column)}
        needs |= references.of_expression(world, element.expression, relation)
    return needs


def elements_text(world: World, relation: Table | View, elements: tuple[IndexElement, ...]) -> str:
    """The elements of an index."""
    return ", ".join(_element(world, relation, element) for element in elements)


def _element(world: World, relation: Table | View, element: IndexElement) -> str:
    if element.column is not None:
        words = [ident(element.column)]
    else:
        assert element.expression is not None
        words = [f"({_kept_expression(world, relation, element.expression)})"]
    if element.collation:
        words.append(f"COLLATE {element.collation}")
    if element.operator_class:
        words.append(element.operator_class)
    if element.operator_class_options:
        pairs = [f"{option(name)} = {literal(v)}" for name, v in element.operator_class_options]
        words.append(f"({', '.join(pairs)})")
    if element.descending:
        words.append("DESC")
    if element.nulls_first != element.descending:
        words.append("NULLS FIRST" if element.nulls_first else "NULLS LAST")
    return " ".join(words)


def _kept_expression(world: World, relation: Table | View, value: Expression) -> str:
    """The expression; a cast that changes nothing stays, or the server takes it for the column."""
    text = expression(value, world.over(relation))
    if isinstance(value.tree, Cast) and text in map(ident, relation.columns or ()):
        return f"{text}::{typed(value.tree.type)}"
    return text


def index_sql(world: World, relation: Table | View, index: Index, concurrently: bool) -> str:
    """CREATE INDEX."""
    text = "CREATE UNIQUE INDEX " if index.unique else "CREATE INDEX "
    text += "CONCURRENTLY " if concurrently else ""
    text += f"{ident(index.name.name)} ON {named(relation.name)}"
    text += f" USING {ident(index.method)}" if index.method != "btree" else ""
    text += f" ({elements_text(world, relation, index.elements)})"
    text += f" INCLUDE ({idents(index.include)})" if index.include else ""
    text += " NULLS NOT DISTINCT" if index.nulls_not_distinct else ""
    text += f" WITH {options(index.options)}" if index.options else ""
    if index.predicate is not None:
        text += f" WHERE {expression(index.predicate, world.over(relation))}"
    return text


def _concurrently(relation: Table | View, site: Site) -> bool:
    partitioned = isinstance(relation, Table) and relation.kind == "partitioned"
    return site.live(relation.name) and site.stays(relation.name) and not partitioned


def _create(unit: Unit, site: Site) -> tuple[Step, ...]:
    relation, index = unit.value
    if isinstance(relation, Table) and relation.kind == "partitioned":
        return tuple(_create_on_partitions(unit, relation, index, site))
    if not _concurrently(relation, site):
        return (step(_text(unit, site), (relation.name, Lock.SHARE)),)
    return tuple(_beside_traffic(_text(unit, site, concurrently=True), relation, index.name))


def _text(unit: Unit, site: Site, *, concurrently: bool = False) -> str:
    if unit.key in site.own:
        return index_text(unit, concurrently=concurrently)
    relation, index = unit.value
    return index_sql(unit.world, relation, index, concurrently)


def _beside_traffic(sql: str, relation: Table | View, name: Name) -> Iterator[Step]:
    share = (relation.name, Lock.SHARE_UPDATE_EXCLUSIVE)
    again = f"DROP INDEX CONCURRENTLY IF EXISTS {named(name)}"
    yield step(again, share, waits=True, alone=True)
    yield step(sql, share, work=Work.SCAN, waits=True, alone=True)


def _create_on_partitions(unit: Unit, table: Table, index: Index, site: Site) -> Iterator[Step]:
    world = unit.world
    leaves = leaves_in_use(world, table, site)
    last = step(_text(unit, site), (table.name, Lock.SHARE))
    if not leaves:
        work = Work.SCAN if leaves is None else Work.NONE
        yield structs.replace(last, work=work)
        return
    yield step(f"DROP INDEX IF EXISTS {named(index.name)}", alone=True)
    for leaf in leaves:
        name = Name(leaf.name.schema, copy_name(world, leaf, table, index.name.name, site))
        own = structs.replace(index, name=name, relation=leaf.name)
        yield from _beside_traffic(index_sql(world, leaf, own, True), leaf, name)
    yield structs.replace(last, autocommit=True)


def _drop(unit: Unit, site: Site) -> tuple[Step, ...]:
    relation, index = unit.value
    if not _concurrently(relation, site):
        return (step(f"DROP INDEX {named(index.name)}", exclusive(relation.name)),)
    share = (relation.name, Lock.SHARE_UPDATE_EXCLUSIVE)
    sql = f"DROP INDEX CONCURRENTLY IF EXISTS {named(index.name)}"
    return (step(sql, share, waits=True, alone=True),)


def _alter(old: Unit, new: Unit, _site: Site) -> tuple[Step, ...] | None:

    changed = {name for name, _value in set(old.same) ^ set(new.same)}
    if not all(name.startswith("option ") for name in changed):
        return None
    (_, before), (_relation, after) = old.value, new.value
    return tuple(option_steps("INDEX", named(after.name), before.options, after.options))
