"""Cliques that cover a graph: fewer and tighter rows than one for every pair that excludes each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def covering_cliques(
    names: Sequence[str], exclude: Callable[[str, str], bool]
) -> list[tuple[str, ...]]:
    """Cliques of names that pairwise exclude each other; together they hold every such pair.

    Each begins with the first pair not yet covered and takes in what it can, in order. Sets of names are
    the bits of a number, since with hundreds of names sets took most of the build's time.
    """
    bits = range(len(names))
    against = [sum(1 << j for j in bits if j != i and exclude(names[i], names[j])) for i in bits]
    covered = [0] * len(names)
    cliques: list[tuple[str, ...]] = []
    for i in bits:
        while later := (against[i] & ~covered[i]) >> (i + 1) << (i + 1):
            first = _lowest(later)
            clique, others = [i, first], against[i] & against[first]
            while others:
                clique.append(_lowest(others))
                others &= against[clique[-1]]
            whole = sum(1 << j for j in clique)
            for j in clique:
                covered[j] |= whole
            cliques.append(tuple(names[j] for j in clique))
    return cliques


def _lowest(bits: int) -> int:
    """Place of the lowest bit that is set."""
    return (bits & -bits).bit_length() - 1
