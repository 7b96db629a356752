"""An emission for people."""

from collections.abc import Iterator
from functools import partial

from ddllint.diagnostics.finding import Severity
from ddllint.migrate.emission import Emission
from ddllint.migrate.operations import Operation, Refusal, Step
from ddllint.migrate.replay.project import Shown
from ddllint.report.frame import framed
from ddllint.report.lines import line_reader
from ddllint.report.printable import printable
from ddllint.report.style import Style
from ddllint.report.summary import count
from ddllint.revisions.locks import Work
from ddllint.sql.source import Origin

_WORK = {Work.SCAN: "reads every row", Work.REWRITE: "writes every row anew"}


def differences_text(found: Emission, style: Style) -> str:
    """What specs and revisions do not agree on, a line each."""
    if found.agrees:
        return f"specs and revisions agree: {_head(found)}\n"
    told = [(one.key, one.origin) for one in found.plan.operations]
    told += [(one.key, one.origin) for one in found.plan.refusals]
    lines = [f"{_place(origin, style)}{_words(key)}" for key, origin in told]
    lines.append("")
    number = count(len(told), "difference")
    lines.append(style.strong(f"{number} between specs and revisions: {_head(found)}"))
    return "\n".join(lines) + "\n"


def plan_text(found: Emission, style: Style, shown: Shown) -> str:
    """The operations, each with its statements and what they cost; below them what is refused."""
    if found.agrees:
        return differences_text(found, style)
    blocks = ["\n".join(_operation(one, style)) for one in found.plan.operations]
    if found.plan.refusals:
        blocks.append(refusals_text(found, style).rstrip("\n"))
    operations = count(len(found.plan.operations), "operation")
    files = [shown(found.folder / file.name) for file in found.files]
    would = f"{operations}, {count(len(files), 'revision')}" if files else operations
    blocks.append("\n".join((style.strong(would), *(f"  {printable(file)}" for file in files))))
    return "\n\n".join(blocks) + "\n"


def refusals_text(found: Emission, style: Style) -> str:
    """What the plan refuses: where, why, and what lets it through."""
    return "\n\n".join("\n".join(_refusal(one, style)) for one in found.plan.refusals) + "\n"


def unseen_text(found: Emission) -> str:
    """What the comparison does not know of, a line each."""
    lines = [
        f"{printable(str(one.span))}: not seen: {printable(one.reason)}" for one in found.blind
    ]
    lines += [f"note: {printable(note)}" for note in found.plan.notes]
    return "".join(f"{line}\n" for line in lines)


def script_text(found: Emission) -> str:
    """The statements of the way up, as psql takes them."""
    blocks = []
    for file in found.files:
        lines = [f"-- {file.name}"]
        for block in file.up:
            lines += () if block.autocommit else ("BEGIN;",)
            for line in block.lines:
                lines += (f"-- {printable(one)}" for one in line.comments)
                lines.append(f"{line.sql};")
            lines += () if block.autocommit else ("COMMIT;",)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _head(found: Emission) -> str:
    return f"head {found.head}" if found.head else "no revision yet"


def _words(key: str) -> str:
    """A key as people read it: `add-column orders.note`."""
    kind, _, name = key.partition(":")
    return printable(f"{kind} {name}")


def _place(origin: Origin | None, style: Style) -> str:
    return "" if origin is None else style.strong(f"{printable(str(origin.span()))}:") + " "


def _operation(operation: Operation, style: Style) -> Iterator[str]:
    yield f"{_place(operation.origin, style)}{_words(operation.key)}"
    for hazard in operation.hazards:
        yield f"  hazard: {printable(hazard.message)} [{hazard.code}]"
    if operation.irreversible:
        yield f"  cannot be undone: {printable(operation.irreversible)}"
    for step in operation.up:
        yield from _step(step, style)


def _step(step: Step, style: Style) -> Iterator[str]:
    lines = [printable(line) for line in step.sql.split("\n")]
    yield f"  {lines[0]}"
    yield from (f"  {line}" for line in lines[1:])
    costs = list(_costs(step))
    if costs:
        yield style.faint(f"    -- {', '.join(costs)}")


def _costs(step: Step) -> Iterator[str]:
    yield from (f"{lock.sql} on {printable(str(table))}" for table, lock in step.locks)
    if step.work in _WORK:
        yield _WORK[step.work]
    if step.waits:
        yield "waits for older transactions"
    if step.autocommit:
        yield "in no transaction"


def _refusal(refusal: Refusal, style: Style) -> Iterator[str]:
    mark = style.severity(Severity.ERROR, "refused")
    where = _place(refusal.origin, style)
    yield f"{where}{mark}: {_words(refusal.key)}: {printable(refusal.reason)}"
    if refusal.origin is not None:
        span = refusal.origin.span()
        red = partial(style.severity, Severity.ERROR)
        yield from framed(line_reader({})(span), span, style, red)
    if refusal.hint:
        yield f"  help: {printable(refusal.hint)}"
    if refusal.flag:
        yield f"  help: --allow {printable(refusal.flag)}"
