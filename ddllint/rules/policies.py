"""What a table's policies let through, command by command.

The server joins permissive policies by OR and then adds each restrictive one by AND; a policy
without the expression that a command needs contributes nothing (PostgreSQL manual, CREATE POLICY,
*Policies applied by command type*).
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TypeAlias

import msgspec

from ddllint.catalog.model import Command, Policy
from ddllint.rules.tenant_predicate import Fails, Never, Verdict
from ddllint.sql.expressions import Expression

Judge: TypeAlias = Callable[[Expression], Verdict]
"""Says whether a predicate binds the tenant."""

COMMANDS = (Command.SELECT, Command.INSERT, Command.UPDATE, Command.DELETE)


class Side(StrEnum):
    """Which rows an expression is asked about: those that are there, or those to be written."""

    EXISTING = "USING"
    NEW = "WITH CHECK"


SIDES = {
    Command.SELECT: (Side.EXISTING,),
    Command.INSERT: (Side.NEW,),
    Command.UPDATE: (Side.EXISTING, Side.NEW),
    Command.DELETE: (Side.EXISTING,),
}


class Clause(msgspec.Struct, frozen=True):
    """An expression of a policy, and the words that introduce it there."""

    words: str
    expression: Expression


class Weakness(msgspec.Struct, frozen=True):
    """A clause of a permissive policy that admits more than the tenant's rows.

    `reason` is a phrase that follows the clause's words.
    """

    policy: Policy
    words: str
    reason: str


class Gap(msgspec.Struct, frozen=True):
    """A permissive policy without the clause that `commands` need: it admits no row for them."""

    policy: Policy
    words: str
    commands: tuple[Command, ...]


def covers(policy: Policy, command: Command) -> bool:
    """Whether a policy speaks of a command."""
    return policy.command in (Command.ALL, command)


def clause(policy: Policy, side: Side) -> Clause | None:
    """The clause that decides a side: without WITH CHECK, USING decides on new rows too."""
    if side is Side.NEW and policy.with_check is not None:
        return Clause(Side.NEW, policy.with_check)
    return None if policy.using is None else Clause(Side.EXISTING, policy.using)


def weaknesses(policies: tuple[Policy, ...], verdict: Judge) -> Iterator[Weakness]:
    """The clauses that do not bind the tenant and that no restrictive policy makes up for."""
    for policy in policies:
        told: set[str] = set()
        for command, side in _asked(policy):
            found = clause(policy, side)
            if not policy.permissive or found is None or found.words in told:
                continue
            judged = verdict(found.expression)
            if isinstance(judged, Fails) and not _guarded(policies, policy, command, side, verdict):
                told.add(found.words)
                yield Weakness(policy, found.words, judged.reason)


def gaps(policies: tuple[Policy, ...]) -> Iterator[Gap]:
    """The permissive policies that lack a clause."""
    for policy in policies:
        lacking = [(c, side) for c, side in _asked(policy) if clause(policy, side) is None]
        if policy.permissive and lacking:
            words = Side.EXISTING if policy.command is not Command.INSERT else Side.NEW
            yield Gap(policy, words, tuple(dict.fromkeys(command for command, _ in lacking)))


def uncovered(
    policies: tuple[Policy, ...], commands: tuple[Command, ...], verdict: Judge
) -> tuple[Command, ...]:
    """The commands for which every row is refused, as no permissive policy can be true.

    A policy with a gap counts as covering: the gap is told for itself.
    """
    return tuple(
        command
        for command in commands
        if not any(_admits(policy, command, verdict) for policy in policies)
    )


def _asked(policy: Policy) -> Iterator[tuple[Command, Side]]:
    for command in COMMANDS:
        if covers(policy, command):
            for side in SIDES[command]:
                yield command, side


def _admits(policy: Policy, command: Command, verdict: Judge) -> bool:
    if not (policy.permissive and covers(policy, command)):
        return False
    found = [clause(policy, side) for side in SIDES[command]]
    return not any(f and verdict(f.expression) == Never() for f in found)


def _guarded(
    policies: tuple[Policy, ...], weak: Policy, command: Command, side: Side, verdict: Judge
) -> bool:
    """Whether a restrictive policy for the same command and roles binds the tenant."""
    return any(
        not policy.permissive
        and covers(policy, command)
        and ("public" in policy.roles or set(weak.roles) <= set(policy.roles))
        and _binds(policy, side, verdict)
        for policy in policies
    )


def _binds(policy: Policy, side: Side, verdict: Judge) -> bool:
    found = clause(policy, side)
    return found is not None and not isinstance(verdict(found.expression), Fails)
