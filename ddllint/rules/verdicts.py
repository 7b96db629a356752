"""Verdicts on predicates, shared between tables: a schema says the same one on every table."""

import functools
from collections.abc import Hashable, Iterable

import msgspec

from ddllint.catalog.model import Policy
from ddllint.catalog.names import Name
from ddllint.rules.policies import Judge
from ddllint.rules.tenant_predicate import Verdict, Wanted, judge
from ddllint.sql.expressions import Expression, without_places

_ANY_TABLE = Name("", "")


def judge_of(wanted: Wanted) -> Judge:
    """The judge of one table's predicates; each is asked about once for each command."""

    @functools.cache
    def verdict(predicate: Expression) -> Verdict:
        return judge(predicate.tree, wanted)

    return verdict


def asked(policies: Iterable[Policy], wanted: Wanted) -> Hashable:
    """What verdicts on policies depend on: equal for two tables with policies that say the same.

    Where they stand does not count, nor does the table unless a predicate names it.
    """
    said = tuple([(*_said(one), one.permissive, one.command, one.roles) for one in policies])
    named = msgspec.json.encode(wanted.table.name)
    if any(named in using or named in check for using, check, *_ in said):
        return said, wanted
    return said, msgspec.structs.replace(wanted, table=_ANY_TABLE)


def _said(policy: Policy) -> tuple[bytes, bytes]:
    using, check = policy.using, policy.with_check
    return without_places(using.json) if using else b"", without_places(
        check.json
    ) if check else b""
