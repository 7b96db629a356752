"""The texts of a lint run, which are being parsed while the rules are still being imported."""

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

from ddllint.cli.project import concerns_migrations, named_inputs
from ddllint.diagnostics.errors import UsageError
from ddllint.lint.files import Inputs
from ddllint.settings.load import Loaded
from ddllint.sql.ahead import parsed_ahead
from ddllint.sql.parsed import ParsedSource


class Begun(NamedTuple):
    """The texts, and all of them parsed, in order, to be taken once."""

    inputs: Inputs
    parsing: Iterator[ParsedSource]


@contextlib.contextmanager
def begun(paths: tuple[str, ...], loaded: Loaded, stdin_name: str) -> Iterator[Begun | None]:
    """What the paths or, without any, the settings name; None where migrations are among it.

    None, too, for what cannot be found or read: that is told by whoever tries it next, when it is
    known that nothing is wrong in the settings, which may be the reason.
    """
    inputs = None
    if not concerns_migrations(paths, loaded):
        with contextlib.suppress(UsageError):
            inputs = named_inputs(paths, loaded, stdin_name)
    if inputs is None:
        yield None
        return
    with parsed_ahead(inputs.everything) as parsing:
        yield Begun(inputs, parsing)
