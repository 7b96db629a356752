"""The rules about migrations, in the order of their codes; loaded when one is looked at."""

from typing import Any

from ddllint.rules.rule import Rule
from ddllint.rules.safety import (
    concurrently_in_transaction,
    constraint_not_valid,
    credentials,
    destructive_step,
    incomplete_downgrade,
    index_not_concurrent,
    key_without_index,
    missing_lock_timeout,
    missing_statement_timeout,
    not_null_scan,
    refresh_not_concurrent,
    rename,
    table_rewrite,
    validation_in_transaction,
    volatile_default,
    work_under_lock,
)

MIGRATION_RULES: tuple[Rule[Any], ...] = (
    missing_lock_timeout.RULE,
    missing_statement_timeout.RULE,
    index_not_concurrent.RULE,
    constraint_not_valid.RULE,
    validation_in_transaction.RULE,
    concurrently_in_transaction.RULE,
    volatile_default.RULE,
    table_rewrite.RULE,
    destructive_step.RULE,
    incomplete_downgrade.RULE,
    credentials.RULE,
    work_under_lock.RULE,
    not_null_scan.RULE,
    key_without_index.RULE,
    rename.RULE,
    refresh_not_concurrent.RULE,
)
