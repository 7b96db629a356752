"""What `ddllint check` was asked to do."""

import msgspec


class Asked(msgspec.Struct, frozen=True):
    """The arguments of `ddllint check`, as its help describes them; `form` is `--format`."""

    paths: tuple[str, ...]
    form: str
    output: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str | None
    config: str | None
    no_config: bool
    validate_contracts: bool
    baseline: str | None
    write_baseline: str | None
    stdin_filename: str | None
    require_complete: bool
    statistics: bool
    quiet: bool
    color: str

    @property
    def stdin_name(self) -> str:
        """What stdin is called in findings."""
        return self.stdin_filename or "stdin.sql"
