"""The output columns of a SELECT."""

from typing import NamedTuple

import msgspec

from ddllint.catalog.canonical.columns import all_columns, columns_of, shown
from ddllint.catalog.canonical.environment import Env, Level
from ddllint.catalog.canonical.expression import term
from ddllint.catalog.canonical.relations import output_columns, relation_row
from ddllint.catalog.canonical.resolution import Resolved
from ddllint.catalog.canonical.terms import Term, settled
from ddllint.catalog.canonical.type_rules import UNKNOWN
from ddllint.sql.expressions import Call, ColumnRef, Expr, Other
from ddllint.sql.fields import expression_in, nodes, values, word
from ddllint.sql.identifiers import quote_identifier
from ddllint.sql.output_names import natural_name


class Style(NamedTuple):
    """How a query is written.

    `lines`: clauses on lines of their own. `names`: output columns with their names, which
    only matter where something can see them. `renamed` are the names that CREATE VIEW gives.
    `wanted` are the types that a set operation gives to literals in its parts, `unknown`
    where it has not found one yet; None elsewhere.
    """

    lines: bool = False
    names: bool = True
    renamed: tuple[str, ...] = ()
    wanted: tuple[str | None, ...] | None = None


class Target(NamedTuple):
    """An output column: its term and its name."""

    term: Term
    name: str


def targets(query: Other, level: Level, env: Env, style: Style) -> tuple[Target, ...]:
    """The output columns, each star written out where what it stands for is known."""
    found: list[Target] = []
    for node in nodes(query, "targetList"):
        value = expression_in(node, "val")
        if value is None:
            continue
        if isinstance(value, ColumnRef) and value.names[-1] == "*":
            found += _star(value, level, env)
            continue
        if (fields := _fields_of(value, env)) is not None:
            found += fields
            continue
        made = _output(term(value, env), style, len(found))
        found.append(Target(made, word(node, "name") or natural_name(value)))
    return tuple(found)


def _output(made: Term, style: Style, index: int) -> Term:
    """A literal without a type is text, or what the other parts of a set operation are."""
    wanted: str | None = "text"
    if style.wanted is not None:
        wanted = style.wanted[index] if index < len(style.wanted) else UNKNOWN
    if wanted == UNKNOWN:
        return made

    def resolve(terms: tuple[Term, ...]) -> Resolved | None:
        type_ = wanted if terms[0].type == UNKNOWN else terms[0].type
        return None if type_ is None else Resolved((type_,), type_)

    (one,), found = settled((made,), resolve)
    return msgspec.structs.replace(one, type=found and found.result)


def _star(reference: ColumnRef, level: Level, env: Env) -> list[Target]:
    if len(reference.names) == 1:
        visible = all_columns(level)
    else:
        visible = columns_of(reference.names, level)
    if visible is None:
        return [Target(term(reference, env), "*")]
    qualified = level.qualified or len(env.levels) > 1
    return [Target(shown(one, qualified), one.name) for one in visible]


def _fields_of(value: Expr, env: Env) -> list[Target] | None:
    """What `(composite).*` stands for; None for anything else, and where it is not known."""
    if not isinstance(value, Other) or value.kind != "A_Indirection":
        return None
    steps, base = values(value, "indirection"), expression_in(value, "arg")
    is_star = len(steps) == 1 and isinstance(steps[0], Other) and steps[0].kind == "A_Star"
    if not is_star or base is None:
        return None
    made = term(base, env)
    row = output_columns(base, env) if isinstance(base, Call) else None
    if row is None and made.type is not None:
        schema, _, name = made.type.rpartition(".")
        row = relation_row(schema, name, env)
    if row is None:
        return None
    return [
        Target(Term(f"({made.text}).{quote_identifier(name)}", type=type_, columns=True), name)
        for name, type_ in row
    ]


def named(targets: tuple[Target, ...], style: Style) -> list[Target]:
    """The columns with the names that CREATE VIEW gives them."""
    names = style.renamed
    later = [target.name for target in targets[len(names) :]]
    return [t._replace(name=n) for t, n in zip(targets, (*names, *later), strict=False)]


def target_text(target: Target, style: Style) -> str:
    """A column with its name, unless that is the column's own."""
    name = quote_identifier(target.name)
    last = target.term.text.rpartition(".")[2]
    if not style.names or target.name == "*" or (target.term.columns and last == name):
        return target.term.text
    return f"{target.term.text} AS {name}"
