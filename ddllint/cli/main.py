"""The entry point: `ddllint COMMAND`, and what becomes of every error.

A command is imported when it is called, or asked for its help: `ddllint --version` must not pay
for the parser.
"""

import contextlib
import gc
import os
import sys

from ddllint import __version__

OK = 0
FINDINGS = 1
USAGE = 2
INTERNAL = 3
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells report it."""


def run() -> None:
    """Run `ddllint` with the arguments of the process, and end the process.

    What a large run holds in memory is left to the operating system: to free it piece by piece,
    as Python does when it ends, takes a twentieth of the run. All output is written by then.
    """
    gc.disable()  # what is imported is here to stay: `get_command` turns it on again
    code = main(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError):  # what was to be said of it has been said
                stream.flush()
    os._exit(code)


def main(arguments: list[str]) -> int:
    """Run `ddllint` with `arguments`; the exit code."""
    if arguments == ["--version"]:
        # editors and CI ask for it often, and click takes as long to import as Python to start
        print(f"ddllint {__version__}")
        return OK
    try:
        from ddllint.cli.commands import call

        return call(arguments)
    except KeyboardInterrupt:
        print("ddllint: interrupted", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> int:
    from ddllint.cli.output import style_for, write_stream
    from ddllint.diagnostics.errors import UsageError
    from ddllint.report.usage import usage_error

    if isinstance(error, UsageError):
        write_stream(sys.stderr, usage_error(error, style_for(sys.stderr)))
        return USAGE
    if os.environ.get("DDLLINT_TRACEBACK") == "1":
        import traceback

        traceback.print_exception(error)
    from ddllint.report.printable import printable

    told = printable(str(error) or type(error).__name__)
    kind = "" if type(error).__module__.startswith("ddllint.") else f"{type(error).__name__}: "
    at_fault = printable(getattr(error, "package", "ddllint"))  # a plug-in's rule is its package's
    write_stream(
        sys.stderr,
        f"ddllint: internal error: {kind}{told}. This is a fault of {at_fault}: please report it, "
        "with what it prints under DDLLINT_TRACEBACK=1.\n",
    )
    return INTERNAL
