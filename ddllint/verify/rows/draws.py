"""Numbers that look like chance and depend on nothing but the seed and what they are for."""

import hashlib


def draw(seed: int, *about: object) -> int:
    """A number of 128 bits, the same for the same arguments on every machine."""
    text = "\x1f".join(map(str, (seed, *about)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
