"""What the checks of gates look at; each part is made when a check first asks for it."""

from collections.abc import Callable, Mapping, Set
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from ddllint.catalog.model import Catalog
from ddllint.docs.changes import Changes
from ddllint.gates.format import Of
from ddllint.lint.result import Report
from ddllint.report.contract_matrix import Matrix
from ddllint.rules.rule import Meta
from ddllint.verify.model import StageResult
from ddllint.verify.results import Written

if TYPE_CHECKING:
    from ddllint.migrate.replay import Replayed


class Linted(msgspec.Struct, frozen=True):
    """A lint run over specs and migrations.

    `ran` are the codes that it could have found, `known` all that there are.
    """

    report: Report
    ran: Set[str]
    known: Mapping[str, Meta]


InputKind: TypeAlias = Literal[
    "settings", "spec", "contract", "revision", "migration", "roles", "document"
]


class Input(msgspec.Struct, frozen=True, order=True):
    """A file that a check reads, from the folder of the settings."""

    kind: InputKind
    path: str


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """The project whose gates are tried.

    `folder` is the one that paths in the file of gates start from, `shown` is a path as people
    see it, `postgres` the major version that the schema is for. Each function gives the same
    however often it is called, and raises UsageError for what cannot be read. `linted` takes
    paths from the folder; none stand for all that the settings name. `stage` is the result of a
    stage of verify, `server` the version of the server that it ran on, `written` the files that
    results of stages go into. `inputs` are the files of a kind.
    """

    folder: Path
    postgres: int
    shown: Callable[[Path], str]
    linted: Callable[[tuple[str, ...]], Linted]
    catalog: Callable[[Of], Catalog]
    matrix: Callable[[], Matrix]
    revisions: "Callable[[], Replayed]"
    documents: Callable[[], Changes]
    stage: Callable[[str], StageResult]
    server: Callable[[], str]
    written: Callable[[], tuple[Written, ...]]
    inputs: Callable[[InputKind], tuple[Input, ...]]
