"""Functions and procedures."""

from collections.abc import Iterator

from ddllint.catalog.model import Parameter, Routine, input_types
from ddllint.catalog.routine_bodies import is_parsed
from ddllint.catalog.wording import quoted, unqualified
from ddllint.migrate import references
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.own_text import own_text, replacing_text
from ddllint.migrate.steps import both_ways, step
from ddllint.migrate.text import expression, ident, literal, routine_named, typed
from ddllint.migrate.units import Key, Site, Unit, World, schema_needs
from ddllint.sql.source import Origin


def routine_units(world: World) -> Iterator[Unit]:
    """The units of all functions and procedures."""
    for signature, routine in world.catalog.routines.items():
        needs, parsed = _needs(world, routine)
        yield Unit(
            key=("routine", signature),
            noun=routine.kind,
            object=signature,
            group=Group.CORE,
            same=world.properties("routine", fact_name(routine), "owner", "comment"),
            world=world,
            value=routine,
            create=_create,
            drop=_drop,
            change=both_ways(f"replace-{routine.kind}", _replace),
            needs=(needs | schema_needs(routine.name.schema)) - {("routine", signature)},
            rigid=frozenset(key for key in needs if key[0] == "column") if parsed else frozenset(),
            unplannable=""
            if routine.kind in ("function", "procedure")
            else f"the catalog does not hold what an {routine.kind} is made of",
            origin=routine.origin,
        )


def fact_name(routine: Routine) -> str:
    """The name that facts give a routine."""
    types = ", ".join(unqualified(text) for text in input_types(routine.parameters))
    return f"{quoted(routine.name)}({types})"


def _needs(world: World, routine: Routine) -> tuple[frozenset[Key], bool]:
    found: frozenset[Key] = frozenset()
    for parameter in routine.parameters:
        found |= references.of_type(world, parameter.type)
        found |= references.of_expression(world, parameter.default)
    if routine.returns is not None:
        found |= references.of_type(world, routine.returns)
    if routine.language != "sql":
        return found, False
    if is_parsed(routine.body):
        body = f"CREATE FUNCTION f() RETURNS void LANGUAGE sql {routine.body}"
        return found | references.of_text(world, body), True
    read = references.of_text(world, routine.body)
    return found | (read - _later_namesakes(world, routine)), False


def _later_namesakes(world: World, routine: Routine) -> frozenset[Key]:
    """The routines of its name that cannot be what its body calls.

    The server looks for that when it makes the routine (PostgreSQL manual,
    `check_function_bodies`): what the same file declares later is not there then.
    """
    own = routine.origin
    return frozenset(
        ("routine", signature)
        for signature in world.routines_by_name[routine.name]
        if not _may_be_earlier(world.catalog.routines[signature].origin, own)
    )


def _may_be_earlier(one: Origin | None, other: Origin | None) -> bool:
    """Whether a declaration may run before another; of what a database holds none is known."""
    if one is None or other is None:
        return False
    return one.path != other.path or one.statement.start < other.statement.start


def identity(routine: Routine) -> str:
    """Kind, name and input types, as ALTER, DROP, COMMENT and GRANT take them."""
    words = []
    for parameter in routine.parameters:
        if parameter.mode in ("in", "inout", "variadic"):
            mode = "VARIADIC " if parameter.mode == "variadic" else ""
            words.append(f"{mode}{typed(parameter.type)}")
    return f"{routine_named(routine.name)}({', '.join(words)})"


def _create(unit: Unit, site: Site) -> tuple[Step, ...]:
    if unit.key in site.own:
        return (step(own_text(unit)),)
    return (step(_sql(unit.world, unit.value, replace=False)),)


def _sql(world: World, routine: Routine, *, replace: bool) -> str:
    head = "CREATE OR REPLACE" if replace else "CREATE"
    plain = [p for p in routine.parameters if p.mode != "table"]
    parameters = ", ".join(_parameter(world, p) for p in plain)
    lines = [f"{head} {routine.kind.upper()} {routine_named(routine.name)}({parameters})"]
    if routine.kind == "function" and (returns := _returns(routine)):
        lines.append(f"RETURNS {returns}")
    lines.append(f"LANGUAGE {ident(routine.language)}")
    if routine.kind == "function":
        lines += _attributes(routine)
    if routine.security_definer:
        lines.append("SECURITY DEFINER")
    lines += [f"SET {_setting(name)} = {value}" for name, value in _settings(routine)]
    if routine.language == "sql" and is_parsed(routine.body):
        lines.append(routine.body)
    else:
        lines.append(f"AS {dollar_quoted(routine.body)}")
    return "\n".join(lines)


def _attributes(routine: Routine) -> Iterator[str]:
    if routine.volatility != "volatile":
        yield routine.volatility.upper()
    if routine.strict:
        yield "STRICT"
    if routine.leakproof:
        yield "LEAKPROOF"
    if routine.parallel != "unsafe":
        yield f"PARALLEL {routine.parallel.upper()}"


def _setting(name: str) -> str:
    return ".".join(map(ident, name.split(".")))


def _settings(routine: Routine) -> Iterator[tuple[str, str]]:
    """Lists are identifiers already; any other value is one string."""
    for name, value in routine.settings:
        is_list = name in ("search_path", "temp_tablespaces", "session_preload_libraries")
        if is_list:
            items = value.split(", ")  # an item that is empty has no identifier to be written as
            yield name, ", ".join("''" if item in ("", '""') else item for item in items)
        else:
            yield name, literal(value)


def _returns(routine: Routine) -> str:
    table = [p for p in routine.parameters if p.mode == "table"]
    if table:
        return f"TABLE ({', '.join(f'{ident(p.name)} {typed(p.type)}' for p in table)})"
    if routine.returns is None:
        return ""
    return typed(routine.returns)


def _parameter(world: World, parameter: Parameter) -> str:
    words = [] if parameter.mode == "in" else [parameter.mode.upper()]
    words += [ident(parameter.name)] if parameter.name else []
    words.append(typed(parameter.type))
    if parameter.default is not None:
        words.append(f"DEFAULT {expression(parameter.default, world.scope, parameter.type)}")
    return " ".join(words)


def dollar_quoted(body: str) -> str:
    """A body between dollar quotes that it does not hold."""
    tag, number = "$$", 0
    while tag.rstrip("$") + "$" in body or (number == 0 and "$$" in body + "$"):
        number += 1
        tag = f"$body{number}$"
    return f"{tag}{body}{tag}"


def _drop(unit: Unit, _site: Site) -> tuple[Step, ...]:
    routine: Routine = unit.value
    return (step(f"DROP {routine.kind.upper()} {identity(routine)}"),)


def _replace(old: Unit, new: Unit, site: Site) -> tuple[Step, ...] | None:
    """OR REPLACE keeps name, kind, result and the names of parameters (manual, CREATE FUNCTION)."""
    before, after = old.value, new.value
    if before.kind != after.kind or before.returns != after.returns:
        return None
    if len(before.parameters) != len(after.parameters):
        return None
    for a, b in zip(before.parameters, after.parameters, strict=True):
        if (a.mode, a.type) != (b.mode, b.type) or (a.name and a.name != b.name):
            return None
        if a.name != b.name or (a.default is None) != (b.default is None):
            return None
    own = new.key in site.own
    return (step(replacing_text(new) if own else _sql(new.world, after, replace=True)),)
