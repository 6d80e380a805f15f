"""Relations between the least costs of related random instances: a sample of `benchmarks.relations`."""

from __future__ import annotations

import random

import pytest

from benchmarks.relations.changes import money_scaled, names_turned_round, renamed, shuffled, twice
from benchmarks.relations.checks import RELATIONS, Check, broken
from tests.models.wild import wild

SEEDS = (0, 1, 2, 3)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("check", RELATIONS, ids=lambda check: check.__name__)
def test_a_relation_holds(check: Check, seed: int):
    """Proves what the relation's own sentence says, on random instances in which anything may happen."""
    assert check.__doc__
    assert broken(check, seed) == []


def test_changes_change_what_they_say():
    """Proves that the relations are not empty: names, order and money of a changed instance are others."""
    inst = wild(0)
    other = renamed(inst, names_turned_round(inst))
    assert not set(inst.site) & set(other.site)
    assert len(other.site) == len(inst.site)
    assert shuffled(inst, random.Random(1)).sites != inst.sites
    dear = money_scaled(inst, 3.0)
    assert dear.sites[0].opening_musd == pytest.approx(3 * inst.sites[0].opening_musd)
    assert dear.bill_of_materials[0].usd_per_unit == 3 * inst.bill_of_materials[0].usd_per_unit
    assert len(twice(inst).sites) == 2 * len(inst.sites)
