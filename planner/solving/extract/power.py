"""Tables of power: orders, connections, generation and storage."""

from __future__ import annotations

from planner.models import timing
from planner.models.power_sets import LEASED

from .reader import Reader, Rows


def power_rows(r: Reader) -> Rows:
    """Power ordered and in service, by tranche."""
    rows: Rows = []
    for s, p in r.sets.power.present:
        if r.sets.stands(s, "power", p):
            for y in r.inst.periods:
                mw = r.sets.existing(s, "power", p, y)
                rows.append((s, p, "existing", y.start_year, 0.0, 0, mw))
        terms = r.sets.power.terms.get((s, p))
        if terms is not None:
            for tranche in ("order", *(step.label for step in terms.steps)):
                rows += _tranche(r, s, p, tranche, terms.lead(tranche))
    return rows


def _tranche(r: Reader, s: str, p: str, tranche: str, lead: float) -> Rows:
    life = r.inst.power_option[p].life_years
    in_service = dict.fromkeys(r.years, 0.0)
    built = {y: r.of("power", "built_mw", (s, p, tranche, y)) for y in r.years}
    for order in r.inst.periods:
        for y in timing.serving(r.inst, order, lead, life):
            in_service[y.start_year] += built[order.start_year]
    modules = {
        y: int(r.of("power", "modules_built", (s, p, y))) if tranche == "order" else 0
        for y in r.years
    }
    return [(s, p, tranche, y, built[y], modules[y], mw) for y, mw in in_service.items()]


def connection_rows(r: Reader) -> Rows:
    """One-time interconnections and upgrades of held steps."""
    connected = r.m.power.connected
    return [(*at, int(r.values(connected[at]))) for at in connected]


def generation_rows(r: Reader) -> Rows:
    """Energy by option; options that can serve in no period have no variable, but a row."""
    leasing = {offer[0] for offer in r.sets.lease_offer}
    options: dict[str, list[str]] = {s: [] for s in r.sets.site_names}
    for s, p in r.sets.power.present:
        if r.inst.power_option[p].kind != "storage":
            options[s].append(p)
    for s in options:
        options[s] += [LEASED] if s in leasing else []
    return [
        (s, p, *at, r.of("power", "generation_mw", (s, p, *at)))
        for s, found in options.items()
        for p in found
        for at in r.times
    ]


def storage_rows(r: Reader) -> Rows:
    """What storage takes in and gives back."""
    names = ("charge_mw", "discharge_mw", "stored_mwh")
    return [
        (s, p, *at, *(r.of("power", name, (s, p, *at)) for name in names))
        for s, p in r.sets.power.present
        if r.inst.power_option[p].kind == "storage"
        for at in r.times
    ]
