"""What the server would refuse, told once for each cause."""

from collections.abc import Iterable, Iterator

from ddllint.catalog.model import Refused
from ddllint.diagnostics.finding import NotChecked, Problem, Related

_DECLARED_NOWHERE = "Correct the name, or check the file that declares it as well."
_DECLARED_TWICE = "Keep one of the two declarations."


def refusals(refused: Iterable[Refused], unread: str) -> Iterator[Problem | NotChecked]:
    """A problem for each object that is declared twice, and for each that is declared nowhere.

    Of the statements that lack an object the first is told, with the number of the others; one
    that lacks what a refused statement would have made is a consequence of that and not told.
    With `unread`, which says why not every statement was read, an object that is declared
    nowhere may be there all the same.
    """
    lacking: dict[str, list[Refused]] = {}
    for one in refused:
        if one.lacks:
            lacking.setdefault(one.message, []).append(one)
        else:
            yield _problem(one)
    for first, *others in lacking.values():
        if first.follows:
            continue
        problem = _problem(first, _also(len(others)))
        if unread:
            yield NotChecked(problem.object, f"{problem.message}, but {unread}", problem.span)
        else:
            yield problem


def _problem(one: Refused, also: str = "") -> Problem:
    earlier = one.earlier
    related = (Related("declared here first", earlier.span()),) if earlier else ()
    help = _DECLARED_TWICE if earlier else _DECLARED_NOWHERE
    return Problem(f"{one.message}{also}", one.object, one.origin.span(), help, related)


def _also(others: int) -> str:
    if not others:
        return ""
    return f"; {others} more {'statement needs' if others == 1 else 'statements need'} it"
