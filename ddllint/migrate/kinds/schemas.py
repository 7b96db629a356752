"""Schemas, extensions and roles."""

from collections.abc import Iterator

from ddllint.catalog.model import Extension, Role
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.own_text import own_text
from ddllint.migrate.steps import both_ways, step
from ddllint.migrate.text import ident
from ddllint.migrate.units import Site, Unit, World, schema_needs
from ddllint.sql.identifiers import quote_name


def schema_units(world: World) -> Iterator[Unit]:
    """The units of schemas, extensions and roles."""
    for schema in world.catalog.schemas.values():
        if schema.name == "public":
            continue
        yield Unit(
            key=("schema", schema.name),
            noun="schema",
            object=schema.name,
            group=Group.CORE,
            same=(),
            world=world,
            value=schema,
            create=lambda unit, _site: (step(f"CREATE SCHEMA {ident(unit.value.name)}"),),
            drop=lambda unit, _site: (step(f"DROP SCHEMA {ident(unit.value.name)}"),),
            origin=schema.origin,
        )
    for extension in world.catalog.extensions.values():
        yield Unit(
            key=("extension", extension.name),
            noun="extension",
            object=extension.name,
            group=Group.CORE,
            same=world.properties("extension", quote_name(extension.name), "comment"),
            world=world,
            value=extension,
            create=_create_extension,
            drop=lambda unit, _site: (step(f"DROP EXTENSION {ident(unit.value.name)}"),),
            change=both_ways("alter-extension", _move_extension),
            needs=schema_needs(extension.schema or "public"),
            origin=extension.origin,
        )
    for role in world.catalog.roles.values():
        yield Unit(
            key=("role", role.name),
            noun="role",
            object=role.name,
            group=Group.CORE,
            same=world.properties("role", quote_name(role.name), "comment"),
            world=world,
            value=role,
            create=_create_role,
            drop=lambda unit, _site: (step(f"DROP ROLE {ident(unit.value.name)}"),),
            change=both_ways("alter-role", _alter_role),
            needs=frozenset(("role", group) for group in role.member_of),
            loss="the role, which other databases of the cluster may use",
            origin=role.origin,
        )


def _create_extension(unit: Unit, site: Site) -> tuple[Step, ...]:
    if unit.key in site.own:
        return (step(own_text(unit)),)
    extension: Extension = unit.value
    place = f" SCHEMA {ident(extension.schema)}" if extension.schema else ""
    return (step(f"CREATE EXTENSION {ident(extension.name)}{place}"),)


def _move_extension(_old: Unit, new: Unit, _site: Site) -> tuple[Step, ...]:
    extension: Extension = new.value
    schema = ident(extension.schema or "public")
    return (step(f"ALTER EXTENSION {ident(extension.name)} SET SCHEMA {schema}"),)


def _create_role(unit: Unit, _site: Site) -> tuple[Step, ...]:
    role: Role = unit.value
    words = [f"CREATE ROLE {ident(role.name)}", *map(str.upper, role.attributes)]
    return (step(" ".join(words)), *_joins(role, role.member_of))


def _joins(role: Role, groups: tuple[str, ...]) -> Iterator[Step]:
    for group in groups:
        yield step(f"GRANT {ident(group)} TO {ident(role.name)}")


def _alter_role(old: Unit, new: Unit, _site: Site) -> tuple[Step, ...]:
    before, after = old.value, new.value
    words = [word.upper() for word in after.attributes if word not in before.attributes]
    words += [
        word.removeprefix("no").upper() if word.startswith("no") else f"NO{word.upper()}"
        for word in before.attributes
        if word not in after.attributes
    ]
    name = ident(after.name)
    steps = [step(f"ALTER ROLE {name} {' '.join(words)}")] if words else []
    steps += [
        step(f"REVOKE {ident(group)} FROM {name}")
        for group in before.member_of
        if group not in after.member_of
    ]
    fresh = tuple(group for group in after.member_of if group not in before.member_of)
    return (*steps, *_joins(after, fresh))
