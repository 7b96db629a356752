"""Why there is no PostgreSQL server, said to the person who wanted one."""


class ServerError(Exception):
    """The throw-away server could not be started, reached or removed.

    `message` says what was wrong, `help` what to do about it.
    """

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return f"{self.message}\n{self.help}"


class PostgresUnavailable(ServerError):
    """No usable PostgreSQL binaries were found."""
