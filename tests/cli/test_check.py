"""`ddllint check` as users run it: a process, its output and its exit code."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

BAD = "CREATE TABLE orders (id uuid PRIMARY KEY, data jsonb);\n"
FINDING = "db/a.sql:1:43: error[DDL002] generic-column-name: "
SELECT = ("--select", "DDL002")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "DDLLINT_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    put("db/a.sql", BAD)
    return tmp_path


def put(path: str, text: str) -> None:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def ddllint(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ddllint", *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def check(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return ddllint("check", *SELECT, *arguments, stdin=stdin)


def test_findings_are_shown_and_fail() -> None:
    run = check("db")
    assert run.returncode == 1
    assert run.stdout.startswith(FINDING)
    assert "\n 1 | CREATE TABLE orders (id uuid PRIMARY KEY, data jsonb);\n" in run.stdout
    assert f"\n   | {' ' * 42}^^^^\n" in run.stdout
    assert run.stdout.endswith("1 file, 1 statement, 1 rule: 1 error\n")
    assert run.stderr == ""


def test_a_clean_run_says_what_it_checked() -> None:
    put("db/a.sql", BAD.replace("data", "payload"))
    run = check("db")
    assert (run.returncode, run.stdout) == (0, "1 file, 1 statement, 1 rule: no findings\n")


def test_two_runs_print_the_same_bytes() -> None:
    for at in range(5):
        put(f"db/{at}.sql", BAD.replace("orders", f"orders_{at}") + "CREATE TABEL x ();\n")
    first, second = (ddllint("check", "db", "--statistics") for _ in range(2))
    assert first.stdout.count("error[SQL001]") == 5
    assert first.stdout == second.stdout


def test_paths_come_from_the_settings_wherever_one_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("ddllint.yaml", "specs: [db]\n")
    put("a/b/.keep", "")
    monkeypatch.chdir(folder / "a" / "b")
    run = check()
    assert run.stdout.startswith("../../" + FINDING)


def test_ignored_files_are_told() -> None:
    put("ddllint.yaml", "specs: [db]\nignore: [db/old]\n")
    put("db/old/b.sql", BAD)
    run = check()
    assert run.stdout.endswith(
        "1 file, 1 statement, 1 rule: 1 error\nleft out by the settings: 1 file\n"
    )


def test_stdin() -> None:
    run = check("-", "--stdin-filename", "db/a.sql", stdin=BAD)
    assert run.stdout.startswith(FINDING)
    assert check("-", stdin=BAD).stdout.startswith("stdin.sql:1:43: ")


def test_severity_and_fail_on() -> None:
    put("ddllint.yaml", "rules: {DDL002: {severity: warning}}\n")
    assert check("db").returncode == 0
    assert check("db", "--fail-on", "warning").returncode == 1
    put("ddllint.yaml", "fail-on: warning\nrules: {DDL002: {severity: warning}}\n")
    assert check("db").returncode == 1
    assert check("db", "--fail-on", "error").returncode == 0


def test_config_and_no_config() -> None:
    put("ddllint.yaml", "rules: {DDL002: {severity: off}, DDL001: {severity: off}}\n")
    put("other.yaml", "rules: {DDL002: {names: [orders]}}\n")
    assert ddllint("check", "db", "--select", "DDL").stdout.count("DDL002") == 0
    assert check("db", "--config", "other.yaml").returncode == 0
    assert ddllint("check", "db", "--select", "DDL", "--no-config").stdout.count("[DDL002]") == 1


def test_waivers() -> None:
    put("db/a.sql", "-- ddllint: waive DDL002: the vendor calls it so\n" + BAD)
    run = check("db")
    assert (run.returncode, run.stdout) == (
        0,
        "1 file, 1 statement, 1 rule: no findings\nwaived: 1 finding\n",
    )
    put("db/a.sql", "-- ddllint: waive DDL002 until 2020-01-01: the vendor calls it so\n" + BAD)
    run = check("db")
    assert "db/a.sql:1:1: error[WVR002] waiver-expired: the waiver of DDL002 ended on" in run.stdout
    assert "error[DDL002]" in run.stdout


def test_waivers_in_the_settings() -> None:
    put(
        "rules/waivers.yaml",
        "waivers:\n"
        "  ../db/a.sql#orders.data:\n"
        "    - {code: DDL002, reason: the vendor calls it so}\n"
        "    - {code: DDL002}\n"
        "  ../db/a.sql#orders.gone:\n"
        "    - {code: generic-column-name, reason: the vendor calls it so}\n"
        "  ../db/unread.sql#x.y:\n"
        "    - {code: DDL002, reason: not looked at}\n",
    )
    put("ddllint.yaml", "extends: [rules/waivers.yaml]\n")
    run = check("db")
    places = [line.split(": ")[0:2] for line in run.stdout.splitlines() if "[" in line]
    assert places[:2] == [
        ["rules/waivers.yaml:4:7", "error[WVR001] waiver-without-reason"],
        ["rules/waivers.yaml:6:7", "warning[WVR003] waiver-unused"],
    ]
    assert "waived: 1 finding" in run.stdout


def test_baseline(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("ddllint.yaml", "specs: [db]\n")
    put("db/b.sql", BAD.replace("orders", "other_orders"))
    run = check("--write-baseline", "known.json")
    assert (run.returncode, run.stdout) == (
        0,
        "2 files, 2 statements, 1 rule: no findings\nknown from the baseline: 2 findings\n",
    )
    put("db/a.sql", "\n\n" + BAD + BAD.replace("orders", "new_orders"))
    put("db/b.sql", "CREATE TABLE other_orders (id uuid PRIMARY KEY);\n")
    monkeypatch.chdir(folder / "db")
    run = check("--baseline", "../known.json")
    assert run.returncode == 1
    assert run.stdout.startswith("a.sql:4:47: error[DDL002]")
    assert run.stdout.endswith(
        "2 files, 3 statements, 1 rule: 1 error\n"
        "known from the baseline: 1 finding\n"
        "stale in the baseline: 1 entry that no finding fits any more\n"
    )


def test_a_baseline_admits_nothing_that_was_not_read() -> None:
    put("db/a.sql", "CREATE TABEL x ();\n")
    assert check("db", "--write-baseline", "known.json").returncode == 1
    assert json.loads(Path("known.json").read_text(encoding="utf-8"))["findings"] == []


def test_json() -> None:
    run = check("db", "--format", "json")
    document = json.loads(run.stdout)
    assert run.returncode == 1
    assert document["summary"] == {
        "files": 1,
        "statements": 1,
        "rules": 1,
        "error": 1,
        "warning": 0,
        "info": 0,
        "waived": 0,
        "waived_not_checked": 0,
    }
    (found,) = document["findings"]
    assert (found["path"], found["line"], found["column"], found["end_column"]) == (
        "db/a.sql",
        1,
        43,
        47,
    )
    assert found["object"] == "orders.data"


def test_github(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder))
    put("summary.md", "before\n")
    monkeypatch.chdir(folder / "db")
    run = check("a.sql", "--format", "github")
    assert run.returncode == 1
    assert run.stdout.startswith("::error file=db/a.sql,line=1,col=43,endLine=1,endColumn=47,")
    summary = (folder / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("before\n### ddllint\n")
    assert "DDL002" in summary


def test_output_goes_to_a_file_that_keeps_its_mode() -> None:
    put("report.txt", "old")
    Path("report.txt").chmod(0o640)
    run = check("db", "--output", "report.txt", "--color", "auto")
    assert (run.returncode, run.stdout) == (1, "")
    assert Path("report.txt").read_text(encoding="utf-8").startswith(FINDING)
    assert Path("report.txt").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in Path().iterdir()) == ["db", "report.txt"]


def test_output_that_cannot_be_written_is_told() -> None:
    run = check("db", "--output", "absent/report.txt")
    assert (run.returncode, run.stderr) == (
        2,
        "ddllint: cannot write absent/report.txt: No such file or directory\n",
    )
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "ddllint", "check", "db"]
        to_full = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (to_full.returncode, to_full.stderr) == (
        2,
        b"ddllint: cannot write the output: No space left on device\n",
    )


def test_output_to_a_device() -> None:
    assert check("db", "--output", "/dev/null").returncode == 1
    assert check("db", "--output", "/dev/stdout").stdout.startswith(FINDING)


def test_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[1;31m" in check("db", "--color", "always").stdout
    assert "\x1b" not in check("db").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;31m" in check("db", "--color", "always").stdout


def test_text_outside_of_the_encoding_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    put("db/a.sql", "CREATE TABLE größe (data jsonb);")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    run = check("db")
    assert (run.returncode, "gr\\xf6\\xdfe" in run.stdout) == (1, True)


ERRORS = {
    "missing path": (["absent"], "ddllint: absent does not exist\n"),
    "empty folder": (["db", "empty"], "ddllint: no *.sql file below empty\n"),
    "no statement": (
        ["comment.sql"],
        "ddllint: no SQL statement in 1 file: nothing was checked\n",
    ),
    "no paths": ([], "ddllint: nothing to check: no PATHS, and no `specs` in the settings\n"),
    "unknown rule": (["db", "--ignore", "DLD001"], "ddllint: --ignore: unknown rule `DLD001`\n"),
    "two baselines": (
        ["db", "--baseline", "a", "--write-baseline", "b"],
        "ddllint: --baseline and --write-baseline cannot be used together\n",
    ),
    "missing baseline": (["db", "--baseline", "a"], "ddllint: cannot read a: No such file or"),
    "no baseline": (["db", "--baseline", "comment.sql"], "ddllint: comment.sql is not a baseline:"),
    "missing settings": (["db", "--config", "x.yaml"], "ddllint: x.yaml: cannot be read: no such"),
    "stdin name without stdin": (
        ["db", "--stdin-filename", "x"],
        "ddllint: --stdin-filename is for stdin: add `-` to the paths\n",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_usage_errors(name: str) -> None:
    Path("empty").mkdir()
    put("comment.sql", "-- nothing\n")
    arguments, message = ERRORS[name]
    run = check(*arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(message)


def test_a_working_folder_that_is_gone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("gone").mkdir()
    monkeypatch.chdir("gone")
    (folder / "gone").rmdir()
    run = check("db")
    assert (run.returncode, run.stderr) == (
        2,
        "ddllint: the working folder does not exist any more\n",
    )


def test_a_line_of_a_megabyte_costs_no_more_than_its_findings() -> None:
    text = " ".join(BAD.replace("orders", f"t{at}").strip() for at in range(2_000))
    put("db/a.sql", text + " -- " + "x" * 1_000_000)
    start = time.monotonic()
    run = check("db")
    assert run.stdout.count("error[DDL002]") == 2_000
    assert max(map(len, run.stdout.splitlines())) < 200
    assert time.monotonic() - start < 10


def test_all_files_ignored_is_no_pass() -> None:
    put("ddllint.yaml", "specs: [db]\nignore: ['**/*.sql']\n")
    run = check()
    assert run.returncode == 2
    assert run.stderr.startswith("ddllint: no SQL file (1 file left out by `ignore`)")


def test_a_settings_mistake_shows_its_line() -> None:
    put("ddllint.yaml", "specs: [db]\nrules:\n  DDL07: {}\n")
    run = check()
    assert run.returncode == 2
    assert run.stderr == (
        "ddllint.yaml:3:3: unknown rule `DDL07`\n"
        " 3 |   DDL07: {}\n"
        "   |   ^^^^^\n"
        "  help: Did you mean `DDL007` (time-series-index)?\n"
    )


def test_missing_specs_are_told_in_the_settings() -> None:
    put("ddllint.yaml", "specs:\n  - db\n  - db/absent\n")
    run = check()
    assert run.stderr.startswith("ddllint.yaml:3:5: db/absent does not exist\n")


def test_a_file_that_is_not_utf8_is_a_finding_and_the_rest_is_checked() -> None:
    Path("db/b.sql").write_bytes(b"select '\xff';")
    run = check("db")
    assert run.returncode == 1
    assert "db/b.sql:1:9: error[SQL003] unreadable-source: byte 0xff is not UTF-8" in run.stdout
    assert "2 files, 1 statement, 1 rule: 2 errors" in run.stdout


def test_a_rule_that_lacks_its_contracts_is_told() -> None:
    run = ddllint("check", "db", "--select", "DDL002,DDL003")
    assert "1 file, 1 statement, 1 rule: 1 error\nnot run: DDL003 required-not-null:" in run.stdout


@pytest.fixture
def project() -> None:
    """A mapped schema with a field of which the test says how it is stored."""
    put("ddllint.yaml", "specs: [db]\ncontracts: [contracts]\nmapping: mapping.yaml\n")
    schema = "{type: object, properties: {id: {type: string}, odd: {type: string}}}"
    document = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\ncomponents:\n"
    put("contracts/a.yaml", f"{document}  schemas:\n    A: {schema}\n")
    key = "contracts/a.yaml#/components/schemas/A"
    put("mapping.yaml", f"version: 1\nschemas:\n  {key}: {{relation: t, direction: response}}\n")


def test_a_part_of_the_specs_is_checked_together_with_the_rest() -> None:
    put("ddllint.yaml", "specs: [db]\n")
    put("db/b.sql", "CREATE TABLE items (id uuid PRIMARY KEY, n uuid REFERENCES orders (id));\n")
    rules = ("--select", "DDL002,REF101")
    run = ddllint("check", "db/b.sql", *rules)
    assert (run.returncode, run.stdout) == (0, "1 file, 1 statement, 2 rules: no findings\n")
    run = ddllint("check", "db/a.sql", *rules)
    assert run.stdout.startswith(FINDING)
    assert run.stdout.endswith("1 file, 1 statement, 2 rules: 1 error\n")
    alone = ddllint("check", "db/b.sql", *rules, "--no-config")
    assert "refers to `orders`, which no file declares" in alone.stdout


def test_contracts_are_not_held_against_what_is_no_spec_of_the_settings() -> None:
    put("ddllint.yaml", "specs: [db]\ncontracts: [contracts]\n")
    put("elsewhere/c.sql", "CREATE TABLE t (id uuid PRIMARY KEY);\n")
    run = ddllint("check", "elsewhere", "--select", "DDL002,CON101")
    assert run.returncode == 0
    assert run.stdout == (
        "1 file, 1 statement, 1 rule: no findings\nnot run: CON101 unmapped-required-field: the "
        "contracts are of the settings' specs, and none of those is checked\n"
    )


def test_require_complete() -> None:
    rules = ("--select", "DDL003,CON102", "--no-config")
    put("db/a.sql", "CREATE TABLE t (id uuid PRIMARY KEY);\n")
    run = ddllint("check", "db", *rules)
    assert run.returncode == 0
    assert "not run: DDL003, CON102: the settings name no contracts\n" in run.stdout
    run = ddllint("check", "db", *rules, "--require-complete")
    assert run.returncode == 1
    assert run.stderr == "ddllint: 2 rules not run (--require-complete)\n"


@pytest.mark.usefixtures("project")
def test_require_complete_with_contracts() -> None:
    put("db/a.sql", "CREATE TABLE t (id uuid PRIMARY KEY, odd hstore);\n")
    select = ("--select", "CON102")
    run = ddllint("check", "db", *select)
    assert run.returncode == 0
    assert "not checked: 1 place: 1 CON102 (--statistics lists them)\n" in run.stdout
    run = ddllint("check", "db", *select, "--require-complete", "--statistics")
    assert run.returncode == 1
    assert run.stderr == "ddllint: 1 place not checked (--require-complete)\n"
    told = "field `odd`: it is not known how type `public.hstore` is written as JSON"
    assert f"\n  db/a.sql:1: CON102 t.odd: {told}\n" in run.stdout
    put("db/a.sql", "CREATE TABLE t (id uuid PRIMARY KEY, odd text);\n")
    assert ddllint("check", "db", *select, "--require-complete").returncode == 0


@pytest.mark.usefixtures("project")
def test_what_was_not_checked_can_be_waived() -> None:
    complete = ("check", "--select", "CON102", "--require-complete")
    told = "field `odd`: it is not known how type `public.hstore` is written as JSON"
    place = f"  db/a.sql:2: CON102 t.odd: {told}\n"
    waiver = "-- ddllint: waive CON102: written by the driver's own rules\n"
    put("db/a.sql", f"{waiver}CREATE TABLE t (id uuid PRIMARY KEY, odd hstore);\n")
    run = ddllint(*complete)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith("no findings\nwaived: 1 place not checked (1 CON102)\n")
    assert ddllint(*complete, "--statistics").stdout.endswith(f"(1 CON102)\n{place}")
    document = json.loads(ddllint(*complete, "--format", "json").stdout)
    assert document["summary"]["waived_not_checked"] == 1
    assert document["not_checked"] == []
    (waived,) = document["waived_not_checked"]
    assert (waived["code"], waived["object"], waived["line"]) == ("CON102", "t.odd", 2)

    put("db/a.sql", f"{waiver}CREATE TABLE t (id uuid PRIMARY KEY, odd text);\n")
    run = ddllint(*complete)
    assert run.returncode == 0
    assert "db/a.sql:1:1: warning[WVR003] waiver-unused: the waiver of CON102 covers" in run.stdout

    put("db/a.sql", "CREATE TABLE t (id uuid PRIMARY KEY, odd hstore);\n")
    settings = Path("ddllint.yaml").read_text("utf-8")
    entry = "{code: CON102, reason: written by the driver's own rules}"
    put("ddllint.yaml", f"{settings}waivers: {{'db/a.sql#t.odd': [{entry}]}}\n")
    run = ddllint(*complete)
    assert (run.returncode, run.stderr) == (0, "")
    assert "waived: 1 place not checked (1 CON102)\n" in run.stdout


def test_help_and_usage() -> None:
    for command in ("check", "rules", "explain", "settings"):
        run = ddllint(command, "--help")
        assert (run.returncode, "Examples:" in run.stdout) == (0, True)
    unknown = ddllint("chek")
    assert (unknown.returncode, "Did you mean 'check'?" in unknown.stderr) == (2, True)
    assert ddllint("check", "--formt", "json").returncode == 2


def test_a_reader_that_goes_away_is_no_error() -> None:
    put("db/a.sql", "\n".join(BAD.replace("orders", f"t{at}") for at in range(3000)))
    process = subprocess.Popen(
        [sys.executable, "-m", "ddllint", "check", "db"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.read(10) == b"db/a.sql:1"
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 1


def _many_specs() -> None:
    """More text than one process parses alone; one table in each file breaks a rule."""
    for at in range(64):
        tables = (f"CREATE TABLE t{at}_{n} (id uuid PRIMARY KEY, note text);" for n in range(200))
        put(f"db/{at:02}.sql", "\n".join((BAD.replace("orders", f"o{at}"), *tables)))
    put("db/33.sql", "CREATE TABLE (;\n" + BAD)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs a choice of cores")
def test_many_files_read_the_same_on_one_core_and_on_more() -> None:
    _many_specs()
    whole = check("db")
    cores = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(cores)})
        alone = check("db")
    finally:
        os.sched_setaffinity(0, cores)
    assert whole.stdout.endswith("65 files, 12665 statements, 1 rule: 66 errors\n")
    assert (whole.stdout, whole.stderr, whole.returncode) == (alone.stdout, "", 1)


@pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2,
    reason="needs a second core",
)
def test_many_files_are_folded_without_the_parser() -> None:
    """It takes time to load, and the process that parses ahead has done so."""
    _many_specs()
    put("db/33.sql", "")
    code = (
        "import sys; from ddllint.cli.main import main; main(sys.argv[1:]);"
        "print('pglast' in sys.modules)"
    )
    command = [sys.executable, "-c", code, "check", "--select", "DDL007", "db"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "False", run.stdout


def test_many_files_interrupted() -> None:
    _many_specs()
    process = subprocess.Popen(
        [sys.executable, "-m", "ddllint", "check", "db"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while process.poll() is None and _size_of_group(process.pid) < 2:
        time.sleep(0.001)
    if process.poll() is None:  # with one core nobody helps, and it just ends
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of the command
    output, errors = process.communicate(timeout=60)
    if process.returncode != 1:
        assert (process.returncode, output, errors) == (130, b"", b"\nddllint: interrupted\n")
    assert _size_of_group(process.pid) == 0


def _size_of_group(pid: int) -> int:
    """How many processes belong to the group that the process leads."""
    groups = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            groups.append(int(stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[2]))
    return groups.count(pid)


def test_interrupted() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "ddllint", "check", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write(b"select")
    process.stdin.flush()
    _wait_until_it_reads(process.pid)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (130, b"", b"\nddllint: interrupted\n")


def _wait_until_it_reads(pid: int) -> None:
    """Until the process waits for more on its stdin: it has read what there was, and sleeps."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        waits = Path(f"/proc/{pid}/wchan").read_text(encoding="ascii")
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
        if state == "S" and ("pipe" in waits or waits in ("0", "")):
            time.sleep(0.2)
            return
        time.sleep(0.02)
    raise AssertionError("the process never waited for its stdin")


def test_an_internal_error_asks_for_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    put("broken/sitecustomize.py", BROKEN)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["broken", os.environ.get("PYTHONPATH", "")]))
    run = check("db")
    assert (run.returncode, run.stdout) == (3, "")
    assert run.stderr == (
        "ddllint: internal error: rule DDL002 (generic-column-name) raised RuntimeError: "
        "boom\\x1b. This is a fault of ddllint: please report it, with what it prints under "
        "DDLLINT_TRACEBACK=1.\n"
    )
    monkeypatch.setenv("DDLLINT_TRACEBACK", "1")
    assert "Traceback" in check("db").stderr


BROKEN = """
from ddllint.rules.house import generic_column_name as module
from ddllint.rules.rule import Rule

def check(context, options):
    raise RuntimeError("boom\\x1b")

check.__module__ = module.__name__
own = module.RULE
module.RULE = Rule(own.meta, own.options, check, own.documentation)
"""


def test_rules_about_contracts_are_told_though_they_are_not_loaded() -> None:
    put("db/a.sql", BAD.replace("data", "payload"))
    code = (
        "import sys; from ddllint.cli.main import main; main(sys.argv[1:]);"
        "print('ddllint.rules.contract.rules' in sys.modules, 'pglast.parser' in sys.modules)"
    )

    def run(*arguments: str) -> str:
        command = [sys.executable, "-c", code, "check", "db", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    every = run("--statistics")
    assert "CON101" in every
    assert "CON117" in every
    assert every.endswith("False True\n")
    assert "CON" not in run("--ignore", "CON")
    assert "CON104" in run("--select", "CON104,DDL002")
    put("ddllint.yaml", "rules:\n  CON104:\n    severity: 'off'\n")
    assert "CON104" not in run("--statistics")


def test_a_mistake_in_the_settings_is_told_before_what_may_come_of_it() -> None:
    put("ddllint.yaml", "specs: [missing]\nrules:\n  DDL007: {time-colums: [at]}\n")
    run = ddllint("check")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("ddllint.yaml:3:12: unknown key `time-colums`")
    put("ddllint.yaml", "specs: [missing]\n")
    assert ddllint("check").stderr.startswith("ddllint.yaml:1:9: missing does not exist\n")
