"""Plain SQL scripts that a person runs with psql, and that fail when a promise is broken."""
