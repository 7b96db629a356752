"""What was proven, as documents to commit: the same schema gives the same bytes."""

import re
from collections.abc import Callable, Iterator

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


class Written(msgspec.Struct, frozen=True):
    """A file that results are written to, and what is in it.

    `path` is relative to the working folder, `document` makes the file of the server's version
    and the results of `stages`, in their order.
    """

    path: str
    stages: tuple[str, ...]
    document: Callable[[str, tuple[StageResult, ...]], Document]


def results(found: Verification, loaded: Loaded) -> tuple[Document, ...]:
    """The documents that the settings ask for; `found` has all stages.

    Raises UsageError when two of them have the same place.
    """
    documents = tuple(
        one.document(found.server, tuple(of for of in found.stages if of.name in one.stages))
        for one in written_pages(loaded)
    )
    refuse_twins(documents)
    return documents


def written_pages(loaded: Loaded) -> tuple[Written, ...]:
    """The documents that the settings ask for, and the stages that each is about."""
    places = loaded.settings.results
    pages = (
        (places.rls_isolation, _ISOLATION),
        (places.contract_compliance, _COMPLIANCE),
        (places.migration_safety, _SAFETY),
    )
    return tuple(
        _written(loaded.from_here(place), page) for place, page in pages if place is not None
    )


def of_no_stage(document: Document) -> Written:
    """A document that is made from the specs alone, as scripts are."""
    return Written(document.path, (), lambda _server, _stages: document)


def _written(path: str, page: _Page) -> Written:
    def document(server: str, stages: tuple[StageResult, ...]) -> Document:
        return Document(path=path, text=generated(_lines(server, stages, page), BY))

    return Written(path, page.stages, document)


def _lines(server: str, found: tuple[StageResult, ...], page: _Page) -> Iterator[str]:
    stages = [_reproducible(stage) for stage in found]
    major = server.partition(".")[0]
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
