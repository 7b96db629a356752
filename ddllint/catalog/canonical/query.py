"""Queries in canonical form: WITH, VALUES, set operations, and SELECT in them."""

import msgspec

from ddllint.catalog.canonical.environment import Env, Rendered, Row
from ddllint.catalog.canonical.expression import node_text, terms
from ddllint.catalog.canonical.operators import by_common_type
from ddllint.catalog.canonical.relations import relation_names
from ddllint.catalog.canonical.select import select
from ddllint.catalog.canonical.sorting import tail
from ddllint.catalog.canonical.targets import Style
from ddllint.catalog.canonical.terms import Term, settled
from ddllint.sql.expressions import Other
from ddllint.sql.fields import (
    expressions,
    field,
    flag,
    node_in,
    nodes,
    values,
    word,
    words,
)
from ddllint.sql.identifiers import quote_identifier

_SET_OPERATIONS = {"SETOP_UNION": "UNION", "SETOP_INTERSECT": "INTERSECT", "SETOP_EXCEPT": "EXCEPT"}
_MATERIALIZED = {
    "CTEMaterializeAlways": "MATERIALIZED ",
    "CTEMaterializeNever": "NOT MATERIALIZED ",
}


def render_nested(query: Other, env: Env, names: bool = False) -> Rendered:
    """A query inside another; `names` when its columns can be seen by name."""
    return render(query, env, Style(names=names))


def render(query: Other, env: Env, style: Style) -> Rendered:
    """The canonical text of a query, and its columns."""
    sources = nodes(query, "fromClause")
    names = relation_names(sources, env.taken)
    env = msgspec.structs.replace(env, taken=env.taken | set(names))
    clauses, env = _with(query, env)
    row: Row | None
    if values(query, "valuesLists"):
        text, row = _values(query, env)
        clauses.append(text)
        clauses += tail(query, (), row, env)
    elif word(query, "op") in _SET_OPERATIONS:
        text, row = _set_operation(query, env, style)
        clauses.append(text)
        clauses += tail(query, (), row, env)
    else:
        parts, row = select(query, sources, names, env, style)
        clauses += parts
    row = _renamed(row, style.renamed)
    return Rendered(("\n" if style.lines else " ").join(clauses), row)


def _renamed(row: Row | None, names: tuple[str, ...]) -> Row | None:
    if row is None or not names:
        return row
    renamed = names + tuple(name for name, _type in row[len(names) :])
    return tuple((name, type_) for name, (_old, type_) in zip(renamed, row, strict=False))


def _with(query: Other, env: Env) -> tuple[list[str], Env]:
    """The WITH clause, and what can be seen behind it."""
    clause = node_in(query, "withClause")
    if clause is None:
        return [], env
    recursive = flag(clause, "recursive")
    texts = []
    for cte in nodes(clause, "ctes"):
        name, aliases = word(cte, "ctename"), words(cte, "aliascolnames")
        inner = node_in(cte, "ctequery")
        if inner is None:
            continue
        if recursive:
            env = _seeing(name, _first_row(inner, name, aliases, env), env)
        rendered = env.query(inner, env, True)
        row = _renamed(rendered.row, aliases)
        env = _seeing(name, row, env)
        columns = f"({', '.join(map(quote_identifier, aliases))})" if aliases else ""
        how = _MATERIALIZED.get(word(cte, "ctematerialized"), "")
        tail = "".join(
            f" {key} {node_text(node, env)}"
            for key in ("search_clause", "cycle_clause")
            if (node := node_in(cte, key)) is not None
        )
        texts.append(f"{quote_identifier(name)}{columns} AS {how}({rendered.text}){tail}")
    return [f"WITH {'RECURSIVE ' * recursive}{', '.join(texts)}"], env


def _seeing(name: str, row: Row | None, env: Env) -> Env:
    return msgspec.structs.replace(env, ctes={**env.ctes, name: row})


def _first_row(inner: Other, name: str, aliases: tuple[str, ...], env: Env) -> Row | None:
    """The columns of a recursive query: those of its first part."""
    first = node_in(inner, "larg")
    if word(inner, "op") not in _SET_OPERATIONS or first is None:
        return None
    return _renamed(env.query(first, _seeing(name, None, env), True).row, aliases)


def _values(query: Other, env: Env) -> tuple[str, Row]:
    rows = [terms(expressions(node, "items"), env) for node in nodes(query, "valuesLists")]
    columns = [settled(column, by_common_type(env)) for column in zip(*rows, strict=False)]
    shown_rows = zip(*(column for column, _found in columns), strict=True)
    text = ", ".join(f"({', '.join(one.text for one in row)})" for row in shown_rows)
    row = tuple(
        (f"column{index}", found.result if found is not None else None)
        for index, (_column, found) in enumerate(columns, 1)
    )
    return f"VALUES {text}", row


def _set_operation(query: Other, env: Env, style: Style) -> tuple[str, Row | None]:
    operation = _SET_OPERATIONS[word(query, "op")] + (" ALL" if flag(query, "all") else "")
    left_node, right_node = node_in(query, "larg"), node_in(query, "rarg")
    if left_node is None or right_node is None:
        return node_text(query, env), None
    left_style = style._replace(wanted=(), lines=False)
    right_style = Style(names=False, wanted=())
    left, right = render(left_node, env, left_style), render(right_node, env, right_style)
    row = _common_row(left.row, right.row, env)
    if row is not None:
        wanted = tuple([type_ for _name, type_ in row])
        left = _typed(left_node, left, left_style._replace(wanted=wanted), env)
        right = _typed(right_node, right, right_style._replace(wanted=wanted), env)
    same = word(left_node, "op") == word(query, "op") and _is_plain(left_node)
    same = same and flag(left_node, "all") == flag(query, "all")
    texts = (_side(left_node, left.text, same), operation, _side(right_node, right.text, False))
    return ("\n" if style.lines else " ").join(texts), row or left.row


def _common_row(left: Row | None, right: Row | None, env: Env) -> Row | None:
    """The columns of a set operation: a type that both sides agree on for each."""
    if left is None or right is None:
        return None
    agree = by_common_type(env)
    found = []
    for (name, a), (_name, b) in zip(left, right, strict=False):
        common = agree((Term("", type=a), Term("", type=b)))
        found.append((name, None if common is None else common.result))
    return tuple(found)


def _typed(query: Other, rendered: Rendered, style: Style, env: Env) -> Rendered:
    """A SELECT again with the types that the set operation gives to its literals."""
    return rendered if word(query, "op") in _SET_OPERATIONS else render(query, env, style)


def _is_plain(query: Other) -> bool:
    behind = ("sortClause", "limitCount", "limitOffset", "withClause", "lockingClause")
    return not any(field(query, name) for name in behind)


def _side(query: Other, text: str, joined: bool) -> str:
    is_leaf = word(query, "op") not in _SET_OPERATIONS and _is_plain(query)
    return text if is_leaf or joined else f"({text})"
