"""Migrations as data: statements, the locks that they take and the work that they do."""
