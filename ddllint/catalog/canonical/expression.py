"""The canonical term of each kind of expression."""

from collections.abc import Callable
from typing import Any

import msgspec

from ddllint.catalog.canonical import operators
from ddllint.catalog.canonical.calls import SQL_VALUES, call, named_object, sql_value
from ddllint.catalog.canonical.columns import column, renamed
from ddllint.catalog.canonical.environment import Env
from ddllint.catalog.canonical.operators import by_common_type, has_columns
from ddllint.catalog.canonical.subscripts import subscripted
from ddllint.catalog.canonical.terms import (
    NULL,
    OPERATOR,
    PREDICATE,
    Term,
    array,
    array_of,
    bare,
    boolean,
    cast,
    collated,
    number,
    quoted,
    settled,
    string,
    wrapped,
)
from ddllint.catalog.canonical.windows import clauses_of
from ddllint.sql.expressions import (
    ArrayOf,
    Between,
    BooleanTest,
    Call,
    Case,
    Cast,
    ColumnRef,
    Constant,
    Expr,
    Logic,
    Membership,
    NullTest,
    Operator,
    Other,
    RowOf,
    Subquery,
    TypeName,
    Value,
)
from ddllint.sql.fields import (
    expression_in,
    expressions,
    is_expression,
    word,
    words,
)
from ddllint.sql.identifiers import quote_identifier
from ddllint.sql.walk import walk


def term(expression: Expr, env: Env) -> Term:
    """The canonical term of an expression in its surroundings."""
    return _CONVERT[type(expression)](expression, env)


def terms(expressions: tuple[Expr, ...], env: Env) -> tuple[Term, ...]:
    """The canonical terms of several expressions."""
    return tuple([term(expression, env) for expression in expressions])


def _constant(constant: Constant, _env: Env) -> Term:
    value = constant.value
    if constant.kind == "null":
        return NULL
    if constant.kind == "boolean":
        return boolean(bool(value))
    text = str(value)
    if constant.kind == "string":
        return string(text)
    if constant.kind == "bits":
        return cast(string(_bits(text)), "bit", "bit")
    return number(text, decimal=constant.kind == "float" and not text.lstrip("-").isdecimal())


def _bits(text: str) -> str:
    """`b101` and `x1f`, as the parser keeps them, as binary digits."""
    if text[:1] == "x":
        return "".join(f"{int(digit, 16):04b}" for digit in text[1:])
    return text[1:]


def _column(reference: ColumnRef, env: Env) -> Term:
    return column(reference.names, env)


def _operator(operator: Operator, env: Env) -> Term:
    right = term(operator.right, env)
    if operator.left is None:
        return operators.prefix(operator.name, right, env)
    left = term(operator.left, env)
    if operator.quantifier:
        how = (operator.name, operator.quantifier)
        as_list = not right.columns or not any(
            _names_column(item) if _has_list(item) else _reads_level(item, term(item, env), env)
            for item in _items(operator.right)
        )
        return operators.over_array(how, left, right, as_list, env)
    return operators.binary(operator.name, left, right, env)


def _items(array: Expr) -> tuple[Expr, ...]:
    """The elements of ARRAY[...], below casts too."""
    while isinstance(array, Cast):
        array = array.operand
    return array.items if isinstance(array, ArrayOf) else ()


def _membership(membership: Membership, env: Env) -> Term:
    operand = term(membership.operand, env)
    made = terms(membership.items, env)
    pairs = zip(membership.items, made, strict=True)
    listed = tuple((one, _reads_level(item, one, env)) for item, one in pairs)
    return operators.membership(operand, listed, membership.negated, env)


def _reads_level(item: Expr, made: Term, env: Env) -> bool:
    """Whether an item reads a column of the query that it stands in, not only of others.

    Told by whether its text changes with the names of that query's relations. An item that is
    made of lists itself is not tried: each level of lists would triple the work.
    """
    if not made.columns or not env.levels or _has_list(item):
        return made.columns
    here, *others = env.levels
    texts = set()
    for mark in ("a", "b"):
        level = msgspec.structs.replace(renamed(here, mark), qualified=True)
        seen = msgspec.structs.replace(env, levels=(level, *others))
        texts.add(term(item, seen).text)
    return len(texts) > 1


def _has_list(item: Expr) -> bool:
    return any(
        isinstance(node, Membership) or (isinstance(node, Operator) and node.quantifier != "")
        for node in walk(item)
    )


def _names_column(item: Expr) -> bool:
    return any(isinstance(node, ColumnRef) for node in walk(item))


def _between(between: Between, env: Env) -> Term:
    operand, low, high = terms((between.operand, between.low, between.high), env)
    return operators.between(operand, low, high, (between.negated, between.symmetric), env)


def _logic(logic: Logic, env: Env) -> Term:
    operands = tuple(operators.truth(operand) for operand in terms(logic.operands, env))
    if logic.operator == "NOT":
        return operators.negation(operands[0])
    return operators.junction(logic.operator, operands)


def _null_test(test: NullTest, env: Env) -> Term:
    return operators.null_test(term(test.operand, env), negated=test.negated)


def _boolean_test(test: BooleanTest, env: Env) -> Term:
    operand = operators.truth(term(test.operand, env))
    text = f"{wrapped(operand, OPERATOR)} IS {test.test}"
    return Term(text, PREDICATE, "boolean", columns=operand.columns)


def _cast(expression: Cast, env: Env) -> Term:
    type_ = env.type(expression.type)
    if type_ is None:
        return term(expression.operand, env)
    shown = _shown_type(expression.type, env)
    if isinstance(expression.operand, ArrayOf) and type_.endswith("[]"):
        items = tuple(
            _based(item, type_[:-2], env) for item in terms(expression.operand.items, env)
        )
        return array_of(items, type_[:-2], shown.removesuffix("[]"))
    made = cast(_based(term(expression.operand, env), type_, env), type_, shown)
    if type_ == "regclass" and made.inner is not None:
        return cast(named_object(made.inner, type_, env), type_, type_)
    return made


def _based(operand: Term, domain: str, env: Env) -> Term:
    """What is cast to a domain, cast to the type that the domain is over first."""
    base = env.base_of_domain(domain)
    if base is None or operand.type == domain:
        return operand
    return cast(operand, env.base(domain), _shown_type(base, env))


def _shown_type(type_: TypeName, env: Env) -> str:
    """The type as it is shown; equal to `Env.type` where it has no modifiers."""
    name = env.short(type_.name)
    return str(TypeName(name, type_.modifiers, type_.dimensions))


def _call(expression: Call, env: Env) -> Term:
    name = expression.name
    arguments = terms(expression.arguments, env)
    if name in SQL_VALUES:
        return sql_value(name, arguments)
    if name in ("coalesce", "greatest", "least", "nullif"):
        return operators.coalesced(name, arguments, env)
    if name == "row":
        return _row_term(arguments)
    return call(name, arguments, clauses_of(expression, term, env), env)


def _case(case: Case, env: Env) -> Term:
    operand = operators.alone(term(case.operand, env)) if case.operand is not None else None
    whens = terms(tuple(when for when, _then in case.branches), env)
    if operand is None:
        whens = tuple(operators.truth(when) for when in whens)
    else:
        resolve = operators.by_operator("=", env)
        whens = tuple(settled((operand, when), resolve)[0][1] for when in whens)
    default = term(case.default, env) if case.default is not None else NULL
    results = (default, *terms(tuple(then for _when, then in case.branches), env))
    (default, *thens), found = settled(results, by_common_type(env))
    parts = ["CASE" if operand is None else f"CASE {operand.text}"]
    parts += [f"WHEN {w.text} THEN {t.text}" for w, t in zip(whens, thens, strict=True)]
    parts += ["END"] if default == NULL else [f"ELSE {default.text}", "END"]
    columns = has_columns(*whens, default, *thens) or (operand is not None and operand.columns)
    return Term(" ".join(parts), type=found and found.result, columns=columns)


def _array(expression: ArrayOf, env: Env) -> Term:
    items = terms(expression.items, env)
    found = by_common_type(env)(items)
    if found is None or found.result is None:
        return array(tuple(map(bare, items)))
    return array_of(items, found.result, found.result)


def _row(expression: RowOf, env: Env) -> Term:
    return _row_term(terms(expression.items, env))


def _row_term(items: tuple[Term, ...]) -> Term:
    shown = tuple(map(bare, items))
    text = f"ROW({', '.join(item.text for item in shown)})"
    return Term(text, row=items, type="record", columns=has_columns(*items))


def _subquery(subquery: Subquery, env: Env) -> Term:
    rendered = env.query(subquery.query, env, False)
    inside = f"({rendered.text})"
    types = [type_ for _name, type_ in rendered.row] if rendered.row is not None else []
    if subquery.kind == "exists":
        return Term(f"EXISTS {inside}", type="boolean", columns=True)
    first = types[0] if types else None
    if subquery.kind == "array":
        return Term(f"ARRAY{inside}", type=first and first.removesuffix("[]") + "[]", columns=True)
    if subquery.test is None:
        return Term(inside, type=first, columns=True)
    test, name = term(subquery.test, env), subquery.operator or "="
    tested = test.row or (test,)
    sides = [Term("", type=type_) for type_ in types] or [Term("")] * len(tested)
    resolve = operators.by_operator(name, env)
    shown = [settled(pair, resolve)[0][0] for pair in zip(tested, sides, strict=False)]
    left = wrapped(shown[0], OPERATOR)
    if test.row is not None:
        left = f"ROW({', '.join(one.text for one in shown)})"
    how = "IN" if (name, subquery.kind) == ("=", "any") else f"{name} {subquery.kind.upper()}"
    return Term(f"{left} {how} {inside}", PREDICATE, "boolean", columns=True)


def _other(node: Other, env: Env) -> Term:
    convert = _OTHERS.get(node.kind)
    return convert(node, env) if convert else _unknown(node, env)


def _collate(node: Other, env: Env) -> Term:
    operand = expression_in(node, "arg")
    if operand is None:
        return _unknown(node, env)
    names = [name for name in words(node, "collname") if name != "pg_catalog"]
    return collated(term(operand, env), ".".join(quote_identifier(name) for name in names))


def _indirection(node: Other, env: Env) -> Term:
    operand = expression_in(node, "arg")
    return _unknown(node, env) if operand is None else subscripted(node, operand, term, env)


def _named_argument(node: Other, env: Env) -> Term:
    value = expression_in(node, "arg")
    if value is None:
        return _unknown(node, env)
    inner = bare(term(value, env))
    return Term(f"{quote_identifier(word(node, 'name'))} => {inner.text}", columns=inner.columns)


def _grouping(node: Other, env: Env) -> Term:
    listed = ", ".join(one.text for one in terms(expressions(node, "args"), env))
    return Term(f"GROUPING({listed})", type="integer", columns=True)


def node_text(node: Other, env: Env) -> str:
    """Every field of a node that has no form of its own here: distinct nodes stay distinct."""
    shown = [f"{name} {_field_text(value, env)}" for name, value in node.fields]
    return f"{node.kind}({', '.join(shown)})"


def _unknown(node: Other, env: Env) -> Term:
    return Term(node_text(node, env), columns=True)


def _field_text(value: Value, env: Env) -> str:
    if is_expression(value):
        return bare(term(value, env)).text
    if isinstance(value, tuple):
        return f"[{', '.join(_field_text(item, env) for item in value)}]"
    return quoted(value) if isinstance(value, str) else str(value).lower()


def _default(_node: Other, _env: Env) -> Term:
    return Term("DEFAULT")


_OTHERS: dict[str, Callable[[Other, Env], Term]] = {
    "CollateClause": _collate,
    "A_Indirection": _indirection,
    "NamedArgExpr": _named_argument,
    "GroupingFunc": _grouping,
    "SetToDefault": _default,
}
_CONVERT: dict[type, Callable[[Any, Env], Term]] = {
    ColumnRef: _column,
    Constant: _constant,
    Operator: _operator,
    Membership: _membership,
    Between: _between,
    Logic: _logic,
    NullTest: _null_test,
    BooleanTest: _boolean_test,
    Cast: _cast,
    Call: _call,
    Case: _case,
    ArrayOf: _array,
    RowOf: _row,
    Subquery: _subquery,
    Other: _other,
}
