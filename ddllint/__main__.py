"""`python -m ddllint`."""

from ddllint.cli.main import run

run()
