"""`ddllint contract`: which column holds which field of the contracts."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.cli.commands import examples
from ddllint.cli.main import FINDINGS, OK
from ddllint.cli.options import config_options, loaded_settings
from ddllint.cli.output import write, write_file, write_stream
from ddllint.cli.project import named_contracts, named_inputs
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Severity
from ddllint.diagnostics.span import Span
from ddllint.lint.files import Inputs
from ddllint.settings.load import Loaded
from ddllint.settings.paths import printable
from ddllint.sql.parse import parse_source

_EXAMPLES = examples(
    (
        "ddllint contract                        fields and columns, for the terminal",
        "ddllint contract --format markdown --output contract.md",
        "ddllint contract --write                complete the mapping with new schemas",
    )
)


@click.command(epilog=_EXAMPLES, short_help="Show which column holds which contract field.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="text for people, markdown for documents, json for machines.",
)
@click.option("--output", metavar="FILE", help="Write the matrix to a file.")
@click.option(
    "--write",
    "complete",
    is_flag=True,
    help="Add the schemas that the mapping does not name to its file, and show which.",
)
@config_options
def command(
    paths: tuple[str, ...],
    form: str,
    output: str | None,
    complete: bool,
    config: str | None,
    no_config: bool,
) -> int:
    """Show which column holds which contract field.

    Each field of the contracts is mapped (a column holds it as it is), converted, not stored (and
    why), or missing. PATHS are as for `ddllint check`; contracts and mapping are those of the
    settings. The matrix judges nothing: `ddllint check` does.

    Exit code: 0 shown, or the mapping is complete, 1 shown too, but statements could not be read or
    contracts and mapping have mistakes that are errors, so that it may be wrong, 2 usage or
    settings, 3 internal error, 130 interrupted.

    With --write, entries for new schemas go to the end of the mapping's `schemas`; what stands in
    the file stays as it is, comments and order included.
    """
    if complete and output is not None:
        raise UsageError("--write and --output cannot be used together")
    loaded = loaded_settings(config, no_config)
    inputs = named_inputs(paths, loaded, "stdin.sql")
    contracts = _contracts(loaded, complete)
    catalog, unread = _catalog(inputs, loaded)
    if complete:
        write("".join(_completed(loaded, contracts, catalog)))
    else:
        write(_matrix(contracts, catalog, form), output)
    mistakes = len(contracts.problems)
    if mistakes:
        _note(f"{mistakes} mistake{'s' * (mistakes != 1)} in contracts and mapping")
    doubtful = unread or (mistakes and _are_errors(loaded))
    return FINDINGS if doubtful and not complete else OK


def _are_errors(loaded: Loaded) -> bool:
    """Whether mistakes in contracts are errors to the settings."""
    entry = loaded.settings.rules.get("CON100", {})
    return str(entry.get("severity", Severity.ERROR)) == Severity.ERROR


def _note(what: str) -> None:
    write_stream(sys.stderr, f"ddllint: {what}: `ddllint check` tells\n")


def _contracts(loaded: Loaded, complete: bool) -> Contracts:
    """The contracts of the settings; a mapping that is still to be written may be absent."""
    if not loaded.settings.contracts:
        raise UsageError(
            "the settings name no contracts",
            help="Write `contracts: [FOLDER]` into ddllint.yaml.",
        )
    mapping = loaded.settings.mapping
    if complete and mapping is None:
        raise UsageError(
            "the settings name no mapping to complete",
            help="Write `mapping: FILE` into ddllint.yaml; the file need not exist.",
        )
    new = complete and mapping is not None and not Path(loaded.from_here(mapping)).exists()
    contracts = named_contracts(loaded, with_mapping=not new)
    assert contracts is not None
    return contracts


def _catalog(inputs: Inputs, loaded: Loaded) -> tuple[Catalog, int]:
    """The catalog, and how many statements or files are not in it."""
    parsed = [parse_source(source) for source in (*inputs.sources, *inputs.around)]
    catalog = build(parsed, postgres=int(loaded.settings.postgres))
    unread = sum(len(one.problems) for one in parsed) + len(inputs.refused) + len(catalog.refused)
    if unread:
        _note(f"{unread} statement{'s' * (unread != 1)} could not be read")
    return catalog, unread


def _matrix(contracts: Contracts, catalog: Catalog, form: str) -> str:
    from ddllint.report.contract_forms import matrix_json, matrix_markdown, matrix_text
    from ddllint.report.contract_matrix import contract_matrix

    forms = {"text": matrix_text, "markdown": matrix_markdown, "json": matrix_json}
    return forms[form](contract_matrix(contracts, catalog))


_NEW_JSON = '{"version": 1, "schemas": {}}\n'


def _completed(loaded: Loaded, contracts: Contracts, catalog: Catalog) -> Iterator[str]:
    """Complete the mapping's file; the lines that say what was added."""
    from ddllint.contracts.skeleton import completed

    assert loaded.settings.mapping is not None
    path = loaded.from_here(loaded.settings.mapping)
    new = _NEW_JSON if path.endswith(".json") else ""
    before = Path(path).read_bytes().decode() if Path(path).exists() else new
    try:
        after = completed(before, contracts, catalog)
    except UsageError as error:
        span = error.span and msgspec.structs.replace(error.span, path=printable(path))
        raise UsageError(
            error.message, span or Span(printable(path), 1, 1, 1, 1), error.help
        ) from None
    if after == before:
        yield f"{printable(path)}: nothing to add, it names all schemas\n"
        return
    write_file(path, after.encode())
    for pointer, relation in _added(before, after):
        where = f"-> {relation}" if relation else "(named like no table or view: fill it in)"
        yield printable(f"{path}: added {pointer} {where}") + "\n"


def _added(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The new entries: pointer, and relation or nothing."""
    known = _entries(before)
    for pointer, entry in _entries(after).items():
        if pointer not in known:
            yield pointer, str(entry["relation"]) if isinstance(entry, dict) else ""


def _entries(text: str) -> dict[str, object]:
    from ddllint.settings.yaml import load

    data = load("the mapping", text.removeprefix("\ufeff")).data
    schemas = data.get("schemas") if isinstance(data, dict) else None
    return dict(schemas) if isinstance(schemas, dict) else {}
