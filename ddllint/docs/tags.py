"""Structured comments: `Purpose: what it is for. Data class: internal.`"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from ddllint.catalog.model import Comment


class Tagged(msgspec.Struct, frozen=True):
    """A comment taken apart: what stands before the first tag, and each tag's own text."""

    plain: str = ""
    tags: Mapping[str, str] = {}

    def get(self, tag: str) -> str:
        """The text of a tag, empty without one."""
        return self.tags.get(tag, "")

    @property
    def purpose(self) -> str:
        """What the object is for: the tag `Purpose`, or else the words before all tags."""
        return self.get("Purpose") or self.plain


def tagged(comment: Comment | None, tags: Sequence[str]) -> Tagged:
    """The comment's parts. A tag begins the comment or a sentence, and a colon follows it.

    White space is made single spaces. The full stop that ends a tag's text is kept only where the
    text has another sentence. A tag that comes twice has both texts, one behind the other.
    """
    if comment is None:
        return Tagged()
    text = " ".join(comment.text.split())
    if not tags:
        return Tagged(text)
    words = "|".join(map(re.escape, sorted(tags, key=len, reverse=True)))
    plain, *parts = re.split(rf"(?:^|(?<=[.!?;]) )({words}):(?= |$)", text)
    found: dict[str, str] = {}
    for tag, part in zip(parts[::2], parts[1::2], strict=True):
        before = found.get(tag)
        found[tag] = f"{before} {part.strip()}" if before else part.strip()
    return Tagged(plain.strip(), {tag: _without_stop(part) for tag, part in found.items()})


def _without_stop(text: str) -> str:
    return text[:-1] if text.endswith(".") and ". " not in text and text[-2:] != ".." else text
