"""Contracts and mapping, joined: which column holds which field."""

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ddllint.contracts.dialects import Dialect, dialect_of, unread_version
from ddllint.contracts.documents import Documents, Shown, load_documents
from ddllint.contracts.fields import ObjectReader
from ddllint.contracts.flatten import Flattener
from ddllint.contracts.join import join
from ddllint.contracts.mapping import Mapping, read_mapping
from ddllint.contracts.mistakes import mistakes_in
from ddllint.contracts.model import Contracts
from ddllint.contracts.sites import Site, Sites, find_sites
from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span
from ddllint.processes.helper import made_aside


def load_contracts(
    folders: Sequence[Path],
    mapping: Path | None,
    shown: Shown,
    *,
    root: Path = Path(),
    validate: bool = False,
) -> Contracts:
    """All that contracts and mapping say, and what is wrong in them.

    `root` is the folder that the paths in the mapping are relative to, by default the working
    folder; `shown` gives a path as findings show it. A field of a mapped schema that has no
    entry in the mapping is bound to the column of its name; without a mapping nothing is bound.
    `validate` holds the documents to the meta-schemas of OpenAPI and JSON Schema too, which takes
    longer than all the rest.

    Raises UsageError for a folder without contracts, for a mapping that cannot be read and, with
    `validate`, when the packages of the extra `contract` are missing.
    """
    documents = load_documents(folders, root, shown)
    with _mistakes(documents) as mistakes:
        declared = Mapping() if mapping is None else read_mapping(mapping, shown(mapping))
        reader = ObjectReader(Flattener(documents))
        joined = join(reader, declared)
        problems = [*documents.problems, *declared.problems, *mistakes()]
    if validate:
        problems += _by_metaschemas(documents, problems)
    return Contracts(
        bindings=joined.bindings,
        problems=_in_order([*problems, *joined.problems, *reader.flattener.too_deep]),
        schemas=joined.schemas,
        parameters=joined.parameters,
        operations=joined.operations,
        unmapped=joined.unmapped,
    )


WORTHWHILE_SIZE = 512 * 1024
"""In less text than this mistakes are found in the time that it takes to make a process."""


@contextlib.contextmanager
def _mistakes(documents: Documents) -> Iterator[Callable[[], list[Problem]]]:
    """What is wrong in the documents, whatever is mapped: of many by another process meanwhile."""
    find = functools.partial(_in_documents, documents)
    if sum(document.size for document in documents.files.values()) < WORTHWHILE_SIZE:
        yield find
        return
    with made_aside(find) as found:
        yield found


def _in_documents(documents: Documents) -> list[Problem]:
    """The same, found here."""
    reader, sites = ObjectReader(Flattener(documents)), find_sites(documents)
    found = [*documents.dangling(), *_in_sites(reader, sites)]
    return [*found, *reader.flattener.too_deep]


def _in_sites(reader: ObjectReader, sites: Sites) -> Iterator[Problem]:
    """What is wrong in the schemas, and in files that have none."""
    documents = reader.documents
    clean: set[object] = set()
    for site in sites.schemas:
        alike = _likeness(site)
        if alike is not None and alike in clean:
            continue
        found = list(mistakes_in(reader, site))
        if alike is not None and not found:
            clean.add(alike)
        yield from found
    for file, document in documents.files.items():
        key = unread_version(document.data)
        if key is not None:
            yield Problem(
                f"this version of {key} is unknown: the file is read as if it were "
                f"{dialect_of(document.data, Dialect.MODERN)}",
                file,
                document.span_of((key,)),
                "Known are OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0.",
            )
    for file in sites.strangers:
        document = documents.files[file]
        span = document.span_of(())
        yield Problem(
            "the file is empty" if document.data is None else _STRANGER,
            file,
            Span(span.path, span.line, span.column, span.line, span.column),
            "Give it `openapi: 3.1.0` or `$schema`, or move it out of the contracts folder.",
        )


_STRANGER = "neither OpenAPI nor JSON Schema, and no contract refers to it: nothing is checked"


def _likeness(site: Site) -> object:
    """What schemas have in common that are both right or both wrong; None if it is much.

    Most schemas have plain values only, and the same few are written again and again.
    """
    schema = site.node.value
    if not isinstance(schema, dict) or site.node.pointer[-1:] == ("schema",):
        return None
    if "$ref" in schema:
        mere = len(schema) == 1 and isinstance(schema["$ref"], str)
        return (site.dialect, "$ref") if mere else None
    said: list[object] = [site.dialect]
    for key, value in schema.items():
        kind = type(value)
        if isinstance(value, list):
            kinds = tuple(map(type, value))
            if not _PLAIN.issuperset(kinds):
                return None
            said.append((key, kinds, *value))
        elif kind in _PLAIN:
            said.append((key, kind, None if key == "description" else value))
        else:
            return None
    return tuple(said)


_PLAIN = frozenset({bool, float, int, str, type(None)})


def _by_metaschemas(documents: Documents, known: Sequence[Problem]) -> list[Problem]:
    """What only the meta-schemas see; the others are told in plainer words already."""
    from ddllint.contracts.metaschemas import metaschema_problems  # brings jsonschema

    told = {(problem.span.path, problem.span.line) for problem in known}
    found = metaschema_problems(documents, find_sites(documents))
    return [one for one in found if (one.span.path, one.span.line) not in told]


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """By place, each once: schemas that share a part share its problems."""
    once = {(problem.span, problem.message): problem for problem in problems}
    return tuple(once[key] for key in sorted(once))
