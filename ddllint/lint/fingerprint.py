"""A finding's identity that stays when lines move."""

from collections import Counter
from collections.abc import Callable, Sequence

from ddllint.diagnostics.finding import Finding


def fingerprints(findings: Sequence[Finding], rooted: Callable[[str], str]) -> tuple[str, ...]:
    """16 hexadecimal digits for each finding, in their order.

    They come from code, path, object, message, and how many equal ones came before. `rooted`
    gives for a path as shown the one that is hashed, which should not depend on the working
    folder.
    """
    if not findings:
        return ()
    from hashlib import sha256  # loads OpenSSL, which a clean run need not wait for

    seen: Counter[bytes] = Counter()
    found = []
    for finding in findings:
        problem = finding.problem
        parts = (finding.code, rooted(problem.span.path), problem.object, problem.message)
        key = "\0".join(parts).encode("utf-8", "surrogatepass")
        found.append(sha256(b"%b\0%d" % (key, seen[key])).hexdigest()[:16])
        seen[key] += 1
    return tuple(found)
