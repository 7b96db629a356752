import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.lint.files import Inputs, read_inputs
from ddllint.lint.globs import matcher


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: str, data: bytes = b"select 1;\n") -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def read(*paths: str) -> Inputs:
    return read_inputs(dict.fromkeys(paths))


def names(inputs: Inputs) -> list[str]:
    return [source.path for source in inputs.sources]


def test_folders_are_read_to_their_depth_in_order_without_hidden_ones() -> None:
    for path in ("db/b.sql", "db/a/z.sql", "db/a.sql", "db/C.SQL", "db/readme.md"):
        put(path)
    for path in ("db/.git/x.sql", "db/a/.cache/deep/x.sql"):
        put(path)
    Path("db/folder.sql").mkdir()
    put("db/folder.sql/inner.sql")
    expected = ["db/C.SQL", "db/a.sql", "db/a/z.sql", "db/b.sql", "db/folder.sql/inner.sql"]
    assert names(read("db")) == expected
    assert names(read("./db/")) == expected


def test_the_working_folder_shows_no_dot() -> None:
    put("a/b.sql")
    put("c.sql")
    assert names(read(".")) == ["a/b.sql", "c.sql"]


def test_a_hidden_folder_that_is_named_is_read() -> None:
    put(".hidden/x.sql")
    assert names(read(".hidden")) == [".hidden/x.sql"]


def test_an_absolute_path_is_shown_relative_to_the_working_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("db/x.sql")
    assert names(read(str(folder / "db"))) == ["db/x.sql"]
    Path("other").mkdir()
    monkeypatch.chdir("other")
    assert names(read(str(folder / "db"))) == ["../db/x.sql"]


def test_a_named_file_needs_no_suffix() -> None:
    put("schema.ddl")
    assert names(read("schema.ddl")) == ["schema.ddl"]


def test_globs() -> None:
    for path in ("db/a/x.sql", "db/b/y.sql", "db/b/z.ddl"):
        put(path)
    assert names(read("db/*/*.sql")) == ["db/a/x.sql", "db/b/y.sql"]
    assert names(read("db/**/*.ddl")) == ["db/b/z.ddl"]
    assert names(read("db/[b]")) == ["db/b/y.sql"]
    put("odd[1].sql")
    assert names(read("odd[1].sql")) == ["odd[1].sql"]


def test_one_file_counts_once_however_it_is_named(folder: Path) -> None:
    put("db/x.sql")
    Path("link.sql").symlink_to("db/x.sql")
    Path("again").symlink_to("db")
    assert names(read("db/x.sql", "db", str(folder / "db" / "x.sql"), "db/*.sql")) == ["db/x.sql"]
    assert len(names(read("."))) == 1


def test_two_files_of_the_same_content_are_two() -> None:
    put("a.sql")
    os.link("a.sql", "b.sql")
    assert names(read(".")) == ["a.sql", "b.sql"]


def test_links_in_a_circle_end() -> None:
    put("db/a/x.sql")
    Path("db/a/up").symlink_to("..")
    Path("db/a/self").symlink_to(".")
    assert names(read("db")) == ["db/a/x.sql"]


def test_a_link_to_nothing_is_told_when_named_and_passed_over_below() -> None:
    put("db/x.sql")
    Path("db/dangling.sql").symlink_to("nowhere")
    assert names(read("db")) == ["db/x.sql"]
    with pytest.raises(UsageError, match=r"^db/dangling\.sql does not exist$"):
        read("db/dangling.sql")


def test_a_missing_path_is_told_at_its_place_in_the_settings() -> None:
    with pytest.raises(UsageError, match=r"^absent does not exist$"):
        read("absent")
    with pytest.raises(UsageError, match=r"^ddllint\.yaml:1:9: absent does not exist$"):
        read_inputs({"absent": Span("ddllint.yaml", 1, 9, 1, 15)})


def test_a_glob_without_a_match_is_told() -> None:
    with pytest.raises(UsageError, match=r"^the glob db/\*\.sql matches nothing$"):
        read("db/*.sql")


def test_a_named_folder_without_sql_is_told() -> None:
    put("db/x.sql")
    put("other/readme.md")
    with pytest.raises(UsageError, match=r"^no \*\.sql file below other$"):
        read("db", "other")


@pytest.fixture
def reachable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A working folder that anybody may enter, and a user who may not read everything."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        monkeypatch.chdir(folder)
        root = os.geteuid() == 0
        yield
        if root:
            os.seteuid(0)
        for path in Path(folder).rglob("*"):
            path.chmod(0o755)
        monkeypatch.undo()


def without_rights() -> None:
    if os.geteuid() == 0:
        os.seteuid(65534)


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize(
    ("closed", "named", "message"),
    [
        ("db/x.sql", "db", "cannot read db/x.sql: Permission denied"),
        ("db/x.sql", "db/x.sql", "cannot read db/x.sql: Permission denied"),
        ("db/a", "db", "cannot read the folder db/a: Permission denied"),
        ("db/a", "db/a", "cannot read the folder db/a: Permission denied"),
        ("db", "db/x.sql", "cannot read db/x.sql: Permission denied"),
    ],
)
def test_what_may_not_be_read_is_told(closed: str, named: str, message: str) -> None:
    put("db/x.sql")
    put("db/a/y.sql")
    Path(closed).chmod(0)
    without_rights()
    with pytest.raises(UsageError) as caught:
        read(named)
    assert str(caught.value) == message


def test_stdin_has_the_name_that_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"select 1")))
    inputs = read_inputs({"-": None}, stdin_name="shop.sql", ignored=lambda _path: True)
    assert [(source.path, source.data) for source in inputs.sources] == [("shop.sql", b"select 1")]


def test_ignored_files_are_counted() -> None:
    for path in ("db/old/a.sql", "db/old/deep/b.sql", "db/new.sql"):
        put(path)
    inputs = read_inputs({"db": None}, ignored=matcher(["db/old"]))
    assert (names(inputs), inputs.ignored) == (["db/new.sql"], 2)


def test_a_name_that_is_not_utf8_is_shown_readably() -> None:
    Path(os.fsdecode(b"caf\xe9.sql")).write_bytes(b"select 1;")
    assert names(read(".")) == ["caf\\xe9.sql"]


def test_bytes_that_are_not_utf8_are_refused_at_their_place() -> None:
    put("x.sql", "-- äß\nselect 'é".encode() + b"\xe9'")
    (refused,) = read("x.sql").refused
    assert refused.code == "SQL003"
    assert refused.problem.message == "byte 0xe9 is not UTF-8"
    assert refused.problem.span == Span("x.sql", 2, 10, 2, 11)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-16", "UTF-16"), ("utf-32", "UTF-32")],
)
def test_other_encodings_are_named(encoding: str, name: str) -> None:
    put("x.sql", "select 1".encode(encoding))
    (refused,) = read("x.sql").refused
    assert refused.problem.message == f"the file is {name}, not UTF-8"
    assert str(refused.problem.span) == "x.sql:1:1"


def test_a_byte_order_mark_is_taken_off() -> None:
    put("x.sql", "select 'ä'".encode("utf-8-sig"))
    (source,) = read("x.sql").sources
    assert source.data == "select 'ä'".encode()


def test_a_refused_file_costs_no_other() -> None:
    put("a.sql", b"\xff")
    put("b.sql")
    inputs = read(".")
    assert (names(inputs), inputs.files) == (["b.sql"], 2)


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("db/*.sql", "db/x.sql", True),
        ("db/*.sql", "db/a/x.sql", False),
        ("db/**/*.sql", "db/x.sql", True),
        ("db/**/*.sql", "db/a/b/x.sql", True),
        ("**/old", "old/x.sql", True),
        ("**/old", "db/old/x.sql", True),
        ("**/old", "db/older/x.sql", False),
        ("db/old/", "db/old/x.sql", True),
        ("db", "db2/x.sql", False),
        ("db/**", "db/a/x.sql", True),
        ("db/?.sql", "db/x.sql", True),
        ("db/[a-c].sql", "db/b.sql", True),
        ("db/[!a-c].sql", "db/b.sql", False),
        ("db/x.sql", "db/xysql", False),
        ("x.sql", "db/x.sql", False),
    ],
)
def test_matcher(glob: str, path: str, matches: bool) -> None:
    assert matcher([glob])(path) is matches


def test_no_globs_match_nothing() -> None:
    assert not matcher([])("x.sql")
