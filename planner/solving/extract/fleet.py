"""Tables of accelerators: own, rented, at work, and their backend fabric."""

from __future__ import annotations

from planner.models import timing

from .reader import Reader, Rows


def fleet_rows(r: Reader) -> Rows:
    """Accelerators ordered, installed, rented and used."""
    rows: Rows = []
    runs = r.m.training.held if r.inst.has("training") else {}
    pools = r.m.inference.held if r.inst.has("inference") else {}
    for s, g in _pairs(r):
        for y in r.years:
            at = (s, g, y)
            training = r.values.sum(runs.get(at, []))
            serving = max(sum(r.values(x) for x in pools.get((*at, h), ())) for h in r.hours)
            rented = sum(r.values(x) for x in r.m.on_rent.get(at, ()))
            bought = r.of("fleet", "bought_kunits", at)
            installed = r.of("fleet", "installed_kunits", at)
            numbers = (bought, installed, rented, training, serving)
            rows.append((*at, *(v * 1e3 for v in numbers)))
    return rows


def _pairs(r: Reader) -> list[tuple[str, str]]:
    """(site, accelerator) that can be hosted or rented, in the instance's order."""
    rented = {offer[:2] for offer in r.sets.rental_offer}
    return [
        (s, g)
        for s in r.sets.site_names
        for g in r.inst.accelerator
        if (s, g) in r.sets.fits or (s, g) in rented
    ]


def work_rows(r: Reader) -> Rows:
    """Units at work by slice, own and rented, where there are any."""
    rows: Rows = []
    for s, g in _pairs(r):
        for y, h in r.times:
            own = r.of("fleet", "busy_kunits", (s, g, y, h)) * 1e3
            rented = r.of("fleet", "busy_rented_kunits", (s, g, y, h)) * 1e3
            if own > 0 or rented > 0:
                rows.append((s, g, y, h, own, rented))
    return rows


def fabric_rows(r: Reader) -> Rows:
    """Backend fabric by the units it connects."""
    rows: Rows = []
    for s, g in r.sets.fits:
        product = r.inst.accelerator[g]
        if product.h100e_per_unit == 0:
            continue
        if r.sets.stands(s, "fabric", g):
            for y in r.inst.periods:
                units = r.sets.existing(s, "fabric", g, y)
                rows.append((s, g, "existing", y.start_year, 0.0, units))
        for f in r.sets.fabrics_for[g]:
            in_service = dict.fromkeys(r.years, 0.0)
            ordered = {y: r.of("training", "fabric_kunits", (s, g, f, y)) * 1e3 for y in r.years}
            for order in r.inst.periods:
                life = r.inst.fabric[f].life_years
                for y in timing.serving(r.inst, order, product.order_lead_years, life):
                    in_service[y.start_year] += ordered[order.start_year]
            rows += [(s, g, f, y, ordered[y], units) for y, units in in_service.items()]
    return rows
