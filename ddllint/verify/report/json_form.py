"""A verification for machines; its form is `docs/verify-report.schema.json`."""

from typing import Any

import msgspec

from ddllint import __version__
from ddllint.diagnostics.span import Span
from ddllint.verify.model import Proof, StageResult, Verdict, Verification


def verification_json(found: Verification) -> str:
    """The report as JSON, indented, with a newline at its end."""
    encoded = msgspec.json.encode(_document(found))
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def _document(found: Verification) -> dict[str, Any]:
    return {
        "version": 1,
        "tool": {"name": "ddllint", "version": __version__},
        "postgres": found.server,
        "proven": found.proven,
        "seconds": round(found.seconds, 3),
        "summary": {_word(verdict): found.count(verdict) for verdict in Verdict},
        "stages": [_stage(stage) for stage in found.stages],
        "not_selected": found.deselected,
    }


def _stage(stage: StageResult) -> dict[str, Any]:
    return {
        "name": stage.name,
        "verdict": _word(stage.verdict),
        "reason": stage.reason or None,
        "seconds": round(stage.seconds, 3),
        "proofs": [_proof(proof) for proof in stage.proofs],
    }


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "object": proof.object,
        "promise": proof.promise,
        "verdict": _word(proof.verdict),
        "evidence": proof.evidence,
        "place": _place(proof.span) if proof.span else None,
        "related": [{"message": one.message, "place": _place(one.span)} for one in proof.related],
    }


def _place(span: Span) -> dict[str, Any]:
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _word(verdict: Verdict) -> str:
    return verdict.value.replace(" ", "_")
