"""Documents and files: they are there, and say what they must."""

from collections.abc import Iterator
from pathlib import Path

from ddllint.diagnostics.span import Span
from ddllint.gates.format import DocumentCheck, FileCheck
from ddllint.gates.ground import Ground
from ddllint.gates.markdown import Section, sections
from ddllint.gates.model import Fault, Looked
from ddllint.report.summary import count


def document_faults(wanted: DocumentCheck, ground: Ground) -> Iterator[Fault | Looked]:
    """What the Markdown document lacks."""
    path = ground.folder / wanted.path
    shown = ground.shown(path)
    text = _text(path)
    if text is None or not text.strip():
        yield Fault(f"{shown} {'does not exist or is no text' if text is None else 'is empty'}")
        return
    number = len(wanted.headings) + len(wanted.words) + len(wanted.rows)
    yield Looked(f"{shown}: {count(number, 'thing')} that it must say")
    found = sections(text)
    titles = {section.heading for section in found}
    for heading in wanted.headings:
        if heading not in titles:
            yield Fault(f"{shown} has no heading `{heading}`")
    section = next((one for one in found if one.heading == (wanted.section or "")), None)
    if section is None:
        yield Fault(f"{shown} has no section `{wanted.section}`")
        return
    span = Span(shown, section.line, 1, section.line, 1)
    for missing in _missing(section, wanted):
        yield Fault(missing, span)


def _missing(section: Section, wanted: DocumentCheck) -> Iterator[str]:
    where = f"the section `{section.heading}`" if section.level else "the document"
    for words in wanted.words:
        if " ".join(words.split()) not in section.text:
            yield f"{where} does not say `{words}`"
    first = {row[0] for row in section.rows}
    for row in wanted.rows:
        if row not in first:
            yield f"no table of {where} has the row `{row}`"


def file_faults(wanted: FileCheck, ground: Ground) -> Iterator[Fault | Looked]:
    """Paths that no file fits, files that are empty or lack the words."""
    for pattern in wanted.paths:
        paths = sorted(path for path in ground.folder.glob(pattern) if path.is_file())
        if not paths:
            yield Fault(f"there is no file {pattern}")
        else:
            yield Looked(f"{pattern}: {count(len(paths), 'file')}")
        for path in paths:
            yield from _lacks(path, wanted.words, ground)


def _lacks(path: Path, words: tuple[str, ...], ground: Ground) -> Iterator[Fault]:
    text = _text(path)
    if text is None:
        yield Fault(f"{ground.shown(path)} cannot be read as UTF-8 text")
    elif not text.strip():
        yield Fault(f"{ground.shown(path)} is empty")
    else:
        joined = " ".join(text.split())
        for one in words:
            if " ".join(one.split()) not in joined:
                yield Fault(f"{ground.shown(path)} does not say `{one}`")


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
