"""CREATE INDEX, DROP INDEX, REINDEX, and what refreshes or rewrites a whole relation.

Sources: PostgreSQL manual, 13.3.1 and the pages of the commands; traced on the server.
"""

from ddllint.catalog.names import Name
from ddllint.revisions.actions import Action, Effect, Kind
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.scene import Scene
from ddllint.sql import nodes
from ddllint.sql.other_statements import OnRelation, Reindex, Vacuum, has_option

_AEX = Lock.ACCESS_EXCLUSIVE
_SUE = Lock.SHARE_UPDATE_EXCLUSIVE


def create_index(scene: Scene, node: nodes.IndexStmt) -> Effect:
    """CREATE INDEX."""
    table = scene.name(node.relation)
    wide = scene.is_partitioned(table) and node.relation.inh
    family = tuple(scene.family(table)) if wide else (table,)
    there = node.if_not_exists and scene.index(Name(table.schema, node.idxname)) is not None
    action = Action(
        kind=Kind.OTHER if there else Kind.CREATE_INDEX,
        relation=table,
        name=node.idxname,
        locks=scene.locked(family, _SUE if node.concurrent else Lock.SHARE),
        works=() if there else scene.worked(scene.to_make(table) if wide else family, Work.SCAN),
        concurrently=node.concurrent,
        text="only" if not node.relation.inh else "",
    )
    return Effect((action,), waits=node.concurrent, alone=node.concurrent)


def drop_indexes(scene: Scene, names: tuple[Name, ...], node: nodes.DropStmt) -> Effect:
    """DROP INDEX; where the index is not known, neither is the table, and it stands for it."""
    concurrently = node.concurrent
    lock = _SUE if concurrently else _AEX
    actions = []
    for name in names:
        index = scene.index(name)
        if index is None and node.missing_ok and scene.before.tables:
            continue
        if index is None:
            locks = () if node.missing_ok else ((name, lock),)
            actions.append(
                Action(
                    kind=Kind.DROP_INDEX,
                    relation=name,
                    locks=locks,
                    concurrently=concurrently,
                )
            )
            continue
        family = [index.relation]
        partitioned = scene.is_partitioned(index.relation)
        if partitioned:
            family = list(scene.family(index.relation))
        actions.append(
            Action(
                kind=Kind.OTHER if partitioned else Kind.DROP_INDEX,  # there is no other way
                relation=index.relation,
                name=name.name,
                locks=scene.locked(family, lock),
                concurrently=concurrently,
            )
        )
    return Effect(tuple(actions), waits=concurrently, alone=concurrently)


def reindex(scene: Scene, node: Reindex) -> Effect:
    """REINDEX."""
    concurrently = has_option(node.params, "concurrently")
    if node.relation is None:
        return Effect(alone=True, unseen="REINDEX of more than a table")
    name = scene.name(node.relation)
    index = scene.index(name)
    table = index.relation if index else name
    known = node.kind == "REINDEX_OBJECT_TABLE" or index is not None
    family = tuple(scene.family(table)) if scene.is_partitioned(table) else (table,)
    if not known:
        return Effect((Action(kind=Kind.REINDEX, name=name.name, concurrently=concurrently),))
    action = Action(
        kind=Kind.REINDEX,
        relation=table,
        name=name.name if index else "",
        locks=scene.locked(family, _SUE if concurrently else Lock.SHARE),
        works=scene.worked(family, Work.SCAN),
        concurrently=concurrently,
    )
    return Effect((action,), waits=concurrently, alone=concurrently or len(family) > 1)


def refresh(scene: Scene, node: nodes.RefreshMatViewStmt) -> Effect:
    """REFRESH MATERIALIZED VIEW."""
    view = scene.name(node.relation)
    action = Action(
        kind=Kind.REFRESH,
        relation=view,
        locks=((view, Lock.EXCLUSIVE if node.concurrent else _AEX),),
        works=((view, Work.SCAN if node.concurrent else Work.REWRITE),),
        concurrently=node.concurrent,
    )
    return Effect((action,))


def cluster(scene: Scene, node: OnRelation) -> Effect:
    """CLUSTER."""
    if node.relation is None:
        return Effect(alone=True, unseen="CLUSTER of all tables")
    table = scene.name(node.relation)
    family = tuple(scene.family(table)) if scene.is_partitioned(table) else (table,)
    return Effect((_rewritten(scene, table, family, "CLUSTER"),), alone=len(family) > 1)


def vacuum(scene: Scene, node: Vacuum) -> Effect:
    """VACUUM and ANALYZE."""
    full = node.is_vacuum and has_option(node.options, "full")
    actions = []
    for written in node.relations:
        table = scene.name(written)
        if full:
            actions.append(_rewritten(scene, table, (table,), "VACUUM FULL"))
        else:
            locks = scene.locked(scene.family(table), _SUE)
            actions.append(Action(kind=Kind.OTHER, relation=table, locks=locks))
    unseen = "" if actions else "VACUUM or ANALYZE of all tables"
    return Effect(tuple(actions), alone=node.is_vacuum, unseen=unseen)


def _rewritten(scene: Scene, table: Name, family: tuple[Name, ...], text: str) -> Action:
    return Action(
        kind=Kind.REWRITE,
        relation=table,
        locks=scene.locked(family, _AEX),
        works=scene.worked(family, Work.REWRITE),
        text=text,
    )
