"""Names of objects, and the server's way to make and to write them."""

from typing import NamedTuple


class Name(NamedTuple):
    """The name of an object in a schema."""

    schema: str
    name: str

    def __str__(self) -> str:
        """As people write it: the schema `public` is left out."""
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"
