"""Alembic projects for tests: files in a folder."""

from collections.abc import Mapping
from pathlib import Path

INI = "[alembic]\nscript_location = %(here)s/alembic\n"
HEAD = "import sqlalchemy as sa\nfrom alembic import op\n\n"


def project(folder: Path, revisions: Mapping[str, str]) -> Path:
    """An Alembic project whose env.py fails; the path of its configuration file."""
    versions = folder / "alembic" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic" / "env.py").write_text("raise SystemExit('env.py must not run')\n")
    for name, text in revisions.items():
        (versions / name).write_bytes(text.encode())
    ini = folder / "alembic.ini"
    ini.write_text(INI)
    return ini


def revision(body: str, name: str = "one", below: object = None, down: str = "pass") -> str:
    """A revision whose `upgrade` begins on line 7."""
    return (
        f"{HEAD}revision = {name!r}\ndown_revision = {below!r}\ndef upgrade():\n"
        + "".join(f"    {line}\n" for line in body.splitlines())
        + "\ndef downgrade():\n"
        + "".join(f"    {line}\n" for line in down.splitlines())
    )
