"""What is known of each rule about migrations.

Apart from the rules, since these are loaded only when a migration is looked at.
"""

from ddllint.diagnostics.finding import Severity
from ddllint.rules.rule import Family, Meta


def _meta(code: str, name: str, severity: Severity, summary: str) -> Meta:
    return Meta(code, name, Family.SAFETY, severity, summary, "0.2.0", of_migrations=True)


MISSING_LOCK_TIMEOUT = _meta(
    "MIG101", "missing-lock-timeout", Severity.ERROR, "Who waits for a lock gives up in time"
)
MISSING_STATEMENT_TIMEOUT = _meta(
    "MIG102",
    "missing-statement-timeout",
    Severity.WARNING,
    "Who holds a lock that blocks others gives it back in time",
)
INDEX_NOT_CONCURRENT = _meta(
    "MIG103",
    "index-not-concurrent",
    Severity.ERROR,
    "An index on a table in use is built and dropped CONCURRENTLY",
)
CONSTRAINT_NOT_VALID = _meta(
    "MIG104",
    "constraint-not-valid",
    Severity.ERROR,
    "A constraint on a table in use is added NOT VALID",
)
VALIDATION_IN_TRANSACTION = _meta(
    "MIG105",
    "validation-in-transaction",
    Severity.ERROR,
    "A constraint is validated in another transaction than it is added in",
)
CONCURRENTLY_IN_TRANSACTION = _meta(
    "MIG106",
    "concurrently-in-transaction",
    Severity.ERROR,
    "What cannot run inside a transaction does not",
)
VOLATILE_DEFAULT = _meta(
    "MIG107",
    "volatile-default",
    Severity.ERROR,
    "A new column has a default that is the same for every row",
)
TABLE_REWRITE = _meta(
    "MIG108", "table-rewrite", Severity.ERROR, "No statement rewrites a table in use"
)
DESTRUCTIVE_STEP = _meta(
    "MIG109", "destructive-step", Severity.ERROR, "No statement deletes what people stored"
)
INCOMPLETE_DOWNGRADE = _meta(
    "MIG110",
    "incomplete-downgrade",
    Severity.WARNING,
    "A downgrade undoes what the upgrade did",
)
CREDENTIALS = _meta("MIG111", "credentials", Severity.ERROR, "No password stands in a migration")
WORK_UNDER_LOCK = _meta(
    "MIG112",
    "work-under-lock",
    Severity.ERROR,
    "Nothing that takes long follows ACCESS EXCLUSIVE in one transaction",
)
NOT_NULL_SCAN = _meta(
    "MIG113",
    "not-null-scan",
    Severity.ERROR,
    "NOT NULL is set on a table in use once a CHECK has proven it",
)
KEY_WITHOUT_INDEX = _meta(
    "MIG114",
    "key-without-index",
    Severity.ERROR,
    "A key on a table in use takes an index that is there",
)
RENAME = _meta(
    "MIG115",
    "rename",
    Severity.WARNING,
    "Tables and columns in use keep their names",
)
REFRESH_NOT_CONCURRENT = _meta(
    "MIG116",
    "refresh-not-concurrent",
    Severity.WARNING,
    "A materialized view in use is refreshed CONCURRENTLY",
)
METAS: tuple[Meta, ...] = (
    MISSING_LOCK_TIMEOUT,
    MISSING_STATEMENT_TIMEOUT,
    INDEX_NOT_CONCURRENT,
    CONSTRAINT_NOT_VALID,
    VALIDATION_IN_TRANSACTION,
    CONCURRENTLY_IN_TRANSACTION,
    VOLATILE_DEFAULT,
    TABLE_REWRITE,
    DESTRUCTIVE_STEP,
    INCOMPLETE_DOWNGRADE,
    CREDENTIALS,
    WORK_UNDER_LOCK,
    NOT_NULL_SCAN,
    KEY_WITHOUT_INDEX,
    RENAME,
    REFRESH_NOT_CONCURRENT,
)
