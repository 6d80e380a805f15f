"""What a plan costs, added up year by year: every head, site and period, and the cash."""

from __future__ import annotations

from collections.abc import Mapping

from planner.instance import Instance
from planner.instance.geography import Route

from .completeness import Rows
from .daytime import year_shares
from .decisions import Decisions
from .findings import HOURS_PER_YEAR, MUSD, Findings
from .keys import (
    EXISTING,
    LEASED,
    ORDER,
    assets_in_use,
    connection_musd,
    lease_offers,
    rental_offers,
)
from .ledger import Ledger, Paid
from .recomputed import Recomputed, hall_terms, power_lead_years
from .timing import periods_by_start, stands_in

SECONDS_PER_YEAR = 31_536_000.0
USD_PER_MUSD = 1e6
KW_PER_MW = 1e3
MBIT_PER_GBIT = 1e3
TOKENS_PER_MTOKEN = 1e6
REQUESTS = "mean requests/s, years"
CONNECTION = "connection"
"""First name in the key of what is paid once for a connection, as against the MW behind it."""

GRID_KINDS: tuple[str, ...] = ("grid", "grid_flexible")
"""Kinds of options whose energy has the price and the carbon of the region's grid."""


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
                paid = Paid(f"{asset.family} {asset.item}", 1.0, "asset years")
                ledger.yearly("remaining_charges", asset.site, period, owed, paid)
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
            upkeep = Paid("upkeep", 1.0, "site years")
            ledger.yearly("land_opening", site.site, period, site.fixed_musd_per_year, upkeep)
        if open_in and site.status != "existing":
            hectares = site.land_ha or 0.0
            life, period = site.opening_life_years, open_in[0]
            for musd, paid in (
                (site.opening_musd, Paid("opening", 1.0, "sites")),
                (hectares * site.land_usd_per_ha / USD_PER_MUSD, Paid("land", hectares, "ha")),
            ):
                ledger.order("land_opening", site.site, period, musd, 0.0, life, paid)


def _halls(instance: Instance, decisions: Decisions, ledger: Ledger) -> None:
    period_of = periods_by_start(instance)
    for (name, cooling, year), modules in decisions.modules.items():
        site = instance.site[name]
        mw = modules * (site.hall_module_mw or 0.0)
        lead, life = hall_terms(instance, site, cooling)
        shell = mw * (site.shell_musd_per_mw or 0.0)
        plant = mw * instance.cooling_technology[cooling].capex_musd_per_mw
        paid = Paid(cooling, mw, "MW IT", (cooling,))
        ledger.order("halls", name, period_of[year], shell, lead, life, paid)
        ledger.order("cooling", name, period_of[year], plant, lead, life, paid)


def _rents(instance: Instance, decisions: Decisions, ledger: Ledger) -> None:
    period_of = periods_by_start(instance)
    leases, rentals = lease_offers(instance), rental_offers(instance)
    for (*offer, year), mw in decisions.leases_begun_mw.items():
        lease = leases[tuple(offer)]
        rent = mw * lease.musd_per_mw_year
        item = _offer(lease.cooling, lease.from_year)
        paid = Paid(item, mw, "MW IT years", (lease.cooling, lease.from_year))
        ledger.rent("leases", lease.site, period_of[year], rent, lease.term_years, paid)
    for (*offer, year), units in decisions.rentals_begun_units.items():
        rental = rentals[tuple(offer)]
        rent = units * rental.usd_per_unit_year / USD_PER_MUSD
        item = _offer(rental.accelerator, rental.from_year)
        paid = Paid(item, units, "unit years", (rental.accelerator, rental.from_year))
        ledger.rent("rentals", rental.site, period_of[year], rent, rental.term_years, paid)


def _offer(item: str, from_year: int) -> str:
    return f"{item}, offer of {from_year}"


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
        item = option_name if tranche == ORDER else f"{option_name}, {tranche}"
        paid = Paid(item, mw, "MW", (option_name, tranche))
        ledger.order("power_plant", name, period_of[year], musd, lead, option.life_years, paid)
    for (name, option_name, year), mw in found.option_mw.items():
        option = instance.power_option[option_name]
        musd = mw * KW_PER_MW * option.fixed_usd_per_kw_year / USD_PER_MUSD
        paid = Paid(f"{option_name}, upkeep", mw, "MW years")
        ledger.yearly("power_plant", name, period_of[year], musd, paid)
    for (name, option_name, connection, year), connected in decisions.connected.items():
        site, option = instance.site[name], instance.power_option[option_name]
        musd = connected * connection_musd(instance, site, option).get(connection, 0.0)
        item = f"{option_name}, connection {connection}"
        paid = Paid(item, connected, "connections", (CONNECTION, option_name, connection))
        ledger.order("power_plant", name, period_of[year], musd, 0.0, option.life_years, paid)


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
        energy = mwh * usd_per_mwh / USD_PER_MUSD
        ledger.yearly("energy", name, period_of[year], energy, Paid(option_name, mwh, "MWh"))
        emitted = Paid(option_name, mwh * t_per_mwh, "t CO2")
        ledger.yearly("carbon", name, period_of[year], carbon, emitted)


def emissions_kt(instance: Instance, found: Recomputed) -> dict[tuple[str, str, int], float]:
    """Kt CO2 a year by (site, option, period) of the energy that sites use."""
    return {
        (site, option, year): mw
        * HOURS_PER_YEAR
        * carbon_t_per_mwh(instance, site, option, year)
        / 1e3
        for (site, option, year), mw in found.output_mw.items()
    }


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
        paid = Paid(name, units, "units", (name,))
        ledger.order("accelerators", site, period_of[year], musd, lead, life, paid)
    for (site, name, fabric_name, year), units in decisions.fabric_bought_units.items():
        if fabric_name == EXISTING:
            continue
        product, fabric = instance.accelerator[name], instance.fabric[fabric_name]
        share = product.backend_fabric_share
        unit_usd = instance.unit_price_usd.get((name, year), 0.0)
        usd = fabric.price_factor * share / (1.0 - share) * unit_usd
        lead, life = product.order_lead_years, fabric.life_years
        musd = units * usd / USD_PER_MUSD
        paid = Paid(f"{fabric_name} of {name}", units, "units", (name, fabric_name))
        ledger.order("backend_fabric", site, period_of[year], musd, lead, life, paid)


def _backbone(instance: Instance, decisions: Decisions, ledger: Ledger) -> None:
    period_of = periods_by_start(instance)
    for (a, b, year), units in decisions.lit_units.items():
        row = instance.corridor[a, b]
        musd = units * (row.musd_per_km * row.route_km + 2 * row.musd_per_end)
        paid = Paid(f"{a} - {b}", units, "units lit", (a, b))
        ledger.order("backbone", "", period_of[year], musd, row.build_years, row.life_years, paid)


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
        paid = Paid(service, requests, REQUESTS)
        ledger.yearly("frontend", site, period_of[year], usd / USD_PER_MUSD, paid)
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
        paid = Paid(f"{service} of {metro}", requests, REQUESTS)
        ledger.yearly("transit", site, period_of[year], usd / USD_PER_MUSD, paid)


def _penalties(instance: Instance, decisions: Decisions, found: Recomputed, ledger: Ledger) -> None:
    period_of = periods_by_start(instance)
    for placed in decisions.placed:
        row, year = placed.row, int(placed.start_year)
        late_years = placed.start_year - row.earliest_year
        if year in period_of and late_years > 0:
            paid = Paid(row.run, late_years, "years late")
            musd = row.late_musd_per_year * late_years
            ledger.once("lateness", period_of[year], year, musd, paid)
    for row in decisions.dropped:
        year = min(row.latest_year, instance.horizon_end_year - 1)
        begun = [p for p in instance.periods if p.start_year <= year]
        charged_in = begun[-1] if begun else instance.periods[0]
        paid = Paid(row.run, 1.0, "runs")
        ledger.once("dropped", charged_in, year, row.dropped_musd or 0.0, paid)
    share_of = year_shares(instance)
    for key, share in decisions.unserved_share.items():
        service_name, metro, year, h_name = key
        service = instance.service[service_name]
        requests = share_of[h_name] * share * found.asked.get(key, 0.0)
        tokens_per_year = requests * (service.input_tokens + service.output_tokens)
        tokens_per_year *= SECONDS_PER_YEAR
        mtokens = tokens_per_year / TOKENS_PER_MTOKEN
        usd = mtokens * (service.unserved_usd_per_mtoken or 0.0)
        paid = Paid(f"{service_name} of {metro}", mtokens, "million tokens")
        ledger.yearly("unserved", "", period_of[year], usd / USD_PER_MUSD, paid)
