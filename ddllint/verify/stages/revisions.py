"""What the stages that run revisions share: their absence, their failures, equal schemas."""

from ddllint.catalog.difference import Difference, difference
from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.verify.model import CannotRun, Proof, Verdict
from ddllint.verify.scene import Built, Scene

_SHOWN = 5
"""How many differences evidence names; the others are counted."""


def whole_upgrade(scene: Scene) -> Built:
    """What the revisions made. Raises CannotRun when there are none, or they cannot be run."""
    built = scene.upgraded
    if built is None:
        raise CannotRun("the project has no revisions")
    if built.refusal is not None:
        raise CannotRun(f"the revisions cannot be applied: {built.refusal}")
    return built


def refused(promise: str, object: str, error: UsageError, span: Span | None = None) -> Proof:
    """The refutation by a revision that failed."""
    return Proof(promise, object, Verdict.REFUTED, error.message, error.span or span)


def same_schema(promise: str, object: str, before: Catalog, after: Catalog, span: Span) -> Proof:
    """Whether two readings of a database agree."""
    found = difference(before, after)
    if found:
        return Proof(promise, object, Verdict.REFUTED, left_over(found), span)
    evidence = "the server's catalog is the same as before, object for object"
    return Proof(promise, object, Verdict.PROVEN, evidence, span)


def left_over(found: tuple[Difference, ...]) -> str:
    """What differs between before and after, in words."""
    words = [_words(one) for one in found[:_SHOWN]]
    rest = len(found) - len(words)
    return "; ".join([*words, f"and {rest} more"] if rest else words)


def _words(one: Difference) -> str:
    if one.right is None and one.property == "exists":
        return f"{one.object} is gone"
    if one.left is None and one.property == "exists":
        return f"{one.object} stays behind"
    before, after = (value if value is not None else "not set" for value in (one.left, one.right))
    return f"{one.object}: {one.property} was {before}, is {after}"
