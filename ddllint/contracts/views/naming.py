"""The name of an output column that has no alias (`FigureColname` in `parse_target.c`)."""

from sqlglot import exp

from ddllint.contracts.views.syntax import WORDS, identifier, split_call
from ddllint.sql.expressions import TypeName
from ddllint.sql.output_names import NO_NAME, type_label

_WEAK, _STRONG = 1, 2


def output_name(node: exp.Expr, type_: TypeName | None) -> str:
    """The name; `type_` is the type of the whole expression."""
    return _named(node, type_)[1]


def _named(node: exp.Expr, type_: TypeName | None) -> tuple[int, str]:
    """A name and how good it is: a weak one gives way to the name of what is inside."""
    match node:
        case exp.Alias():
            return _STRONG, identifier(node.args["alias"])
        case exp.Column():
            return _STRONG, identifier(node.this)
        case exp.Paren() | exp.Collate() | exp.Bracket():
            return _named(node.this, type_)
        case exp.Window() | exp.Filter() | exp.WithinGroup() | exp.IgnoreNulls():
            return _named(node.this, type_)
        case exp.Cast():
            found = _named(node.this, None)
            return found if found[0] > _WEAK or type_ is None else (_WEAK, type_label(type_))
        case exp.Interval():
            return _WEAK, "interval"
        case exp.Case():
            default = node.args.get("default")
            found = (0, NO_NAME) if default is None else _named(default, None)
            return found if found[0] > _WEAK else (_WEAK, "case")
        case exp.Extract():
            return _STRONG, "extract"
        case exp.Exists():
            return _STRONG, "exists"
        case exp.Array():
            return _STRONG, "array"
        case exp.Subquery():
            return _of_query(node.this)
        case exp.Dot() if split_call(node) is None:
            return _STRONG, identifier(node.expression)
        case exp.Boolean():
            return _WEAK, "bool"
    if type(node) in WORDS:
        return _STRONG, WORDS[type(node)][0]
    call = split_call(node)
    return (0, NO_NAME) if call is None else (_STRONG, call[1])


def _of_query(query: exp.Expr) -> tuple[int, str]:
    """A scalar subquery is called as its column is."""
    while isinstance(query, exp.SetOperation | exp.Subquery):
        query = query.this
    if isinstance(query, exp.Select) and query.expressions:
        return _named(query.expressions[0], None)
    return 0, NO_NAME
