"""DROP and TRUNCATE: who is locked, and what is lost."""

from collections.abc import Iterator

from msgspec import UNSET

from ddllint.catalog.names import Name
from ddllint.revisions.actions import Action, Effect, Kind
from ddllint.revisions.indexes import drop_indexes
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.lost import losers
from ddllint.revisions.scene import Scene
from ddllint.sql import nodes
from ddllint.sql.other_statements import OnRelations
from ddllint.sql.parsed import decoder

_AEX = Lock.ACCESS_EXCLUSIVE
_TABLES = frozenset({"OBJECT_TABLE", "OBJECT_FOREIGN_TABLE"})
_RELATIONS = _TABLES | {"OBJECT_VIEW", "OBJECT_MATVIEW"}
_PARTS = frozenset({"OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"})


def drop(scene: Scene, node: nodes.DropStmt) -> Effect:
    """DROP of anything."""
    names = tuple(_names(node))
    if node.kind == "OBJECT_INDEX":
        found = tuple(scene.find(*name[-2:]) for name in names)
        return drop_indexes(scene, found, node)
    actions = [Action(kind=Kind.OTHER, locks=losers(scene))]
    if node.kind in _RELATIONS:
        actions += _unknown(scene, node, names)
    if node.kind in _PARTS:
        actions += _parts(scene, node, names)
    if node.kind == "OBJECT_SCHEMA":
        actions += _in_schemas(scene, node)
    actions += _lost(scene)
    return Effect(tuple(actions))


def _names(node: nodes.DropStmt) -> Iterator[tuple[str, ...]]:
    """The dotted names, with an empty schema before those without one."""
    for one in node.objects:
        if one.list is not UNSET:
            items = nodes.texts(decoder(nodes.NameList).decode(one.list).items)
            long = 3 if node.kind in _PARTS else 2
            yield ("", *items) if len(items) < long else items


def _unknown(
    scene: Scene, node: nodes.DropStmt, names: tuple[tuple[str, ...], ...]
) -> Iterator[Action]:
    """Relations that no statement made: they were there before all of them."""
    for written in names:
        name = scene.find(*written[-2:])
        if scene.before.relation(name) is None:
            kind = Kind.DROP_TABLE if node.kind in _TABLES else Kind.OTHER
            locks = () if node.missing_ok else ((name, _AEX),)
            yield Action(kind=kind, relation=name, locks=locks)


def _parts(
    scene: Scene, node: nodes.DropStmt, names: tuple[tuple[str, ...], ...]
) -> Iterator[Action]:
    """Triggers, policies and rules; the table is locked if it has the part."""
    for written in names:
        relation = scene.find(*written[-3:-1])
        table = scene.table(relation)
        held = {*table.triggers, *table.policies} if table else {written[-1]}
        if not node.missing_ok or written[-1] in held:
            yield Action(kind=Kind.OTHER, relation=relation, locks=((relation, _AEX),))


def _in_schemas(scene: Scene, node: nodes.DropStmt) -> Iterator[Action]:
    """The tables and views of schemas that nobody declared, such as `public`."""
    dropped = {one.string.sval for one in node.objects if one.string}
    for name in (*scene.before.tables, *scene.before.views):
        if name.schema in dropped and scene.after.relation(name) is not None:
            kind = Kind.DROP_TABLE if name in scene.before.tables else Kind.OTHER
            bound = [*scene.referencing(name), *scene.referenced(name)]
            locks = scene.locked((name, *bound), _AEX)
            yield Action(kind=kind, relation=name, locks=locks)


def _lost(scene: Scene) -> Iterator[Action]:
    """The tables and columns that are there no more."""
    for table in scene.before.tables.values():
        after = scene.after.tables.get(table.name)
        if after is None:
            yield Action(kind=Kind.DROP_TABLE, relation=table.name)
            continue
        for column in table.columns:
            if column not in after.columns:
                yield Action(kind=Kind.DROP_COLUMN, relation=table.name, name=column)


def truncate(scene: Scene, node: OnRelations) -> Effect:
    """TRUNCATE; CASCADE empties the tables that refer to it as well."""
    pending = [scene.name(wrapped.range_var) for wrapped in node.relations]
    found: list[Name] = []
    while pending:
        name = pending.pop(0)
        if name not in found:
            found.append(name)
            pending += scene.family(name)
            if node.behavior == "DROP_CASCADE":
                pending += scene.referencing(name)
    return Effect(
        tuple(
            Action(
                kind=Kind.TRUNCATE,
                relation=name,
                locks=((name, _AEX),),
                works=scene.worked((name,), Work.REWRITE),
            )
            for name in found
        )
    )
