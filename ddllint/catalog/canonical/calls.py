"""Function calls: arguments, result types, and the spellings that the grammar has for some."""

from collections.abc import Callable
from typing import NamedTuple

from ddllint.catalog.canonical.builtins import builtins
from ddllint.catalog.canonical.environment import Env
from ddllint.catalog.canonical.operators import has_columns
from ddllint.catalog.canonical.resolution import Resolved, resolve_function
from ddllint.catalog.canonical.terms import ATOM, OPERATOR, Term, settled, string, wrapped
from ddllint.catalog.canonical.type_rules import is_polymorphic
from ddllint.sql.identifiers import quote_name

_TIMESTAMPTZ = "timestamp with time zone"
SQL_VALUES = {
    "current_date": "date",
    "current_time": "time with time zone",
    "current_timestamp": _TIMESTAMPTZ,
    "localtime": "time without time zone",
    "localtimestamp": "timestamp without time zone",
    "current_role": "name",
    "current_user": "name",
    "user": "name",
    "session_user": "name",
    "current_catalog": "name",
    "current_schema": "name",
}
"""Words that stand for a value (PostgreSQL manual, 9.9.5 and 9.27), with their types."""


class Clauses(NamedTuple):
    """What is written around the arguments of an aggregate or window function.

    `order` are the sort keys and `sort` their words (` DESC`); `within` says that they stand
    in WITHIN GROUP.
    """

    order: tuple[Term, ...] = ()
    sort: tuple[str, ...] = ()
    within: bool = False
    distinct: bool = False
    variadic: bool = False
    star: bool = False
    after: str = ""


def sql_value(name: str, arguments: tuple[Term, ...]) -> Term:
    """CURRENT_TIMESTAMP and its kin, perhaps with a precision."""
    precision = f"({arguments[0].text})" if arguments else ""
    return Term(name.upper() + precision, type=SQL_VALUES[name])


def call(name: str, arguments: tuple[Term, ...], clauses: Clauses, env: Env) -> Term:
    """A call of the function of that (perhaps dotted) name."""
    if clauses.variadic and arguments[-1].items:
        # as the server prints a call whose last arguments it has gathered
        arguments = arguments[:-1] + arguments[-1].items
        clauses = clauses._replace(variadic=False)
    operands = arguments + clauses.order if clauses.within else arguments
    resolve = _no_answer if clauses.variadic else by_function(name, env)
    shown, found = settled(operands, resolve)
    if found is not None:
        typed = zip(shown, found.arguments, strict=True)
        shown = tuple(named_object(term, type_, env) for term, type_ in typed)
    result = found.result if found is not None else _only_result(env.short(name), env)
    plain = shown[: len(arguments)]
    order = shown[len(arguments) :] or tuple(_as_sorted(key, plain) for key in clauses.order)
    columns = has_columns(*plain, *order)
    special = None if clauses.after or order else _special(env.short(name), plain)
    text, strength = special or (_written(name, plain, order, clauses, env), ATOM)
    return Term(text, strength, result, columns=columns)


def _as_sorted(key: Term, arguments: tuple[Term, ...]) -> Term:
    """A sort key that is also an argument, which the server prints with the argument's cast."""
    is_argument = key.inner is not None and key.inner.text in {one.text for one in arguments}
    return key.inner if key.inner is not None and is_argument else key


def _no_answer(_terms: tuple[Term, ...]) -> None:
    return None


def by_function(name: str, env: Env) -> Callable[[tuple[Term, ...]], Resolved | None]:
    """How the arguments of that function are resolved."""
    short = env.short(name)

    def resolve(terms: tuple[Term, ...]) -> Resolved | None:
        types = env.bases(terms)
        if types is None:
            return None
        return resolve_function(short, types, env.functions(name, len(terms)))

    return resolve


def _only_result(name: str, env: Env) -> str | None:
    """The result's type where all functions of the name have the same."""
    signatures = env.scope.functions("", name)
    results = {env.type(signature.result) for signature in signatures}
    results |= {routine.result for routine in builtins().functions.get(name, ())}
    if len(results) != 1:
        return None
    (result,) = results
    return None if result is None or is_polymorphic(result) or result == "record" else result


def named_object(term: Term, type_: str, env: Env) -> Term:
    """A literal that names a relation, as the server prints it: no schema that is not needed."""
    if type_ != "regclass" or term.literal is None:
        return term
    schema, dot, name = term.literal.partition(".")
    return string(name) if dot and env.is_in_path(schema.strip('"')) else term


def _special(name: str, terms: tuple[Term, ...]) -> tuple[str, int] | None:
    """The text, and how it holds together, of a function with a syntax of its own."""
    if len(terms) != 2:
        return None
    first, second = terms
    if name == "extract" and first.literal is not None:
        return f"EXTRACT({first.literal} FROM {second.text})", ATOM
    if name == "timezone":
        return f"{wrapped(second, ATOM)} AT TIME ZONE {wrapped(first, ATOM)}", OPERATOR
    return None


def _written(
    name: str,
    arguments: tuple[Term, ...],
    order: tuple[Term, ...],
    clauses: Clauses,
    env: Env,
) -> str:
    listed = [term.text for term in arguments]
    if clauses.variadic:
        listed[-1] = f"VARIADIC {listed[-1]}"
    inside = "*" if clauses.star else ", ".join(listed)
    sort = ", ".join(t.text + words for t, words in zip(order, clauses.sort, strict=True))
    inside = ("DISTINCT " if clauses.distinct else "") + inside
    if order and not clauses.within:
        inside += f" ORDER BY {sort}"
    within = f" WITHIN GROUP (ORDER BY {sort})" if clauses.within else ""
    return f"{_called(env.short(name))}({inside}){within}{clauses.after}"


def _called(name: str) -> str:
    """The name as SQL; one that the decoder had to quote is so already."""
    return name if '"' in name else quote_name(*name.split("."))
