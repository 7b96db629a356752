import pytest
from sources import parsed


def found(text: str | bytes) -> list[tuple[str, bool]]:
    return [(one.text, one.own_line) for one in parsed(text).directives]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-- ddllint: waive A: é", [("waive A: é", True)]),
        ("--ddllint:waive A: b", [("waive A: b", True)]),
        ("---- ddllint:   waive A  ", [("waive A", True)]),
        ("-- DDLLINT: Waive A", [("Waive A", True)]),
        ("-- DdlLint: waive A", [("waive A", True)]),
        ("/* ddllint: waive A: b */", [("waive A: b", True)]),
        ("/** ddllint: waive A: b **/", [("waive A: b", True)]),
        ("/*\n * ddllint: waive A: b\n   c */ select 1", [("waive A: b\n   c", True)]),
        ("select 1; -- ddllint: waive A", [("waive A", False)]),
        ("select 1 /* ddllint: waive A */ ;", [("waive A", False)]),
        ("/* x */ -- ddllint: waive A", [("waive A", False)]),
        (
            "\t  -- ddllint: waive A\r\n-- ddllint: waive B\r\n",
            [("waive A", True), ("waive B", True)],
        ),
        ("select 1;\r\n\r\n-- ddllint: waive A", [("waive A", True)]),
        ("-- ddllint:", [("", True)]),
        ("/* ddllint: /* nested */ waive A */", [("/* nested */ waive A", True)]),
        ("/* ddllint: waive A", [("waive A", True)]),
        ("selct '; -- ddllint: waive A\n", []),
        ("selct 1; -- ddllint: waive A\n", [("waive A", False)]),
        ("-- see ddllint: waive A", []),
        ("-- ddllint waive A", []),
        ("/* /* ddllint: waive A */ */", []),
        ("select '\n-- ddllint: waive A\n'", []),
        ("select E'\\'\n-- ddllint: waive A\n'", []),
        ('select 1 as "\n-- ddllint: waive A\n"', []),
        ("do $$\n-- ddllint: waive A\n$$", []),
        ("do $é$\n-- ddllint: waive A\n$$ -- ddllint: x\n$é$", []),
        ("select a$$; -- ddllint: waive A\n", [("waive A", False)]),
        (
            "COPY t FROM stdin;\n-- ddllint: waive A\nit's\n\\.\n-- ddllint: waive B\n",
            [("waive B", True)],
        ),
        ("\\echo '-- ddllint: waive A'\n-- ddllint: waive B", [("waive B", True)]),
        ("no directive", []),
    ],
)
def test_directives_are_comments(text: str, expected: list[tuple[str, bool]]) -> None:
    assert found(text) == expected


def test_a_directive_knows_its_place() -> None:
    text = "select 'é'; -- ddllint: waive A  \r\n"
    (one,) = parsed(text).directives
    assert one.source.data[one.start : one.end].decode() == "-- ddllint: waive A"
    span = one.span()
    assert (span.line, span.column, span.end_line, span.end_column) == (1, 13, 1, 32)
