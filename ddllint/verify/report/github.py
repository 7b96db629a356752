"""A verification for GitHub Actions: an annotation for each promise that does not hold."""

from collections.abc import Callable

from ddllint.report.workflow_commands import annotation
from ddllint.verify.model import Verdict, Verification
from ddllint.verify.report.text import headline


def annotations(found: Verification, located: Callable[[str], str] = lambda path: path) -> str:
    """A workflow command for each such promise and stage, and one that says what was proven.

    `located` gives for a path as shown the one that GitHub knows, relative to the repository.
    """
    lines = []
    for stage in found.stages:
        for proof in stage.proofs:
            if proof.verdict is not Verdict.PROVEN:
                command = "error" if proof.verdict is Verdict.REFUTED else "warning"
                message = (
                    f"{proof.object}: {proof.promise}\n{proof.verdict.value}: {proof.evidence}"
                )
                title = f"ddllint verify: {stage.name}"
                lines.append(
                    annotation(command, message, title=title, span=proof.span, located=located)
                )
        if stage.reason:
            told = f"{stage.name} {stage.verdict.value}: {stage.reason}"
            lines.append(annotation("warning", told, title="ddllint verify"))
    lines.append(annotation("notice", headline(found), title="ddllint verify"))
    return "\n".join(lines) + "\n"
