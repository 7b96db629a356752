from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem, Severity
from ddllint.lint.selection import Selection, choose
from ddllint.rules.registry import ALWAYS
from ddllint.rules.rule import Context, Family, Meta, Rule
from ddllint.settings.load import load


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Options of a made-up rule."""

    time_columns: tuple[str, ...] = ("at",)
    most: int = 3


def nothing(_context: Context, _options: Options) -> Iterator[Problem]:
    return iter(())


def rule(code: str, name: str, severity: Severity = Severity.ERROR) -> Rule[Options]:
    return Rule(Meta(code, name, Family.HOUSE, severity, "", "0.1.0"), Options, nothing, "")


RULES = (
    rule("ABC001", "first-rule"),
    rule("ABC002", "second-rule", Severity.WARNING),
    rule("XYZ001", "third-rule"),
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def chosen(text: str = "", select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Selection:
    Path("ddllint.yaml").write_text(text, encoding="utf-8")
    return choose(load("ddllint.yaml"), RULES, ALWAYS, select, ignore)


def codes(selection: Selection) -> list[str]:
    return [one.meta.code for one in selection.rules]


def test_all_rules_run_at_their_own_severity() -> None:
    selection = chosen()
    assert [(one.meta.code, one.severity) for one in selection.rules] == [
        ("ABC001", Severity.ERROR),
        ("ABC002", Severity.WARNING),
        ("XYZ001", Severity.ERROR),
    ]
    assert selection.reported == {meta.code: meta.severity for meta in ALWAYS}


def test_the_settings_set_severity_and_options() -> None:
    selection = chosen(
        "rules: {ABC001: {severity: info, time-columns: [a, b]}, ABC002: {severity: off}}"
    )
    assert codes(selection) == ["ABC001", "XYZ001"]
    assert selection.rules[0].severity is Severity.INFO
    assert selection.rules[0].options == Options(time_columns=("a", "b"))


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        (["ABC"], [], ["ABC001", "ABC002"]),
        (["abc002"], [], ["ABC002"]),
        (["third-rule", "ABC001"], [], ["ABC001", "XYZ001"]),
        ([], ["ABC"], ["XYZ001"]),
        (["ABC"], ["first-rule"], ["ABC002"]),
    ],
)
def test_the_command_line_narrows(select: list[str], ignore: list[str], left: list[str]) -> None:
    assert codes(chosen("", select, ignore)) == left


def test_a_rule_that_is_off_runs_when_it_is_named_itself() -> None:
    off = "rules: {ABC002: {severity: off}}"
    assert codes(chosen(off, ["ABC"])) == ["ABC001"]
    assert codes(chosen(off, ["ABC002"])) == ["ABC002"]
    assert codes(chosen(off, ["second-rule"])) == ["ABC002"]


def test_a_code_without_a_rule_can_be_set_and_left_out() -> None:
    assert chosen("rules: {WVR003: {severity: error}}").reported["WVR003"] is Severity.ERROR
    assert "WVR003" not in chosen("rules: {WVR003: {severity: off}}").reported
    assert "WVR003" not in chosen("", [], ["WVR003"]).reported
    assert "WVR003" in chosen("", ["ABC001"]).reported


MISTAKES = {
    "unknown rule": (
        "rules:\n  ABC01: {}\n",
        "ddllint.yaml:2:3: unknown rule `ABC01`",
        "Did you mean `ABC001` (first-rule)?",
    ),
    "name instead of a code": (
        "rules:\n  first-rule: {}\n",
        "ddllint.yaml:2:3: unknown rule `first-rule`",
        "Did you mean `ABC001` (first-rule)?",
    ),
    "unlike any": (
        "rules:\n  qqqqqqqq: {}\n",
        "ddllint.yaml:2:3: unknown rule `qqqqqqqq`",
        "`ddllint rules` lists what there is.",
    ),
    "severity": (
        "rules:\n  ABC001: {severity: warn}\n",
        (
            "ddllint.yaml:2:22: `rules.ABC001.severity` must be one of off, error, warning, "
            "info, not the text 'warn'"
        ),
        "Did you mean `warning`?",
    ),
    "severity that is a flag": (
        "rules:\n  ABC001: {severity: false}\n",
        (
            "ddllint.yaml:2:22: `rules.ABC001.severity` must be one of off, error, warning, "
            "info, not false"
        ),
        "",
    ),
    "unknown option": (
        "rules:\n  ABC001: {time-column: [a]}\n",
        "ddllint.yaml:2:12: unknown key `time-column` in `rules.ABC001`",
        "Did you mean `time-columns`?",
    ),
    "option of the wrong type": (
        "rules:\n  ABC001: {time-columns: a}\n",
        "ddllint.yaml:2:26: `rules.ABC001.time-columns` must be a list, not the text 'a'",
        "",
    ),
    "item of the wrong type": (
        "rules:\n  ABC001: {time-columns: [a, 1]}\n",
        "ddllint.yaml:2:30: `rules.ABC001.time-columns[1]` must be text, not the number 1",
        'Write it in quotes: "1".',
    ),
    "number": (
        "rules:\n  ABC001: {most: many}\n",
        "ddllint.yaml:2:18: `rules.ABC001.most` must be a whole number, not the text 'many'",
        "",
    ),
    "option of a code without a rule": (
        "rules:\n  WVR003: {most: 1}\n",
        "ddllint.yaml:2:12: WVR003 has no options",
        "",
    ),
    "syntax errors off": (
        "rules:\n  SQL001: {severity: off}\n",
        "ddllint.yaml:2:22: SQL001 cannot be silenced: it says that something was not read",
        "",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_told_at_its_place(name: str) -> None:
    text, message, help = MISTAKES[name]
    with pytest.raises(UsageError) as caught:
        chosen(text)
    assert (str(caught.value), caught.value.help) == (message, help)


@pytest.mark.parametrize(
    ("select", "ignore", "message"),
    [
        (["DEF"], [], "--select: unknown rule `DEF`"),
        ([], ["frist-rule"], "--ignore: unknown rule `frist-rule`"),
        (["WVR"], [], "no rule is selected: nothing would be checked"),
        (["ABC"], ["ABC"], "no rule is selected: nothing would be checked"),
        ([], ["SQL"], "--ignore: SQL001 cannot be silenced: it says that something was not read"),
    ],
)
def test_mistake_on_the_command_line(select: list[str], ignore: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        chosen("", select, ignore)
    assert str(caught.value) == message


def test_no_rule_left_by_the_settings_is_refused() -> None:
    off = ", ".join(f"{one.meta.code}: {{severity: off}}" for one in RULES)
    with pytest.raises(UsageError, match="no rule is selected"):
        chosen(f"rules: {{{off}}}")


def test_a_rulesets_mistake_is_told_in_the_ruleset() -> None:
    Path("house.yaml").write_text("rules:\n  ABC001: {mots: 1}\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        chosen("extends: [house.yaml]")
    assert str(caught.value) == "house.yaml:2:12: unknown key `mots` in `rules.ABC001`"
