"""FROM: the relations of a query, their joins, and the columns that can be named.

Source: PostgreSQL manual, 7.2.1.
"""

from collections.abc import Sequence

import msgspec
from sqlglot import exp

from ddllint.contracts.views.common import common_value
from ddllint.contracts.views.environment import (
    CannotTell,
    Env,
    Field,
    Level,
    Relation,
    Visible,
)
from ddllint.contracts.views.facts import NOTHING, if_true, learn, learn_if_present
from ddllint.contracts.views.row_functions import function_relation, unnest_relation
from ddllint.contracts.views.syntax import identifier, only
from ddllint.contracts.views.values import Nulls, Value, every, nulls_of, resolved, with_nulls

_SIDES = frozenset({"", "LEFT", "RIGHT", "FULL"})
_KINDS = frozenset({"", "INNER", "OUTER", "CROSS"})
_METHODS = frozenset({"", "NATURAL"})


def read_from(select: exp.Expr, env: Env) -> Level:
    """The level of a SELECT, before WHERE. `env` is that around the SELECT."""
    first = select.args.get("from_")
    if first is None:
        return Level()
    level = _item(first.this, env, Level())
    for join in select.args.get("joins") or ():
        level = _joined(level, join, env)
    for lateral in select.args.get("laterals") or ():
        level = _product(level, _item(lateral, env, level))
    return level


def _joined(left: Level, join: exp.Expr, env: Env) -> Level:
    only(join, "this", "side", "kind", "method", "on", "using")
    side, kind, method = (str(join.args.get(k) or "").upper() for k in ("side", "kind", "method"))
    if side not in _SIDES or kind not in _KINDS or method not in _METHODS:
        raise CannotTell(f"{side} {kind} {method} JOIN is not understood".strip())
    right = _item(join.this, env, left)
    both = _product(left, right)
    merged = _merged_names(join, left, right, natural=method == "NATURAL")
    if merged:
        return _using(left, both, merged, side, env)
    on = join.args.get("on")
    facts = NOTHING if on is None else if_true(on, env.inside(both))
    return _with_facts(left, both, facts, side)


def _product(left: Level, right: Level) -> Level:
    shift = len(left.relations)
    moved = tuple(Visible(seen.relation + shift, seen.field) for seen in right.visible)
    return Level(left.relations + right.relations, left.visible + moved)


def _with_facts(left: Level, both: Level, facts: frozenset[tuple[int, str]], side: str) -> Level:
    """The join's rows: which relations they may lack, and what its condition proves of others."""
    ours = range(len(left.relations))
    theirs = range(len(left.relations), len(both.relations))
    if side == "LEFT":
        return _optional(learn_if_present(both, facts, theirs), theirs)
    if side == "RIGHT":
        return _optional(learn_if_present(both, facts, ours), ours)
    if side == "FULL":
        return _optional(both, range(len(both.relations)))
    return learn(both, facts)


def _optional(level: Level, which: range) -> Level:
    relations = tuple(
        msgspec.structs.replace(one, optional=True) if index in which else one
        for index, one in enumerate(level.relations)
    )
    return msgspec.structs.replace(level, relations=relations)


def _merged_names(join: exp.Expr, left: Level, right: Level, *, natural: bool) -> list[str]:
    """The columns that USING or NATURAL merges."""
    if natural:
        for one in (*left.relations, *right.relations):
            if one.fields is None:
                raise CannotTell(f"NATURAL JOIN: {one.reason}")
        theirs = {seen.field.name for seen in right.visible}
        return [seen.field.name for seen in left.visible if seen.field.name in theirs]
    return [identifier(column) for column in join.args.get("using") or ()]


def _using(left: Level, both: Level, names: Sequence[str], side: str, env: Env) -> Level:
    """A join whose columns of the same names are one column each, the first of its rows."""
    count = len(left.visible)
    pairs = [
        (_find(both, both.visible[:count], name), _find(both, both.visible[count:], name))
        for name in names
    ]
    fields = tuple(
        Field(name, _merged_value(both, ours, theirs, side, env))
        for name, (ours, theirs) in zip(names, pairs, strict=True)
    )
    facts = frozenset((seen.relation, seen.field.name) for pair in pairs for seen in pair)
    level = _with_facts(left, both, facts, side)
    merged = len(level.relations)
    hidden = {id(seen) for pair in pairs for seen in pair}
    visible = tuple(Visible(merged, field) for field in fields)
    rest = tuple(seen for seen in both.visible if id(seen) not in hidden)
    relations = (*level.relations, Relation("", fields))
    return Level(relations, visible + rest)


def _find(level: Level, visible: Sequence[Visible], name: str) -> Visible:
    found = [seen for seen in visible if seen.field.name == name]
    if len(found) != 1:
        unknown = next((r.reason for r in level.relations if r.fields is None), "")
        raise CannotTell(unknown or f'USING: column "{name}" is not once on each side')
    return found[0]


def _merged_value(level: Level, ours: Visible, theirs: Visible, side: str, env: Env) -> Value:
    left = level.relations[ours.relation].value(ours.field)
    right = level.relations[theirs.relation].value(theirs.field)
    common = resolved(common_value(env, [left, right]))
    nulls, sources = Nulls(True), left.sources
    if side == "LEFT":
        nulls = nulls_of(left)
    elif side == "RIGHT":
        nulls, sources = nulls_of(right), right.sources
    elif side == "FULL":
        nulls = every([nulls_of(left), nulls_of(right)])
        sources = left.sources + right.sources if left.sources and right.sources else ()
    return msgspec.structs.replace(with_nulls(common, nulls), sources=sources)


def _item(node: exp.Expr, env: Env, so_far: Level) -> Level:
    """One item of FROM; `so_far` is what a LATERAL one sees."""
    match node:
        case exp.Subquery(this=exp.Table() | exp.Subquery() as inner) if _is_join(inner):
            return _parenthesised(node, inner, env)
        case exp.Subquery():
            level = _relation(_query_relation(node, env))
        case exp.Lateral():
            level = _relation(_lateral(node, env.inside(so_far)))
        case exp.Unnest():
            only(node, "expressions", "alias", "offset")
            level = _relation(unnest_relation(node, env.inside(so_far)))
        case exp.Values():
            level = _relation(_query_relation(node, env))
        case exp.Table():
            level = _relation(_table(node, env, so_far))
        case _:
            raise CannotTell(f"{type(node).__name__} in FROM is not understood")
    for join in node.args.get("joins") or ():
        level = _joined(level, join, env)
    return level


def _is_join(node: exp.Expr) -> bool:
    return (
        isinstance(node, exp.Table)
        or bool(node.args.get("joins"))
        or isinstance(node.this, exp.Table)
    )


def _parenthesised(node: exp.Expr, inner: exp.Expr, env: Env) -> Level:
    if node.args.get("alias"):
        raise CannotTell("an alias of a join in parentheses is not understood")
    level = _item(inner, env, Level())
    for join in node.args.get("joins") or ():
        level = _joined(level, join, env)
    return level


def _relation(relation: Relation) -> Level:
    fields = relation.fields or ()
    return Level((relation,), tuple(Visible(0, field) for field in fields))


def _alias(node: exp.Expr) -> tuple[str, list[exp.Expr]]:
    alias = node.args.get("alias")
    if alias is None:
        return "", []
    return identifier(alias.this), alias.args.get("columns") or []


def _query_relation(node: exp.Expr, env: Env) -> Relation:
    alias, columns = _alias(node)
    try:
        fields = env.query(node, env).fields
    except CannotTell as reason:
        return Relation(alias, None, reason=str(reason))
    return Relation(alias, renamed(settled(fields), [identifier(c) for c in columns]))


def settled(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The columns of a query as others see them: bare literals are text."""
    return tuple(Field(field.name, resolved(field.value)) for field in fields)


def renamed(fields: Sequence[Field], names: Sequence[str]) -> tuple[Field, ...]:
    """The columns with new names for the first of them."""
    if len(names) > len(fields):
        raise CannotTell("there are more column aliases than columns")
    first = tuple(Field(name, f.value) for name, f in zip(names, fields, strict=False))
    return first + tuple(fields[len(names) :])


def _lateral(node: exp.Expr, env: Env) -> Relation:
    only(node, "this", "alias", "view", "outer", "ordinality")
    alias, columns = _alias(node)
    inner = node.this
    if isinstance(inner, exp.Unnest):
        if node.args.get("alias") is not None:
            inner = inner.copy()
            inner.set("alias", node.args["alias"])
        return unnest_relation(inner, env)
    if isinstance(inner, exp.Subquery):
        relation = _query_relation(inner, env)
        fields = relation.fields
        if fields is not None:
            fields = renamed(fields, [identifier(column) for column in columns])
        return msgspec.structs.replace(relation, alias=alias, fields=fields)
    return function_relation(
        inner, alias, columns, env, ordinality=bool(node.args.get("ordinality"))
    )


def _table(node: exp.Table, env: Env, so_far: Level) -> Relation:
    only(node, "this", "db", "catalog", "alias", "joins", "only", "sample", "ordinality")
    alias, columns = _alias(node)
    schema = identifier(node.args.get("db"))
    if not isinstance(node.this, exp.Identifier):
        return function_relation(
            node.this,
            alias,
            columns,
            env.inside(so_far),
            schema=schema,
            ordinality=bool(node.args.get("ordinality")),
        )
    name = identifier(node.this)
    shown = alias or name
    if not schema and name in env.ctes:
        relation = msgspec.structs.replace(env.ctes[name], alias=shown)
    else:
        only_it = bool(node.args.get("only"))
        relation = env.schema.relation(schema, name, shown, only=only_it)
        if alias:
            relation = msgspec.structs.replace(relation, schema="")
    if relation.fields is None:
        return relation
    names = [identifier(column) for column in columns]
    return msgspec.structs.replace(relation, fields=renamed(relation.fields, names))
