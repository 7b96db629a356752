"""Rows for the tables of a catalog: good ones, and ones that break a single constraint."""

from ddllint.verify.rows.fill import fill
from ddllint.verify.rows.insert import insert
from ddllint.verify.rows.model import Filling, Row, Unfilled

__all__ = ["Filling", "Row", "Unfilled", "fill", "insert"]
