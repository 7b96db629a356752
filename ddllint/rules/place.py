"""Where a problem is shown."""

from ddllint.diagnostics.span import Span
from ddllint.sql.source import Origin

LIVE = Span("(database)", 1, 1, 1, 1)
"""The place of what was read from a server, which has no file."""


def place(*origins: Origin | None) -> Span:
    """The span of the first origin that is known, the most telling given first."""
    return next((origin.span() for origin in origins if origin is not None), LIVE)
