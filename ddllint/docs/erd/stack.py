"""Where the boxes of one layer stand: as near as may be to where they would like to."""

from collections.abc import Sequence

GRID = 20
"""Every box begins at a multiple of it."""


def stacked(wanted: Sequence[float], heights: Sequence[int], gap: int) -> list[int]:
    """The tops of boxes in their order, none nearer to the next than `gap`.

    `wanted` are the tops that they would like, and the sum of the squares of what they are off is
    the least there is (isotonic regression by pooling adjacent violators). Heights and gap are
    multiples of the grid.
    """
    offsets: list[int] = []
    total = 0
    for height in heights:
        offsets.append(total)
        total += height + gap
    pools: list[tuple[float, int]] = []  # mean and size
    for top, offset in zip(wanted, offsets, strict=True):
        mean, size = top - offset, 1
        while pools and pools[-1][0] >= mean:
            before, count = pools.pop()
            mean = (before * count + mean * size) / (count + size)
            size += count
        pools.append((mean, size))
    means = [mean for mean, size in pools for _ in range(size)]
    return [
        round(mean / GRID + 1e-9) * GRID + offset
        for mean, offset in zip(means, offsets, strict=True)
    ]
