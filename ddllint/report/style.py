"""Colour for terminals (ECMA-48, 8.3.117), or none."""

import msgspec

from ddllint.diagnostics.finding import Severity


class Style(msgspec.Struct, frozen=True):
    """How to mark text; without `colour` it stays as it is."""

    colour: bool = False

    def severity(self, of: Severity, text: str) -> str:
        """Text in the colour of a severity."""
        return self._sgr(_SEVERITIES[of], text)

    def strong(self, text: str) -> str:
        """Text in bold."""
        return self._sgr("1", text)

    def faint(self, text: str) -> str:
        """Text that stands back."""
        return self._sgr("2", text)

    def _sgr(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


_SEVERITIES = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
