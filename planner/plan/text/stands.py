"""What stands, by year: sites, power, storage, leases and rentals, fleet, backbone."""

from __future__ import annotations

from collections.abc import Callable

from planner.plan.summary import Backbone, Contracts, Storage, Summary, Year

from .layout import LABEL_WIDTH, NOTHING, Row, amount, by_year, count, line, rows_of, share_cell


def sites(s: Summary) -> list[str]:
    """Sites by year and kind, then each site."""
    lines = by_year(
        s,
        "Sites",
        [
            ("open", lambda y: count(y.sites_open)),
            *rows_of(s, lambda y: y.sites_open_by_kind, "open, "),
            ("facility MW", lambda y: amount(y.facility_mw)),
            *rows_of(s, lambda y: y.facility_mw_by_kind, "facility MW, "),
            ("IT MW", lambda y: amount(y.it_mw)),
            *rows_of(s, lambda y: y.it_mw_by_kind, "IT MW, "),
        ],
    )
    if not s.sites:
        return lines
    lines += [
        "",
        f"{'Site':<{LABEL_WIDTH}}{'kind':<10}{'opens':>8}{'energised':>12}{'MW facility':>14}",
    ]
    for site in s.sites:
        energised = NOTHING if site.first_energised is None else str(site.first_energised)
        lines.append(
            f"{line(site.site)}{site.kind or '?':<10}{site.first_open:>8d}{energised:>12}"
            f"{amount(site.last_facility_mw):>14}"
        )
    return lines


def power(s: Summary) -> list[str]:
    """Power in service by option, the part that may be curtailed, and that of leased halls."""
    return by_year(
        s,
        "Power in service, MW",
        [
            *rows_of(s, lambda y: y.power_mw_by_option),
            ("of it may be curtailed", lambda y: amount(y.flexible_mw)),
            ("with leased halls", lambda y: amount(y.leased_power_mw)),
        ],
    )


def firm_power(s: Summary) -> list[str]:
    """MW that count as firm, by option."""
    return by_year(
        s,
        "Firm power, MW",
        [
            *rows_of(s, lambda y: y.firm_mw_by_option),
            ("total", lambda y: amount(sum(y.firm_mw_by_option.values()))),
        ],
    )


def energy(s: Summary) -> list[str]:
    """Mean MW over the year, by option."""
    return by_year(s, "Energy, mean MW", rows_of(s, lambda y: y.energy_mw_by_option))


def storage(s: Summary) -> list[str]:
    """Storage: power, energy, and what it shifts on a mean day."""

    def of(field: Callable[[Storage], float]) -> Callable[[Year], str]:
        return lambda year: NOTHING if year.storage is None else amount(field(year.storage))

    return by_year(
        s,
        "Storage",
        [
            ("MW", of(lambda found: found.power_mw)),
            ("MWh", of(lambda found: found.energy_mwh)),
            ("MWh shifted a day", of(lambda found: found.shifted_mwh_per_day)),
        ],
    )


def bridge(s: Summary) -> list[str]:
    """How the MW asked for become work."""
    if all(year.bridge is None for year in s.years):
        return []

    def step(field: str) -> Callable[[Year], str]:
        return lambda year: amount(getattr(year.bridge, field) or 0.0)

    return by_year(
        s,
        "From asked to used, MW",
        [
            ("asked (on order too)", step("asked_mw")),
            ("connected", step("connected_mw")),
            ("firm", step("firm_mw")),
            ("facility, peak", step("facility_mw")),
            ("IT installed", step("it_mw")),
            ("IT used, mean", step("used_it_mw")),
        ],
    )


def contracts(s: Summary) -> list[str]:
    """Halls leased and units rented beside own ones; nothing where there are none."""
    if all(y.contracts.leased_hall_it_mw + y.contracts.rented_units == 0 for y in s.years):
        return []

    def of(
        field: Callable[[Contracts], float], show: Callable[[float], str] = amount
    ) -> Callable[[Year], str]:
        return lambda year: show(field(year.contracts))

    return by_year(
        s,
        "Own, leased, rented",
        [
            ("own halls, MW IT", of(lambda c: c.own_hall_it_mw)),
            ("leased halls, MW IT", of(lambda c: c.leased_hall_it_mw)),
            ("  leased, %", of(lambda c: c.leased_share, share_cell)),
            ("  of them used, MW IT", of(lambda c: c.used_leased_it_mw)),
            ("own units", of(lambda c: c.own_units)),
            ("rented units", of(lambda c: c.rented_units)),
            ("  rented, %", of(lambda c: c.rented_share, share_cell)),
        ],
    )


def fleet(s: Summary) -> list[str]:
    """Own units installed, by vendor where it is known."""
    rows = rows_of(s, lambda y: y.units_by_vendor)
    rows = rows or rows_of(s, lambda y: y.units_by_accelerator)
    title = "Fleet by vendor, units" if any(y.units_by_vendor for y in s.years) else "Fleet, units"
    return by_year(s, title, rows)


def vendor_spend(s: Summary) -> list[str]:
    """Spend on accelerators by vendor, and each vendor's share."""
    vendors = dict.fromkeys(name for year in s.years for name in year.spend_musd_by_vendor)

    def share(name: str) -> Row:
        def cell(year: Year) -> str:
            total = sum(year.spend_musd_by_vendor.values())
            return share_cell(year.spend_musd_by_vendor.get(name, 0.0) / total) if total else "-"

        return (f"  {name}, %", cell)

    rows: list[Row] = []
    for row, vendor in zip(rows_of(s, lambda y: y.spend_musd_by_vendor), vendors, strict=True):
        rows += [row, share(vendor)] if len(vendors) > 1 else [row]
    return by_year(s, "Accelerators ordered, M$", rows)


def backbone(s: Summary) -> list[str]:
    """Fibre lit between sites: corridors, Tbit/s, km, M$."""

    def of(
        field: Callable[[Backbone], float], show: Callable[[float], str] = amount
    ) -> Callable[[Year], str]:
        return lambda year: NOTHING if year.backbone is None else show(field(year.backbone))

    return by_year(
        s,
        "Backbone",
        [
            ("corridors lit", of(lambda b: b.corridors_lit, lambda n: count(int(n)))),
            ("route km lit", of(lambda b: b.lit_km)),
            ("Tbit/s lit", of(lambda b: b.lit_tbps)),
            ("Tbit/s used", of(lambda b: b.used_tbps)),
            ("ordered, M$", of(lambda b: b.capital_musd)),
        ],
    )
