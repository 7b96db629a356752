"""Names of revisions: `YYYYMMDDHHMM_slug.py`, with the time as the identifier."""

import datetime
import re
from collections.abc import Collection, Sequence

from ddllint.migrate.operations import Group, Operation

_STAMP = "%Y%m%d%H%M"
_MINUTE = datetime.timedelta(minutes=1)
_SLUG = 40
"""The length at which Alembic cuts slugs (`truncate_slug_length`)."""

FIRST = {
    Group.CORE: "Add core tables",
    Group.ROW_SECURITY: "Add RLS policies",
    Group.GRANTS: "Add grants",
    Group.VIEWS: "Add materialized views",
}
"""What the revisions of a first emission say that they do."""


def next_stamp(now: datetime.datetime, head: str | None, taken: Collection[str]) -> str:
    """The identifier of a revision that is written `now` (in UTC), such as `202611240730`.

    It is later than that of the `head`, if that is a time, so that files sort as they run, and
    none of those `taken`.
    """
    at = max(now, _time_of(head or "") + _MINUTE)
    while at.strftime(_STAMP) in taken:
        at += _MINUTE
    return at.strftime(_STAMP)


def _time_of(revision: str) -> datetime.datetime:
    """The time that begins an identifier; the beginning of time if none does."""
    found = re.match(r"\d{12}(?!\d)", revision)
    try:
        time = datetime.datetime.strptime(found[0] if found else "", _STAMP)
    except ValueError:
        time = datetime.datetime.min
    return time.replace(tzinfo=datetime.UTC)


def slug(message: str) -> str:
    """The message as part of a file name: `Add RLS policies` becomes `add_rls_policies`."""
    words = re.findall(r"[a-z0-9]+", message.lower())
    found = ""
    for word in words:
        longer = f"{found}_{word}" if found else word[:_SLUG]
        if len(longer) > _SLUG:
            break
        found = longer
    return found or "change"


def message_of(operations: Collection[Operation]) -> str:
    """What operations do, in a few words: the slug and the first line of their revision."""
    telling = [one for one in operations if one.kind != "comment"] or list(operations)
    kinds = {one.kind: None for one in telling}
    objects = list(dict.fromkeys(one.object for one in telling))
    if len(kinds) == 1:
        words = f"{telling[0].kind.replace('-', ' ')} {_listed(objects)}"
    else:
        relations = list(dict.fromkeys(filter(None, map(_relation, telling))))
        words = f"change {_listed(relations or objects)}"
    return words[:1].upper() + words[1:]


def _relation(operation: Operation) -> str:
    """The relation that an operation is about; empty when the operation does not tell."""
    if operation.kind.endswith(("-table", "-view")):
        return operation.object
    locked = (str(name) for step in operation.up for name, _lock in step.locks)
    return next(locked, "")


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return f"{', '.join(names[:_NAMED])} and {rest} more" if rest > 0 else " and ".join(names)


_NAMED = 2
