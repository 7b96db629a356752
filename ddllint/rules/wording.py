"""Names and lists as messages and helps write them."""

from collections.abc import Iterable

from ddllint.catalog.names import Name


def sql_name(name: Name | str) -> str:
    """A name as SQL reads it back, quoted where needed; the schema `public` is left out."""
    from ddllint.sql.identifiers import quote_name  # brings the parser, needed for findings only

    if isinstance(name, str):
        return quote_name(name)
    return quote_name("" if name.schema == "public" else name.schema, name.name)


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *head, tail = words
    return f"{', '.join(head)} {last} {tail}" if head else tail


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is spelled most like this one, if any is close."""
    from difflib import get_close_matches  # needed for mistakes only

    return next(iter(get_close_matches(word, sorted(known), n=1)), None)
