import itertools

from gated_projects import ROOT
from markdown_it import MarkdownIt

from ddllint.gates.markdown import sections

TEXT = """\
# Top #

Words of
the top.

```sh
# no heading
| no | row |
```

## Part `one`

| a | b |
|---|:-:|
| `x` | 1 |
| **y** \\| z | 2 |

no | table |
| alone |

### Deep

deeper

## Part two
<!-- # hidden -->
end
"""


def test_sections_hold_those_inside_them() -> None:
    found = sections(TEXT)

    assert [(one.heading, one.level, one.line) for one in found] == [
        ("", 0, 1),
        ("Top", 1, 1),
        ("Part one", 2, 11),
        ("Deep", 3, 21),
        ("Part two", 2, 25),
    ]
    assert "Words of the top." in found[1].text
    assert found[2].text.endswith("### Deep deeper")
    assert found[4].text == "end"


def test_rows_are_those_below_the_head_of_a_table() -> None:
    found = sections(TEXT)

    assert found[2].rows == (("x", "1"), ("y \\| z", "2"))
    assert found[0].rows == found[2].rows
    assert found[3].rows == ()


def test_headings_are_those_that_a_markdown_parser_sees() -> None:
    for path in sorted((ROOT / "db/docs").glob("*.md")):
        text = path.read_text("utf-8")
        tokens = MarkdownIt("commonmark").enable("table").parse(text)
        seen = [
            (int(opening.tag[1]), inline.content.replace("`", "").replace("**", ""))
            for opening, inline in itertools.pairwise(tokens)
            if opening.type == "heading_open"
        ]
        assert [(one.level, one.heading) for one in sections(text)[1:]] == seen, path.name
        rows = sum(token.type == "tr_open" for token in tokens)
        heads = sum(token.type == "thead_open" for token in tokens)
        assert len(sections(text)[0].rows) == rows - heads, path.name
