"""By which rules the schemas of a file are read."""

import enum

from ddllint.settings.yaml import Data


class Dialect(enum.StrEnum):
    """The rules that differ: what stands beside `$ref`, `nullable`, exclusive limits.

    OPENAPI_30: OpenAPI 3.0 and Swagger 2.0. DRAFT_7: JSON Schema draft-04, draft-06 and draft-07.
    MODERN: JSON Schema 2019-09 and 2020-12, and so OpenAPI 3.1.
    """

    OPENAPI_30 = "OpenAPI 3.0"
    DRAFT_7 = "JSON Schema draft-07"
    MODERN = "OpenAPI 3.1 and JSON Schema 2020-12"

    @property
    def reads_siblings(self) -> bool:
        """Whether keywords beside `$ref` count.

        OpenAPI 3.0.3, Reference Object; JSON Schema draft-07, 8.3; 2020-12 Core, 8.2.3.1.
        """
        return self is Dialect.MODERN


_OLD = ("draft-03", "draft-04", "draft-06", "draft-07")


def dialect_of(root: Data, inherited: Dialect) -> Dialect:
    """The dialect that the file states; one that states none is read as `inherited`."""
    if not isinstance(root, dict):
        return inherited
    if "openapi" in root:
        return Dialect.OPENAPI_30 if _is_30(root["openapi"]) else Dialect.MODERN
    if "swagger" in root:
        return Dialect.OPENAPI_30
    if "$schema" in root:
        stated = str(root["$schema"])
        return Dialect.DRAFT_7 if any(name in stated for name in _OLD) else Dialect.MODERN
    return inherited


def _is_30(version: Data) -> bool:
    return str(version) == "3" or str(version).startswith("3.0")


_READ = {"openapi": ("3", "3.0", "3.1", "3.2"), "swagger": ("2", "2.0")}
"""The versions that are read. OpenAPI 3.2 keeps the schemas of 3.1."""


def unread_version(root: Data) -> str | None:
    """The key of a file that states a version by whose rules no file is read; None if none does."""
    for key, versions in _READ.items():
        if isinstance(root, dict) and key in root:
            stated = ".".join(str(root[key]).split(".")[:2])
            return None if stated in versions else key
    return None
