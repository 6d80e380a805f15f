"""What a plan costs, added up year by year: every head, site and period, and the cash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.instance import Instance, Period
from planner.instance.geography import Route
from planner.plan.tables import COST_HEADS, PENALTY_HEADS

from .completeness import Rows
from .daytime import year_shares
from .decisions import Decisions
from .findings import HOURS_PER_YEAR, MUSD, Findings
from .keys import (
    EXISTING,
    LEASED,
    assets_in_use,
    connection_musd,
    lease_offers,
    rental_offers,
)
from .recomputed import Recomputed, hall_terms, power_lead_years
from .timing import (
    capital_recovery,
    discount,
    periods_by_start,
    served_periods,
    stands_in,
    term_periods,
    years_of,
)

SECONDS_PER_YEAR = 31_536_000.0
USD_PER_MUSD = 1e6
KW_PER_MW = 1e3
MBIT_PER_GBIT = 1e3
TOKENS_PER_MTOKEN = 1e6

GRID_KINDS: tuple[str, ...] = ("grid", "grid_flexible")
"""Kinds of options whose energy has the price and the carbon of the region's grid."""


@dataclass
class Ledger:
    """Every flow of money of a plan.

    Attributes:
        instance: the instance, for years and rate.
        lines: present value by (head, site, start year of the period in which it is charged).
        cash: undiscounted money by (head, start year).
        ordered: the capital of orders alone, by (head, start year).
    """

    instance: Instance
    lines: dict[tuple[str, str, int], float] = field(default_factory=lambda: defaultdict(float))
    cash: dict[tuple[str, int], float] = field(default_factory=lambda: defaultdict(float))
    ordered: dict[tuple[str, int], float] = field(default_factory=lambda: defaultdict(float))

    def order(
        self, head: str, site: str, period: Period, musd: float, lead: float, life: float
    ) -> None:
        """Capital of an order: an annuity in every year in which it is in service."""
        if musd == 0.0:
            return
        self.cash[head, period.start_year] += musd
        self.ordered[head, period.start_year] += musd
        served = served_periods(self.instance, period, lead, life)
        if not served:
            return
        ends_inside = period.start_year + lead + life <= self.instance.horizon_end_year + 1e-9
        recovered_over = sum(p.length_years for p in served) if ends_inside else life
        yearly = musd * capital_recovery(self.instance.settings.discount_rate, recovered_over)
        for charged in served:
            for year in years_of(charged):
                line = (head, site, charged.start_year)
                self.lines[line] += yearly * discount(self.instance, year)

    def yearly(self, head: str, site: str, period: Period, musd_per_year: float) -> None:
        """A flow in every year of a period."""
        if musd_per_year == 0.0:
            return
        for year in years_of(period):
            value = musd_per_year * discount(self.instance, year)
            self.lines[head, site, period.start_year] += value
            if head not in PENALTY_HEADS:
                self.cash[head, period.start_year] += musd_per_year

    def rent(
        self, head: str, site: str, period: Period, musd_per_year: float, term_years: int
    ) -> None:
        """Rent of a whole term; one that ends inside the horizon is paid in the years it serves."""
        served = term_periods(self.instance, period, term_years)
        years = sum(p.length_years for p in served)
        if period.start_year + term_years <= self.instance.horizon_end_year and years:
            musd_per_year *= term_years / years
        for charged in served:
            self.yearly(head, site, charged, musd_per_year)

    def once(self, head: str, period: Period, year: int, musd: float) -> None:
        """A penalty charged once, in one calendar year, in a period's line."""
        self.lines[head, "", period.start_year] += musd * discount(self.instance, year)

    def heads_musd(self) -> dict[str, float]:
        """Present value by head."""
        totals = dict.fromkeys(COST_HEADS, 0.0)
        for (head, _, _), musd in self.lines.items():
            totals[head] += musd
        return totals


def add_up(
    instance: Instance,
    decisions: Decisions,
    found: Recomputed,
    routes: Mapping[tuple[str, str, str], Route],
) -> Ledger:
    """All the money of a plan."""
    ledger = Ledger(instance)
    _sites(instance, decisions, ledger)
    _halls(instance, decisions, ledger)
    _rents(instance, decisions, ledger)
    _power_plant(instance, decisions, found, ledger)
    _energy_and_carbon(instance, found, ledger)
    _fleet(instance, decisions, ledger)
    _backbone(instance, decisions, ledger)
    _network(instance, decisions, found, routes, ledger)
    _penalties(instance, decisions, found, ledger)
    for asset in assets_in_use(instance):
        for period in instance.periods:
            if stands_in(instance, asset, period):
                owed = asset.remaining_charge_musd_per_year
                ledger.yearly("remaining_charges", asset.site, period, owed)
    return ledger


def check_costs(ledger: Ledger, tables: Mapping[str, Rows], findings: Findings) -> None:
    """Report every line of the tables `costs` and `cash` that differs from the ledger."""
    said = tables["costs"].numbers("musd")
    for head, site, year in sorted(said.keys() | ledger.lines.keys(), key=str):
        findings.equal(
            "cost_line",
            said.get((head, site, year), 0.0),
            ledger.lines.get((head, site, year), 0.0),
            MUSD,
            head=head,
            site=site,
            period=year,
        )
    for (head, year), musd in tables["cash"].numbers("musd").items():
        should = ledger.cash.get((head, year), 0.0)
        findings.equal("cash_line", musd, should, MUSD, head=head, period=year)


def _sites(instance: Instance, decisions: Decisions, ledger: Ledger) -> None:
    for site in instance.sites:
        open_in = [p for p in instance.periods if decisions.open.get((site.site, p.start_year))]
        for period in open_in:
            ledger.yearly("land_opening", site.site, period, site.fixed_musd_per_year)
        if open_in and site.status != "existing":
            land = (site.land_ha or 0.0) * site.land_usd_per_ha / USD_PER_MUSD
            paid = site.opening_musd + land
            life = site.opening_life_years
            ledger.order("land_opening", site.site, open_in[0], paid, 0.0, life)


def _halls(instance: Instance, decisions: Decisions, ledger: Ledger) -> None:
    period_of = periods_by_start(instance)
    for (name, cooling, year), modules in decisions.modules.items():
        site = instance.site[name]
        mw = modules * (site.hall_module_mw or 0.0)
        lead, life = hall_terms(instance, site, cooling)
        shell = mw * (site.shell_musd_per_mw or 0.0)
        plant = mw * instance.cooling_technology[cooling].capex_musd_per_mw
        ledger.order("halls", name, period_of[year], shell, lead, life)
        ledger.order("cooling", name, period_of[year], plant, lead, life)


def _rents(instance: Instance, decisions: Decisions, ledger: Ledger) -> None:
    period_of = periods_by_start(instance)
    leases, rentals = lease_offers(instance), rental_offers(instance)
    for (*offer, year), mw in decisions.leases_begun_mw.items():
        lease = leases[tuple(offer)]
        rent = mw * lease.musd_per_mw_year
        ledger.rent("leases", lease.site, period_of[year], rent, lease.term_years)
    for (*offer, year), units in decisions.rentals_begun_units.items():
        rental = rentals[tuple(offer)]
        rent = units * rental.usd_per_unit_year / USD_PER_MUSD
        ledger.rent("rentals", rental.site, period_of[year], rent, rental.term_years)


def _power_plant(
    instance: Instance, decisions: Decisions, found: Recomputed, ledger: Ledger
) -> None:
    period_of = periods_by_start(instance)
    for (name, option_name, tranche, year), mw in decisions.built_mw.items():
        if tranche == EXISTING:
            continue
        site, option = instance.site[name], instance.power_option[option_name]
        terms = instance.site_power_at.get((name, option_name))
        own = None if terms is None else terms.capex_usd_per_kw
        usd_per_kw = option.capex_usd_per_kw if own is None else own
        lead = power_lead_years(instance, site, option, tranche)
        musd = mw * KW_PER_MW * usd_per_kw / USD_PER_MUSD
        ledger.order("power_plant", name, period_of[year], musd, lead, option.life_years)
    for (name, option_name, year), mw in found.option_mw.items():
        option = instance.power_option[option_name]
        musd = mw * KW_PER_MW * option.fixed_usd_per_kw_year / USD_PER_MUSD
        ledger.yearly("power_plant", name, period_of[year], musd)
    for (name, option_name, connection, year), paid in decisions.connected.items():
        site, option = instance.site[name], instance.power_option[option_name]
        musd = paid * connection_musd(instance, site, option).get(connection, 0.0)
        ledger.order("power_plant", name, period_of[year], musd, 0.0, option.life_years)


def _energy_and_carbon(instance: Instance, found: Recomputed, ledger: Ledger) -> None:
    """Prices of a period are those of its start year."""
    period_of = periods_by_start(instance)
    for (name, option_name, year), mean_mw in found.output_mw.items():
        prices = instance.energy_at[instance.site[name].region, year]
        usd_per_mwh = 0.0
        if option_name == LEASED or instance.power_option[option_name].kind in GRID_KINDS:
            usd_per_mwh += prices.grid_usd_per_mwh
        if option_name != LEASED:
            option = instance.power_option[option_name]
            usd_per_mwh += option.other_usd_per_mwh
            usd_per_mwh += option.heat_rate_mmbtu_per_mwh * prices.gas_usd_per_mmbtu
        t_per_mwh = carbon_t_per_mwh(instance, name, option_name, year)
        mwh = mean_mw * HOURS_PER_YEAR
        carbon = mwh * t_per_mwh * instance.carbon_usd_per_t(year) / USD_PER_MUSD
        ledger.yearly("energy", name, period_of[year], mwh * usd_per_mwh / USD_PER_MUSD)
        ledger.yearly("carbon", name, period_of[year], carbon)


def carbon_t_per_mwh(instance: Instance, site: str, option_name: str, year: int) -> float:
    """Emissions of a MWh from an option at a site in a year, the grid's own included."""
    prices = instance.energy_at[instance.site[site].region, year]
    if option_name == LEASED:
        return prices.grid_carbon_t_per_mwh
    option = instance.power_option[option_name]
    from_grid = prices.grid_carbon_t_per_mwh if option.kind in GRID_KINDS else 0.0
    return option.carbon_t_per_mwh + from_grid


def _fleet(instance: Instance, decisions: Decisions, ledger: Ledger) -> None:
    period_of = periods_by_start(instance)
    for (site, name, year), units in decisions.bought_units.items():
        product = instance.accelerator[name]
        musd = units * instance.unit_price_usd.get((name, year), 0.0) / USD_PER_MUSD
        lead, life = product.order_lead_years, product.life_years
        ledger.order("accelerators", site, period_of[year], musd, lead, life)
    for (site, name, fabric_name, year), units in decisions.fabric_bought_units.items():
        if fabric_name == EXISTING:
            continue
        product, fabric = instance.accelerator[name], instance.fabric[fabric_name]
        share = product.backend_fabric_share
        unit_usd = instance.unit_price_usd.get((name, year), 0.0)
        usd = fabric.price_factor * share / (1.0 - share) * unit_usd
        lead, life = product.order_lead_years, fabric.life_years
        musd = units * usd / USD_PER_MUSD
        ledger.order("backend_fabric", site, period_of[year], musd, lead, life)


def _backbone(instance: Instance, decisions: Decisions, ledger: Ledger) -> None:
    period_of = periods_by_start(instance)
    for (a, b, year), units in decisions.lit_units.items():
        row = instance.corridor[a, b]
        musd = units * (row.musd_per_km * row.route_km + 2 * row.musd_per_end)
        ledger.order("backbone", "", period_of[year], musd, row.build_years, row.life_years)


def _network(
    instance: Instance,
    decisions: Decisions,
    found: Recomputed,
    routes: Mapping[tuple[str, str, str], Route],
    ledger: Ledger,
) -> None:
    period_of = periods_by_start(instance)
    settings = instance.settings
    peak_gbps_per_request = {
        k.service: k.mbit_per_request / MBIT_PER_GBIT * k.peak_to_mean for k in instance.services
    }
    for (service, site, year), requests in found.mean_requests.items():
        usd = requests * peak_gbps_per_request[service] * settings.frontend_usd_per_gbps_year
        ledger.yearly("frontend", site, period_of[year], usd / USD_PER_MUSD)
    share_of = year_shares(instance)
    for (service, metro, site, year, h_name), share in decisions.share.items():
        route = routes.get((service, metro, site))
        if route is None:
            continue
        # Requests served in the slice, spread over the whole year.
        asked = found.asked.get((service, metro, year, h_name), 0.0)
        requests = share_of[h_name] * share * asked
        if route.usd_per_year_full_demand is not None:
            demand = instance.demand_at.get((service, metro, year), 0.0)
            usd = requests / demand * route.usd_per_year_full_demand if demand else 0.0
        else:
            gbps = requests * peak_gbps_per_request[service]
            usd = gbps * route.route_km * settings.transit_usd_per_gbps_km_year
        ledger.yearly("transit", site, period_of[year], usd / USD_PER_MUSD)


def _penalties(instance: Instance, decisions: Decisions, found: Recomputed, ledger: Ledger) -> None:
    period_of = periods_by_start(instance)
    for placed in decisions.placed:
        row, year = placed.row, int(placed.start_year)
        late_years = placed.start_year - row.earliest_year
        if year in period_of and late_years > 0:
            ledger.once("lateness", period_of[year], year, row.late_musd_per_year * late_years)
    for row in decisions.dropped:
        year = min(row.latest_year, instance.horizon_end_year - 1)
        begun = [p for p in instance.periods if p.start_year <= year]
        charged_in = begun[-1] if begun else instance.periods[0]
        ledger.once("dropped", charged_in, year, row.dropped_musd or 0.0)
    share_of = year_shares(instance)
    for key, share in decisions.unserved_share.items():
        service_name, _, year, h_name = key
        service = instance.service[service_name]
        requests = share_of[h_name] * share * found.asked.get(key, 0.0)
        tokens_per_year = requests * (service.input_tokens + service.output_tokens)
        tokens_per_year *= SECONDS_PER_YEAR
        usd = tokens_per_year / TOKENS_PER_MTOKEN * (service.unserved_usd_per_mtoken or 0.0)
        ledger.yearly("unserved", "", period_of[year], usd / USD_PER_MUSD)
