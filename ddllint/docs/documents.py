"""All documents that the settings ask for."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec

from ddllint.diagnostics.errors import UsageError
from ddllint.docs.changes import Document
from ddllint.docs.dictionary import dictionary
from ddllint.docs.erd.page import erd
from ddllint.docs.index_plan import index_plan
from ddllint.docs.lint_results import lint_results
from ddllint.docs.material import Material
from ddllint.docs.regions import generated
from ddllint.docs.role_matrix import HEADING, REGION, role_matrix
from ddllint.docs.rules_page import rules_page
from ddllint.report.contract_forms import matrix_markdown
from ddllint.settings.paths import printable


class Documents(msgspec.Struct, frozen=True):
    """The documents; the folders that hold nothing else generated; what cannot be written.

    `missing` says for the key of a document why there is none.
    """

    documents: tuple[Document, ...]
    folders: tuple[str, ...]
    missing: dict[str, str]


def documents(material: Material) -> Documents:
    """All documents of the settings, their paths relative to the working folder."""
    places = material.loaded.settings.docs
    shown = material.loaded.from_here
    found: list[Document] = []
    missing: dict[str, str] = {}
    folders: list[str] = []
    pages: tuple[tuple[str | None, _Pages], ...] = (
        (places.dictionary, dictionary),
        (places.erd, erd),
    )
    for folder, make in pages:
        if folder is not None:
            made = make(material, folder)
            found += (Document(path=shown(path), text=text) for path, text in made)
            folders.append(shown(folder))
    if places.index_plan is not None:
        found.append(Document(path=shown(places.index_plan), text=index_plan(material)))
    if places.contract_matrix is not None:
        if material.matrix is None:
            missing["contract-matrix"] = "the settings name no contracts"
        else:
            text = generated(matrix_markdown(material.matrix).rstrip("\n").split("\n"))
            found.append(Document(path=shown(places.contract_matrix), text=text))
    if places.lint_rules is not None:
        found.append(Document(path=shown(places.lint_rules), text=rules_page(material)))
    if places.lint_results is not None:
        found.append(Document(path=shown(places.lint_results), text=lint_results(material)))
    if places.role_matrix is not None:
        found.append(
            Document(
                path=shown(places.role_matrix),
                text=role_matrix(material),
                region=REGION,
                heading=HEADING,
            )
        )
    refuse_twins(found)
    return Documents(tuple(found), tuple(folders), missing)


def refuse_twins(found: Sequence[Document]) -> None:
    """Raise UsageError when two documents have the same place."""
    for path, times in Counter(document.path for document in found).items():
        if times > 1:
            message = f"two documents have the same place, {printable(path)}"
            raise UsageError(message, help="Give each its own in the settings.")


_Pages = Callable[[Material, str], Iterator[tuple[str, str]]]
