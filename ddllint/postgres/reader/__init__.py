"""Reads a live database into the catalog's model."""

from ddllint.postgres.reader.whole import read_catalog

__all__ = ["read_catalog"]
