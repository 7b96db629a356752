"""The facts of functions and procedures."""

from collections.abc import Iterator

from ddllint.catalog.canonical import Scope, canonical
from ddllint.catalog.model import Routine, input_types
from ddllint.catalog.routine_bodies import body_text, is_parsed
from ddllint.catalog.wording import Fact, Object, quoted, type_text, unqualified
from ddllint.sql.identifiers import quote_name


def routine_facts(routine: Routine, scope: Scope) -> Iterator[Fact]:
    """The facts of a routine."""
    it = Object("routine", routine_name(routine), routine.origin)
    yield from it.has(
        kind=routine.kind,
        returns=type_text(routine.returns) if routine.returns else None,
        language=routine.language,
        body=body_text(routine.body, scope)
        if routine.language == "sql" and is_parsed(routine.body)
        else routine.body,
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


def routine_name(routine: Routine) -> str:
    """What facts call a routine: its name with its input types."""
    types = ", ".join(unqualified(text) for text in input_types(routine.parameters))
    return f"{quoted(routine.name)}({types})"
