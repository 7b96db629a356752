"""Paths as people see them."""

import os
from pathlib import Path


def relative(path: str, folder: str = os.curdir) -> str:
    """`path` relative to `folder`, with `/`; absolute where there is no way from one to other."""
    try:
        found = os.path.relpath(path, folder)
    except ValueError:  # another drive
        found = str(Path(path).absolute())
    return found.replace(os.sep, "/")


def printable(path: str) -> str:
    """`path` with `/`, and readable when its bytes are not UTF-8."""
    if os.sep != "/":
        path = path.replace(os.sep, "/")
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    return path
