"""Row-level security policies."""

from collections.abc import Iterable

import msgspec
from msgspec import UNSET

from ddllint.catalog.folds.options import expression, role_name
from ddllint.catalog.folds.reading import require_columns
from ddllint.catalog.model import Command, Policy
from ddllint.catalog.state import Missing, Rejected, State, TableDraft
from ddllint.sql.nodes import AlterPolicyStmt, CreatePolicyStmt, RoleSpecNode


def create_policy(state: State, node: CreatePolicyStmt) -> None:
    """CREATE POLICY."""
    draft = state.table(node.table)
    earlier = draft.policies.get(node.policy_name)
    if earlier is not None:
        shown = f"{draft.name}.{node.policy_name}"
        raise Rejected(f'policy "{shown}" is declared twice', shown, earlier.origin)
    policy = Policy(
        node.policy_name,
        Command(node.cmd_name),
        node.permissive,
        _roles(node.roles),
        expression(node.qual),
        expression(node.with_check),
        origin=state.origin(-1, node.policy_name),
    )
    _refuse_misfit(state, draft, policy)
    draft.policies[node.policy_name] = policy
    state.declare("policy", draft.name.schema, draft.name.name, node.policy_name)


def _refuse_misfit(state: State, draft: TableDraft, policy: Policy) -> None:
    """PostgreSQL manual, CREATE POLICY: which command takes which expression."""
    shown = f"{draft.name}.{policy.name}"
    if policy.command in (Command.SELECT, Command.DELETE) and policy.with_check is not None:
        command = policy.command.value.upper()
        raise Rejected(f'policy "{shown}" for {command} can have no WITH CHECK', shown)
    if policy.command is Command.INSERT and policy.using is not None:
        raise Rejected(f'policy "{shown}" for INSERT can have no USING, but WITH CHECK', shown)
    require_columns(state, draft, policy.using)
    require_columns(state, draft, policy.with_check)


def _roles(nodes: Iterable[RoleSpecNode]) -> tuple[str, ...]:
    roles = {role_name(node.role_spec) or "current_role" for node in nodes}
    return ("public",) if "public" in roles or not roles else tuple(sorted(roles))


def alter_policy(state: State, node: AlterPolicyStmt) -> None:
    """ALTER POLICY: what is not named stays."""
    draft = state.table(node.table)
    policy = find_policy(draft, node.policy_name)
    if node.roles:
        policy = msgspec.structs.replace(policy, roles=_roles(node.roles))
    if node.qual is not UNSET:
        policy = msgspec.structs.replace(policy, using=expression(node.qual))
    if node.with_check is not UNSET:
        policy = msgspec.structs.replace(policy, with_check=expression(node.with_check))
    _refuse_misfit(state, draft, policy)
    draft.policies[node.policy_name] = msgspec.structs.replace(
        policy, origin=state.origin(-1, node.policy_name)
    )


def find_policy(draft: TableDraft, name: str) -> Policy:
    """A policy of a table; `Missing` if there is none."""
    found = draft.policies.get(name)
    if found is None:
        shown = f"{draft.name}.{name}"
        key = ("policy", draft.name.schema, draft.name.name, name)
        raise Missing(key, f'policy "{shown}" is declared nowhere', shown)
    return found
