"""`ddllint settings`: what is in effect, and what a settings file may say."""

import sys
from typing import Any

import click
import msgspec

from ddllint.cli.commands import examples
from ddllint.cli.options import config_options, loaded_settings
from ddllint.cli.output import style_for, write, write_stream
from ddllint.diagnostics.errors import UsageError
from ddllint.lint.effective import effective, settings_schema
from ddllint.lint.plugins import every_rule
from ddllint.lint.selection import validate
from ddllint.report.usage import usage_error
from ddllint.rules.registry import ALWAYS, all_rules
from ddllint.rules.rule import Rule
from ddllint.settings.load import Loaded

_EXAMPLES = examples(
    (
        "ddllint settings                                 what is in effect here",
        "ddllint settings --schema > ddllint.schema.json  for an editor",
    )
)


@click.command(epilog=_EXAMPLES, short_help="Show the settings that are in effect.")
@config_options
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a settings file instead.")
def command(config: str | None, no_config: bool, schema: bool) -> None:
    """Show the settings that are in effect, as a settings file would say them.

    All that the file extends is merged in, and every default is written out. Paths are relative
    to the folder of the settings file.
    """
    if schema:
        encoded = msgspec.json.encode(settings_schema(_rules(config, no_config), ALWAYS))
        write(msgspec.json.format(encoded, indent=2).decode() + "\n")
        return
    loaded = loaded_settings(config, no_config)
    rules = every_rule(loaded)
    validate(loaded, rules, ALWAYS)
    write(_heading(loaded) + _yaml(effective(loaded, rules, ALWAYS)))


def _rules(config: str | None, no_config: bool) -> tuple[Rule[Any], ...]:
    """The rules of which the schema tells; an editor gets it even for a file with a mistake."""
    try:
        loaded = loaded_settings(config, no_config)
        return every_rule(loaded)
    except UsageError as error:
        write_stream(sys.stderr, usage_error(error, style_for(sys.stderr)))
        write_stream(sys.stderr, "ddllint: the schema is that without plug-ins\n")
        return all_rules()


def _heading(loaded: Loaded) -> str:
    names = ", ".join(layer.name for layer in reversed(loaded.layers))
    return f"# {names}\n"


def _yaml(data: object) -> str:
    import yaml

    text: str = yaml.safe_dump(
        data, sort_keys=False, allow_unicode=True, width=100, default_flow_style=None
    )
    return text
