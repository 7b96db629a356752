"""`ddllint explain CODE`: what a rule wants, and why."""

import click

from ddllint.cli.commands import examples
from ddllint.cli.output import write
from ddllint.rules.explain import explain
from ddllint.rules.registry import find

_EXAMPLES = examples(("ddllint explain DDL005", "ddllint explain row-security"))


@click.command(epilog=_EXAMPLES, short_help="Explain a rule.")
@click.argument("rule", metavar="CODE")
def command(rule: str) -> None:
    """Print a rule's page: what it does, why, an example, its options. CODE may be a name."""
    write(explain(find(rule)))
