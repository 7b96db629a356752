"""The rules about contracts, in the order of their codes; loaded when there are contracts."""

from typing import Any

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
from ddllint.rules.rule import Rule

CONTRACT_RULES: tuple[Rule[Any], ...] = (
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
