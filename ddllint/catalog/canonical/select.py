"""A plain SELECT: its clauses up to HAVING."""

import msgspec

from ddllint.catalog.canonical.environment import Env, Row
from ddllint.catalog.canonical.expression import term
from ddllint.catalog.canonical.operators import truth
from ddllint.catalog.canonical.relations import from_items, level_of
from ddllint.catalog.canonical.sorting import sort_keys, sorted_by, tail, target_at
from ddllint.catalog.canonical.targets import Style, Target, named, target_text, targets
from ddllint.catalog.canonical.terms import Term, bare
from ddllint.sql.expressions import ColumnRef, Expr, Other, RowOf
from ddllint.sql.fields import expression_in, expressions, flag, nodes, values, word

_GROUPING = {
    "GROUPING_SET_ROLLUP": "ROLLUP",
    "GROUPING_SET_CUBE": "CUBE",
    "GROUPING_SET_SETS": "GROUPING SETS",
}


def select(
    query: Other, sources: tuple[Other, ...], names: tuple[str, ...], env: Env, style: Style
) -> tuple[list[str], Row | None]:
    """The clauses, those behind it included, and the columns.

    `sources` are the nodes of FROM and `names` what `relation_names` gave for them.
    """
    items = from_items(sources, names, env)
    level = level_of(items, qualified=len(names) > 1)
    windows = {word(node, "name"): node for node in nodes(query, "windowClause")}
    env = msgspec.structs.replace(env, levels=(level, *env.levels), windows=windows)
    outputs = targets(query, level, env, style)
    separator = ",\n  " if style.lines else ", "
    head = "SELECT" + _distinct(query, outputs, env)
    listed = separator.join(target_text(target, style) for target in named(outputs, style))
    parts = [head + ("\n  " if style.lines else " ") + listed if listed else head]
    if items:
        parts.append(f"FROM {', '.join(item.text for item in items)}")
    parts += _condition("WHERE", query, "whereClause", env)
    parts += _group_by(query, outputs, env)
    parts += _condition("HAVING", query, "havingClause", env)
    complete = all(target.name != "*" for target in outputs)
    row = tuple((target.name, target.term.type) for target in outputs) if complete else None
    return parts + tail(query, outputs, None, env), row


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
    by = [sorted_by(key, targets, env).text for key in keys]
    order = [sorted_by(key, targets, env).text for key, _words in sort_keys(query)]
    first = [text for text in order if text in by]
    return f" DISTINCT ON ({', '.join(dict.fromkeys(first + by))})"


def _grouped_by(expression: Expr, targets: tuple[Target, ...], env: Env) -> Term:
    """A name in GROUP BY is first looked for among the input columns (manual, SELECT)."""
    found = target_at(expression, targets)
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
