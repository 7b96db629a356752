"""Something that goes while something alike comes may have been renamed."""

from collections.abc import Mapping

from ddllint.catalog.model import Table
from ddllint.migrate.units import Key, Unit
from ddllint.sql.identifiers import quote_name


def rename_hint(gone: Unit, olds: Mapping[Key, Unit], news: Mapping[Key, Unit]) -> str:
    """What to write in the spec if a table or a column goes by another name; perhaps empty."""
    alike = [
        unit
        for key, unit in news.items()
        if key not in olds and unit.noun == gone.noun and _is_alike(gone, unit)
    ]
    if not alike:
        return ""
    names = " or ".join(unit.object for unit in alike)
    former = gone.key[-1]
    if gone.noun == "table" and any(unit.key[1] != gone.key[1] for unit in alike):
        former = quote_name(*gone.key[-2:])
    return f"If it is {names} now, write `-- ddllint: renamed-from {former}` above that."


def _is_alike(old: Unit, new: Unit) -> bool:
    if old.noun == "column":
        (_, before), (_, after) = old.value, new.value
        return old.host == new.host and bool(before.type == after.type)
    if isinstance(old.value, Table) and isinstance(new.value, Table):
        return old.value.columns.keys() == new.value.columns.keys()
    return False
