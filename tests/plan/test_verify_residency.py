"""The independent checker on residency: demand that stays in its country, or in its bloc."""

from __future__ import annotations

from functools import cache

import pytest
from mutations import altered, put

from planner.instance import Instance
from planner.plan.core import Plan
from planner.plan.verify import verify
from tests.tiny import ROUTING, optimum, tiny


@cache
def world() -> Instance:
    """`Paris` is in the bloc of `fr` and `de`, `Bern` in none; each is served for nothing by `de`, by
    other sites for 1 M$. `ch` is in no bloc either, `us` in another one.
    """
    return tiny(
        ROUTING,
        sites=[
            {"site": "ch", "country": "CH"},
            {"site": "de", "country": "DE", "bloc": "EU"},
            {"site": "fr", "country": "FR", "bloc": "EU"},
            {"site": "us", "country": "US", "bloc": "NAFTA"},
        ],
        metros=[
            {"metro": "Bern", "country": "CH"},
            {"metro": "Paris", "country": "FR", "bloc": "EU"},
        ],
        demand=[{"metro": "Bern"}, {"metro": "Paris"}],
        route_costs=[
            {"metro": m, "site": s, "usd_per_year_full_demand": 0 if s == "de" else 1e6}
            for m in ("Bern", "Paris")
            for s in ("ch", "de", "fr", "us")
        ],
    )


@cache
def right() -> Plan:
    """Both metros from `de`, at no cost."""
    return optimum(world(), 0.0)


def broken(residency: str, metro: str, site: str) -> list[tuple[str, str, str]]:
    """Residencies that a plan breaks which serves a metro from a site: place, what is, what should be."""
    service = world().service["k"].model_copy(update={"residency": residency})
    inst = world().replace(services=(service,))
    plan = altered(
        right(),
        put("routing", ("k", metro, "de", 2026, "year"), site=site),
        instance_sha256=inst.sha256,
    )
    found = [b for b in verify(inst, plan).broken if b.rule == "residency"]
    return [(b.where, b.says, b.should) for b in found if metro in b.where]


@pytest.mark.parametrize("site", ["fr", "de"])
def test_a_site_of_the_bloc_may_serve(site: str) -> None:
    """Proves that demand of the bloc may be served in another country of it."""
    assert broken("bloc", "Paris", site) == []


@pytest.mark.parametrize(("site", "says"), [("us", "NAFTA"), ("ch", "a site in no bloc")])
def test_a_site_outside_of_the_bloc_is_refused(site: str, says: str) -> None:
    """Proves that neither a site of another bloc nor one of none serves demand of the bloc."""
    where = f"service k, metro Paris, site {site}"
    assert broken("bloc", "Paris", site) == [(where, says, "a site in bloc EU")]


@pytest.mark.parametrize("site", ["ch", "de", "us"])
def test_a_metro_in_no_bloc_is_served_from_anywhere(site: str) -> None:
    """Proves that residency in a bloc asks nothing of the demand of a metro that is in none."""
    assert broken("bloc", "Bern", site) == []


@pytest.mark.parametrize(("site", "kept"), [("fr", True), ("de", False), ("us", False)])
def test_a_country_is_narrower_than_its_bloc(site: str, kept: bool) -> None:
    """Proves that residency in a country is not that in a bloc: only `fr` serves `Paris`."""
    assert (broken("country", "Paris", site) == []) == kept


def test_without_residency_any_site_may_serve() -> None:
    """Proves that the plan is right, and that blocs alone refuse nothing."""
    assert verify(world(), right()).broken == ()
    assert broken("", "Paris", "us") == []
