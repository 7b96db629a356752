"""What is known of each rule about contracts.

Apart from the rules, since these are loaded only when there are contracts.
"""

from ddllint.diagnostics.finding import Severity
from ddllint.rules.rule import Family, Meta


def _meta(code: str, name: str, severity: Severity, summary: str) -> Meta:
    return Meta(code, name, Family.CONTRACT, severity, summary, "0.2.0", needs_contracts=True)


UNMAPPED_REQUIRED_FIELD = _meta(
    "CON101",
    "unmapped-required-field",
    Severity.ERROR,
    "What the contract carries has a column, or a reason why it has none",
)
TYPE_MISMATCH = _meta(
    "CON102",
    "type-mismatch",
    Severity.ERROR,
    "A field's JSON type is one that its column has values of",
)
FORMAT_MISMATCH = _meta(
    "CON103",
    "format-mismatch",
    Severity.ERROR,
    "A field's format is the one that its column's values have",
)
NULLABILITY_BY_DIRECTION = _meta(
    "CON104",
    "nullability-by-direction",
    Severity.ERROR,
    "Null may be where the contract lets it be, in requests and in answers",
)
ENUM_MISMATCH = _meta(
    "CON105", "enum-mismatch", Severity.ERROR, "A field and its column have the same set of values"
)
LENGTH_MISMATCH = _meta(
    "CON106",
    "length-mismatch",
    Severity.ERROR,
    "Texts of a field and its column have the same lengths",
)
BOUNDS_MISMATCH = _meta(
    "CON107",
    "bounds-mismatch",
    Severity.ERROR,
    "Numbers of a field and its column have the same limits",
)
PATTERN_MISMATCH = _meta(
    "CON108",
    "pattern-mismatch",
    Severity.ERROR,
    "Texts of a field and its column match the same patterns",
)
SCALE_MISMATCH = _meta(
    "CON109",
    "scale-mismatch",
    Severity.ERROR,
    "Numbers of a field and its column have the same decimal places",
)
DEFAULT_MISMATCH = _meta(
    "CON110", "default-mismatch", Severity.WARNING, "A request's default is the column's"
)
MONEY_CONVERSION = _meta(
    "CON111",
    "money-conversion",
    Severity.ERROR,
    "A number is not stored as an integer without saying how",
)
UUID_FROM_STRING = _meta(
    "CON112", "uuid-from-string", Severity.ERROR, "A uuid column is not fed from any text"
)
WRITE_ONLY_EXPOSED = _meta(
    "CON113",
    "write-only-exposed",
    Severity.ERROR,
    "What a client may only write is not shown again",
)
UNDOCUMENTED_COLUMN = _meta(
    "CON114",
    "undocumented-column",
    Severity.ERROR,
    "A view that answers a closed schema shows no column that the contract does not know",
)
WRITE_WITHOUT_GRANT = _meta(
    "CON115", "write-without-grant", Severity.ERROR, "Who is asked to write may write"
)
UNJUSTIFIED_INDEX = _meta(
    "CON116", "unjustified-index", Severity.INFO, "An index has something that needs it"
)
UNINDEXED_ACCESS = _meta(
    "CON117",
    "unindexed-access",
    Severity.WARNING,
    "What an operation searches and sorts by has an index behind it",
)

METAS = (
    UNMAPPED_REQUIRED_FIELD,
    TYPE_MISMATCH,
    FORMAT_MISMATCH,
    NULLABILITY_BY_DIRECTION,
    ENUM_MISMATCH,
    LENGTH_MISMATCH,
    BOUNDS_MISMATCH,
    PATTERN_MISMATCH,
    SCALE_MISMATCH,
    DEFAULT_MISMATCH,
    MONEY_CONVERSION,
    UUID_FROM_STRING,
    WRITE_ONLY_EXPOSED,
    UNDOCUMENTED_COLUMN,
    WRITE_WITHOUT_GRANT,
    UNJUSTIFIED_INDEX,
    UNINDEXED_ACCESS,
)
