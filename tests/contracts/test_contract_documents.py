import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from ddllint.contracts.documents import Dangling, Documents, Node, load_documents
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem


def loaded(root: Path, files: Mapping[str, str]) -> Documents:
    """The documents of `root/contracts` with these files in it."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return load_documents([root / "contracts"], root, lambda path: f"shown/{path.name}")


def wrong(documents: Documents) -> tuple[Problem, ...]:
    return (*documents.problems, *documents.dangling())


def lines(documents: Documents) -> list[str]:
    return [f"{problem.span}: {problem.message}" for problem in wrong(documents)]


def test_every_yaml_and_json_file_is_loaded_in_the_order_of_names(tmp_path: Path) -> None:
    files = {
        "contracts/z.yaml": "a: 1",
        "contracts/sub/b.yml": "a: 2",
        "contracts/sub/deep/a.json": '{"a": 3}',
        "contracts/a.yaml": "",
        "contracts/notes.txt": "not: [read",
        "other/x.yaml": "not: [read",
    }
    documents = loaded(tmp_path, files)
    assert list(documents.files) == [
        "contracts/a.yaml",
        "contracts/sub/b.yml",
        "contracts/sub/deep/a.json",
        "contracts/z.yaml",
    ]
    assert documents.files["contracts/sub/b.yml"].path == "shown/b.yml"
    assert wrong(documents) == ()


def test_folders_that_overlap_are_read_once(tmp_path: Path) -> None:
    loaded(tmp_path, {"contracts/sub/a.yaml": "$ref: ../b.yaml", "contracts/b.yaml": "x: 1"})
    folders = [tmp_path / "contracts/sub", tmp_path / "contracts", tmp_path / "contracts"]
    documents = load_documents(folders, tmp_path, str)
    assert list(documents.files) == ["contracts/b.yaml", "contracts/sub/a.yaml"]
    assert wrong(documents) == ()


def test_the_root_may_be_the_contracts_folder_itself(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("x: {$ref: 'b.yaml#/y'}\nz: {$ref: ../c.yaml}\n")
    (tmp_path / "b.yaml").write_text("y: 1")
    documents = load_documents([tmp_path], tmp_path, lambda path: path.name)
    assert lines(documents) == ["a.yaml:2:11: ../c.yaml lies outside of the contracts folder"]


def test_a_folder_that_is_missing_or_empty_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the contracts folder shown/contracts does not exist"):
        loaded(tmp_path, {})
    (tmp_path / "contracts").mkdir()
    with pytest.raises(UsageError, match=r"holds no \*.yaml, \*.yml, \*.json"):
        loaded(tmp_path, {})


def test_a_folder_that_cannot_be_listed_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "contracts/closed").mkdir(parents=True)
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(UsageError, match=r"^shown/closed: cannot be read: permission denied$"):
        loaded(tmp_path, {"contracts/a.yaml": "a: 1"})


def test_a_file_name_that_is_not_utf8_can_be_printed(tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/contracts/\xff.yaml")).write_text("a: 1")
    [name] = loaded(tmp_path, {}).files
    assert name == "contracts/\\xff.yaml"


def test_a_reference_is_resolved_within_and_across_files(tmp_path: Path) -> None:
    files = {
        "contracts/a.yaml": "x: {$ref: '#/y~1z/0'}\ny/z: [{$ref: 'sub/b%20c.yaml#/a~0b/1'}]\n",
        "contracts/sub/b c.yaml": "a~b: [1, {$ref: ../a.yaml}]\n",
    }
    documents = loaded(tmp_path, files)
    assert wrong(documents) == ()
    found = documents.resolve("contracts/a.yaml", "sub/b%20c.yaml#/a~0b/1")
    assert isinstance(found, Node)
    assert found == Node("contracts/sub/b c.yaml", ("a~b", "1"), {"$ref": "../a.yaml"})
    assert str(found) == "contracts/sub/b c.yaml#/a~0b/1"
    whole = documents.resolve("contracts/sub/b c.yaml", "../a.yaml")
    assert isinstance(whole, Node)
    assert (whole.file, whole.pointer) == ("contracts/a.yaml", ())


DANGLING = {
    "'#/components/schemas/Evnt'": (
        "`contracts/a.yaml#/components/schemas` has no `Evnt`",
        "Did you mean `Event`?",
    ),
    "'#/components/schemas/Event/type/0'": (
        "`contracts/a.yaml#/components/schemas/Event/type` has no `0`",
        "",
    ),
    "'#/list/2'": ("`contracts/a.yaml#/list` has no `2`", ""),
    "'#/list/-1'": ("`contracts/a.yaml#/list` has no `-1`", ""),
    "'#/list/01'": ("`contracts/a.yaml#/list` has no `01`", ""),
    "'#Event'": (
        "contracts/a.yaml has no anchor `Event`",
        "An anchor is named by `$anchor`; a JSON pointer starts with `#/`.",
    ),
    "sub/b.yml": (
        "there is no contract contracts/sub/b.yml",
        "Did you mean `contracts/sub/b.yaml`?",
    ),
    "notes.txt": ("there is no contract contracts/notes.txt", ""),
    "../x.yaml": ("x.yaml lies outside of the contracts folder", ""),
    "sub/../../x.yaml": ("x.yaml lies outside of the contracts folder", ""),
    "../contracts2/x.yaml": ("contracts2/x.yaml lies outside of the contracts folder", ""),
    "'%2e%2e/x.yaml'": ("x.yaml lies outside of the contracts folder", ""),
    "../../../../../../../../etc/hostname": (None, ""),
    "/etc/passwd": (
        "`/etc/passwd` is an absolute path",
        "Write the path relative to this file.",
    ),
    "'http://example.com/a.yaml#/x'": (
        "`http://example.com/a.yaml#/x` is a URL; only local files are read",
        "Copy what it refers to into the contracts folder.",
    ),
    "file:///etc/passwd": (
        "`file:///etc/passwd` is a URL; only local files are read",
        "Copy what it refers to into the contracts folder.",
    ),
    "//example.com/a.yaml": (
        "`//example.com/a.yaml` is a URL; only local files are read",
        "Copy what it refers to into the contracts folder.",
    ),
    '"sub/b.yaml%00"': ("there is no contract contracts/sub/b.yaml\0", None),
}


@pytest.mark.parametrize("reference", DANGLING)
def test_a_reference_that_leads_nowhere_is_a_problem_at_its_place(
    tmp_path: Path, reference: str
) -> None:
    text = (
        "components:\n  schemas:\n    Event: {type: object}\n    Other:\n"
        f"      $ref: {reference}\nlist: [1, 2]\n"
    )
    files = {
        "contracts/a.yaml": text,
        "contracts/sub/b.yaml": "x: 1",
        "contracts/notes.txt": "",
        "x.yaml": "x: 1",
        "contracts2/x.yaml": "x: 1",
    }
    [problem] = wrong(loaded(tmp_path, files))
    message, help = DANGLING[reference]
    assert str(problem.span) == "shown/a.yaml:5:13"
    assert problem.object == "contracts/a.yaml#/components/schemas/Other/$ref"
    if message is None:
        assert problem.message.endswith("etc/hostname lies outside of the contracts folder")
    else:
        assert problem.message == message
    if help is not None:
        assert problem.help == help


def test_a_reference_may_name_an_anchor(tmp_path: Path) -> None:
    files = {
        "contracts/a.yaml": (
            "x: {$ref: '#one'}\ny: {$ref: 'b.yaml#two'}\nz: {$ref: 'b.yaml#old'}\n"
            "components: {schemas: {One: {$anchor: one}}}\n"
        ),
        "contracts/b.yaml": (
            "$defs: {T: {items: {$dynamicAnchor: two}}, O: {$id: '#old'}}\n"
            "examples: [{$anchor: shown}]\nproperties: {$anchor: {type: string}}\n"
            "w: {$ref: '#shown'}\n"
        ),
    }
    documents = loaded(tmp_path, files)
    assert lines(documents) == ["shown/b.yaml:4:11: contracts/b.yaml has no anchor `shown`"]
    for reference, wanted in {
        "#one": "contracts/a.yaml#/components/schemas/One",
        "b.yaml#two": "contracts/b.yaml#/$defs/T/items",
        "b.yaml#old": "contracts/b.yaml#/$defs/O",
    }.items():
        assert str(documents.resolve("contracts/a.yaml", reference)) == wanted


def test_a_url_that_a_file_has_as_its_id_leads_to_the_file(tmp_path: Path) -> None:
    base = "https://example.com/schemas"
    files = {
        "contracts/a.yaml": (
            f"x: {{$ref: '{base}/b.json'}}\ny: {{$ref: '{base}/b.json#/$defs/T'}}\n"
            f"z: {{$ref: '{base}/c.json'}}\n"
        ),
        "contracts/deep/b.yaml": f"$id: {base}/b.json#\n$defs: {{T: {{type: string}}}}\n",
    }
    documents = loaded(tmp_path, files)
    assert lines(documents) == [
        f"shown/a.yaml:3:11: `{base}/c.json` is a URL; only local files are read"
    ]
    assert str(documents.resolve("contracts/a.yaml", f"{base}/b.json#/$defs/T")) == (
        "contracts/deep/b.yaml#/$defs/T"
    )


def test_links_that_lead_out_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret"
    outside.mkdir()
    (outside / "x.yaml").write_text("password: [unclosed")
    folder = tmp_path / "contracts"
    folder.mkdir()
    (folder / "file.yaml").symlink_to(outside / "x.yaml")
    (folder / "folder").symlink_to(outside, target_is_directory=True)
    (folder / "gone.yaml").symlink_to(folder / "nothing.yaml")
    (folder / "inside.yaml").symlink_to("a.yaml")
    text = (
        "a: {$ref: file.yaml}\nb: {$ref: folder/x.yaml}\nc: {$ref: gone.yaml}\n"
        "d: {$ref: 'inside.yaml#/x'}\nx: 1\n"
    )
    documents = loaded(tmp_path, {"contracts/a.yaml": text})
    assert list(documents.files) == ["contracts/a.yaml", "contracts/inside.yaml"]
    reasons = [line for line in lines(documents) if "inside" not in line]
    assert reasons[0] == (
        "shown/file.yaml:1:1: a link that leads out of the contracts folder is not followed"
    )
    assert reasons[1] == reasons[0].replace("file.yaml", "folder")
    assert reasons[2] == "shown/gone.yaml:1:1: cannot be read: no such file or directory"
    assert "shown/a.yaml:2:11: there is no contract contracts/folder/x.yaml" in reasons
    assert "password" not in str(wrong(documents))


def test_a_device_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    os.mkfifo(tmp_path / "contracts/pipe.yaml")
    documents = loaded(tmp_path, {"contracts/a.yaml": "a: 1"})
    assert lines(documents) == ["shown/pipe.yaml:1:1: not an ordinary file"]


def test_what_cannot_be_read_does_not_hide_the_rest(tmp_path: Path) -> None:
    files = {
        "contracts/a.yaml": "a: {$ref: b.yaml}\nc: {$ref: '#/d'}\n",
        "contracts/b.yaml": "x: [1\n",
        "contracts/c.yaml": "x: 1\nx: 2\n",
    }
    documents = loaded(tmp_path, files)
    assert lines(documents) == [
        (
            "shown/b.yaml:2:1: not valid YAML: did not find expected ',' or ']'"
            " (while parsing a flow sequence that starts on line 1)"
        ),
        "shown/c.yaml:2:1: the key `x` is written twice in the same mapping",
        "shown/a.yaml:2:11: `contracts/a.yaml` has no `d`",
    ]
    found = documents.find("contracts/b.yaml", ("x",))
    assert isinstance(found, Dangling)
    assert found.reported


def test_references_in_a_circle_are_problems(tmp_path: Path) -> None:
    files = {
        "contracts/a.yaml": "a: {$ref: '#/b'}\nb: {$ref: 'b.yaml#/c'}\nd: {$ref: '#/d'}\n",
        "contracts/b.yaml": "c: {$ref: 'a.yaml#/a'}\ntree: {items: {$ref: '#/tree'}}\n",
    }
    assert lines(loaded(tmp_path, files)) == [
        "shown/a.yaml:1:11: `#/b` leads round in a circle",
        "shown/a.yaml:2:11: `b.yaml#/c` leads round in a circle",
        "shown/a.yaml:3:11: `#/d` leads round in a circle",
        "shown/b.yaml:1:11: `a.yaml#/a` leads round in a circle",
    ]


def test_a_reference_in_data_or_as_a_name_is_none(tmp_path: Path) -> None:
    text = """\
properties:
  $ref: {type: string}
  default: {$ref: '#/nowhere/1'}
  properties:
    enum: [{$ref: '#/nowhere'}]
    default: {$ref: '#/nowhere'}
    examples: [{$ref: '#/nowhere'}]
    x-note: {$ref: '#/nowhere'}
example: {$ref: '#/nowhere'}
responses:
  default: {$ref: '#/nowhere/2'}
  '200':
    content:
      application/json:
        examples:
          one: {value: {$ref: '#/nowhere'}}
          value: {$ref: '#/nowhere/3'}
"""
    problems = wrong(loaded(tmp_path, {"contracts/a.yaml": text}))
    assert [problem.span.line for problem in problems] == [3, 11, 17]
