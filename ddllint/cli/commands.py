"""The commands of ddllint, each in a module of its own that is imported when it is needed."""

import gc
import importlib
from collections.abc import Iterable, Mapping

import click

from ddllint import __version__

COMMANDS: Mapping[str, tuple[str, str]] = {
    "check": ("ddllint.cli.check", "Lint SQL specs and cross-reference them."),
    "emit": ("ddllint.cli.emit", "Write Alembic revisions from the specs."),
    "contract": ("ddllint.cli.contract", "Show which column holds which contract field."),
    "diff": ("ddllint.cli.diff", "Show what differs between two schemas."),
    "verify": ("ddllint.cli.verify", "Prove the schema on a real PostgreSQL."),
    "gates": ("ddllint.cli.gates", "Tell which phase's exit gates hold."),
    "docs": ("ddllint.cli.docs", "Write the schema's documents."),
    "rules": ("ddllint.cli.rules", "List the rules."),
    "explain": ("ddllint.cli.explain", "Explain a rule."),
    "settings": ("ddllint.cli.settings", "Show the settings that are in effect."),
}
"""By name: the module, whose `command` is the command, and the first line of its help."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which one meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name in COMMANDS:
            self.add_command(importlib.import_module(COMMANDS[cmd_name][0]).command, cmd_name)
            gc.enable()  # see `ddllint.cli.main.run`
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a hint when there is no such command."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, help) for name, (_, help) in COMMANDS.items()])


def examples(lines: Iterable[str]) -> str:
    """An epilog that shows commands as they are typed."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        (
            "ddllint check                   what ddllint.yaml names",
            "ddllint check db/specs          one folder",
            "ddllint explain DDL005          what a rule wants, and why",
        )
    ),
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def group() -> None:
    """Lint PostgreSQL schemas and check them against their contract."""


def call(arguments: list[str]) -> int:
    """Run the command that the arguments name; the exit code."""
    try:
        code = group.main(arguments, prog_name="ddllint", standalone_mode=False)
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return code if isinstance(code, int) else 0
