"""`ddllint docs`: documents from the specs, the contracts and the rules."""

import gc
import sys
from collections.abc import Iterable

import click

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.cli.begun import Begun
from ddllint.cli.commands import examples
from ddllint.cli.documents import apply, differences, told
from ddllint.cli.linted import linted
from ddllint.cli.main import FINDINGS, OK
from ddllint.cli.options import config_options, loaded_settings
from ddllint.cli.output import write, write_stream
from ddllint.cli.project import concerns_migrations, named_contracts, named_inputs
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.docs.changes import changes
from ddllint.docs.documents import documents
from ddllint.docs.material import Material
from ddllint.lint.files import Inputs
from ddllint.lint.plugins import every_rule
from ddllint.lint.result import Report
from ddllint.lint.selection import choose
from ddllint.report.summary import count
from ddllint.rules.registry import ALWAYS
from ddllint.rules.rule import Context
from ddllint.settings.load import Loaded
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedSource

_EXAMPLES = examples(
    (
        "ddllint docs                    write the documents that the settings name",
        "ddllint docs --check            for CI: is what is written there up to date?",
    )
)


@click.command(epilog=_EXAMPLES, short_help="Write the schema's documents.")
@click.option("--check", is_flag=True, help="Write nothing; fail, and show what would change.")
@config_options
def command(check: bool, config: str | None, no_config: bool) -> int:
    """Write the schema's documents from specs, contracts and rules.

    Data dictionary, entity-relationship diagrams, index plan, contract matrix, rules and role
    matrix, where `docs` in the settings says. What people write in the regions that are theirs
    stays; a file that ddllint has not written is never overwritten. A page of a table that is
    gone is removed, unless it has text of people's.

    Exit code: 0 written, or nothing to do, 1 a difference (--check), 2 usage or settings, 3
    internal error, 130 interrupted.
    """
    gc.disable()  # what is parsed lives until the process ends
    loaded = loaded_settings(config, no_config)
    made = documents(material(loaded))
    for key, reason in made.missing.items():
        write_stream(sys.stderr, f"ddllint: no {key}: {reason}\n")
    found = changes(made.documents, made.folders)
    if check:
        write("".join(differences(found, "ddllint docs")))
        return FINDINGS if found.changes else OK
    for change in found.changes:
        apply(change)
    write("".join(told(found)))
    return OK


def material(loaded: Loaded) -> Material:
    """What documents are made of. Raises UsageError when specs cannot be read."""
    inputs = named_inputs((), loaded, "stdin.sql")
    parsed = _parsed(inputs)
    catalog = _catalog(parsed, loaded)
    contracts = named_contracts(loaded)
    if contracts is not None and contracts.problems:
        mistakes = count(len(contracts.problems), "mistake")
        write_stream(
            sys.stderr, f"ddllint: {mistakes} in contracts and mapping: `ddllint check` tells\n"
        )
    settings = loaded.settings
    context = Context(catalog, settings.tenancy, contracts, settings.roles)
    selection = choose(loaded, every_rule(loaded), ALWAYS)

    def report() -> Report:
        validate = settings.validate_contracts
        return linted(
            (),
            loaded,
            selection,
            validate=validate,
            begun=None if concerns_migrations((), loaded) else Begun(inputs, iter(parsed)),
            contracts=None if validate else contracts,
        )

    return Material(context, selection, loaded, report)


def _parsed(inputs: Inputs) -> list[ParsedSource]:
    """The specs. Raises UsageError when some were not read.

    Documents of half a schema would be wrong, and pages of the other half would be removed.
    """
    for refused in inputs.refused:
        raise _unread(refused.problem.message, refused.problem.span)
    parsed = [parse_source(source) for source in inputs.everything]
    for one in parsed:
        for problem in one.problems:
            raise _unread(problem.message, problem.span)
    return parsed


def _catalog(parsed: Iterable[ParsedSource], loaded: Loaded) -> Catalog:
    """The catalog of the specs. Raises UsageError when some are refused, or there are none."""
    catalog = build(parsed, postgres=int(loaded.settings.postgres))
    for statement in catalog.refused:
        raise _unread(statement.message, statement.origin.span())
    if not catalog.statements:
        raise UsageError("no SQL statement in the specs: there is nothing to document")
    return catalog


def _unread(message: str, span: Span) -> UsageError:
    return UsageError(message, span, "Documents need specs that can all be read: `ddllint check`.")
