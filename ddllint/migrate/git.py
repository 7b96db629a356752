"""Files as they are in a revision of the git repository, read without a checkout."""

import os
import subprocess
from collections.abc import Iterator

import msgspec

from ddllint.diagnostics.errors import UsageError


class Blob(msgspec.Struct, frozen=True):
    """A file of a git revision: its path from what was asked for on, and its bytes.

    The path is empty when a file itself was asked for.
    """

    path: str
    data: bytes


def blobs(revision: str, path: str) -> tuple[Blob, ...]:
    """The file, or all files below the folder, at `path` in a revision, in the order of paths.

    `path` is from the top of the repository, or with `./` from the working folder
    (gitrevisions(7)). Raises UsageError when git, the revision or the path is not there. Links
    and submodules are left out.
    """
    named = f"{revision}:{path}"
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{tree}}")
    if commit is None:
        raise UsageError(f"git knows no revision {revision}", help=f"It was read from {named}.")
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", named)
    if found is None:
        raise UsageError(
            f"there is no {path} in the git revision {revision}",
            help="A path is from the top of the repository; ./ begins in the working folder.",
        )
    object_ = found.decode().strip()
    if _git("cat-file", "-t", object_) == b"blob\n":
        return tuple(_read([("", object_)]))
    listing = _git("ls-tree", "-r", "-z", object_) or b""
    entries = [line.partition(b"\t") for line in listing.split(b"\0") if line]
    files = [
        (name.decode("utf-8", "surrogateescape"), about.split()[2].decode())
        for about, _, name in entries
        if about.startswith(b"100")  # a regular file, with whatever permissions
    ]
    return tuple(_read(sorted(files)))


def from_here(path: str) -> str:
    """A path from the top of the repository as one from the working folder."""
    prefix = (_git("rev-parse", "--show-prefix") or b"").decode("utf-8", "surrogateescape")
    if path.startswith(("./", "../")):
        return os.path.normpath(path)
    return os.path.relpath(path, prefix.rstrip("\n") or os.curdir)


def _read(files: list[tuple[str, str]]) -> Iterator[Blob]:
    """The content of objects (git-cat-file(1), batch output)."""
    answer = _git("cat-file", "--batch", given="".join(f"{name}\n" for _, name in files)) or b""
    at = 0
    for path, _ in files:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        yield Blob(path, answer[end + 1 : end + 1 + size])
        at = end + 1 + size + 1


def _git(*arguments: str, given: str = "") -> bytes | None:
    """What a git command prints; None when it does not find what it was asked for.

    Raises UsageError, in git's own words, when it cannot work at all.
    """
    try:
        done = subprocess.run(
            ["git", *arguments],
            input=given.encode(),
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise UsageError("git is not installed, or not on the PATH") from None
    if done.returncode > 1:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise UsageError(f"git: {said.removeprefix('fatal: ')}")
    return done.stdout if done.returncode == 0 else None
