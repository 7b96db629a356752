"""Generates SQL scripts that a server accepts, statement by statement."""
