"""Hand-made reports for the reporters."""

from ddllint.diagnostics.finding import Finding, NotChecked, Problem, Related, Severity
from ddllint.diagnostics.span import Span
from ddllint.lint.result import Report, Skipped, Unchecked, Unmodelled
from ddllint.rules.rule import Family, Meta
from ddllint.sql.source import Source

SQL = """\
CREATE TABLE orders (
\tid uuid PRIMARY KEY,
    größe text, -- 大きさ
    "zäh\u0301ler" text,
    "e\x1b[31mvil" text
);
"""
SOURCE = Source("db/a.sql", SQL.encode())
NAME = Span("db/a.sql", 1, 14, 1, 20)


def finding(
    code: str = "ABC001",
    severity: Severity = Severity.ERROR,
    span: Span = NAME,
    message: str = "table orders has no comment",
    help: str = "",
    related: tuple[Related, ...] = (),
) -> Finding:
    return Finding(code, "some-rule", severity, Problem(message, "orders", span, help, related))


MANY = (
    finding(help="COMMENT ON TABLE orders IS '...';\nor waive it"),
    finding("ABC002", Severity.WARNING, Span("db/a.sql", 2, 2, 2, 4), "behind a tab"),
    finding(
        "ABC002",
        Severity.WARNING,
        Span("db/a.sql", 3, 5, 3, 10),
        "ümlaut",
        related=(Related("the contract's field", Span("contracts/a.yaml", 7, 3, 7, 9)),),
    ),
    finding("ABC002", Severity.INFO, Span("db/a.sql", 3, 20, 3, 22), "wide letters"),
    finding("ABC002", Severity.INFO, Span("db/a.sql", 4, 5, 4, 14), "a combining mark"),
    finding(
        "ABC003",
        Severity.ERROR,
        Span("db/a.sql", 5, 5, 5, 16),
        "an escape: e\x1b[31mvil, 100%\r\n::error::forged, \u202ereversed",
    ),
    finding("ABC003", Severity.ERROR, Span("db/a.sql", 1, 1, 6, 2), "over several lines"),
    finding(
        "ABC003", Severity.ERROR, Span("db/a:b,c%.sql", 1, 1, 1, 2), "a line that is not there"
    ),
)


def report(*findings: Finding, whole: bool = False) -> Report:
    """A report of these findings; a `whole` one has something of everything else too."""
    meta = Meta("ABC009", "needs-much", Family.HOUSE, Severity.ERROR, "", "0.1.0")
    rest = (
        {
            "waived": (finding(),),
            "admitted": (finding(), finding()),
            "stale": 1,
            "ignored": 3,
            "skipped": (Skipped(meta, "the settings name no contracts"),),
            "unchecked": (
                Unchecked(meta, NotChecked("orders.total", "a trigger\x1b sets it", NAME)),
                Unchecked(meta, NotChecked("orders.state", "its rows are not known", NAME)),
            ),
            "waived_unchecked": (
                Unchecked(meta, NotChecked("orders.note", "its rows are \x1bnot known", NAME)),
            ),
            "unmodelled": (
                Unmodelled("db/a.sql", 9, "INSERT"),
                Unmodelled("db/a.sql", 12, "DO"),
                Unmodelled("db/b.sql", 1, "INSERT"),
            ),
        }
        if whole
        else {}
    )
    return Report(
        findings=findings,
        fingerprints=tuple(f"{at:016x}" for at, _ in enumerate(findings)),
        files=8,
        statements=131,
        rules=8,
        sources={SOURCE.path: SOURCE},
        **rest,
    )
