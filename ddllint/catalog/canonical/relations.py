"""The FROM of a query: its text, and which names it makes visible."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from ddllint.catalog.canonical.builtins import builtins
from ddllint.catalog.canonical.calls import SQL_VALUES
from ddllint.catalog.canonical.columns import visible_columns
from ddllint.catalog.canonical.environment import (
    Env,
    Level,
    Relation,
    Rendered,
    Row,
    Visible,
)
from ddllint.catalog.canonical.expression import node_text, term
from ddllint.catalog.canonical.operators import truth
from ddllint.catalog.canonical.terms import bare
from ddllint.catalog.canonical.type_rules import common_type
from ddllint.sql.expressions import Call, Other
from ddllint.sql.fields import (
    expression_in,
    expressions,
    field,
    flag,
    node_in,
    nodes,
    values,
    word,
    words,
)
from ddllint.sql.identifiers import quote_identifier, quote_name

_JOINS = {"JOIN_LEFT": "LEFT JOIN", "JOIN_RIGHT": "RIGHT JOIN", "JOIN_FULL": "FULL JOIN"}


class Item(NamedTuple):
    """One item of FROM, or several joined."""

    text: str
    relations: tuple[Relation, ...] = ()
    visible: tuple[Visible, ...] = ()


class _Place(NamedTuple):
    """Where an item stands: what it can see, and the names that are still to be given."""

    env: Env
    names: Iterator[str]
    before: tuple[Item, ...]


def from_items(items: tuple[Other, ...], names: tuple[str, ...], env: Env) -> tuple[Item, ...]:
    """The items of a FROM clause; `names` are those that `relation_names` gave."""
    made: tuple[Item, ...] = ()
    remaining = iter(names)
    for item in items:
        made += (_item(item, _Place(env, remaining, made)),)
    return made


def level_of(items: tuple[Item, ...], *, qualified: bool) -> Level:
    """What a query's expressions see of its FROM."""
    return Level(
        tuple(relation for item in items for relation in item.relations),
        tuple(visible for item in items for visible in item.visible),
        qualified,
    )


def relation_names(items: tuple[Other, ...], taken: frozenset[str]) -> tuple[str, ...]:
    """A name for each relation, in order: the server adds `_1` to one that is taken outside.

    Source: `set_rtable_names` in `ruleutils.c`.
    """
    used = set(taken)
    names: list[str] = []
    for wanted in (name for item in items for name in _wanted(item)):
        name, count = wanted, 0
        while name in used:
            count += 1
            name = f"{wanted}_{count}"
        used.add(name)
        names.append(name)
    return tuple(names)


def _wanted(item: Other) -> Iterator[str]:
    if item.kind == "JoinExpr":
        for side in ("larg", "rarg"):
            inner = node_in(item, side)
            yield from _wanted(inner) if inner is not None else ()
        if alias := _alias(item):
            yield alias
    else:
        yield _alias(item) or _own_name(item)


def _alias(item: Other) -> str:
    alias = node_in(item, "alias")
    return word(alias, "aliasname") if alias is not None else ""


def _column_aliases(item: Other) -> tuple[str, ...]:
    alias = node_in(item, "alias")
    return words(alias, "colnames") if alias is not None else ()


def _own_name(item: Other) -> str:
    if item.kind == "RangeVar":
        return word(item, "relname")
    if item.kind == "RangeFunction":
        called = _called(item)
        return called[0].name.rpartition(".")[2] if called else ""
    if item.kind == "RangeTableSample":
        inner = node_in(item, "relation")
        return (_alias(inner) or _own_name(inner)) if inner is not None else ""
    return "unnamed_subquery" if item.kind == "RangeSubselect" else item.kind.lower()


def _item(item: Other, place: _Place) -> Item:
    if item.kind == "JoinExpr":
        return _join(item, place)
    shown = next(place.names)
    if item.kind == "RangeVar":
        return _table(item, shown, place.env)
    if item.kind == "RangeSubselect":
        return _subselect(item, shown, place)
    if item.kind == "RangeFunction":
        return _function(item, shown, _beside(place))
    if item.kind == "RangeTableSample":
        return _sample(item, shown, place)
    name = _alias(item) or _own_name(item)
    return Item(node_text(item, _beside(place)), (Relation(name, shown, None),))


def _beside(place: _Place) -> Env:
    """What an item sees that may refer to those before it."""
    level = level_of(place.before, qualified=True)
    return msgspec.structs.replace(place.env, levels=(level, *place.env.levels))


def _table(item: Other, shown: str, env: Env) -> Item:
    schema, name = word(item, "schemaname"), word(item, "relname")
    is_cte = not schema and name in env.ctes
    row = env.ctes[name] if is_cte else relation_row(schema, name, env)
    parts = (schema,) if schema and not env.is_in_path(schema) else ()
    text = ("" if flag(item, "inh") else "ONLY ") + quote_name(*parts, name)
    aliases = _column_aliases(item)
    renamed = _renamed(row, aliases)
    if renamed != row or (row is None and aliases):
        text += f" {quote_identifier(shown)}({_listed(renamed, aliases)})"
    elif shown != name:
        text += f" {quote_identifier(shown)}"
    type_ = None if is_cte else ".".join((*parts, name))
    return _made(text, Relation(_alias(item) or name, shown, renamed, schema, type_))


def _sample(item: Other, shown: str, place: _Place) -> Item:
    inner = node_in(item, "relation")
    if inner is None:
        return Item(node_text(item, place.env))
    table = _table(inner, shown, place.env)
    arguments = ", ".join(bare(term(one, place.env)).text for one in expressions(item, "args"))
    repeat = expression_in(item, "repeatable")
    tail = "" if repeat is None else f" REPEATABLE ({bare(term(repeat, place.env)).text})"
    method = quote_name(*(name for name in words(item, "method") if name != "pg_catalog"))
    return table._replace(text=f"{table.text} TABLESAMPLE {method}({arguments}){tail}")


def relation_row(schema: str, name: str, env: Env) -> Row | None:
    """The columns of a relation, None if they are not known."""
    found = env.scope.resolve(schema, name)
    return None if found is None else tuple((key, env.type(type_)) for key, type_ in found.items())


def _made(text: str, relation: Relation) -> Item:
    return Item(text, (relation,), tuple(visible_columns(relation, relation.row or ())))


def _renamed(row: Row | None, aliases: tuple[str, ...]) -> Row | None:
    if row is None:
        return None
    names = aliases + tuple(name for name, _type in row[len(aliases) :])
    return tuple((name, type_) for name, (_old, type_) in zip(names, row, strict=False))


def _listed(row: Row | None, aliases: tuple[str, ...]) -> str:
    names = aliases if row is None else tuple(name for name, _type in row)
    return ", ".join(quote_identifier(name) for name in names)


def _subselect(item: Other, shown: str, place: _Place) -> Item:
    lateral = flag(item, "lateral")
    query = node_in(item, "subquery")
    rendered = Rendered("", None)
    if query is not None:
        rendered = place.env.query(query, _beside(place) if lateral else place.env, True)
    aliases = _column_aliases(item)
    row = _renamed(rendered.row, aliases)
    columns = f"({_listed(row, aliases)})" if aliases else ""
    text = f"{'LATERAL ' * lateral}({rendered.text}) {quote_identifier(shown)}{columns}"
    return _made(text, Relation(_alias(item) or "unnamed_subquery", shown, row))


def _called(item: Other) -> tuple[Call, ...]:
    """The calls of a RangeFunction; words such as CURRENT_DATE are calls too."""
    lists = [node for node in nodes(item, "functions") if node.kind == "List"]
    found = [value for node in lists for value in values(node, "items")[:1]]
    return tuple(value for value in found if isinstance(value, Call))


def _function(item: Other, shown: str, env: Env) -> Item:
    calls = _called(item)
    made = [term(call, env) for call in calls]
    text = ", ".join(call.text for call in made)
    alone = len(calls) == 1 and not flag(item, "is_rowsfrom")
    if not alone:
        text = f"ROWS FROM ({text})"
    name = _alias(item) or _own_name(item)
    aliases = _column_aliases(item)
    defined = nodes(item, "coldeflist")
    row: Row | None = tuple((word(column, "colname"), None) for column in defined)
    for call, one in zip(calls, made, strict=True):
        if defined or row is None:
            break
        own = name if alone else call.name.rpartition(".")[2]
        found = _function_row(call, one.type, own, aliases if alone else (), env)
        row = None if found is None else row + found
    if flag(item, "ordinality"):
        text += " WITH ORDINALITY"
        row = None if row is None else (*row, ("ordinality", "bigint"))
    row = _renamed(row, aliases)
    if defined:
        columns = ", ".join(_defined(column, env) for column in defined)
    else:
        columns = _listed(row, aliases)
    text += f" {quote_identifier(shown)}" + (f"({columns})" if columns else "")
    return _made(text, Relation(name, shown, row))


def _defined(column: Other, env: Env) -> str:
    return f"{quote_identifier(word(column, 'colname'))} {node_text(column, env)}"


def _function_row(
    call: Call, type_: str | None, name: str, aliases: tuple[str, ...], env: Env
) -> Row | None:
    """The columns of a function in FROM: its own, one of its type, or those that it is given."""
    columns = output_columns(call, env)
    if columns is not None:
        return columns
    if type_ not in (None, "record") or call.name in SQL_VALUES:
        schema, _, relation = (type_ or "").rpartition(".")
        return relation_row(schema, relation, env) or ((name, type_),)
    return tuple((alias, None) for alias in aliases) or None


def output_columns(call: Call, env: Env) -> Row | None:
    """The output columns that all functions of the name have, if there are such."""
    schema, _, last = call.name.rpartition(".")
    own = env.scope.functions(schema, last)
    found = {tuple((n, env.type(t)) for n, t in signature.columns) for signature in own}
    if not own:
        found = {routine.columns for routine in builtins().functions.get(last, ())}
    row = found.pop() if len(found) == 1 else ()
    return row or None


def _join(item: Other, place: _Place) -> Item:
    left_node, right_node = node_in(item, "larg"), node_in(item, "rarg")
    if left_node is None or right_node is None:
        return Item(node_text(item, place.env))
    left = _item(left_node, place)
    right = _item(right_node, place._replace(before=(*place.before, left)))
    right_text = f"({right.text})" if right_node.kind == "JoinExpr" else right.text
    common = _using(item, left, right)
    kind = str(field(item, "jointype"))
    visible = _merged(common, left.visible, right.visible, kind)
    joined = Item("", left.relations + right.relations, visible)
    condition = ""
    quals = expression_in(item, "quals")
    if quals is not None:
        levels = (level_of((joined,), qualified=True), *place.env.levels)
        seen = msgspec.structs.replace(place.env, levels=levels)
        condition = f" ON {truth(term(quals, seen)).text}"
    elif common:
        condition = f" USING ({', '.join(quote_identifier(name) for name in common)})"
    word_ = _JOINS.get(kind) or ("JOIN" if condition else "CROSS JOIN")
    if flag(item, "isNatural") and not condition and not _known(left, right):
        word_ = f"NATURAL {_JOINS.get(kind, 'JOIN')}"
    text = f"{left.text} {word_} {right_text}{condition}"
    return _named_join(item, joined._replace(text=text), place)


def _known(*items: Item) -> bool:
    return all(relation.row is not None for item in items for relation in item.relations)


def _using(item: Other, left: Item, right: Item) -> tuple[str, ...]:
    """The columns that both sides share: those written, or all for NATURAL."""
    if not flag(item, "isNatural"):
        return words(item, "usingClause")
    names = {visible.name for visible in right.visible}
    return tuple(visible.name for visible in left.visible if visible.name in names)


def _merged(
    common: tuple[str, ...],
    left: tuple[Visible, ...],
    right: tuple[Visible, ...],
    kind: str,
) -> tuple[Visible, ...]:
    """The columns of a join: shared ones once, in front (manual, 7.2.1.1)."""
    if not common:
        return left + right
    lefts, rights = {v.name: v for v in left}, {v.name: v for v in right}
    shared = tuple(_shared(name, lefts.get(name), rights.get(name), kind) for name in common)
    return shared + tuple(visible for visible in left + right if visible.name not in common)


def _shared(name: str, left: Visible | None, right: Visible | None, kind: str) -> Visible:
    """The side that the server reads a shared column from."""
    if left is None or right is None or kind == "JOIN_FULL":
        type_ = common_type((left.type, right.type)) if left and right else None
        return Visible(name, "", type_)
    if kind == "JOIN_INNER" and left.type != right.type:
        common = common_type((left.type, right.type))
        return right if common == right.type else left
    return right if kind == "JOIN_RIGHT" else left


def _named_join(item: Other, joined: Item, place: _Place) -> Item:
    alias = _alias(item)
    if not alias:
        return joined
    shown = next(place.names)
    known = _known(joined)
    row = tuple((visible.name, visible.type) for visible in joined.visible) if known else None
    aliases = _column_aliases(item)
    columns = f"({_listed(_renamed(row, aliases), aliases)})" if aliases else ""
    text = f"({joined.text}) {quote_identifier(shown)}{columns}"
    return _made(text, Relation(alias, shown, _renamed(row, aliases)))
