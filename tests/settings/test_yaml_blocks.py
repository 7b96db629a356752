"""The quick reader of YAML held against the parser: what it takes, both read alike."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ddllint.diagnostics.errors import UsageError
from ddllint.settings.yaml import Data, Document, Placed, Pointer, parse
from ddllint.settings.yaml_blocks import read_blocks
from ddllint.settings.yaml_text import Text

ROOT = Path(__file__).parents[2]


def described(placed: Placed) -> list[object]:
    """Each value with its type, its text, its place and that of its key, in order."""
    document = Document("f.yaml", placed)
    found: list[object] = [document.problems]

    def look(value: Data, pointer: Pointer) -> None:
        shown = value if isinstance(value, list | dict | str) else repr(value)
        places = document.span_of(pointer), document.key_span_of(pointer)
        found.append((pointer, type(value), shown, places, document.written(pointer)))
        parts = value.items() if isinstance(value, dict) else ()
        for step, part in parts:
            look(part, (*pointer, step))
        for at, item in enumerate(value if isinstance(value, list) else ()):
            look(item, (*pointer, at))

    look(document.data, ())
    return found


def is_taken(text: str) -> bool:
    """Whether the quick reader takes the text; both must read what it takes alike."""
    quick = read_blocks(Text("f.yaml", text))
    if quick is not None:
        assert described(quick) == described(parse(Text("f.yaml", text)))
    return quick is not None


TAKEN = [
    "a: 1",
    "a:\n",
    "a: # beside\n  # above\n  b: x # y\n\n# below\n",
    "- a\n-\n- b: 1\n  c:\n\n  d:\n  - 1\n  -   x: 2\n      y: 3\n  e: {}\n- []\n",
    "  a: 'it''s'\n  \"b c\": \"x: y # z\"   # z\n  'd':\n    -\n      - 1\n    - x: 2\n",
    "a: [x, 'y, z', \"\", -1, 2.5 , null , a b, $c/d.e] # f\nb: [ ]\nc: []\n",
    "a: |\n  one\n\n    two: - [\n\nb: |-   # why\n  three\n",
    "a:\n  - b: |\n      x\n    c: |-\n      y\n\n\n  - |\n   z",
    "a: |\n  x",
    "a: |\n  x\n\n",
    "/a/{b}: http://c:80/d#e\na#b: -c\n200: -.5\nit's: 10:30 {x}\n",
    "a: x \nb: y  # z\nc: 0x1F\nd: 1e3\ne: .nan\nf: ~\ng: =\nh: a - b\ni: <<\n",
    "'<<': 1\nключ: é\na\xadb: \U0001f600\n",
]


@pytest.mark.parametrize("text", TAKEN)
def test_blocks_are_read_as_the_parser_reads_them(text: str) -> None:
    assert is_taken(text)


LEFT = [
    "",
    "# nothing\n",
    "x\n",
    "[a]\n",
    "a: b: c\n",
    "a: b:\n",
    "a: - b\n",
    "a: b\n  c\n",
    "a:\n    b: 1\n  c: 2\n",
    "a: 1\na: 2\n",
    "a: 1\n- b\n",
    "- a\nb: 1\n",
    "a:\n  - 1\n b: 1\n",
    "- - a\n",
    "? a\n: b\n",
    "a : b\n",
    "a: &x 1\n",
    "a: !!str 1\n",
    "a: >\n  b\n",
    "a: |2\n  b\n",
    "a: |\n# b\n",
    "a: |\n\n  b\n",
    "a: |\n  b\n   \n",
    "a: |\n  # b\n",
    "a: |\n  b\n c\n",
    "a: {b: 1}\n",
    "a: [b: 1]\n",
    "a: [b,]\n",
    "a: [b\n  , c]\n",
    'a: "\\n"\n',
    "a: 'b\n  c'\n",
    "a: 'b' c\n",
    "a:\tb\n",
    "a: b\r\n",
    "a: b\u2028c\n",
    "a: b\x85c\n",
    "a: b\xa0\n",
    "<<: {}\n",
    "---\na: 1\n",
    "a: 1\n---\nb: 1\n",
    "a: 1\n...\n",
    "a: %b\n",
    "a: @b\n",
    f"a: {'9' * 5000}\n",
    f"a: [{'9' * 5000}]\n",
    f"{'a' * 1100}: 1\n",
    "".join(f"{' ' * depth}a:\n" for depth in range(200)),
]


@pytest.mark.parametrize("text", LEFT)
def test_other_texts_are_left_to_the_parser(text: str) -> None:
    assert not is_taken(text)


def test_characters_that_could_be_read_in_another_way_are_left_to_the_parser() -> None:
    odd = {chr(code) for code in range(0x11000) if chr(code).isspace()} - {" ", "\n"} | {"\ufeff"}
    for character in map(chr, range(0x11000)):
        if character not in odd:
            try:
                Text("f.yaml", character).refuse_unprintable()
            except UsageError:
                odd.add(character)
    taken = {one for one in map(chr, range(0x11000)) if read_blocks(Text("f.yaml", f"a: 'b{one}'"))}
    assert odd.isdisjoint(taken)
    assert {"é", "\xad", "日", "\ue000", "\U00010000"} <= taken


@pytest.mark.parametrize(
    "path",
    sorted(
        path.relative_to(ROOT).as_posix()
        for folder in ("contracts", "rules", "tests", "ddllint")
        for path in ROOT.joinpath(folder).rglob("*.y*ml")
    ),
)
def test_files_are_read_as_the_parser_reads_them(path: str) -> None:
    text = ROOT.joinpath(path).read_text(encoding="utf-8")
    try:
        described(parse(Text(path, text)))
    except UsageError:
        assert read_blocks(Text(path, text)) is None
    else:
        is_taken(text)


PIECES = st.sampled_from(
    [
        *("a", "b", "a: ", "b:", "'c': ", '"d": ', "$ref: ", "x y:", "<<: ", "- ", "-", "-  "),
        *("1", "-2.5", "~", "'e'", "'e''f'", '"g"', "[]", "{}", "[a, 'b']", "[a, -1 ]", "[a", "{a"),
        *(
            "|",
            "|-",
            ">",
            "#",
            " #",
            " # h",
            ":",
            ": ",
            "#i",
            "&j",
            "*j",
            "!k",
            "?",
            "? ",
            "@",
            "%",
        ),
        *("---", "...", "%", "\\", "'", '"', ",", "]", "é", "<<", "\t", "\xa0", "\u3000", "0o7"),
    ]
)
LINES = st.builds(
    lambda indent, pieces, end: " " * indent + "".join(pieces) + end,
    st.sampled_from([0, 0, 1, 2, 2, 2, 3, 4, 4, 6]),
    st.lists(PIECES, max_size=4),
    st.sampled_from(["", "", "", " ", "  "]),
)


@given(st.lists(LINES, max_size=8).map("\n".join))
@example("a:\n  - 'b'\n  # c")
def test_what_is_taken_is_read_alike(text: str) -> None:
    try:
        parse(Text("f.yaml", text))
    except UsageError:
        assert read_blocks(Text("f.yaml", text)) is None
    else:
        is_taken(text)


KEYS = st.sampled_from(["a", "b c", "$ref", "/x/{y}", "'200'", '"q"', "z#w", "é", "it's"])
SCALARS = st.sampled_from(
    [
        *("1", "-0.50", "text, and more", "'it''s'", '"x # y"', "~", "null", "a:b", "1e5", "true"),
        *("[a, 'b', 1]", "[ x ]", "[]", "{}", "http://a/b#c", "a #b", "a :b", "?", "'c' d", "e: f"),
    ]
)
TAILS = st.sampled_from(["", "", "", " ", " # c", "\n", "\n\n", "\n# c", "\n      # c"])


def block(draw: st.DrawFn, indent: int, depth: int) -> str:
    """The lines of a block at that indentation, the first one without it."""
    listed = draw(st.booleans())
    keys = draw(st.lists(KEYS, min_size=1, max_size=4, unique=True))
    margin = " " * indent
    found = []
    for key in keys:
        lead = "-" + " " * draw(st.integers(1, 3)) if listed else f"{key}:"
        kind = draw(st.sampled_from(["scalar", "scalar", "nothing", "block", "literal", "inline"]))
        deeper = indent + draw(st.integers(1, 3))
        if kind == "block" and depth:
            value = f"{draw(TAILS)}\n{' ' * deeper}{block(draw, deeper, depth - 1)}"
        elif kind == "inline" and listed and depth:
            inner = block(draw, indent + len(lead), depth - 1)
            value = inner if not inner.startswith("-") else "x"
        elif kind == "literal":
            text = draw(st.lists(st.sampled_from(["one", "a: b", "  - x", ""]), max_size=3))
            rows = [" " * deeper + "first", *(" " * deeper * bool(row) + row for row in text)]
            value = draw(st.sampled_from([" |", " |-", " | # c"])) + "\n" + "\n".join(rows)
        elif kind == "nothing":
            value = draw(TAILS)
        else:
            value = " " + draw(SCALARS) + draw(TAILS)
        found.append(lead + value)
    return f"\n{margin}".join(found)


@st.composite
def blocks(draw: st.DrawFn) -> str:
    indent = draw(st.sampled_from([0, 0, 0, 2]))
    ends = draw(st.sampled_from(["", "\n", "\n\n", "\n# end", "\n# end\n", "  "]))
    return " " * indent + block(draw, indent, 3) + ends


@given(blocks())
def test_blocks_are_taken_and_read_alike(text: str) -> None:
    try:
        parse(Text("f.yaml", text))
    except UsageError:
        assert read_blocks(Text("f.yaml", text)) is None
    else:
        is_taken(text)
