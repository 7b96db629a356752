"""All rules of ddllint, one line a rule, and the codes that are reported without one."""

from collections.abc import Iterable
from typing import Any

from ddllint.diagnostics.errors import UsageError
from ddllint.rules.builtin import BUILTIN, Builtin
from ddllint.rules.contract import (
    bounds_mismatch,
    default_mismatch,
    enum_mismatch,
    format_mismatch,
    length_mismatch,
    money_conversion,
    nullability_by_direction,
    pattern_mismatch,
    scale_mismatch,
    type_mismatch,
    undocumented_column,
    unindexed_access,
    unjustified_index,
    unmapped_required_field,
    uuid_from_string,
    write_only_exposed,
    write_without_grant,
)
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
from ddllint.rules.safety.metas import METAS
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
    unmapped_required_field.RULE,
    type_mismatch.RULE,
    format_mismatch.RULE,
    nullability_by_direction.RULE,
    enum_mismatch.RULE,
    length_mismatch.RULE,
    bounds_mismatch.RULE,
    pattern_mismatch.RULE,
    scale_mismatch.RULE,
    default_mismatch.RULE,
    money_conversion.RULE,
    uuid_from_string.RULE,
    write_only_exposed.RULE,
    undocumented_column.RULE,
    write_without_grant.RULE,
    unjustified_index.RULE,
    unindexed_access.RULE,
)
"""The rules about the schema, in the order of their families and codes."""

OF_MIGRATIONS: tuple[Meta, ...] = METAS
"""The rules about migrations; `all_rules` imports them."""

ALWAYS: tuple[Meta, ...] = tuple(builtin.meta for builtin in BUILTIN)
"""The codes that are reported without a rule."""


def all_rules() -> tuple[Rule[Any], ...]:
    """The rules about the schema, and those about migrations, which are loaded for it."""
    from ddllint.rules.safety.rules import MIGRATION_RULES

    return (*RULES, *MIGRATION_RULES)


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
