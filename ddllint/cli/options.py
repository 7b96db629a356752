"""Options that several commands share, and the settings that they lead to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ddllint.diagnostics.errors import UsageError
from ddllint.settings.load import FILE_NAME, Loaded, find, load, without_file

CommandT = TypeVar("CommandT", bound=Callable[..., Any])


def config_options(command: CommandT) -> CommandT:
    """Add `--config` and `--no-config`."""
    command = click.option(
        "--no-config", is_flag=True, help=f"Use no {FILE_NAME}, but the recommended rules."
    )(command)
    return click.option(
        "--config",
        metavar="FILE",
        help=f"Use this file instead of the nearest {FILE_NAME} in or above this folder.",
    )(command)


def server_options(command: CommandT) -> CommandT:
    """Add `--pg-bin`, `--postgres` and `--database-url`: where PostgreSQL comes from."""
    command = click.option(
        "--database-url",
        metavar="URL",
        envvar="DDLLINT_DATABASE_URL",
        help="Use this server, and databases and roles of own names on it. Its user needs "
        "CREATEDB and CREATEROLE; to try row security, and give BYPASSRLS, a superuser.  [env: "
        "DDLLINT_DATABASE_URL]",
    )(command)
    command = click.option(
        "--postgres", metavar="MAJOR", type=int, help="The server's major version."
    )(command)
    return click.option(
        "--pg-bin", metavar="DIR", help="The folder of PostgreSQL's initdb and postgres."
    )(command)


def loaded_settings(config: str | None, no_config: bool) -> Loaded:
    """The settings that the options ask for. Raises UsageError for a mistake in them."""
    if config is not None and no_config:
        raise UsageError("--config and --no-config cannot be used together")
    try:
        Path.cwd()
    except FileNotFoundError:
        raise UsageError("the working folder does not exist any more") from None
    if no_config:
        return without_file()
    path = config if config is not None else find()
    return load(path) if path is not None else without_file()


def words(values: tuple[str, ...]) -> tuple[str, ...]:
    """The words of an option that takes lists with commas, and may come several times."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())
