"""A lint run over what a command works on: specs, migrations, or both."""

import datetime
from collections.abc import Iterator

from ddllint.cli.begun import Begun
from ddllint.cli.project import concerns_migrations, named_contracts, named_inputs
from ddllint.contracts.model import Contracts
from ddllint.lint.baseline import Baseline
from ddllint.lint.files import Inputs
from ddllint.lint.result import Report
from ddllint.lint.run import lint
from ddllint.lint.selection import Selection
from ddllint.settings.load import Loaded
from ddllint.sql.parsed import ParsedSource


def linted(
    paths: tuple[str, ...],
    loaded: Loaded,
    selection: Selection,
    *,
    stdin_name: str = "stdin.sql",
    baseline: Baseline | None = None,
    validate: bool = False,
    all_contracts: bool = False,
    begun: Begun | None = None,
    contracts: Contracts | None = None,
) -> Report:
    """What the rules say of the paths or, without any, of what the settings name.

    `begun` are their texts and `contracts` those that the settings name, if they have been read
    already.

    With `validate` contracts are held to their meta-schemas, too; with `all_contracts` all that
    is wrong in them is told, whatever is selected.
    """
    today = datetime.date.today()

    def of_specs(
        inputs: Inputs,
        baseline: Baseline | None = None,
        parsing: Iterator[ParsedSource] | None = None,
    ) -> Report:
        return lint(
            inputs,
            selection,
            loaded,
            contracts=lambda: contracts or named_contracts(loaded, validate=validate),
            today=today,
            baseline=baseline,
            all_contracts=all_contracts,
            parsing=parsing,
        )

    if begun is not None:
        return of_specs(begun.inputs, baseline, begun.parsing)
    if not concerns_migrations(paths, loaded):
        return of_specs(named_inputs(paths, loaded, stdin_name), baseline)
    from ddllint.cli.migrations import checked_with_specs

    return checked_with_specs(
        paths, loaded, selection, stdin_name, of_specs, today=today, baseline=baseline
    )
