"""A throw-away PostgreSQL server: binaries, server, databases.

Imports nothing on its own account: psycopg is loaded by the module that needs it.
"""
