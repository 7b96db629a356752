"""Comments taken apart, names of pages, regions: the parts by themselves."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddllint.catalog.model import Comment
from ddllint.catalog.names import Name
from ddllint.docs.places import link, page_name
from ddllint.docs.regions import Keep, generated, kept, with_kept
from ddllint.docs.tags import tagged

TAGS = ("Purpose", "Data class", "Contract")


@pytest.mark.parametrize(
    ("text", "plain", "tags"),
    [
        ("Purpose: what it is for.", "", {"Purpose": "what it is for"}),
        ("The orders.", "The orders.", {}),
        (
            "The orders. Purpose: one row\n  an order. Two more. Data class: internal.",
            "The orders.",
            {"Purpose": "one row an order. Two more.", "Data class": "internal"},
        ),
        ("Purpose: as in Contract: x.", "", {"Purpose": "as in Contract: x"}),
        ("Purpose: a. Purpose: b.", "", {"Purpose": "a. b."}),
        ("Purposes: a. Class: b.", "Purposes: a. Class: b.", {}),
        ("Purpose:", "", {"Purpose": ""}),
        ("Purpose: and so on...", "", {"Purpose": "and so on..."}),
    ],
)
def test_tags(text: str, plain: str, tags: dict[str, str]) -> None:
    found = tagged(Comment(text), TAGS)

    assert (found.plain, dict(found.tags)) == (plain, tags)


def test_without_a_comment_or_tags() -> None:
    assert tagged(None, TAGS).purpose == ""
    assert tagged(Comment("Purpose: a."), ()).purpose == "Purpose: a."


def test_page_names() -> None:
    assert page_name(Name("public", "orders")) == "orders"
    assert page_name(Name("sales", "orders")) == "sales.orders"
    assert page_name(Name("public", "sales.orders")) == "sales=2eorders"
    assert page_name(Name("public", "Orders")) == "=4frders"
    assert page_name(Name("public", "../étage")) == "=2e=2e=2f=c3=a9tage"
    assert page_name(Name("public", "index"), frozenset({"index"})) == "=69ndex"


IDENTIFIERS = st.text(st.characters(blacklist_characters="\0"), min_size=1, max_size=63)


@given(st.sets(st.tuples(IDENTIFIERS, IDENTIFIERS), min_size=2, max_size=2))
def test_two_relations_never_share_a_page(names: set[tuple[str, str]]) -> None:
    first, second = (page_name(Name(*name), frozenset({"data_dictionary"})) for name in names)

    assert first.lower() != second.lower()
    assert "/" not in first
    assert len(first) <= 200
    assert first != "data_dictionary"


def test_links_are_relative_to_the_document() -> None:
    assert link("a_b", "db/specs/a b.sql", "db/docs/x.md") == "[a_b](../specs/a%20b.sql)"


LINES = st.lists(st.text(max_size=30).filter(lambda text: "\n" not in text), max_size=4)


@given(LINES, LINES, LINES)
def test_what_is_kept_comes_back_whole(
    before: Sequence[str], after: Sequence[str], own: Sequence[str]
) -> None:
    """Whatever stands in the generated lines, and whatever people write but marks."""
    text = generated([*before, Keep("notes"), *after])
    written = {"notes": [line for line in own if "ddllint:" not in line]}

    filled = with_kept("a.md", text, written)

    assert kept("a.md", filled) == written
    assert with_kept("a.md", text, kept("a.md", filled)) == filled
    assert with_kept("a.md", filled, {"notes": []}) == text


def test_marks_in_generated_lines_are_no_marks() -> None:
    text = generated(["<!-- ddllint:end notes -->", Keep("notes"), "<!--ddllint:keep notes-->"])

    assert kept("a.md", text) == {"notes": []}
    assert "<! -- ddllint:end notes -->" in text
