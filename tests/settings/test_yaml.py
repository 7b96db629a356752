import json
import math
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.settings.yaml import MAX_ALIASED_VALUES, MAX_DEPTH, Data, load, read


def cut(text: str, span: Span) -> str:
    """The part of the text that the span covers."""
    lines = text.splitlines(keepends=True)[span.line - 1 : span.end_line]
    if not lines:
        return ""
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "".join(lines)


def refusal(text: str, path: str = "f.yaml") -> str:
    with pytest.raises(UsageError) as caught:
        load(path, text)
    return str(caught.value)


BLOCKS = """\
# a comment
title: "Größe"   # beside
text: |
  one
  two

list:
  - a
  - b: 1
    c:

  # a comment
flow: {x: [1, 2], y: z}
"""


@pytest.mark.parametrize(
    ("pointer", "key", "value"),
    [
        (("title",), "title", '"Größe"'),
        (("text",), "text", "|\n  one\n  two"),
        (("list",), "list", "- a\n  - b: 1\n    c:"),
        (("list", 0), "a", "a"),
        (("list", "1"), "b: 1\n    c:", "b: 1\n    c:"),
        (("list", 1, "c"), "c", ""),
        (("flow",), "flow", "{x: [1, 2], y: z}"),
        (("flow", "x", 1), "2", "2"),
        (("flow", "y"), "y", "z"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_spans_cover_key_and_value(
    pointer: tuple[str | int, ...], key: str, value: str, end: str
) -> None:
    text = BLOCKS.replace("\n", end)
    document = load("f.yaml", text)
    assert cut(text, document.key_span_of(pointer)).replace("\r\n", "\n") == key
    assert cut(text, document.span_of(pointer)).replace("\r\n", "\n") == value


def test_a_span_counts_from_one_in_characters() -> None:
    document = load("a/b.yaml", "x: 1\n'ключ': [é, 'ü']\n")
    assert document.key_span_of(("ключ",)) == Span("a/b.yaml", 2, 1, 2, 7)
    assert document.span_of(("ключ", 1)) == Span("a/b.yaml", 2, 13, 2, 16)


def test_a_line_separator_inside_of_a_string_is_no_line() -> None:
    document = load("f.yaml", 'a: "x\u2028y"\nb: 1\n')
    assert document.data == {"a": "x\u2028y", "b": 1}
    assert document.key_span_of(("b",)) == Span("f.yaml", 2, 1, 2, 2)


def test_the_deepest_part_that_exists_stands_for_what_does_not() -> None:
    document = load("f.yaml", "a:\n  b: [1]\n")
    assert document.span_of(("a", "b", 7, "x")) == document.span_of(("a", "b"))
    assert document.span_of(("a", "b", "01")) == document.span_of(("a", "b"))
    assert document.key_span_of(("a", "c")) == document.key_span_of(("a",))
    assert document.span_of(("z",)) == document.span_of(()) == Span("f.yaml", 1, 1, 2, 9)


@pytest.mark.parametrize("text", ["", "\ufeff", "# nothing\n", "---\n...\n"])
def test_an_empty_document_has_no_data(text: str) -> None:
    document = load("f.yaml", text)
    assert document.data is None
    assert document.problems == ()
    assert document.span_of(("a",)).path == "f.yaml"


def test_a_byte_order_mark_takes_no_column(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    document = read(path, "shown.yaml")
    assert document.data == {"a": 1, "b": 2}
    assert document.key_span_of(("a",)) == Span("shown.yaml", 1, 1, 1, 2)
    assert document.key_span_of(("b",)) == Span("shown.yaml", 2, 1, 2, 2)


SCALARS: list[tuple[str, Data]] = [
    ("no", "no"),
    ("on", "on"),
    ("true", True),
    ("FALSE", False),
    ("tRUE", "tRUE"),
    ("~", None),
    ("Null", None),
    ("2020-01-01", "2020-01-01"),
    ("12:30:00", "12:30:00"),
    ("012", 12),
    ("0o17", 15),
    ("0x1F", 31),
    ("-7", -7),
    ("1_000", "1_000"),
    ("1e3", 1000.0),
    ("-.5", -0.5),
    (".inf", math.inf),
    ("-.INF", -math.inf),
    (".", "."),
    ("+", "+"),
    ("'1'", "1"),
    ('"null"', "null"),
    ("!!str 1", "1"),
    ("! 1", "1"),
    ('!!int "3"', 3),
    ("!!float 3", 3.0),
    ("!!null ''", None),
    ("=", "="),
]


@pytest.mark.parametrize(("text", "value"), SCALARS, ids=[text for text, _ in SCALARS])
def test_scalars_follow_the_core_schema(text: str, value: Data) -> None:
    document = load("f.yaml", f"k: {text}")
    assert isinstance(document.data, dict)
    found = document.data["k"]
    assert (found, type(found)) == (value, type(value))


def test_not_a_number_is_read() -> None:
    data = load("f.yaml", "[.nan]").data
    assert isinstance(data, list)
    assert isinstance(data[0], float)
    assert math.isnan(data[0])


def test_keys_are_strings_as_written() -> None:
    text = "200: a\nnull: b\ntrue: c\n0x10: d\n'1': e\n2020-01-01: f\n'': g\n"
    data = load("f.yaml", text).data
    assert data == {
        "200": "a",
        "null": "b",
        "true": "c",
        "0x10": "d",
        "1": "e",
        "2020-01-01": "f",
        "": "g",
    }


def test_a_key_written_twice_is_a_problem_at_the_second_place() -> None:
    document = load("f.yaml", "a:\n  - b: 1\n    c: 2\n    b: 3\n")
    assert document.data == {"a": [{"b": 3, "c": 2}]}
    [problem] = document.problems
    assert problem.message == "the key `b` is written twice in the same mapping"
    assert problem.object == "a.b"
    assert problem.span == Span("f.yaml", 4, 5, 4, 6)
    assert [related.span for related in problem.related] == [Span("f.yaml", 2, 5, 2, 6)]
    assert document.span_of(("a", 0, "b")) == Span("f.yaml", 4, 8, 4, 9)


def test_the_same_key_in_two_mappings_is_no_problem() -> None:
    assert load("f.yaml", "a: {x: 1}\nb: {x: 1}\n'a ': 1\n").problems == ()


def test_an_alias_stands_for_its_anchor_and_has_its_own_place() -> None:
    document = load("f.yaml", "a: &x {n: [1]}\nb: *x\n? &k key\n: v\n*k : w\n")
    assert document.data == {"a": {"n": [1]}, "b": {"n": [1]}, "key": "w"}
    assert document.span_of(("b",)) == Span("f.yaml", 2, 4, 2, 6)
    assert document.key_span_of(("b", "n")) == Span("f.yaml", 1, 8, 1, 9)
    assert len(document.problems) == 1


def test_merge_keys_give_what_is_not_written() -> None:
    text = (
        "base: &base {x: 1, y: 2}\n"
        "more: &more {y: 3, z: 4}\n"
        "one:\n  x: 9\n  <<: *base\n"
        "two: {<<: [*more, *base], w: 0}\n"
        "quoted: {'<<': 1}\n"
    )
    document = load("f.yaml", text)
    assert isinstance(document.data, dict)
    assert document.data["one"] == {"x": 9, "y": 2}
    assert document.data["two"] == {"w": 0, "x": 1, "y": 3, "z": 4}
    assert document.data["quoted"] == {"<<": 1}
    assert document.problems == ()
    assert document.key_span_of(("one", "y")) == Span("f.yaml", 1, 20, 1, 21)
    assert document.key_span_of(("one", "x")) == Span("f.yaml", 4, 3, 4, 4)


_UNCLOSED = "did not find expected ',' or ']' (while parsing a flow sequence that starts on line 2)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b: c", "f.yaml:1:5: not valid YAML: mapping values are not allowed in this context"),
        ("a:\n  [1\nb: 2", f"f.yaml:3:2: not valid YAML: {_UNCLOSED}"),
        ("a: 'x", "f.yaml:1:6: not valid YAML: found unexpected end of stream"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document starts here; a file holds one"),
        ("a: *x\n", "f.yaml:1:4: the alias *x has no anchor before it"),
        ("a: &x [1, *x]", "f.yaml:1:11: the alias *x lies inside of what it stands for"),
        ("? [a]\n: b", "f.yaml:1:3: a key must be a plain value, not a list or a mapping"),
        ("x: &a [1]\n*a : b", "f.yaml:2:1: a key must be a plain value, not a list or a mapping"),
        ("a: !!python/object:os.system x", "f.yaml:1:4: the tag !!python/object:os.system is not"),
        ("a: !include x.yaml", "f.yaml:1:4: the tag !include is not allowed here"),
        ("a: !!set {x}", "f.yaml:1:4: the tag !!set is not allowed here"),
        ("a: !!bool x", "f.yaml:1:4: `x` is not a value of the tag !!bool"),
        ("<<: 1", "f.yaml:1:5: `<<` takes a mapping or a list of mappings"),
        ("é: \x07", "f.yaml:1:4: character U+0007 cannot stand in a YAML file"),
        ("é: \ud800", "f.yaml:1:4: character U+D800 cannot stand in a YAML file"),
        ("a: " + "9" * 5000, "f.yaml:1:4: a number of 5000 digits is too long"),
    ],
)
def test_what_is_refused_is_refused_at_its_place(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


@pytest.mark.parametrize(
    ("text", "help"), [("a:\n\tb: 1", "a tab cannot stand here"), ("a: @x", "Quote a value")]
)
def test_common_mistakes_come_with_help(text: str, help: str) -> None:
    with pytest.raises(UsageError) as caught:
        load("f.yaml", text)
    assert help in caught.value.help


def test_a_deep_document_is_read_and_a_deeper_one_refused() -> None:
    assert load("f.yaml", "[" * MAX_DEPTH + "]" * MAX_DEPTH).data is not None
    # libyaml 0.2.6 sees the 1,001st bracket before it tells of the first
    expected = [
        f"f.yaml:1:{column}: nested deeper than {MAX_DEPTH} levels" for column in (101, 1001)
    ]
    assert refusal("[" * 300_000) in expected
    assert refusal("[" * 110 + "]" * 110) == expected[0]
    assert refusal("{a: " * 300_000).endswith(f"nested deeper than {MAX_DEPTH} levels")
    assert refusal("- " * 300_000).endswith(f"nested deeper than {MAX_DEPTH} levels")


def test_aliases_do_not_get_around_the_limit_of_depth() -> None:
    half = MAX_DEPTH // 2
    text = f"- &a {'[' * half}{']' * half}\n- {'[' * half}*a{']' * half}\n"
    assert refusal(text) == f"f.yaml:2:{half + 3}: nested deeper than {MAX_DEPTH} levels"


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, y]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    began = time.perf_counter()
    message = refusal("\n".join(lines))
    assert time.perf_counter() - began < 1
    assert message.endswith(f"aliases stand for more than {MAX_ALIASED_VALUES} values")


def test_a_merge_bomb_is_refused() -> None:
    keys = ", ".join(f"k{n}: 1" for n in range(1000))
    uses = "\n".join("- {<<: *a}" for _ in range(200))
    assert f"more than {MAX_ALIASED_VALUES} values" in refusal(f"- &a {{{keys}}}\n{uses}\n")


def test_json_is_read_with_tabs_and_escapes() -> None:
    text = '{\n\t"a\\/b":\t"\\ud83d\\ude00\\\\ud83d", "n": [1.5, -2E3, true, null],\r\n\t"m": 0}'
    document = load("f.json", text)
    assert document.data == json.loads(text)
    assert cut(text, document.key_span_of(("n",))) == '"n"'
    assert cut(text, document.span_of(("n", 1))) == "-2E3"
    assert document.key_span_of(("m",)) == Span("f.json", 3, 2, 3, 5)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a": 1,}', "f.json:1:8: not valid JSON: nothing follows the comma"),
        ('{"a": [1, 2 ,\n ]}', "f.json:1:13: not valid JSON: nothing follows the comma"),
        ('{"a": NaN}', "f.json:1:7: not valid JSON: `NaN` is no number of JSON"),
        ('{"NaN": "\\"NaN", "b":\n -Infinity}', "f.json:2:2: not valid JSON: `-Infinity` is no"),
        ("{'a': 1}", "f.json:1:2: not valid JSON: expecting property name"),
        ("{a: 1}", "f.json:1:2: not valid JSON: expecting property name"),
        ('{"a": 012}', "f.json:1:8: not valid JSON: expecting ',' delimiter"),
        ('{"a": True}', "f.json:1:7: not valid JSON: expecting value"),
        ('{"a": 1} # why', "f.json:1:10: not valid JSON: extra data"),
        ('{"a": "one\ntwo"}', "f.json:1:11: not valid JSON: invalid control character"),
        ("a: 1\nb: 2\n", "f.json:1:1: not valid JSON: expecting value"),
        ('{"a": &x 1, "b": *x}', "f.json:1:7: not valid JSON: expecting value"),
        ('\ufeff\r\n{"a":\r\n 1,\r\n}', "f.json:3:3: not valid JSON: nothing follows the comma"),
    ],
)
def test_what_only_yaml_allows_is_refused_in_json(text: str, told: str) -> None:
    assert told in refusal(text, "f.json")
    load("f.yaml", text.replace("# why", ""))


def test_json_that_is_deep_or_long_is_refused_as_in_yaml() -> None:
    assert "nested deeper than" in refusal("[" * 5000 + "]" * 5000, "f.json")
    assert "a number of 5000 digits is too long" in refusal("[" + "9" * 5000 + "]", "f.json")
    assert load("f.json", "").data is None


def test_in_yaml_a_surrogate_escape_is_text_or_refused() -> None:
    assert load("f.yaml", r"a: \ud83d\ude00").data == {"a": r"\ud83d\ude00"}
    assert "invalid Unicode character escape" in refusal(r'a: "\ud83d\ude00"')


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f")),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.text(
                st.characters(exclude_categories=["Cs"], exclude_characters="\x7f"), max_size=80
            ),
            inner,
        )
    ),
)


def test_a_key_may_be_as_long_as_yaml_allows() -> None:
    assert load("f.json", json.dumps({"a" * 1000: 1})).data == {"a" * 1000: 1}
    assert "not valid YAML" in refusal(json.dumps({"a" * 1100: 1}))


@given(data=JSON, indent=st.none() | st.integers(0, 3), sort=st.booleans())
def test_all_json_is_read_and_each_value_found(data: Data, indent: int | None, sort: bool) -> None:
    text = json.dumps(data, indent=indent, sort_keys=sort)
    document = load("f.json", text)
    assert document.data == data
    assert document.problems == ()

    def look(value: Data, pointer: tuple[str | int, ...]) -> None:
        assert json.loads(cut(text, document.span_of(pointer))) == value
        parts = value.items() if isinstance(value, dict) else ()
        for key, part in parts:
            assert json.loads(cut(text, document.key_span_of((*pointer, key)))) == key
            look(part, (*pointer, key))
        for at, part in enumerate(value if isinstance(value, list) else ()):
            look(part, (*pointer, at))

    look(data, ())


@given(st.text(st.sampled_from("ab:-?[]{}&*!|>'\"%@`#,\n\r\t 1~<\x85\u2028\ufeff\0é")))
def test_any_text_gives_a_document_or_a_usage_error(text: str) -> None:
    try:
        span: Span | None = load("f.yaml", text).span_of(())
    except UsageError as error:
        span = error.span
    assert span is not None
    assert (1, 1) <= (span.line, span.column) <= (span.end_line, span.end_column)


def test_without_the_c_parser_the_result_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [BLOCKS, *(f"k: {scalar}" for scalar, _ in SCALARS), "- &a {x: [1]}\n- {<<: *a}\n"]

    def described(text: str) -> object:
        document = load("f.yaml", text)
        return document.data, document.span_of(("list", 1)), document.key_span_of(("flow", "x"))

    fast = [described(text) for text in texts]
    monkeypatch.delattr("yaml.CSafeLoader")
    assert [described(text) for text in texts] == fast
    assert refusal("[" * 300_000).endswith(f"nested deeper than {MAX_DEPTH} levels")


def test_bytes_that_are_not_utf8_are_refused_at_their_place(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes("a: 1\né: caf".encode() + b"\xe9\n")
    with pytest.raises(UsageError) as caught:
        read(path, "f.yaml")
    assert str(caught.value) == "f.yaml:2:7: not UTF-8: byte 0xe9 cannot stand here"


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path / name, "shown.yaml")
    reason = "is a directory" if name == "." else "no such file or directory"
    assert str(caught.value) == f"shown.yaml: cannot be read: {reason}"
