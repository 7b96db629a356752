"""The facts of functions, procedures and aggregates."""

import re
from collections.abc import Iterator

from ddllint.catalog.canonical import Scope, canonical
from ddllint.catalog.model import Routine, input_types
from ddllint.catalog.wording import Fact, Object, quoted, type_text, unqualified
from ddllint.sql.expressions import Expression
from ddllint.sql.identifiers import quote_name
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source


def routine_facts(routine: Routine, scope: Scope) -> Iterator[Fact]:
    """The facts of a routine; its name has its input types."""
    types = ", ".join(unqualified(text) for text in input_types(routine.parameters))
    it = Object("routine", f"{quoted(routine.name)}({types})", routine.origin)
    yield from it.has(
        kind=routine.kind,
        returns=type_text(routine.returns) if routine.returns else None,
        language=routine.language,
        body=_body(routine, scope),
        volatility=routine.volatility,
        strict=routine.strict,
        security_definer=routine.security_definer,
        leakproof=routine.leakproof,
        parallel=routine.parallel,
        owner=routine.owner,
    )
    for place, parameter in enumerate(routine.parameters, 1):
        words = [parameter.mode, quote_name(parameter.name), type_text(parameter.type)]
        if parameter.default:
            words += ["default", canonical(parameter.default, scope, parameter.type)]
        yield it.fact(f"parameter {place}", " ".join(word for word in words if word))
    for name, value in routine.settings:
        yield it.fact(f"setting {name}", value)
    yield from it.comment(routine.comment)


_PARSED_BODY = re.compile(r"\s*(?:return\b|begin\s+atomic\b)", re.IGNORECASE)


def _body(routine: Routine, scope: Scope) -> str:
    """The source text; a body that the server keeps parsed (SQL-standard) in canonical form."""
    if routine.language != "sql" or not _PARSED_BODY.match(routine.body):
        return routine.body
    return canonical(_parsed(routine.body), scope)


def _parsed(body: str) -> Expression:
    text = f"CREATE FUNCTION f() RETURNS void LANGUAGE sql {body}"
    (statement,) = parse_source(Source("", text.encode())).statements
    return Expression(bytes(statement.node().sql_body))
