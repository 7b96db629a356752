"""`ddllint explain CODE`: what a rule wants, and why."""

import click

from ddllint.cli.commands import examples
from ddllint.cli.options import config_options, loaded_settings
from ddllint.cli.output import write
from ddllint.diagnostics.errors import UsageError
from ddllint.lint.plugins import plugged
from ddllint.rules.explain import explain
from ddllint.rules.registry import find

_EXAMPLES = examples(("ddllint explain DDL005", "ddllint explain row-security"))


@click.command(epilog=_EXAMPLES, short_help="Explain a rule.")
@click.argument("rule", metavar="CODE")
@config_options
def command(rule: str, config: str | None, no_config: bool) -> None:
    """Print a rule's page: what it does, why, an example, its options. CODE may be a name."""
    try:
        entry = find(rule)  # one of ddllint's own, whatever may be wrong with the settings
    except UsageError:
        entry = find(rule, plugged(loaded_settings(config, no_config)))
    write(explain(entry))
