"""Leases and rentals: optima derived by hand. A run takes 100 units: 1 MW and, bought, 1 M$."""

from __future__ import annotations

import pytest

from planner.instance import Instance
from tests.tiny import FLEET, HALLS, POWER, SERVING, Rows, cell, optimum, tiny, total

OFFER = {"it_mw": 5, "musd_per_mw_year": 2}
RENTAL = {"units": 1000, "usd_per_unit_year": 5000}
RUN = [{"dropped_musd": 100}]


def leasing(
    offer: dict[str, object] | None = None,
    site: dict[str, object] | None = None,
    years: tuple[int, ...] = (2026,),
    end: int | None = None,
    **tables: Rows,
) -> Instance:
    """Own halls cost 10 M$/MW, leased ones 2 M$/MW and year."""
    given: dict[str, Rows] = {
        "sites": [{"shell_musd_per_mw": 10, "hall_module_mw": 0.5} | (site or {})],
        "training_runs": RUN,
        "lease_offers": [OFFER | (offer or {})],
    }
    return tiny(HALLS, years=years, end=end, **given | tables)


def renting(
    offer: dict[str, object] | None = None,
    years: tuple[int, ...] = (2026,),
    end: int | None = None,
    **tables: Rows,
) -> Instance:
    """Renting 100 units costs half a M$ a year."""
    given: dict[str, Rows] = {"training_runs": RUN, "rental_offers": [RENTAL | (offer or {})]}
    return tiny(FLEET, years=years, end=end, **given | tables)


def test_leasing_is_weighed_against_building():
    """Proves that 1 MW is leased at 2 and built at a shell of 1: units 1 + 2, or 1 + 1."""
    plan = optimum(leasing(), 1 + 2)
    assert cell(plan, "halls", "leased_mw") == pytest.approx(1)
    assert cell(plan, "halls", "hosted_in_leased_mw") == pytest.approx(1)
    optimum(leasing(site={"shell_musd_per_mw": 1}), 1 + 1)


def test_what_is_on_offer():
    """Proves that of 1 MW only the 0.5 on offer are leased and a module is built: 1 + 1 + 5."""
    plan = optimum(leasing({"it_mw": 0.5}), 1 + 1 + 5)
    assert cell(plan, "halls", "modules_built") == 1


def test_a_lease_lasts_its_term():
    """Proves that a lease of two years is paid twice for one year of use: 1 + 4; by use 1 + 2."""
    inst = leasing({"term_years": 2}, years=(2026, 2027))
    plan = optimum(inst, 1 + 4)
    assert list(plan.tables["leases"]["in_service_mw"]) == pytest.approx([1, 1])


def test_a_term_that_ends_between_periods_is_paid_in_full():
    """Proves that three years of rent are paid for the one period of two years served: 1 + 6; else 1 + 4.

    The other period cannot be served. Cash and costs stand in the period served.
    """
    runs = [{"duration_years": 2, "dropped_musd": 100}]
    inst = leasing(
        {"term_years": 3}, years=(2026, 2028), end=2030, training_runs=runs,
        accelerators=[{"life_years": 2}],
    )  # fmt: skip
    plan = optimum(inst, 1 + 6)
    assert cell(plan, "cash", "musd", head="leases", period=2026) == pytest.approx(6)


def test_a_term_beyond_the_horizon_is_paid_to_its_end():
    """Proves that of ten years only the one inside the horizon is paid: 1 + 2."""
    optimum(leasing({"term_years": 10}), 1 + 2)


def test_a_lease_begins_when_it_is_offered():
    """Proves that an offer from 2027 makes the run late (3) where building costs 10: 1 + 2 + 3."""
    runs = [{"latest_year": 2027, "late_musd_per_year": 3, "dropped_musd": 100}]
    inst = leasing({"from_year": 2027}, years=(2026, 2027), training_runs=runs)
    optimum(inst, 1 + 2 + 3)


def test_leased_halls_cool_what_their_cooling_can():
    """Proves that a product too dense for the leased cooling needs an own hall: 1 + 10; else 1 + 2."""
    cooling = [{"cooling": "air", "max_rack_kw": 5}, {"cooling": "liquid", "max_rack_kw": 50}]
    pue = [{"cooling": "air"}, {"cooling": "liquid"}]
    optimum(leasing(cooling=cooling, pue=pue), 1 + 10)


def test_leased_halls_come_with_power_but_not_energy():
    """Proves that a site whose grid never comes runs in leased halls, at the grid's price.

    1 + 2 and a year of 1 MW at 100 USD/MWh, with a peak PUE that the lease carries too; else dropped.
    """
    inst = tiny(
        POWER,
        sites=[{"grid_queue_years": 40}],
        training_runs=RUN,
        lease_offers=[OFFER],
        power_options=[{}],
        pue=[{"pue": 1, "pue_peak": 1.3}],
        energy=[{"grid_usd_per_mwh": 100, "grid_carbon_t_per_mwh": 0.5}],
        settings={"carbon_usd_per_t": 20},
    )
    plan = optimum(inst, 1 + 2 + 8760e-6 * (100 + 10))
    assert cell(plan, "generation", "mean_mw", option="leased") == pytest.approx(1)


def test_an_unused_lease_powers_nothing():
    """Proves that leased halls do not power own ones: the run that only liquid cools is dropped, 9.

    Leasing 1 MW of air-cooled halls for their power alone would make it 1 + 10 · 0 + 2.
    """
    inst = tiny(
        POWER,
        sites=[{"grid_queue_years": 40}],
        cooling=[{"cooling": "air", "max_rack_kw": 5}, {"cooling": "liquid", "max_rack_kw": 50}],
        pue=[{"cooling": "air"}, {"cooling": "liquid"}],
        training_runs=[{"dropped_musd": 9}],
        lease_offers=[OFFER],
    )
    optimum(inst, 9)


def test_leases_count_in_the_site_limit():
    """Proves that a site of 0.5 MW takes half the run nowhere: dropped, 100; else 3."""
    optimum(leasing(site={"max_facility_mw": 0.5}), 100)


def test_nothing_is_leased_at_a_closed_site():
    """Proves that the site has to be opened: 1 + 2 + 4."""
    optimum(leasing(site={"status": "candidate", "opening_musd": 4}), 1 + 2 + 4)


def test_renting_is_weighed_against_buying():
    """Proves that 100 units are rented at 0.5 and bought when rent is 20,000 USD: 1."""
    plan = optimum(renting(), 0.5)
    assert cell(plan, "fleet", "rented_units") == pytest.approx(100)
    optimum(renting({"usd_per_unit_year": 20_000}), 1)


def test_units_on_offer():
    """Proves that 40 units are rented and 60 bought: 0.2 + 0.6."""
    plan = optimum(renting({"units": 40}), 0.2 + 0.6)
    assert cell(plan, "work", "busy_rented_units") == pytest.approx(40)
    assert cell(plan, "work", "busy_units") == pytest.approx(60)


def test_a_rental_lasts_its_term():
    """Proves that a year's run on a rental of two years pays twice: 1.0; bought it costs 1.5."""
    price = [{"usd_per_unit": 15_000}]
    optimum(renting({"term_years": 2}, years=(2026, 2027), bill_of_materials=price), 1)


def test_rented_units_bring_their_fabric():
    """Proves that bought units need fabric of their own price and rented ones none: 0.5.

    At 15,000 USD of rent, 1.5, renting is still better than 1 + 1.
    """
    product = [{"backend_fabric_share": 0.5}]
    fabric = [{"life_years": 1}]
    inst = renting({"usd_per_unit_year": 15_000}, accelerators=product, fabrics=fabric)
    optimum(inst, 1.5)


def test_rented_units_need_neither_hall_nor_power():
    """Proves that a site without power and halls runs on rented units: 0.5; else dropped."""
    inst = tiny(
        POWER,
        sites=[{"grid_queue_years": 40}],
        training_runs=RUN,
        rental_offers=[RENTAL],
        power_options=[{}],
        energy=[{"grid_usd_per_mwh": 100}],
    )
    plan = optimum(inst, 0.5)
    assert cell(plan, "sites", "peak_facility_mw") == 0
    assert total(plan, "generation", "mean_mw") == 0


def test_rented_units_serve_and_own_units_idle():
    """Proves that pools use rented units too: of 200 units 150 are rented, 0.75 + 0.5."""
    inst = tiny(SERVING, rental_offers=[RENTAL | {"units": 150}])
    plan = optimum(inst, 0.75 + 0.5)
    assert cell(plan, "fleet", "installed_units") == pytest.approx(50)


def test_nothing_is_rented_at_a_closed_site():
    """Proves that the site has to be opened: 0.5 + 0.2."""
    optimum(renting(sites=[{"status": "candidate", "opening_musd": 0.2}]), 0.7)


def test_a_product_that_no_hall_can_cool_is_rented():
    """Proves that rented units stand elsewhere: racks too dense for the site's cooling are no bar."""
    inst = tiny(
        HALLS,
        cooling=[{"max_rack_kw": 5}],
        training_runs=RUN,
        rental_offers=[RENTAL],
    )
    optimum(inst, 0.5)
