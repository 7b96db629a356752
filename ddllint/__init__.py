"""ddllint: static DDL linter and spec validator for PostgreSQL."""

__version__ = "0.1.0"
