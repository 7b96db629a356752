"""Named options of statements, as text."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from ddllint.catalog.model import Identity
from ddllint.sql.expressions import Expression
from ddllint.sql.nodes import AlterTableCmd, DefElem, DefElemNode, RoleSpec
from ddllint.sql.parsed import decoder


def expression(raw: Raw | UnsetType) -> Expression | None:
    """The expression of a node, if it has one."""
    return None if raw is UNSET else Expression(bytes(raw))


def some_expression(raw: Raw | UnsetType) -> Expression:
    """The expression of a node that the grammar gives one."""
    return Expression(b"" if raw is UNSET else bytes(raw))


def option_text(option: DefElem) -> str:
    """An option's value as PostgreSQL stores it; an option without one is `true`."""
    if option.arg is UNSET:
        return "true"
    return value_text(msgspec.json.decode(option.arg))


def value_text(node: dict[str, Any]) -> str:
    """A wrapped constant, name or list as text."""
    ((kind, fields),) = node.items()
    if kind == "String":
        return str(fields.get("sval", ""))
    if kind == "Integer":
        return str(fields.get("ival", 0))
    if kind == "Float":
        return str(fields.get("fval", ""))
    if kind == "Boolean":
        return "true" if fields.get("boolval") else "false"
    if kind == "A_Const":
        return _constant_text(fields)
    if kind == "TypeName":
        return ".".join(value_text(name) for name in fields["names"])
    if kind == "List":
        return ".".join(value_text(item) for item in fields.get("items", ()))
    return ""


def list_texts(option: DefElem) -> Iterator[str]:
    """The items of an option that is a list of names or roles."""
    if option.arg is UNSET:
        return
    ((_, fields),) = msgspec.json.decode(option.arg).items()
    for item in fields.get("items", ()):
        yield item["RoleSpec"].get("rolename", "") if "RoleSpec" in item else value_text(item)


def _constant_text(fields: dict[str, Any]) -> str:
    for key in ("sval", "fval", "bsval"):
        if key in fields:
            return str(fields[key].get(key, ""))
    if "ival" in fields:
        return str(fields["ival"].get("ival", 0))
    if "boolval" in fields:
        return "true" if fields["boolval"].get("boolval") else "false"
    return "null"


def storage_options(options: tuple[DefElemNode, ...]) -> dict[str, str]:
    """The options of WITH (...), with their namespace."""
    found = {}
    for node in options:
        option = node.def_elem
        prefix = f"{option.defnamespace}." if option.defnamespace else ""
        found[prefix + option.defname] = option_text(option)
    return found


def role_name(role: RoleSpec) -> str | None:
    """A role's name; `public` for PUBLIC, None for whoever runs the statement."""
    if role.roletype == "ROLESPEC_PUBLIC":
        return "public"
    return role.rolename if role.roletype == "ROLESPEC_CSTRING" else None


def identity_of(letter: str) -> Identity:
    """The kind of identity column for the parser's letter."""
    return Identity.ALWAYS if letter == "a" else Identity.BY_DEFAULT


class _Listed(msgspec.Struct, frozen=True, gc=False):
    items: tuple[DefElemNode, ...] = ()


def listed_options(cmd: AlterTableCmd) -> tuple[DefElemNode, ...]:
    """The options that an action of ALTER names."""
    found: _Listed = decoder(_Listed).decode(cmd.definition["List"])
    return found.items


def changed_options(before: dict[str, str], cmd: AlterTableCmd) -> dict[str, str]:
    """Storage options after SET (...) or RESET (...)."""
    options = storage_options(listed_options(cmd))
    if cmd.subtype == "AT_ResetRelOptions":
        return {name: value for name, value in before.items() if name not in options}
    return before | options


def new_owner(cmd: AlterTableCmd) -> str | None:
    """The role of OWNER TO; None for whoever runs the statement."""
    return role_name(cmd.new_owner) if cmd.new_owner else None
