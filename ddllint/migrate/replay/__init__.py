"""Alembic revisions read offline: what each of them does, statement by statement.

Importing this imports Alembic and SQLAlchemy (the extra `emit`).
"""

from ddllint.migrate.replay.model import Blind, Replayed, ReplayedRevision, ReplayedStatement
from ddllint.migrate.replay.run import replay

__all__ = ["Blind", "Replayed", "ReplayedRevision", "ReplayedStatement", "replay"]
