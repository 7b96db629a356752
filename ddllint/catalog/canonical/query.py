"""SELECT, VALUES and set operations in canonical form."""

from typing import NamedTuple

import msgspec

from ddllint.catalog.canonical.columns import all_columns, columns_of, shown
from ddllint.catalog.canonical.environment import Env, Level, Rendered, Row
from ddllint.catalog.canonical.expression import node_text, term, terms
from ddllint.catalog.canonical.fields import (
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
from ddllint.catalog.canonical.operators import alone, by_common_type, truth
from ddllint.catalog.canonical.output_names import natural_name
from ddllint.catalog.canonical.relations import from_items, level_of, relation_names
from ddllint.catalog.canonical.terms import NULL, Term, bare, settled
from ddllint.catalog.canonical.type_rules import common_type
from ddllint.catalog.canonical.windows import sort_words
from ddllint.sql.expressions import ColumnRef, Constant, Expr, Other, RowOf
from ddllint.sql.identifiers import quote_identifier

_SET_OPERATIONS = {"SETOP_UNION": "UNION", "SETOP_INTERSECT": "INTERSECT", "SETOP_EXCEPT": "EXCEPT"}
_MATERIALIZED = {
    "CTEMaterializeAlways": "MATERIALIZED ",
    "CTEMaterializeNever": "NOT MATERIALIZED ",
}
_GROUPING = {
    "GROUPING_SET_ROLLUP": "ROLLUP",
    "GROUPING_SET_CUBE": "CUBE",
    "GROUPING_SET_SETS": "GROUPING SETS",
}


class Style(NamedTuple):
    """How a query is written.

    `lines`: clauses on lines of their own. `names`: output columns with their names, which
    only matter where something can see them. `renamed` are the names that CREATE VIEW gives.
    `leaf`: part of a set operation, which gives literals their types.
    """

    lines: bool = False
    names: bool = True
    renamed: tuple[str, ...] = ()
    leaf: bool = False


class Target(NamedTuple):
    """An output column: its term and its name."""

    term: Term
    name: str


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
        clauses += _tail(query, (), row, env)
    elif word(query, "op") in _SET_OPERATIONS:
        text, row = _set_operation(query, env, style)
        clauses.append(text)
        clauses += _tail(query, (), row, env)
    else:
        parts, row = _select(query, sources, names, env, style)
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
    left = render(left_node, env, style._replace(leaf=True, lines=False))
    right = render(right_node, env, Style(names=False, leaf=True))
    same = word(left_node, "op") == word(query, "op") and _is_plain(left_node)
    same = same and flag(left_node, "all") == flag(query, "all")
    texts = (_side(left_node, left.text, same), operation, _side(right_node, right.text, False))
    row = left.row
    if left.row is not None and right.row is not None:
        types = zip(left.row, right.row, strict=False)
        row = tuple((name, common_type((a, b))) for (name, a), (_other, b) in types)
    return ("\n" if style.lines else " ").join(texts), row


def _is_plain(query: Other) -> bool:
    behind = ("sortClause", "limitCount", "limitOffset", "withClause", "lockingClause")
    return not any(field(query, name) for name in behind)


def _side(query: Other, text: str, joined: bool) -> str:
    is_leaf = word(query, "op") not in _SET_OPERATIONS and _is_plain(query)
    return text if is_leaf or joined else f"({text})"


def _select(
    query: Other, sources: tuple[Other, ...], names: tuple[str, ...], env: Env, style: Style
) -> tuple[list[str], Row | None]:
    items = from_items(sources, names, env)
    level = level_of(items, qualified=len(names) > 1)
    windows = {word(node, "name"): node for node in nodes(query, "windowClause")}
    env = msgspec.structs.replace(env, levels=(level, *env.levels), windows=windows)
    targets = _targets(query, level, env, style)
    separator = ",\n  " if style.lines else ", "
    head = "SELECT" + _distinct(query, targets, env)
    listed = separator.join(_target_text(target, style) for target in _named(targets, style))
    parts = [head + ("\n  " if style.lines else " ") + listed if listed else head]
    if items:
        parts.append(f"FROM {', '.join(item.text for item in items)}")
    parts += _condition("WHERE", query, "whereClause", env)
    parts += _group_by(query, targets, env)
    parts += _condition("HAVING", query, "havingClause", env)
    complete = all(target.name != "*" for target in targets)
    row = tuple((target.name, target.term.type) for target in targets) if complete else None
    return parts + _tail(query, targets, None, env), row


def _targets(query: Other, level: Level, env: Env, style: Style) -> tuple[Target, ...]:
    found: list[Target] = []
    for node in nodes(query, "targetList"):
        value = expression_in(node, "val")
        if value is None:
            continue
        if isinstance(value, ColumnRef) and value.names[-1] == "*":
            found += _star(value, level, env)
            continue
        made = _output(term(value, env), style)
        found.append(Target(made, word(node, "name") or natural_name(value)))
    return tuple(found)


def _output(made: Term, style: Style) -> Term:
    """A literal without a type is text, except in a set operation, which looks at all its parts."""
    if style.leaf:
        return bare(made)
    return alone(made)


def _star(reference: ColumnRef, level: Level, env: Env) -> list[Target]:
    if len(reference.names) == 1:
        visible = all_columns(level)
    else:
        visible = columns_of(reference.names, level)
    if visible is None:
        return [Target(term(reference, env), "*")]
    qualified = level.qualified or len(env.levels) > 1
    return [Target(shown(one, qualified), one.name) for one in visible]


def _named(targets: tuple[Target, ...], style: Style) -> list[Target]:
    names = style.renamed
    later = [target.name for target in targets[len(names) :]]
    return [t._replace(name=n) for t, n in zip(targets, (*names, *later), strict=False)]


def _target_text(target: Target, style: Style) -> str:
    name = quote_identifier(target.name)
    last = target.term.text.rpartition(".")[2]
    if not style.names or target.name == "*" or (target.term.columns and last == name):
        return target.term.text
    return f"{target.term.text} AS {name}"


def _condition(word_: str, query: Other, name: str, env: Env) -> list[str]:
    condition = expression_in(query, name)
    return [] if condition is None else [f"{word_} {truth(term(condition, env)).text}"]


def _distinct(query: Other, targets: tuple[Target, ...], env: Env) -> str:
    clause = values(query, "distinctClause")
    if not clause:
        return ""
    keys = [value for value in expressions(query, "distinctClause") if value != Other("", ())]
    if not keys:
        return " DISTINCT"
    by = [_sorted_by(key, targets, env).text for key in keys]
    order = [_sorted_by(key, targets, env).text for key, _words in _sort_keys(query)]
    first = [text for text in order if text in by]
    return f" DISTINCT ON ({', '.join(dict.fromkeys(first + by))})"


def _sort_keys(query: Other) -> list[tuple[Expr, str]]:
    found = []
    for node in nodes(query, "sortClause"):
        key = expression_in(node, "node")
        if key is not None:
            found.append((key, sort_words(node)))
    return found


def _position(expression: Expr, targets: tuple[Target, ...]) -> Term | None:
    """The output column that a number in ORDER BY or GROUP BY means."""
    match expression:
        case Constant(kind="integer", value=int(number)) if 0 < number <= len(targets):
            return targets[number - 1].term
    return None


def _sorted_by(expression: Expr, targets: tuple[Target, ...], env: Env) -> Term:
    """A name in ORDER BY is first looked for among the output columns (manual, SELECT)."""
    found = _position(expression, targets)
    if found is None and isinstance(expression, ColumnRef) and len(expression.names) == 1:
        named = [target.term for target in targets if target.name == expression.names[0]]
        found = named[0] if named else None
    return bare(found if found is not None else term(expression, env))


def _grouped_by(expression: Expr, targets: tuple[Target, ...], env: Env) -> Term:
    """A name in GROUP BY is first looked for among the input columns (manual, SELECT)."""
    found = _position(expression, targets)
    if found is None and isinstance(expression, ColumnRef) and len(expression.names) == 1:
        (name,) = expression.names
        inputs = {visible.name for visible in env.levels[0].visible}
        named = [target.term for target in targets if target.name == name]
        found = named[0] if named and name not in inputs else None
    return bare(found if found is not None else term(expression, env))


def _group_by(query: Other, targets: tuple[Target, ...], env: Env) -> list[str]:
    keys = expressions(query, "groupClause")
    if not keys:
        return []
    texts = [_group_key(key, targets, env) for key in keys]
    distinct = "DISTINCT " if flag(query, "groupDistinct") else ""
    return [f"GROUP BY {distinct}{', '.join(dict.fromkeys(texts))}"]


def _group_key(key: Expr, targets: tuple[Target, ...], env: Env) -> str:
    if isinstance(key, Other) and key.kind == "GroupingSet":
        inner = [_group_key(one, targets, env) for one in expressions(key, "content")]
        return f"{_GROUPING.get(word(key, 'kind'), '')}({', '.join(inner)})"
    if isinstance(key, RowOf):
        return f"({', '.join(_group_key(one, targets, env) for one in key.items)})"
    return _grouped_by(key, targets, env).text


def _tail(query: Other, targets: tuple[Target, ...], row: Row | None, env: Env) -> list[str]:
    """ORDER BY and what follows; `row` are the columns of a set operation or VALUES."""
    parts = []
    keys = [
        (_column_number(key, row) or _sorted_by(key, targets, env).text) + words_
        for key, words_ in _sort_keys(query)
    ]
    if keys:
        parts.append(f"ORDER BY {', '.join(keys)}")
    offset = expression_in(query, "limitOffset")
    if offset is not None:
        parts.append(f"OFFSET {bare(term(offset, env)).text}")
    count = expression_in(query, "limitCount")
    limit = NULL if count is None else bare(term(count, env))
    if limit != NULL:
        ties = word(query, "limitOption") == "LIMIT_OPTION_WITH_TIES"
        parts.append(f"FETCH FIRST {limit.text} ROWS WITH TIES" if ties else f"LIMIT {limit.text}")
    return parts + [node_text(node, env) for node in nodes(query, "lockingClause")]


def _column_number(key: Expr, row: Row | None) -> str | None:
    """Behind a set operation the server sorts by the number of a column."""
    if row is None or not isinstance(key, ColumnRef) or len(key.names) != 1:
        return None
    names = [name for name, _type in row]
    return str(names.index(key.names[0]) + 1) if key.names[0] in names else None
