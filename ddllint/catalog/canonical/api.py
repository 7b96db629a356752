"""The functions that the rest of the project calls."""

from ddllint.catalog.canonical.columns import visible_columns
from ddllint.catalog.canonical.environment import Env, Level, Relation
from ddllint.catalog.canonical.expression import term
from ddllint.catalog.canonical.query import render, render_nested
from ddllint.catalog.canonical.scope import Scope
from ddllint.catalog.canonical.targets import Style
from ddllint.catalog.canonical.terms import Term, bare, cast
from ddllint.catalog.canonical.type_rules import is_builtin
from ddllint.sql.expressions import Call, Cast, Constant, Expr, Expression, Other, TypeName

_EMPTY = Scope()


def canonical(expression: Expression, scope: Scope = _EMPTY, target: TypeName | None = None) -> str:
    """The canonical text of an expression.

    `target` is the type of the column that the value goes to (a default): literals are then
    spelled as values of it. A query is given as `canonical_query` gives it.
    """
    tree = expression.tree
    if isinstance(tree, Other) and tree.kind == "SelectStmt":
        return canonical_query(expression, scope)
    env = Env(scope, render_nested) if _sees_nothing(tree) else _environment(scope)
    made = term(tree, env)
    wanted = env.type(target)
    if wanted is not None:
        made = _assigned(made, env.base(wanted), target)
    return bare(made).text


def _sees_nothing(tree: Expr) -> bool:
    """Whether it is a literal or a call without arguments, as most defaults are."""
    while isinstance(tree, Cast):
        tree = tree.operand
    return isinstance(tree, Constant) or (isinstance(tree, Call) and not tree.arguments)


def _assigned(made: Term, type_: str, target: TypeName | None) -> Term:
    """A literal, or an array of them, as a value of the type that it goes to.

    An interval's fields and precision are part of the value: the server shows them.
    """
    if made.literal is not None or made.items is not None:
        own = target is not None and target.name.startswith("interval") and not target.dimensions
        return cast(made, type_, str(target) if own else type_)
    return made


def canonical_query(query: Expression, scope: Scope = _EMPTY, columns: tuple[str, ...] = ()) -> str:
    """The canonical text of a query, a clause a line.

    `columns` are the names that CREATE VIEW gives to the first output columns.
    """
    tree = query.tree
    if not isinstance(tree, Other):
        return canonical(query, scope)
    return render(tree, _environment(scope), Style(lines=True, renamed=columns)).text


def query_columns(query: Expression, scope: Scope = _EMPTY) -> tuple[str, ...] | None:
    """The names of a query's output columns; None if `*` is over an unknown relation."""
    row = query_row(query, scope)
    return None if row is None else tuple(name for name, _type in row)


def query_row(
    query: Expression, scope: Scope = _EMPTY
) -> tuple[tuple[str, TypeName | None], ...] | None:
    """Names and types of a query's output columns; a type that is not known is None.

    The types have no modifiers. A user's type has its schema: the first of the search path
    where several could be meant.
    """
    tree = query.tree
    row = render(tree, _environment(scope), Style()).row if isinstance(tree, Other) else None
    if row is None:
        return None
    return tuple((name, _named_type(type_, scope)) for name, type_ in row)


def _named_type(type_: str | None, scope: Scope) -> TypeName | None:
    if type_ is None:
        return None
    name = type_.removesuffix("[]")
    if not is_builtin(name) and "." not in name:
        name = f"{scope.search_path[0]}.{name}"
    return TypeName(name, (), int(type_.endswith("[]")))


def _environment(scope: Scope) -> Env:
    env = Env(scope, render_nested)
    if not scope.columns and not scope.relation:
        return env
    row = tuple((name, env.type(type_)) for name, type_ in scope.columns.items())
    relation = Relation(scope.relation, scope.relation, row)
    level = Level((relation,), tuple(visible_columns(relation, row)))
    taken = frozenset({scope.relation} if scope.relation else ())
    return Env(scope, render_nested, (level,), taken=taken)
