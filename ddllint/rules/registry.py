"""All rules of ddllint, one line a rule, and the codes that are reported without one."""

from collections.abc import Iterable
from typing import Any

from ddllint.diagnostics.errors import UsageError
from ddllint.rules.builtin import BUILTIN, Builtin
from ddllint.rules.contract import metas as contract_metas
from ddllint.rules.house import (
    generic_column_name,
    money_integer,
    required_not_null,
    row_security,
    table_comment,
    tenant_column,
    time_series_index,
)
from ddllint.rules.integrity import missing_referenced_table
from ddllint.rules.rule import Meta, Rule
from ddllint.rules.safety import metas as safety_metas
from ddllint.rules.wording import closest

RULES: tuple[Rule[Any], ...] = (
    table_comment.RULE,
    generic_column_name.RULE,
    required_not_null.RULE,
    tenant_column.RULE,
    row_security.RULE,
    money_integer.RULE,
    time_series_index.RULE,
    missing_referenced_table.RULE,
)
"""The rules about the schema alone, and DDL003, in the order of their families and codes."""

OF_CONTRACTS: tuple[Meta, ...] = contract_metas.METAS
"""The rules about contracts; `schema_rules` imports them."""

OF_MIGRATIONS: tuple[Meta, ...] = safety_metas.METAS
"""The rules about migrations; `all_rules` imports them."""

ALWAYS: tuple[Meta, ...] = tuple(builtin.meta for builtin in BUILTIN)
"""The codes that are reported without a rule."""


def schema_rules() -> tuple[Rule[Any], ...]:
    """The rules about the schema, and those about contracts, which are loaded for it."""
    from ddllint.rules.contract.rules import CONTRACT_RULES

    return (*RULES, *CONTRACT_RULES)


def all_rules() -> tuple[Rule[Any], ...]:
    """All rules, also those about migrations, which are loaded for it."""
    from ddllint.rules.safety.rules import MIGRATION_RULES

    return (*schema_rules(), *MIGRATION_RULES)


def find(word: str, others: Iterable[Rule[Any]] = ()) -> Rule[Any] | Builtin:
    """The rule, or the code without one, of that code (in any case) or name.

    `others` are rules that are not ddllint's own.

    Raises UsageError, which proposes the nearest, when there is none.
    """
    entries: tuple[Rule[Any] | Builtin, ...] = (*all_rules(), *others, *BUILTIN)
    for entry in entries:
        if word.upper() == entry.meta.code or word.lower() == entry.meta.name:
            return entry
    metas = {key: e.meta for e in entries for key in (e.meta.code, e.meta.name)}
    close = closest(word, metas) or closest(word.upper(), metas)
    raise UsageError(
        f"unknown rule `{word}`",
        help=f"Did you mean `{metas[close].code}` ({metas[close].name})?"
        if close
        else "`ddllint rules` lists what there is.",
    )
