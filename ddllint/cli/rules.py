"""`ddllint rules`: what is checked."""

import click
import msgspec

from ddllint.cli.commands import examples
from ddllint.cli.options import config_options, loaded_settings
from ddllint.cli.output import write
from ddllint.lint.plugins import plugged
from ddllint.rules.registry import ALWAYS, OF_CONTRACTS, OF_MIGRATIONS, RULES

_EXAMPLES = examples(
    (
        "ddllint rules                   a line for each rule",
        "ddllint rules --format json     the same for machines",
    )
)


@click.command(epilog=_EXAMPLES, short_help="List the rules.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for people, json for machines.",
)
@config_options
def command(form: str, config: str | None, no_config: bool) -> None:
    """List the rules, those of plug-ins too, and the codes that are reported without one.

    The severity is the rule's own; `ddllint settings` shows the one in effect.
    """
    of_plugins = [rule.meta for rule in plugged(loaded_settings(config, no_config))]
    own = [*(rule.meta for rule in RULES), *OF_CONTRACTS, *OF_MIGRATIONS]
    metas = [*own, *of_plugins, *ALWAYS]
    if form == "json":
        listed = [
            {
                "code": meta.code,
                "name": meta.name,
                "family": meta.family.value,
                "severity": meta.severity.value,
                "summary": meta.summary,
                "since": meta.since,
            }
            for meta in metas
        ]
        write(msgspec.json.format(msgspec.json.encode(listed), indent=2).decode() + "\n")
        return
    name = max(len(meta.name) for meta in metas)
    write(
        "".join(
            f"{meta.code:7} {meta.name:{name}}  {meta.severity.value:8} {meta.summary}\n"
            for meta in metas
        )
    )
