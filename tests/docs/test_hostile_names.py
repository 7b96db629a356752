"""Names and comments that mean something to Markdown, Mermaid, SVG or our own marks."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docs_projects import docs, make, written
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ddllint.docs.regions import unmarked
from ddllint.report.markdown import code, escaped, paragraph
from ddllint.report.printable import printable

NAMES = [
    "a|b",
    "`tick` ``two``",
    "<script>alert(1)</script>",
    "[x](http://example.org) ![y](z)",
    "**b** _i_ ~~s~~ $m$ #h",
    "-->]]>&amp;&lt;",
    '"quoted" \\ back\\|slash',
    "line\nfeed\ttab",
    "\u202egnp",
    "-- ddllint: waive",
    "<!-- ddllint:end notes -->",
    "é漢字🙂",
    "../../etc/passwd",
    "%%{init: {}}%%",
    "}",
    "Upper",
]
COMMENTS = [
    "Purpose: | `x` <img src=x onerror=alert(1)>. Data class: **bold** [a](b).",
    "# heading\n\n- list\n\n```\ncode\n```\n<!-- ddllint:end notes -->",
    "1. first",
    "--- \n===",
]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def hostile_sql() -> str:
    parts = []
    columns = ", ".join(f"{quoted(name)} text DEFAULT {literal(name)}" for name in NAMES)
    parts.append(f'CREATE TABLE "all" (id int PRIMARY KEY, {columns});')
    for at, name in enumerate(NAMES):
        table, comment = quoted(name), literal(COMMENTS[at % len(COMMENTS)])
        parts.append(
            f"CREATE TABLE {table} (id int PRIMARY KEY, other int CONSTRAINT {quoted('fk' + name)} "
            f'REFERENCES "all" (id), CONSTRAINT {quoted("ck" + name)} CHECK (id::text <> '
            f"{literal(name)}));"
        )
        parts.append(f"COMMENT ON TABLE {table} IS {comment};")
        parts.append(f'COMMENT ON COLUMN "all".{table} IS {comment};')
        parts.append(f"CREATE POLICY {table} ON {table} USING (id::text = {literal(name)});")
        parts.append(f"GRANT SELECT ON {table} TO {table};")
        parts.append(f"CREATE INDEX {quoted('i' + name)} ON {table} (other);")
    parts.append(f'CREATE VIEW v AS SELECT id, {literal(NAMES[10])} AS c -- ```\nFROM "all";')
    return "\n".join(parts)


@pytest.fixture(scope="module", name="project")
def hostile_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make(tmp_path_factory.mktemp("hostile"), hostile_sql(), "specs: [specs]\n")
    run = docs(folder)
    assert (run.returncode, run.stderr) == (
        0,
        "ddllint: no contract-matrix: the settings name no contracts\n",
    )
    return folder


def tokens(text: str) -> list[Token]:
    """All tokens, those within lines too."""
    found: list[Token] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        found += [token, *(token.children or ())]
    return found


def test_the_documents_are_up_to_date_afterwards(project: Path) -> None:
    run = docs(project, "--check")

    assert (run.returncode, run.stdout) == (0, "25 documents up to date\n")


def test_every_table_has_a_page_in_the_folder(project: Path) -> None:
    pages = [name for name in written(project) if name.startswith("data_dictionary/")]

    assert len(pages) == len(NAMES) + 3
    assert all(re.fullmatch(r"data_dictionary/[a-z0-9_.=-]+\.md", name) for name in pages)


def test_nothing_in_a_page_is_html_or_a_link_of_others(project: Path) -> None:
    for name, text in written(project).items():
        if not name.endswith(".md") or name == "DDL_LINT_RULES.md":
            continue
        for token in tokens(text):
            if token.type == "html_block":
                assert re.fullmatch(r"(<!-- ddllint:[^<>]* -->\n?)+", token.content), name
            elif token.type == "html_inline":
                assert token.content in ("<br>", "<code>", "</code>"), (name, token.content)
            elif token.type in ("link_open", "image"):
                target = str(token.attrGet("href") or token.attrGet("src"))
                place = project / "db/docs" / Path(name).parent / target
                assert place.resolve().is_relative_to(project), (name, target)
                assert place.exists(), (name, target)
            assert token.type not in ("strong_open", "em_open", "s_open") or text.count("*No") > 0


def test_a_page_shows_the_names_as_they_are(project: Path) -> None:
    page = MarkdownIt("commonmark").enable("table")
    shown = page.render(written(project)["data_dictionary/all.md"])
    cells = re.findall(r"<tr>\s*<td><code>(.*?)</code></td>", shown, re.DOTALL)
    plain = [re.sub(r"&(#\d+|lt|gt|amp|quot);", _entity, cell) for cell in cells]

    assert plain[1 : len(NAMES) + 1] == [unmarked(printable(name)) for name in NAMES]


def _entity(found: re.Match[str]) -> str:
    names = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
    return names[found[1]] if found[1] in names else chr(int(found[1][1:]))


def test_the_picture_is_well_formed_and_has_no_script(project: Path) -> None:
    root = ElementTree.fromstring(written(project)["erd/erd.svg"])

    kinds = {element.tag.partition("}")[2] for element in root.iter()}
    assert kinds == {"svg", "title", "style", "rect", "text", "polyline", "path", "circle"}
    texts = {element.text for element in root.iter() if element.tag.endswith("text")}
    assert {printable(name) for name in NAMES} <= texts


def test_mermaid_gets_only_what_its_grammar_takes(project: Path) -> None:
    text = written(project)["erd/erd.md"]
    lines = text.partition("```mermaid\n")[2].partition("\n```")[0].split("\n")
    label = r'"([\w .,:()\[\]/=-]|#\d+;)+"'
    forms = (
        r"erDiagram",
        rf"    e\d+\[{label}\] \{{",
        rf"        [A-Za-z][\w()\[\]-]* [A-Za-z]\w*( [PFU]K(, [PFU]K)*)?( {label})?",
        r"    \}",
        rf"    e\d+ [}}|][o|](--|\.\.)[o|][{{|] e\d+ : {label}",
    )

    strange = [line for line in lines if not any(re.fullmatch(form, line) for form in forms)]
    assert strange == []
    assert len(re.findall(r"^    e\d+\[", text, re.MULTILINE)) == len(NAMES) + 2


@pytest.mark.parametrize("text", [*NAMES, *COMMENTS, "", " ", "`", "a`", "+ x", "12) x", "=", "\\"])
def test_text_is_shown_as_it_is(text: str) -> None:
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    wanted = " ".join(text.split())

    def shown(source: str) -> str:
        inline = [token for token in page.parse(source) if token.type == "inline"]
        return "".join(part.content for token in inline for part in token.children or ())

    assert shown(paragraph(text)) == printable(wanted)
    assert shown(f"x {escaped(wanted)}") == f"x {printable(wanted)}".rstrip()
    cells = [
        token
        for token in page.parse(f"| a | b |\n|---|---|\n| {code(wanted)} | {escaped(wanted)} |\n")
        if token.type == "inline"
    ]
    assert len(cells) == 4
    assert "".join(part.content for part in cells[3].children or ()) == printable(wanted)
