"""Types by the short names that SQL knows them by."""

import msgspec

from ddllint.catalog.wording import type_text
from ddllint.sql.expressions import TypeName

_SHORT = {
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time with time zone": "timetz",
    "time without time zone": "time",
    "character varying": "varchar",
    "character": "char",
}
"""PostgreSQL manual, 8."""


def short_type(type_: TypeName) -> str:
    """The type as text, as people write it in a column's definition."""
    short = _SHORT.get(type_.name)
    return type_text(type_ if short is None else msgspec.structs.replace(type_, name=short))
