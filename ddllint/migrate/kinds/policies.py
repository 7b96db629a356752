"""Row security: policies and the two switches."""

from collections.abc import Iterator

from ddllint.catalog.model import Policy, Table
from ddllint.catalog.names import Name
from ddllint.catalog.wording import quoted
from ddllint.migrate import references
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.own_text import own_text
from ddllint.migrate.steps import both_ways, exclusive, step
from ddllint.migrate.text import expression, ident, named, role
from ddllint.migrate.units import Key, Site, Unit, World, relation_key


def policy_units(world: World, table: Table) -> Iterator[Unit]:
    """The units of a table's policies."""
    for policy in table.policies.values():
        needs = references.of_expression(world, policy.using, table)
        needs |= references.of_expression(world, policy.with_check, table)
        roles = frozenset(("role", name) for name in policy.roles if name in world.catalog.roles)
        yield Unit(
            key=policy_key(table.name, policy.name),
            noun="policy",
            object=f"{table.name}.{policy.name}",
            group=Group.ROW_SECURITY,
            same=world.properties("policy", quoted(table.name, policy.name), "comment"),
            world=world,
            value=(table, policy),
            create=_create,
            drop=_drop,
            change=both_ways("alter-policy", _alter),
            needs=needs | roles | {relation_key(table.name)},
            rigid=frozenset(key for key in needs if key[0] == "column"),
            host=relation_key(table.name),
            origin=policy.origin,
        )


def policy_key(table: Name, name: str) -> Key:
    """The key of a policy."""
    return ("policy", *table, name)


def _create(unit: Unit, site: Site) -> tuple[Step, ...]:
    table, policy = unit.value
    if unit.key in site.own:
        return (step(own_text(unit), exclusive(table.name)),)
    text = f"CREATE POLICY {ident(policy.name)} ON {named(table.name)}"
    text += "" if policy.permissive else " AS RESTRICTIVE"
    text += "" if policy.command == "all" else f" FOR {policy.command.upper()}"
    if policy.roles != ("public",):
        text += f" TO {', '.join(map(role, policy.roles))}"
    text += _conditions(unit.world, table, policy)
    return (step(text, exclusive(table.name)),)


def _conditions(world: World, table: Table, policy: Policy) -> str:
    scope = world.over(table)
    text = ""
    if policy.using is not None:
        text += f"\n    USING ({expression(policy.using, scope)})"
    if policy.with_check is not None:
        text += f"\n    WITH CHECK ({expression(policy.with_check, scope)})"
    return text


def _drop(unit: Unit, _site: Site) -> tuple[Step, ...]:
    table, policy = unit.value
    sql = f"DROP POLICY {ident(policy.name)} ON {named(table.name)}"
    return (step(sql, exclusive(table.name)),)


def _alter(old: Unit, new: Unit, _site: Site) -> tuple[Step, ...] | None:
    """ALTER POLICY cannot take a condition away, nor change command and kind."""
    (_, before), (table, after) = old.value, new.value
    if (before.command, before.permissive) != (after.command, after.permissive):
        return None
    if (before.using is None, before.with_check is None) != (
        after.using is None,
        after.with_check is None,
    ):
        return None
    text = f"ALTER POLICY {ident(after.name)} ON {named(table.name)}"
    if before.roles != after.roles:
        text += f" TO {', '.join(map(role, after.roles))}"
    changed = {name for name, _value in set(old.same) ^ set(new.same)}
    if changed & {"using", "with check"}:
        text += _conditions(new.world, table, after)
    return (step(text, exclusive(table.name)),)


def security_units(world: World, table: Table) -> Iterator[Unit]:
    """ENABLE and FORCE, which come after the policies."""
    security = table.row_security
    switches = (
        ("force-row-security", security.forced, "FORCE", "NO FORCE", security.forced_origin),
        ("row-security", security.enabled, "ENABLE", "DISABLE", security.enabled_origin),
    )
    for noun, is_on, on, off, origin in switches:
        if is_on:
            yield Unit(
                key=(noun, *table.name),
                noun=noun,
                object=str(table.name),
                group=Group.ROW_SECURITY,
                same=(),
                world=world,
                value=(table, on, off),
                create=_switch_on,
                drop=_switch_off,
                needs=frozenset({relation_key(table.name)}),
                after=frozenset(policy_key(table.name, name) for name in table.policies),
                names=frozenset({("hidden-rows", *table.name)}),
                host=relation_key(table.name),
                origin=origin,
            )


def _switch_on(unit: Unit, _site: Site) -> tuple[Step, ...]:
    table, on, _off = unit.value
    return (
        step(f"ALTER TABLE {named(table.name)} {on} ROW LEVEL SECURITY", exclusive(table.name)),
    )


def _switch_off(unit: Unit, _site: Site) -> tuple[Step, ...]:
    table, _on, off = unit.value
    return (
        step(f"ALTER TABLE {named(table.name)} {off} ROW LEVEL SECURITY", exclusive(table.name)),
    )
