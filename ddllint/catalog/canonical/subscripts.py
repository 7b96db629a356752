"""Subscripts and fields: `a[1]`, `a[1:2]`, `(a).b`."""

from collections.abc import Callable

from ddllint.catalog.canonical.environment import Env
from ddllint.catalog.canonical.terms import Term, bare
from ddllint.sql.expressions import ColumnRef, Expr, Other, Value
from ddllint.sql.fields import expression_in, flag, values
from ddllint.sql.identifiers import quote_identifier

Convert = Callable[[Expr, Env], Term]


def subscripted(node: Other, operand: Expr, convert: Convert, env: Env) -> Term:
    """The term of an A_Indirection over `operand`; `convert` makes the terms in it."""
    steps = values(node, "indirection")
    # `(a[1]).b` is `a[1].b`
    while isinstance(operand, Other) and operand.kind == "A_Indirection":
        inner = expression_in(operand, "arg")
        if inner is None:
            break
        steps, operand = (*values(operand, "indirection"), *steps), inner
    base = convert(operand, env)
    is_field = bool(steps) and isinstance(steps[0], str)
    simple = isinstance(operand, ColumnRef) and not is_field
    text, type_ = base.text if simple else f"({base.text})", base.type
    for step in steps:
        text += _step(step, convert, env)
        type_ = _step_type(type_, step, env)
    return Term(text, type=type_, columns=base.columns)


def _step(step: Value, convert: Convert, env: Env) -> str:
    if not isinstance(step, Other):
        return f".{quote_identifier(str(step))}"
    if step.kind == "A_Star":
        return ".*"
    bounds = [expression_in(step, name) for name in ("lidx", "uidx")]
    shown = ["" if bound is None else bare(convert(bound, env)).text for bound in bounds]
    return f"[{':'.join(shown)}]" if flag(step, "is_slice") else f"[{shown[1]}]"


def _step_type(type_: str | None, step: Value, env: Env) -> str | None:
    if type_ is None:
        return None
    if not isinstance(step, Other):
        schema, _, name = type_.rpartition(".")
        return env.type((env.scope.resolve(schema, name) or {}).get(str(step)))
    if flag(step, "is_slice") or type_ == "jsonb":
        return type_
    return type_.removesuffix("[]") if type_.endswith("[]") else None
