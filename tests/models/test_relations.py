"""Relations that hold between the optima of related instances, on small random instances.

The examples are the same in every run.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.instance import Instance
from planner.models import build_model
from planner.solving.handover import compile_model
from planner.solving.highs import Ending, Limits, run_highs
from tests.tiny import ALL, SERVING, cost, tiny

FEW = settings(max_examples=6, deadline=None, derandomize=True, database=None)
CLOSE = 1e-6
EXACT = Limits(seconds=20, gap=0.0, threads=1, seed=0)


@dataclass(frozen=True)
class World:
    """What varies between random instances; money is multiplied by `scale`."""

    queue_years: int
    campus_cap_mw: float
    max_network_ms: float
    supply_units: float
    rack_kw: float
    demand: float
    run_units: float
    unit_usd: float
    max_sites: int
    module_mw: float
    water_m3: float
    scale: float = 1.0


WORLDS = st.builds(
    World,
    queue_years=st.integers(0, 3),
    campus_cap_mw=st.sampled_from([0.7, 1.3, 3.0]),
    max_network_ms=st.sampled_from([5.0, 15.0, 40.0]),
    supply_units=st.sampled_from([40.0, 120.0, 500.0]),
    rack_kw=st.sampled_from([20.0, 60.0, 200.0]),
    demand=st.sampled_from([5.0, 30.0, 90.0]),
    run_units=st.sampled_from([30.0, 70.0, 150.0]),
    unit_usd=st.sampled_from([5_000.0, 20_000.0]),
    max_sites=st.integers(1, 2),
    module_mw=st.sampled_from([0.3, 0.5]),
    water_m3=st.sampled_from([500.0, 5000.0]),
)


def built(world: World) -> Instance:
    """Two sites that open when it pays, two years, runs and demand for what is scarce."""
    k = world.scale
    site = {
        "status": "candidate", "campus_group": "x", "shell_musd_per_mw": 8 * k,
        "shell_life_years": 20, "hall_module_mw": world.module_mw, "opening_life_years": 20,
        "grid_queue_years": world.queue_years, "water_m3_per_year": world.water_m3,
    }  # fmt: skip
    return tiny(
        ALL,
        years=(2026, 2027),
        end=2029,
        rate=0.08,
        settings={
            "campus_cap_mw": world.campus_cap_mw,
            "carbon_usd_per_t": 30 * k,
            "transit_usd_per_gbps_km_year": 10 * k,
            "frontend_usd_per_gbps_year": 1000 * k,
        },
        sites=[
            site | {"site": "a", "opening_musd": 2 * k, "max_facility_mw": 2},
            site
            | {"site": "e", "kind": "edge", "opening_musd": 3 * k, "max_facility_mw": 1}
            | {"queue_mw": 0.4, "queue_year": 2026, "fixed_musd_per_year": 0.1 * k},
        ],
        accelerators=[
            {"accelerator": "g", "life_years": 3, "idle_share": 0.2, "rack_kw": world.rack_kw},
            {
                "accelerator": "h", "life_years": 3, "h100e_per_unit": 2,
                "rack_kw": 2 * world.rack_kw,
            },
        ],
        bill_of_materials=[
            {"accelerator": "g", "usd_per_unit": world.unit_usd * k},
            {"accelerator": "h", "usd_per_unit": 1.7 * world.unit_usd * k},
        ],
        accelerator_supply=[{"units": world.supply_units}],
        throughput=[{"accelerator": "g"}, {"accelerator": "h", "decode_tokens_per_s": 250}],
        cooling=[
            {"cooling": "air", "capex_musd_per_mw": k, "life_years": 15},
            {"cooling": "wet", "capex_musd_per_mw": 2 * k, "life_years": 15, "max_rack_kw": 150},
        ],
        pue=[
            {"cooling": "air", "pue": 1.3, "pue_peak": 1.5},
            {"cooling": "wet", "pue": 1.1, "pue_peak": 1.2, "water_l_per_kwh": 1},
        ],
        power_options=[
            {"capex_usd_per_kw": 500 * k, "life_years": 30},
            {
                "option": "gas", "kind": "gas", "capex_usd_per_kw": 1500 * k, "life_years": 20,
                "heat_rate_mmbtu_per_mwh": 8, "carbon_t_per_mwh": 0.4, "capacity_credit": 0.9,
                "module_mw": 0.5, "lead_years": 1, "fixed_usd_per_kw_year": 15 * k,
            },
        ],
        site_power=[{"interconnection_musd": 0.5 * k}],
        energy=[{"grid_usd_per_mwh": 60 * k, "gas_usd_per_mmbtu": 4 * k}],
        training_runs=[
            {
                "run": "w1", "h100e": world.run_units, "latest_year": 2027, "dropped_musd": 9 * k,
                "late_musd_per_year": 0.3 * k, "max_sites": world.max_sites, "split_loss": 0.05,
            },
            {"run": "w2", "h100e": 40, "duration_years": 0.5, "dropped_musd": 3 * k},
        ],
        fabrics=[{"life_years": 6}],
        services=[
            {
                "max_network_ms": world.max_network_ms, "mbit_per_request": 5,
                "peak_to_mean": 1.5, "unserved_usd_per_mtoken": 4 * k,
            }
        ],
        demand=[{"metro": m, "requests_per_s": world.demand} for m in ("M", "N")],
        metros=[{"metro": "M"}, {"metro": "N"}],
        latency=[
            {"metro": "M", "site": "a", "rtt_ms": 30}, {"metro": "M", "site": "e", "rtt_ms": 4},
            {"metro": "N", "site": "a", "rtt_ms": 10}, {"metro": "N", "site": "e", "rtt_ms": 12},
        ],
    )  # fmt: skip


def assert_no_dearer(relaxed: World, world: World) -> None:
    """The relaxed world's optimum is no higher."""
    strict = cost(built(world))
    assert cost(built(relaxed)) <= strict + CLOSE * (1 + strict)


@FEW
@given(WORLDS)
def test_a_shorter_queue_costs_no_more(world: World):
    """Proves that a queue a year longer never lowers the cost."""
    assert_no_dearer(world, replace(world, queue_years=world.queue_years + 1))


@FEW
@given(WORLDS)
def test_a_higher_campus_cap_costs_no_more(world: World):
    """Proves that lifting the campus cap never raises the cost."""
    assert_no_dearer(replace(world, campus_cap_mw=2 * world.campus_cap_mw), world)


@FEW
@given(WORLDS)
def test_a_looser_latency_costs_no_more(world: World):
    """Proves that allowing longer round trips never raises the cost."""
    assert_no_dearer(replace(world, max_network_ms=3 * world.max_network_ms), world)


@FEW
@given(WORLDS)
def test_more_supply_costs_no_more(world: World):
    """Proves that more accelerators a year never raise the cost."""
    assert_no_dearer(replace(world, supply_units=1.5 * world.supply_units), world)


@FEW
@given(WORLDS)
def test_sparser_racks_cost_no_more(world: World):
    """Proves that racks of less density never raise the cost."""
    assert_no_dearer(replace(world, rack_kw=world.rack_kw / 4), world)


@FEW
@given(WORLDS)
def test_more_water_costs_no_more(world: World):
    """Proves that a larger water permit never raises the cost."""
    assert_no_dearer(replace(world, water_m3=3 * world.water_m3), world)


@FEW
@given(WORLDS)
def test_freedom_to_split_costs_no_more(world: World):
    """Proves that allowing a second site never raises the cost."""
    assert_no_dearer(replace(world, max_sites=2), replace(world, max_sites=1))


@FEW
@given(WORLDS)
def test_less_demand_costs_no_more(world: World):
    """Proves that half the demand is served at no higher cost."""
    assert_no_dearer(replace(world, demand=world.demand / 2), world)


@FEW
@given(WORLDS, st.sampled_from([0.25, 3.0]))
def test_cost_scales_with_money(world: World, scale: float):
    """Proves that a change of currency changes nothing but the amounts."""
    musd = cost(built(world))
    assert cost(built(replace(world, scale=scale))) == pytest.approx(scale * musd, rel=CLOSE)


@FEW
@given(WORLDS, st.integers(0, 1000))
def test_order_of_rows_does_not_matter(world: World, seed: int):
    """Proves that an instance whose rows stand in another order costs the same, and is checked."""
    inst = built(world)
    shuffle = random.Random(seed).sample
    tables = {name: tuple(shuffle(rows, len(rows))) for name, rows in inst.tables().items()}
    assert cost(inst.replace(**tables)) == pytest.approx(cost(inst), rel=CLOSE)


@FEW
@given(WORLDS)
def test_names_do_not_matter(world: World):
    """Proves that sites named the other way round cost the same."""
    inst = built(world)
    new = {"a": "z", "e": "b"}
    sites = tuple(s.model_copy(update={"site": new[s.site]}) for s in inst.sites)
    latency = tuple(r.model_copy(update={"site": new[r.site]}) for r in inst.latency)
    site_power = tuple(r.model_copy(update={"site": new[r.site]}) for r in inst.site_power)
    renamed = inst.replace(sites=sites, latency=latency, site_power=site_power)
    assert cost(renamed) == pytest.approx(cost(inst), rel=CLOSE)


@FEW
@given(WORLDS)
def test_integers_fixed_give_the_same_cost(world: World):
    """Proves that the optimum holds with its integers rounded and fixed, and not by tolerances."""
    problem = compile_model(build_model(built(world)))
    whole = run_highs(problem, EXACT)
    assert whole.x is not None and whole.ending is Ending.DONE
    fixed = problem.relaxed(problem.is_integer).fixed(problem.is_integer, whole.x.round())
    again = run_highs(fixed, EXACT)
    assert again.ending is Ending.DONE
    assert again.objective == pytest.approx(whole.objective, rel=CLOSE)


@FEW
@given(WORLDS)
def test_the_relaxation_is_a_lower_bound(world: World):
    """Proves that allowing fractions of integers never raises the cost, and gives a finite one."""
    problem = compile_model(build_model(built(world)))
    relaxed = run_highs(problem.relaxed(problem.is_integer), EXACT)
    assert relaxed.ending is Ending.DONE and math.isfinite(relaxed.objective)
    musd = cost(built(world))
    assert -CLOSE <= relaxed.objective <= musd + CLOSE * (1 + musd)


@FEW
@given(st.lists(st.sampled_from([0.0, 0.7, 2.0]), min_size=1, max_size=3), st.booleans())
def test_without_demand_only_fixed_costs_remain(fixed: list[float], owed: bool):
    """Proves that with nothing to serve only existing sites and assets cost, by their sum."""
    sites = [
        {"site": f"s{i}", "fixed_musd_per_year": musd}
        for i, musd in zip(count(), fixed, strict=False)
    ]
    sites.append(
        {"site": "new", "status": "candidate", "fixed_musd_per_year": 5, "opening_musd": 1}
    )
    charge = 0.3 if owed else 0.0
    asset = {
        "site": "s0", "family": "accelerator", "item": "g", "units": 10,
        "remaining_charge_musd_per_year": charge,
    }  # fmt: skip
    inst = tiny(
        SERVING,
        years=(2026, 2027),
        sites=sites,
        existing_assets=[asset],
        demand=[{"requests_per_s": 0}],
    )
    assert cost(inst) == pytest.approx(2 * (sum(fixed) + charge), abs=1e-9)
