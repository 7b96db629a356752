"""Revision files: the statements of a plan, as Alembic runs them."""

from ddllint.migrate.revisions.chain import first_revisions, next_revision
from ddllint.migrate.revisions.files import RevisionFile

__all__ = ["RevisionFile", "first_revisions", "next_revision"]
