"""Every whole-numbered decision of an instance, enumerated in the instance's own terms."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

from planner.instance import Instance, Period
from planner.instance.schema import PowerOption, Site, TrainingRun
from planner.plan.verify.geography import round_trip_ms, shortest_way_km

from . import money, terms

NOT_THERE, BACKED, SPARE = "none of it", "backed by the grid", "one unit spare"
"""What holds of plant that comes in units at a site in a period."""


@dataclass(frozen=True)
class SiteChoice:
    """What is decided of one site.

    Attributes:
        site: its name.
        opened: years of the periods in which it is open.
        halls: modules ordered by (cooling, year).
        modules: modules of plant ordered by (option, year).
        paid: year in which a connection is paid by (option, tranche); those never paid are not in it.
        units: what holds of plant that comes in units by (option, year).
        cost: present value of all this, M$.
    """

    site: str
    opened: tuple[int, ...]
    halls: dict[tuple[str, int], int]
    modules: dict[tuple[str, int], int]
    paid: dict[tuple[str, str], int]
    units: dict[tuple[str, int], str]
    cost: float


@dataclass(frozen=True)
class RunChoice:
    """Where and when a run takes place; without sites it is dropped."""

    run: str
    start_year: int = 0
    product: str = ""
    sites: tuple[str, ...] = ()
    hub: str = ""
    cost: float = 0.0


@dataclass(frozen=True)
class Choice:
    """One value of every whole-numbered decision."""

    sites: tuple[SiteChoice, ...]
    runs: tuple[RunChoice, ...]
    lit: dict[tuple[str, str, int], int] = field(default_factory=dict)
    cost: float = 0.0

    def opened(self, site: str, year: int) -> bool:
        """Whether a site is open in the period of a year."""
        return any(s.site == site and year in s.opened for s in self.sites)


@dataclass(frozen=True)
class Lit:
    """Units lit by (site_a, site_b, year), and what they cost."""

    units: dict[tuple[str, str, int], int]
    cost: float


Part = SiteChoice | RunChoice | Lit


def parts(instance: Instance) -> list[list[Part]]:
    """Alternatives of each site, each run and the corridors; a choice takes one of each list."""
    found: list[list[Part]] = [list(_sites(instance, s)) for s in terms.usable(instance)]
    if instance.has("training"):
        found += [list(_runs(instance, run)) for run in instance.training_runs]
    if instance.has("backbone"):
        found.append(list(_lit(instance)))
    return found


def how_many(instance: Instance) -> int:
    """Number of choices of an instance, counted without making them."""
    found = 1
    for site in terms.usable(instance):
        found *= sum(
            math.prod(len(way) for way in _site_ways(instance, site, opened).values())
            for opened in _openings(instance, site)
        )
    if instance.has("training"):
        found *= math.prod(len(list(_runs(instance, run))) for run in instance.training_runs)
    if instance.has("backbone"):
        found *= math.prod(len(way) for way, _ in _lit_counts(instance).values())
    return found


def choices(instance: Instance) -> list[Choice]:
    """Every choice, the cheapest first."""
    found = []
    for taken in product(*parts(instance)):
        sites = tuple(part for part in taken if isinstance(part, SiteChoice))
        runs = tuple(part for part in taken if isinstance(part, RunChoice))
        lit = {at: n for part in taken if isinstance(part, Lit) for at, n in part.units.items()}
        found.append(Choice(sites, runs, lit, sum(part.cost for part in taken)))
    return sorted(found, key=lambda choice: choice.cost)


def _openings(instance: Instance, site: Site) -> Iterator[tuple[int, ...]]:
    years = [y.start_year for y in instance.periods]
    allowed = [y for y in years if site.earliest_year is None or y >= site.earliest_year]
    if site.status == "existing":
        yield tuple(years)
    elif site.status == "forced":
        yield tuple(allowed)
    else:
        for i in range(len(allowed) + 1):
            yield tuple(allowed[i:])


def _sites(instance: Instance, site: Site) -> Iterator[SiteChoice]:
    for opened in _openings(instance, site):
        ways = _site_ways(instance, site, opened)
        for taken in product(*ways.values()):
            values = dict(zip(ways, taken, strict=True))
            halls: dict[Any, int] = {
                at[1:]: n for at, n in values.items() if at[0] == "halls" and n
            }
            modules: dict[Any, int] = {
                at[1:]: n for at, n in values.items() if at[0] == "plant" and n
            }
            paid: dict[Any, int] = {
                at[1:]: y for at, y in values.items() if at[0] == "paid" and y is not None
            }
            units: dict[Any, str] = {
                at[1:]: state for at, state in values.items() if at[0] == "units"
            }
            cost = (
                _opening_musd(instance, site, opened)
                + _halls_musd(instance, site, halls)
                + _modules_musd(instance, site, modules)
                + _connections_musd(instance, site, paid)
            )
            yield SiteChoice(site.site, opened, halls, modules, paid, units, cost)


Ways = dict[tuple[str, str, int | str], Sequence[Any]]
"""Alternatives of a whole-numbered decision by (what, item, year or tranche)."""


def _site_ways(instance: Instance, site: Site, opened: tuple[int, ...]) -> Ways:
    found = _hall_counts(instance, site, opened)
    if instance.has("power"):
        found |= _plant_counts(instance, site, opened)
        found |= _unit_states(instance, site)
        found |= _payments(instance, site)
    return found


def _hall_counts(instance: Instance, site: Site, opened: tuple[int, ...]) -> Ways:
    """Modules of halls that may be ordered: as many as the site's largest load fills."""
    found: Ways = {}
    if not instance.has("halls"):
        return found
    hosted = {
        c for g in instance.accelerators for c in terms.coolings(instance, site, g.accelerator)
    }
    for cooling, row in terms.pue_rows(instance, site).items():
        lead, life = terms.hall_years(instance, site, cooling)
        module_mw = site.hall_module_mw or math.inf
        most = math.ceil(terms.most_peak_mw(instance, site) / row.pue_peak / module_mw - 1e-9)
        for y in instance.periods:
            serves = bool(money.served(instance, y, lead, life))
            if y.start_year in opened and serves and cooling in hosted:
                found["halls", cooling, y.start_year] = range(most + 1)
    return found


def _plant_counts(instance: Instance, site: Site, opened: tuple[int, ...]) -> Ways:
    """Modules of plant that may be ordered: as many as carry the site alone, with spare units."""
    found: Ways = {}
    for option in instance.power_options:
        if option.module_mw is None or not terms.may_build(instance, site, option):
            continue
        lead = terms.lead_years(instance, site, option, terms.ORDER)
        for y in instance.periods:
            book = instance.order_book_mw.get((option.option, y.start_year), math.inf)
            most_mw = min(_useful_mw(instance, site, option), book * y.length_years + 1e-9)
            serves = bool(money.served(instance, y, lead, option.life_years))
            if y.start_year in opened and serves:
                rounded = math.floor if most_mw == book * y.length_years + 1e-9 else math.ceil
                most = rounded(most_mw / option.module_mw)
                found["plant", option.option, y.start_year] = range(most + 1)
    return found


def _useful_mw(instance: Instance, site: Site, option: PowerOption) -> float:
    """MW of an option that carry a site at its largest load alone, whatever unit has to be spare."""
    limit = terms.most_peak_mw(instance, site)
    spare = max((p.unit_mw or 0.0 for p in instance.power_options), default=0.0)
    found = [limit * 1.2]
    if option.capacity_credit > 0:
        found.append((limit + spare) / option.capacity_credit)
    shares = [
        instance.availability(option.option, site.region, h.slice) for h in instance.time_slices
    ]
    worst = min((share for share in shares if share > 0), default=1.0)
    most_pue = max((row.pue / row.pue_peak for row in instance.pue), default=1.0)
    found.append(limit * max(1.0, most_pue) / worst)
    return max(found)


def _unit_states(instance: Instance, site: Site) -> Ways:
    found: Ways = {}
    grid = [p.option for p in instance.power_options if p.kind == "grid"]
    for option in instance.power_options:
        if option.unit_mw is None or not terms.present(instance, site, option):
            continue
        for y in instance.periods:
            grid_mw = sum(terms.standing(instance, site.site, "power", p, y) for p in grid)
            if grid_mw >= option.unit_mw:
                states: tuple[str, ...] = (BACKED,)
            elif terms.standing(instance, site.site, "power", option.option, y) > 0:
                states = (BACKED, SPARE)
            else:
                states = (NOT_THERE, BACKED, SPARE)
            found["units", option.option, y.start_year] = states
    return found


def _payments(instance: Instance, site: Site) -> Ways:
    found: Ways = {}
    for option in instance.power_options:
        for tranche in terms.connections(instance, site, option):
            years = (y.start_year for y in instance.periods)
            found["paid", option.option, tranche] = (None, *years)
    return found


def _opening_musd(instance: Instance, site: Site, opened: tuple[int, ...]) -> float:
    periods = [y for y in instance.periods if y.start_year in opened]
    musd = sum(site.fixed_musd_per_year * money.yearly(instance, y) for y in periods)
    if periods and site.status != "existing":
        once = site.opening_musd + (site.land_ha or 0.0) * site.land_usd_per_ha / 1e6
        musd += once * money.order(instance, periods[0], 0.0, site.opening_life_years)
    return musd


def halls_capital(
    instance: Instance, site: Site, halls: dict[tuple[str, int], int]
) -> Iterator[tuple[Period, float, float, float]]:
    """(period, M$, lead, life) of every order of halls with their cooling."""
    for (cooling, year), n in halls.items():
        plant = next(c.capex_musd_per_mw for c in instance.cooling if c.cooling == cooling)
        mw = n * (site.hall_module_mw or 0.0)
        musd = mw * ((site.shell_musd_per_mw or 0.0) + plant)
        yield instance.period[year], musd, *terms.hall_years(instance, site, cooling)


def _halls_musd(instance: Instance, site: Site, halls: dict[tuple[str, int], int]) -> float:
    return sum(
        musd * money.order(instance, y, lead, life)
        for y, musd, lead, life in halls_capital(instance, site, halls)
    )


def option_musd_per_mw(instance: Instance, site: Site, option: PowerOption) -> float:
    """Capital of a MW of an option at a site."""
    own = instance.site_power_at.get((site.site, option.option))
    usd_per_kw = option.capex_usd_per_kw
    if own is not None and own.capex_usd_per_kw is not None:
        usd_per_kw = own.capex_usd_per_kw
    return usd_per_kw / 1000


def _modules_musd(instance: Instance, site: Site, modules: dict[tuple[str, int], int]) -> float:
    musd = 0.0
    for (name, year), n in modules.items():
        option = instance.power_option[name]
        lead = terms.lead_years(instance, site, option, terms.ORDER)
        worth = money.order(instance, instance.period[year], lead, option.life_years)
        mw = n * (option.module_mw or 0.0)
        musd += mw * option_musd_per_mw(instance, site, option) * worth
    return musd


def _connections_musd(instance: Instance, site: Site, paid: dict[tuple[str, str], int]) -> float:
    musd = 0.0
    for (name, tranche), year in paid.items():
        option = instance.power_option[name]
        once = terms.connections(instance, site, option)[tranche]
        musd += once * money.order(instance, instance.period[year], 0.0, option.life_years)
    return musd


def _runs(instance: Instance, run: TrainingRun) -> Iterator[RunChoice]:
    if not instance.settings.strict:
        year = min(run.latest_year, instance.horizon_end_year - 1)
        cost = (run.dropped_musd or 0.0) * money.at_year(instance, year)
        yield RunChoice(run.run, cost=cost)
    products = [
        g.accelerator
        for g in instance.accelerators
        if g.h100e_per_unit > 0 and (not run.accelerators or g.accelerator in run.accelerators)
    ]
    for y in instance.periods:
        in_window = run.earliest_year <= y.start_year <= run.latest_year
        ends = y.start_year + run.duration_years
        if not in_window or ends > instance.horizon_end_year + money.SAME:
            continue
        late = run.late_musd_per_year * (y.start_year - run.earliest_year)
        cost = late * money.at_year(instance, y.start_year)
        for sites in _site_sets(instance, run):
            hubs = sites if instance.has("backbone") and run.max_sites > 1 else ("",)
            for name, hub in product(products, hubs):
                yield RunChoice(run.run, y.start_year, name, sites, hub, cost)


def _site_sets(instance: Instance, run: TrainingRun) -> Iterator[tuple[str, ...]]:
    """Sets of sites that are near enough to one another."""
    names = [s.site for s in terms.usable(instance) if s.kind in run.site_kinds]
    for n in range(1, min(run.max_sites, len(names)) + 1):
        for sites in combinations(names, n):
            if all(_near(instance, run, a, b) for a, b in combinations(sites, 2)):
                yield sites


def _near(instance: Instance, run: TrainingRun, a: str, b: str) -> bool:
    if instance.has("backbone") and math.isinf(shortest_way_km(instance, a, b)):
        return False
    rtt_ms = round_trip_ms(instance, instance.site[a], instance.site[b])
    return run.max_rtt_ms is None or rtt_ms <= run.max_rtt_ms


def _lit(instance: Instance) -> Iterator[Lit]:
    counts = _lit_counts(instance)
    for taken in product(*(way for way, _ in counts.values())):
        units = {at: n for at, n in zip(counts, taken, strict=True) if n}
        yield Lit(units, sum(n * counts[at][1] for at, n in units.items()))


def _lit_counts(instance: Instance) -> dict[tuple[str, str, int], tuple[range, float]]:
    """Units that may be lit, and what one costs, by (site_a, site_b, year)."""
    most_gbps = sum(_most_gbps(instance, run) for run in instance.training_runs)
    found = {}
    for row in instance.corridors:
        for y in instance.periods:
            if money.served(instance, y, row.build_years, row.life_years):
                missing = max(0.0, most_gbps - row.existing_gbps)
                most = math.ceil(missing / row.unit_gbps - 1e-9)
                musd = row.musd_per_km * row.route_km + 2 * row.musd_per_end
                musd *= money.order(instance, y, row.build_years, row.life_years)
                found[row.site_a, row.site_b, y.start_year] = (range(most + 1), musd)
    return found


def _most_gbps(instance: Instance, run: TrainingRun) -> float:
    """Most traffic of a run that holds no more than it needs, split over all sites it may use."""
    if run.max_sites == 1 or not run.sync_gbps_per_mw + run.sync_gbps_per_site:
        return 0.0
    sites = min(run.max_sites, len(terms.usable(instance)))
    needed = terms.rate_needed(instance, run) * (1 + run.split_loss * (sites - 1))
    least_mw = []
    for g in instance.accelerators:
        if g.h100e_per_unit > 0:
            mw = needed / g.h100e_per_unit / run.goodput_share * g.kw_per_unit / 1000
            floor_mw = max(run.min_site_it_mw, g.kw_per_unit / 1000)
            least_mw.append(2 * mw + sites * floor_mw)
    per_site = run.sync_gbps_per_site * (sites - 1)
    return per_site + run.sync_gbps_per_mw * max(least_mw, default=0.0)
