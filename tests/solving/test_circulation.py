"""Traffic that goes round is taken out, and what arrives stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.solving.circulation import without_circulation

PLACES = "abcde"


def test_a_way_there_and_back():
    """Proves that 3 there and 1 back are 2 there."""
    assert without_circulation({("a", "b"): 3.0, ("b", "a"): 1.0}) == {("a", "b"): 2.0}


def test_a_ring_beside_a_way():
    """Proves that a ring of 5 on a way of 2 leaves the way: a to c by b."""
    flows = {("a", "b"): 7.0, ("b", "c"): 7.0, ("c", "a"): 5.0}
    assert without_circulation(flows) == {("a", "b"): 2.0, ("b", "c"): 2.0}


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES)).filter(lambda w: w[0] != w[1]),
        st.integers(0, 9),
    )
)
def test_what_every_place_sends_and_gets_stays(flows: dict[tuple[str, str], int]):
    """Proves that balances stay, nothing grows, and nothing goes round any more."""
    kept = without_circulation({way: float(n) for way, n in flows.items()})
    for place in PLACES:
        balance = [
            sum(n for (a, _), n in f.items() if a == place)
            - sum(n for (_, b), n in f.items() if b == place)
            for f in (flows, kept)
        ]
        assert balance[0] == pytest.approx(balance[1])
    assert all(n <= flows[way] for way, n in kept.items())
    assert without_circulation(kept) == kept
    order: list[str] = []
    left = dict(kept)
    while left:
        sinks = [p for p in PLACES if p not in order and not any(a == p for a, _ in left)]
        assert sinks
        order += sinks
        left = {way: n for way, n in left.items() if way[1] not in sinks}
