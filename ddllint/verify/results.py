"""What was proven, as documents to commit: the same schema gives the same bytes."""

import re
from collections.abc import Iterator

import msgspec
from msgspec import structs

from ddllint import __version__
from ddllint.docs.changes import Document
from ddllint.docs.documents import refuse_twins
from ddllint.docs.regions import generated
from ddllint.report.markdown import paragraph, table
from ddllint.report.summary import count
from ddllint.settings.load import Loaded
from ddllint.verify.model import Proof, StageResult, Verdict, Verification
from ddllint.verify.report.markdown import failed, promises

BY = "ddllint verify --write-results"
_DURATION = re.compile(r"\b\d+(?:\.\d+)? ms\b")


class _Page(msgspec.Struct, frozen=True):
    """A document about some stages."""

    title: str
    about: str
    stages: tuple[str, ...]


_ISOLATION = _Page(
    "Row security: results",
    "Who could get at what, tried by the roles themselves, with rows of two tenants.",
    ("roles", "row-security", "grants"),
)
_COMPLIANCE = _Page(
    "Contract compliance: results",
    "What rows, keys, views and operations were held to.",
    ("constraints", "idempotency", "views", "indexes"),
)
_SAFETY = _Page(
    "Migration safety: results",
    "How the revisions ran, forth, back and forth again, and what their statements locked.",
    ("upgrade", "downgrade", "upgrade-again", "drift", "locks"),
)


def results(found: Verification, loaded: Loaded) -> tuple[Document, ...]:
    """The documents that the settings ask for, their paths relative to the working folder.

    `found` has all stages. Raises UsageError when two of them have the same place.
    """
    places = loaded.settings.results
    pages = (
        (places.rls_isolation, _ISOLATION),
        (places.contract_compliance, _COMPLIANCE),
        (places.migration_safety, _SAFETY),
    )
    documents = tuple(
        Document(path=loaded.from_here(place), text=generated(_lines(found, page), BY))
        for place, page in pages
        if place is not None
    )
    refuse_twins(documents)
    return documents


def _lines(found: Verification, page: _Page) -> Iterator[str]:
    stages = [_reproducible(stage) for stage in found.stages if stage.name in page.stages]
    major = found.server.partition(".")[0]
    yield f"# {page.title}"
    yield ""
    yield page.about
    yield f"By ddllint {__version__} on PostgreSQL {major}. Durations are left out (`... ms`)."
    yield ""
    yield from table(("stage", "verdict", "promises", "why"), map(_row, stages))
    for stage in stages:
        for proof in stage.proofs:
            if proof.verdict is not Verdict.PROVEN:
                yield ""
                yield from failed(stage, proof)
    for stage in stages:
        if stage.proofs:
            yield from ("", f"## {paragraph(stage.name)}", "")
            yield from promises(stage)


def _row(stage: StageResult) -> tuple[str, ...]:
    of = [proof.verdict for proof in stage.proofs]
    told = [f"{of.count(verdict)} {verdict.value}" for verdict in Verdict if verdict in of]
    verdict = stage.verdict.value
    return (
        stage.name,
        verdict if stage.verdict is Verdict.PROVEN else f"**{verdict}**",
        ", ".join(told) or count(0, "promise"),
        paragraph(stage.reason),
    )


def _reproducible(stage: StageResult) -> StageResult:
    return structs.replace(stage, proofs=tuple(map(_without_durations, stage.proofs)))


def _without_durations(proof: Proof) -> Proof:
    return structs.replace(proof, evidence=_DURATION.sub("... ms", proof.evidence))
