"""ORDER BY, LIMIT and what else stands behind a query."""

from ddllint.catalog.canonical.environment import Env, Row
from ddllint.catalog.canonical.expression import node_text, term
from ddllint.catalog.canonical.targets import Target
from ddllint.catalog.canonical.terms import NULL, Term, bare
from ddllint.catalog.canonical.windows import sort_words
from ddllint.sql.expressions import ColumnRef, Constant, Expr, Other
from ddllint.sql.fields import expression_in, nodes, word


def tail(query: Other, targets: tuple[Target, ...], row: Row | None, env: Env) -> list[str]:
    """ORDER BY and what follows; `row` are the columns of a set operation or VALUES."""
    parts = []
    keys = [
        (_column_number(key, row) or sorted_by(key, targets, env).text) + words_
        for key, words_ in sort_keys(query)
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


def sort_keys(query: Other) -> list[tuple[Expr, str]]:
    """The keys of ORDER BY with the words behind them."""
    found = []
    for node in nodes(query, "sortClause"):
        key = expression_in(node, "node")
        if key is not None:
            found.append((key, sort_words(node)))
    return found


def sorted_by(expression: Expr, targets: tuple[Target, ...], env: Env) -> Term:
    """A name in ORDER BY is first looked for among the output columns (manual, SELECT)."""
    found = target_at(expression, targets)
    if found is None and isinstance(expression, ColumnRef) and len(expression.names) == 1:
        named = [target.term for target in targets if target.name == expression.names[0]]
        found = named[0] if named else None
    return bare(found if found is not None else term(expression, env))


def target_at(expression: Expr, targets: tuple[Target, ...]) -> Term | None:
    """The output column that a number in ORDER BY or GROUP BY means."""
    match expression:
        case Constant(kind="integer", value=int(number)) if 0 < number <= len(targets):
            return targets[number - 1].term
    return None
