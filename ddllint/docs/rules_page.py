"""The rules that are in effect, from the rules' own pages."""

import json
from collections.abc import Iterator

import msgspec

from ddllint.docs.material import Material
from ddllint.docs.regions import Keep, generated
from ddllint.lint.selection import Chosen
from ddllint.report.markdown import code, escaped, table
from ddllint.rules.builtin import BUILTIN

_SECTIONS = ("What it does", "Why")


def rules_page(material: Material) -> str:
    """The document."""
    return generated(_lines(material))


def _lines(material: Material) -> Iterator[str | Keep]:
    selection = material.selection
    yield "# DDL lint rules"
    yield ""
    yield (
        f"What `ddllint check` holds specs and migrations to: {len(selection.rules)} rules, as the "
        "settings have them. `ddllint explain CODE` shows a rule with examples and all options."
    )
    yield ""
    yield Keep("notes")
    yield ""
    rows = [
        (f"[{one.meta.code}](#{one.meta.code.lower()}-{one.meta.name})", one.meta.name,
         one.severity.value, escaped(one.meta.summary))
        for one in selection.rules
    ]  # fmt: skip
    yield from table(("rule", "name", "severity", "what holds"), rows)
    on = {one.meta.code for one in selection.rules}
    on |= {one.meta.code for one in BUILTIN}
    off = [code(known) for known in selection.known if known not in on]
    if off:
        yield ""
        yield f"Off: {', '.join(off)}."
    for one in selection.rules:
        yield ""
        yield from _rule(one)
    yield ""
    yield "## Reported without a rule"
    yield ""
    told = [
        (code(one.meta.code), one.meta.name, severity.value, escaped(one.meta.summary))
        for one in BUILTIN
        if (severity := selection.reported.get(one.meta.code)) is not None
    ]
    yield from table(("code", "name", "severity", "what it says"), told)


def _rule(chosen: Chosen) -> Iterator[str]:
    meta = chosen.meta
    yield f"## {meta.code} {meta.name}"
    yield ""
    yield f"{escaped(meta.summary)}. Family {meta.family.value}, severity {chosen.severity.value}."
    options = list(_options(chosen))
    if options:
        yield ""
        yield "Set here:"
        yield ""
        yield from (f"- {code(name)}: {code(value)}" for name, value in options)
    for title in _SECTIONS:
        text = _section(chosen.rule.documentation, title)
        if text:
            yield ""
            yield f"### {title}"
            yield ""
            yield from text.split("\n")


def _options(chosen: Chosen) -> Iterator[tuple[str, str]]:
    """The options that differ from the rule's own."""
    for field in msgspec.structs.fields(chosen.options):
        value = getattr(chosen.options, field.name)
        if value != field.default:
            shown = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
            yield field.encode_name, shown


def _section(documentation: str, title: str) -> str:
    _, _, after = documentation.partition(f"\n## {title}\n")
    return after.partition("\n## ")[0].strip()
