"""The columns of a query: SELECT, VALUES, UNION and its siblings, WITH."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from sqlglot import exp

from ddllint.contracts.views.call_values import has_rows, is_aggregate
from ddllint.contracts.views.common import common_value
from ddllint.contracts.views.environment import (
    CannotTell,
    Env,
    Field,
    Found,
    Level,
    Relation,
    Rows,
    find_column,
    value_of,
)
from ddllint.contracts.views.facts import if_true, learn
from ddllint.contracts.views.naming import output_name
from ddllint.contracts.views.relations import read_from, renamed, settled
from ddllint.contracts.views.syntax import identifier, nodes_of_level, only, split_call, unwrapped
from ddllint.contracts.views.values import Nulls, Value, any_of, every, nulls_of, with_nulls

_SELECT = (
    "expressions",
    "from_",
    "joins",
    "laterals",
    "where",
    "group",
    "having",
    "distinct",
    "order",
    "limit",
    "offset",
    "fetch",
    "with_",
    "windows",
    "locks",
    "kind",
)
_GROUPING = exp.Rollup | exp.Cube | exp.GroupingSets
_ROUNDS = 8


def read_query(node: exp.Expr, env: Env) -> Rows:
    """The columns of a query. Bare literals keep their own type.

    Raises CannotTell where the columns themselves cannot be told.
    """
    with_ = node.args.get("with_")
    if with_ is not None:
        env = env.with_ctes(_with(with_, env))
    match node:
        case exp.Select():
            return _select(node, env)
        case exp.SetOperation():
            return _set_operation(node, env)
        case exp.Values():
            return _values(node, env)
        case exp.Subquery():
            rows = read_query(node.this, env)
            return msgspec.structs.replace(rows, one=rows.one and not _is_cut(node))
    raise CannotTell(f"a query that is {type(node).__name__} is not understood")


def _is_cut(node: exp.Expr) -> bool:
    return any(node.args.get(key) for key in ("limit", "offset", "fetch", "where", "sample"))


def _select(select: exp.Select, env: Env) -> Rows:
    only(select, *_SELECT)
    level = read_from(select, env)
    where = select.args.get("where")
    if where is not None:
        level = learn(level, if_true(where.this, env.inside(level)))
    level = _grouped(select, level, env)
    inner = env.inside(_with_windows(select, level))
    having = select.args.get("having")
    if having is not None and not level.super_rows:
        inner = inner.at(learn(inner.level, if_true(having.this, inner)))
    fields = [field for item in select.expressions for field in _output(item, inner)]
    return Rows(tuple(fields), _gives_one_row(select, inner))


def _with_windows(select: exp.Select, level: Level) -> Level:
    """The windows by name whose frame was written, or comes from one that was."""
    frames: set[str] = set()
    for window in select.args.get("windows") or ():
        base = identifier(window.args.get("alias"))
        if window.args.get("spec") is not None or base in frames:
            frames.add(identifier(window.this))
    return msgspec.structs.replace(level, frames=frozenset(frames))


def _grouped(select: exp.Select, level: Level, env: Env) -> Level:
    """The level with what GROUP BY makes of its rows."""
    group = select.args.get("group")
    if group is None:
        return level
    only(group, "expressions")
    items = group.expressions
    super_rows = any(isinstance(i, _GROUPING) or _is_empty(i) for i in items)
    if not super_rows:
        return msgspec.structs.replace(level, grouped=True)
    inner = env.inside(level)
    opaque = not all(_is_column(leaf, inner) for item in items for leaf in _leaves(item))
    return msgspec.structs.replace(level, super_rows=True, opaque_groups=opaque)


def _is_empty(node: exp.Expr) -> bool:
    return isinstance(node, exp.Tuple) and not node.expressions


def _leaves(node: exp.Expr) -> Iterator[exp.Expr]:
    """What an item of GROUP BY groups by."""
    if isinstance(node, _GROUPING | exp.Tuple):
        for part in node.expressions:
            yield from _leaves(part)
    else:
        yield unwrapped(node)


def _is_column(node: exp.Expr, env: Env) -> bool:
    """Whether it is a column of the query's own FROM, not the alias of an output column."""
    if not isinstance(node, exp.Column):
        return False
    names = (identifier(node.args.get(part)) for part in ("this", "table", "db"))
    try:
        return find_column(env, *names).depth == 0
    except CannotTell:
        return False


def _output(node: exp.Expr, env: Env) -> list[Field]:
    """The columns of one item of the select list."""
    if isinstance(node, exp.Star):
        only(node)
        return _star(env)
    if isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
        return _relation_star(identifier(node.args.get("table")), env)
    if isinstance(node, exp.Dot) and isinstance(node.expression, exp.Star):
        raise CannotTell("the columns of a row as a value, (...).*, are not understood")
    value = env.evaluate(node, env)
    return [Field(output_name(node, value.type), value)]


def _star(env: Env) -> list[Field]:
    for one in env.level.relations:
        if one.fields is None:
            raise CannotTell(one.reason)
    return [
        Field(seen.field.name, value_of(env, Found(0, seen.relation, seen.field)))
        for seen in env.level.visible
    ]


def _relation_star(alias: str, env: Env) -> list[Field]:
    for depth, level in enumerate(env.levels):
        for index, one in enumerate(level.relations):
            if one.alias == alias:
                if one.fields is None:
                    raise CannotTell(one.reason)
                return [Field(f.name, value_of(env, Found(depth, index, f))) for f in one.fields]
    raise CannotTell(f'there is no relation "{alias}" in FROM')


def _gives_one_row(select: exp.Select, env: Env) -> bool:
    """Whether the query gives exactly one row, whatever the tables hold."""
    if any(select.args.get(key) for key in ("group", "having", "limit", "offset", "fetch")):
        return False
    if any(has_rows(item) for item in select.expressions):
        return False
    if any(_own_aggregate(node, env) for item in select.expressions for node in _calls(item)):
        return True
    return select.args.get("from_") is None and select.args.get("where") is None


def _calls(node: exp.Expr) -> Iterator[exp.Expr]:
    """The calls of a select list's item that are not over a window."""
    for one in nodes_of_level(node):
        if split_call(one) is not None and not _is_over_window(one):
            yield one


def _is_over_window(node: exp.Expr) -> bool:
    parent = node.parent
    if isinstance(parent, exp.Filter | exp.IgnoreNulls | exp.Dot):
        parent = parent.parent
    return (
        isinstance(parent, exp.Window)
        and parent.args.get("this") is not None
        and (parent.this is node or node.parent is parent.this)
    )


def _own_aggregate(node: exp.Expr, env: Env) -> bool:
    """Whether it is an aggregate over this query's rows, not over those of one around it.

    It belongs to the innermost query whose columns it reads (manual, 4.2.7).
    """
    call = split_call(node)
    if call is None or not is_aggregate(call[0], call[1]):
        return False
    columns = [one for argument in call[2] for one in argument.find_all(exp.Column)]
    return not columns or any(_is_column(column, env) for column in columns)


def _set_operation(node: exp.SetOperation, env: Env) -> Rows:
    only(
        node, "this", "expression", "distinct", "with_", "order", "limit", "offset", "fetch", "kind"
    )
    left, right = read_query(node.this, env).fields, read_query(node.expression, env).fields
    if len(left) != len(right):
        raise CannotTell("the two sides of a UNION have not the same number of columns")
    return Rows(
        tuple(
            Field(one.name, _combined(node, one.value, other.value, env))
            for one, other in zip(left, right, strict=True)
        )
    )


def _combined(node: exp.SetOperation, left: Value, right: Value, env: Env) -> Value:
    common = common_value(env, [left, right])
    both = [nulls_of(left), nulls_of(right)]
    nulls, sources = every(both), left.sources
    if isinstance(node, exp.Union):
        sources = left.sources + right.sources if left.sources and right.sources else ()
    elif isinstance(node, exp.Intersect):
        nulls = any_of(both)
    elif isinstance(node, exp.Except):
        nulls = both[0]
    else:
        raise CannotTell(f"{type(node).__name__} is not understood")
    unique = tuple(dict.fromkeys(sources))
    return msgspec.structs.replace(with_nulls(common, nulls), sources=unique)


def _values(node: exp.Expr, env: Env) -> Rows:
    rows = [row.expressions if isinstance(row, exp.Tuple) else [row] for row in node.expressions]
    if len({len(row) for row in rows}) != 1:
        raise CannotTell("the rows of VALUES have not the same number of columns")
    columns = zip(*rows, strict=True)
    fields = [
        Field(f"column{number}", common_value(env, [env.evaluate(e, env) for e in column]))
        for number, column in enumerate(columns, 1)
    ]
    return Rows(settled(fields), one=len(rows) == 1 and not _is_cut(node))


def _with(node: exp.Expr, env: Env) -> Mapping[str, Relation]:
    """The WITH queries that can be named, with those from outside."""
    only(node, "expressions", "recursive")
    ctes = dict(env.ctes)
    for cte in node.expressions:
        only(cte, "this", "alias", "materialized")
        alias = cte.args["alias"]
        name = identifier(alias.this)
        names = [identifier(column) for column in alias.args.get("columns") or ()]
        here = env.with_ctes(ctes)
        if node.args.get("recursive") and _reads(cte.this, name):
            ctes[name] = _recursive(cte.this, name, names, here)
        else:
            ctes[name] = _cte(cte.this, name, names, here)
    return ctes


def _reads(query: exp.Expr, name: str) -> bool:
    return any(
        identifier(table.this) == name and not table.args.get("db")
        for table in query.find_all(exp.Table)
    )


def _cte(query: exp.Expr, name: str, names: Sequence[str], env: Env) -> Relation:
    try:
        return Relation(name, renamed(settled(read_query(query, env).fields), names))
    except CannotTell as reason:
        return Relation(name, None, reason=str(reason))


def _recursive(query: exp.Expr, name: str, names: Sequence[str], env: Env) -> Relation:
    """A query that reads itself: types are those of its first part (manual, 7.8.2.1).

    The nulls are assumed to be those of the first part until the second one contradicts.
    """
    while isinstance(query, exp.Subquery):
        query = query.this
    if not isinstance(query, exp.Union):
        return Relation(name, None, reason="a recursive query that is no UNION is not understood")
    if query.args.get("with_") is not None:
        env = env.with_ctes(_with(query.args["with_"], env))
    try:
        fields = renamed(settled(read_query(query.this, env).fields), names)
        fields = tuple(Field(one.name, _without_numbers(one.value)) for one in fields)
        for _ in range(_ROUNDS):
            ctes = {**env.ctes, name: Relation(name, fields)}
            again = read_query(query.expression, env.with_ctes(ctes)).fields
            if len(again) != len(fields):
                raise CannotTell("the two parts of a recursive query differ in their columns")
            weaker = tuple(map(_weakened, fields, again))
            if weaker == fields:
                return Relation(name, fields)
            fields = weaker
    except CannotTell as reason:
        return Relation(name, None, reason=str(reason))
    unsure = Nulls(None, "the recursion is too deep to follow")
    return Relation(name, tuple(Field(f.name, with_nulls(f.value, unsure)) for f in fields))


def _without_numbers(value: Value) -> Value:
    """The value without how far its first numbers go, which the next ones may pass."""
    return msgspec.structs.replace(value, numbers=None)


def _weakened(first: Field, second: Field) -> Field:
    """The column with the nulls of both parts; sources only if both have the same."""
    value = first.value
    if value.not_null and not second.value.not_null:
        value = with_nulls(value, nulls_of(second.value))
    if value.sources and not set(second.value.sources) <= set(value.sources):
        both = value.sources + second.value.sources if second.value.sources else ()
        value = msgspec.structs.replace(value, sources=tuple(dict.fromkeys(both)))
    return Field(first.name, value)
