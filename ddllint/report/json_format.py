"""The report for machines; its form is `docs/check-report.schema.json`."""

from typing import Any

import msgspec

from ddllint import __version__
from ddllint.lint.result import Report, Unchecked


def json_text(report: Report) -> str:
    """The report as JSON, indented, with a newline at its end."""
    encoded = msgspec.json.encode(_document(report))
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def _document(report: Report) -> dict[str, Any]:
    return {
        "version": 1,
        "tool": {"name": "ddllint", "version": __version__},
        "summary": {
            "files": report.files,
            "statements": report.statements,
            "rules": report.rules,
            **{severity.value: number for severity, number in report.counts().items()},
            "waived": len(report.waived),
            "waived_not_checked": len(report.waived_unchecked),
        }
        | _of_migrations(report),
        "findings": [
            {
                "code": finding.code,
                "name": finding.name,
                "severity": finding.severity.value,
                "message": finding.problem.message,
                "help": finding.problem.help,
                "object": finding.problem.object,
                "path": finding.problem.span.path,
                "line": finding.problem.span.line,
                "column": finding.problem.span.column,
                "end_line": finding.problem.span.end_line,
                "end_column": finding.problem.span.end_column,
                "fingerprint": mark,
            }
            for finding, mark in zip(report.findings, report.fingerprints, strict=True)
        ],
        "skipped": [{"code": one.meta.code, "reason": one.reason} for one in report.skipped],
        "not_checked": [_not_checked(one) for one in report.unchecked],
        "waived_not_checked": [_not_checked(one) for one in report.waived_unchecked],
        "unmodelled": [
            {"path": one.path, "line": one.line, "statement": one.statement}
            for one in report.unmodelled
        ],
    }


def _of_migrations(report: Report) -> dict[str, Any]:
    """What of migrations was checked, if any was."""
    of = report.migrations
    return {} if of is None else {"migrations": msgspec.to_builtins(of)}


def _not_checked(one: Unchecked) -> dict[str, Any]:
    span = one.what.span
    return {
        "code": one.meta.code,
        "object": one.what.object,
        "reason": one.what.reason,
        "path": span.path,
        "line": span.line,
        "column": span.column,
    }
