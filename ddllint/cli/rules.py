"""`ddllint rules`: what is checked."""

import click
import msgspec

from ddllint.cli.commands import examples
from ddllint.cli.output import write
from ddllint.rules.registry import ALWAYS, OF_MIGRATIONS, RULES

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
def command(form: str) -> None:
    """List the rules, and the codes that are reported without one.

    The severity is the rule's own; `ddllint settings` shows the one in effect.
    """
    metas = [*(rule.meta for rule in RULES), *OF_MIGRATIONS, *ALWAYS]
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
