"""Verdicts on predicates, shared between tables: a schema says the same one on every table."""

import msgspec

from ddllint.catalog.names import Name
from ddllint.rules.policies import Judge
from ddllint.rules.tenant_predicate import Verdict, Wanted, judge
from ddllint.sql.expressions import Expression, without_places

_ANY_TABLE = Name("", "")


def shared_judge(known: dict[tuple[bytes, Wanted], Verdict], wanted: Wanted) -> Judge:
    """The judge of one table's predicates, which looks into `known` first and adds to it.

    Two predicates get one verdict when they differ in nothing but where they stand. The table
    counts for that only if the predicate names it.
    """
    named = msgspec.json.encode(wanted.table.name)
    elsewhere = msgspec.structs.replace(wanted, table=_ANY_TABLE)
    here: dict[bytes, Verdict] = {}  # a policy's predicate is asked about once for each command

    def verdict(predicate: Expression) -> Verdict:
        found = here.get(predicate.json)
        if found is None:
            found = here[predicate.json] = shared(predicate)
        return found

    def shared(predicate: Expression) -> Verdict:
        text = without_places(predicate.json)
        asked = wanted if named in text else elsewhere
        if (text, asked) not in known:
            known[text, asked] = judge(predicate.tree, asked)
        return known[text, asked]

    return verdict
