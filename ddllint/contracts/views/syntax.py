"""How sqlglot's tree spells what the server names: identifiers, operators, calls."""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from ddllint.contracts.views.environment import CannotTell

OPERATORS: Mapping[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
    exp.Pow: "^",
    exp.BitwiseXor: "#",
    exp.BitwiseAnd: "&",
    exp.BitwiseOr: "|",
    exp.BitwiseLeftShift: "<<",
    exp.BitwiseRightShift: ">>",
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.Like: "~~",
    exp.ILike: "~~*",
    exp.SimilarTo: "~",
    exp.RegexpLike: "~",
    exp.RegexpILike: "~*",
    exp.JSONExtract: "->",
    exp.JSONExtractScalar: "->>",
    exp.JSONBExtract: "#>",
    exp.JSONBExtractScalar: "#>>",
    exp.JSONBContainsTopKey: "?",
    exp.JSONBContainsAnyTopKeys: "?|",
    exp.JSONBContainsAllTopKeys: "?&",
    exp.JSONBDeleteAtPath: "#-",
    exp.JSONBPathExists: "@?",
    exp.ArrayContainsAll: "@>",
    exp.ArrayContainedBy: "<@",
    exp.ArrayOverlaps: "&&",
    exp.DPipe: "||",
}
"""Binary operators whose operands are `this` and `expression`."""

PREFIX: Mapping[type[exp.Expr], str] = {exp.Neg: "-", exp.BitwiseNot: "~"}

WORDS: Mapping[type[exp.Expr], tuple[str, str]] = {
    exp.CurrentDate: ("current_date", "date"),
    exp.CurrentTime: ("current_time", "time with time zone"),
    exp.CurrentTimestamp: ("current_timestamp", "timestamp with time zone"),
    exp.Localtime: ("localtime", "time without time zone"),
    exp.Localtimestamp: ("localtimestamp", "timestamp without time zone"),
    exp.CurrentUser: ("current_user", "name"),
    exp.SessionUser: ("session_user", "name"),
    exp.CurrentCatalog: ("current_catalog", "name"),
    exp.CurrentSchema: ("current_schema", "name"),
}
"""Functions that are written without parentheses, with the type of each (manual, 9.9.5, 9.27)."""


def identifier(node: object) -> str:
    """The name that an identifier stands for: in lower case unless it is quoted."""
    if isinstance(node, exp.Identifier):
        text: str = node.this
        return text if node.args.get("quoted") else text.lower()
    return node.lower() if isinstance(node, str) else ""


def only(node: exp.Expr, *known: str) -> None:
    """Raise CannotTell if the node has other parts than those known here."""
    for key, value in node.args.items():
        if value and key not in known:
            kind = type(node).__name__
            raise CannotTell(f"{key.strip('_').upper()} of {kind.upper()} is not understood")


def unwrapped(node: exp.Expr) -> exp.Expr:
    """The expression without parentheses around it."""
    while type(node) is exp.Paren:
        node = node.this
    return node


def is_quantified(node: exp.Expr) -> bool:
    """Whether the right operand is ANY (...) or ALL (...)."""
    if isinstance(node, exp.Anonymous):
        return identifier(node.this) in ("all", "some")
    return isinstance(node, exp.Any | exp.All)


def nodes_of_level(node: exp.Expr) -> Iterator[exp.Expr]:
    """The node and what is below it, except queries in it."""
    yield node
    for child in node.iter_expressions():
        if not isinstance(child, exp.Query):
            yield from nodes_of_level(child)


def split_call(node: exp.Expr) -> tuple[str, str, list[exp.Expr]] | None:
    """Schema (empty if none was written), name and arguments of a call; None if it is none."""
    match node:
        case exp.Anonymous():
            return "", identifier(node.this), node.expressions
        case exp.Dot(this=exp.Identifier() as schema, expression=exp.Anonymous() as call):
            name = identifier(schema)
            return ("" if name == "pg_catalog" else name), identifier(call.this), call.expressions
        case exp.Trim():
            name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(
                node.args.get("position") or "", "btrim"
            )
            return "", name, _present(node, "this", "expression")
        case exp.Substring():
            return "", "substring", _present(node, "this", "start", "length")
        case exp.StrPosition():
            return "", "position", _present(node, "this", "substr")
        case exp.Overlay():
            return "", "overlay", _present(node, "this", "expression", "from_", "for_")
        case exp.AtTimeZone():
            return "", "timezone", _present(node, "zone", "this")
    return None


def _present(node: exp.Expr, *keys: str) -> list[exp.Expr]:
    return [part for key in keys if (part := node.args.get(key)) is not None]
