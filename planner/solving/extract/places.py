"""Tables of sites, halls and leases."""

from __future__ import annotations

from planner.models import timing

from .reader import Reader, Rows


def site_rows(r: Reader) -> Rows:
    """Sites by period: open or not, and their load."""
    rows: Rows = []
    for site in r.inst.sites:
        for y in r.years:
            s = site.site
            is_open = int(r.of("siting", "site_open", (s, y)))
            it = sum(
                g.kw_per_unit * r.of("fleet", "installed_kunits", (s, g.accelerator, y))
                for g in r.inst.accelerators
            )
            peak = mean = it
            if r.inst.has("halls"):
                pairs = _hosted(r, s) if site.status != "excluded" else []
                pue = {c: r.inst.pue_at[s, c] for _, c in pairs}
                peak = sum(
                    pue[c].pue_peak * r.of("halls", "hosted_mw", (s, g, c, y)) for g, c in pairs
                )
                mean = sum(pue[c].pue * r.mean_drawn_mw(s, g, c, y) for g, c in pairs)
            rows.append((s, y, is_open, it, peak, mean))
    return rows


def _hosted(r: Reader, s: str) -> list[tuple[str, str]]:
    """(accelerator, cooling) pairs that can be at a site."""
    return [(g, c) for g in r.inst.accelerator for c in r.sets.fits.get((s, g), ())]


def hall_rows(r: Reader) -> Rows:
    """Halls by cooling: ordered, in service, leased, used."""
    rows: Rows = []
    for s, c in r.sets.hall_types:
        site = r.inst.site[s]
        life = min(site.shell_life_years, r.inst.cooling_technology[c].life_years)
        module = site.hall_module_mw or 0.0
        in_service = {y.start_year: r.sets.existing(s, "hall", c, y) for y in r.inst.periods}
        for order in r.inst.periods:
            modules = r.of("halls", "halls_built", (s, c, order.start_year))
            for y in timing.serving(r.inst, order, site.hall_build_years, life):
                in_service[y.start_year] += module * modules
        for year, mw in in_service.items():
            used = sum(r.of("halls", "hosted_mw", (s, g, c, year)) for g in r.inst.accelerator)
            built = int(r.of("halls", "halls_built", (s, c, year)))
            leased = sum(r.values(x) for x in r.m.on_lease.get((s, c, year), ()))
            in_leased = r.of("halls", "hosted_in_leased_mw", (s, c, year))
            rows.append((s, c, year, built, mw, leased, used, in_leased))
    return rows


def hosting_rows(r: Reader) -> Rows:
    """Which accelerators stand in which cooling."""
    return [
        (s, g, c, y, r.of("halls", "hosted_mw", (s, g, c, y)), r.mean_drawn_mw(s, g, c, y))
        for (s, g), fits in r.sets.fits.items()
        for c in fits
        for y in r.years
    ]


def draw_rows(r: Reader) -> Rows:
    """Load drawn by slice, where there is any."""
    return [
        (s, g, c, y, h, drawn)
        for (s, g), fits in r.sets.fits.items()
        for c in fits
        for y, h in r.times
        if (drawn := r.drawn_mw(s, g, c, y, h)) > 0
    ]
