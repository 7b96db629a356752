"""No password stands in a migration.

## What it does
Looks through the whole file, comments and Python included, for URLs with a password, `PASSWORD
'...'` as of CREATE ROLE, `password = "..."` and connection strings. A placeholder such as
`${PASSWORD}`, `%s` or `***` is none. The report shows asterisks instead.

## Why
A migration stays in the repository for good, and everyone who can read it, or a log of what it ran,
has the password. Setting one is for the place that keeps secrets; revisions connect by what env.py
finds in the environment.

## Example
```sql bad
CREATE ROLE app_rw LOGIN PASSWORD 'hunter2';
```
```sql good
CREATE ROLE app_rw LOGIN;
```

## Options
None.

## References
- PostgreSQL manual, [CREATE ROLE](https://www.postgresql.org/docs/current/sql-createrole.html)
"""

from collections.abc import Iterator

from ddllint.diagnostics.finding import Problem
from ddllint.revisions.secrets import secrets
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import NoOptions
from ddllint.rules.safety.metas import CREDENTIALS


def check(context: Context, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each password, without saying it."""
    del options
    for migration in context.migrations:
        for secret in secrets(migration.source.data):
            yield Problem(
                f"a password stands in {secret.where}",
                "",
                migration.source.span(secret.start, secret.end),
                "Take it out, change it where it is used, and read it from the environment.",
            )


RULE = Rule(CREDENTIALS, NoOptions, check, __doc__)
