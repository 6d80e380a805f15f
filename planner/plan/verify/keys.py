"""Which rows an instance implies for each table of a plan, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from planner.instance import Instance
from planner.instance.schema import (
    LIMIT_UNITS,
    ExistingAsset,
    LeaseOffer,
    PowerOption,
    RentalOffer,
    Site,
)
from planner.plan.tables import COST_HEADS, PENALTY_HEADS

from .daytime import demand_by_slice

PHASES: tuple[str, ...] = ("prefill", "decode", "aggregated")
EXISTING = "existing"
"""Tranche of power, and fabric, that stands before the horizon."""
ORDER = "order"
"""Tranche of power that waits its full lead."""
SITE_CONNECTION = "site"
"""Connection of an option to a site, as against the upgrade of a held step."""
LEASED = "leased"
"""Option of the table `generation` that is the power of leased halls."""
STORAGE = "storage"
"""Kind of the options that generate nothing of their own."""

Key = tuple[Any, ...]


def place(key: Key) -> str:
    """A key in words."""
    return " / ".join(str(part) for part in key)


class HeldStep:
    """MW of a position held that can be energised from a year on."""

    def __init__(self, year: float | None, mw: float, upgrade_musd: float) -> None:
        self.year = year
        self.mw = mw
        self.upgrade_musd = upgrade_musd

    @property
    def tranche(self) -> str:
        """Name of its tranche: `held-2028`, or `held-now` without a year."""
        if self.year is None:
            return "held-now"
        return f"held-{int(self.year) if float(self.year).is_integer() else self.year}"


def usable_sites(instance: Instance) -> list[Site]:
    """Sites that are not excluded."""
    return [s for s in instance.sites if s.status != "excluded"]


FAMILY_OF_ASSET: dict[str, str] = {
    "hall": "halls",
    "power": "power",
    "accelerator": "fleet",
    "fabric": "training",
}
"""Family that has to be in use for an existing asset to count, by the asset's own word."""


def assets_in_use(instance: Instance) -> list[ExistingAsset]:
    """Existing assets of the families in use."""
    return [a for a in instance.existing_assets if instance.has(FAMILY_OF_ASSET[a.family])]


def existing(instance: Instance, site: str, family: str, item: str) -> list[ExistingAsset]:
    """Existing assets of a family and item at a site."""
    return [
        asset
        for asset in instance.existing_assets
        if (asset.site, asset.family, asset.item) == (site, family, item)
    ]


def held_steps(instance: Instance, site: Site, option: PowerOption) -> list[HeldStep]:
    """Steps of the position that a site holds for an option, by year."""
    rows = sorted(
        (
            r
            for r in instance.energisation_steps
            if (r.site, r.option) == (site.site, option.option)
        ),
        key=lambda r: r.year,
    )
    if rows:
        before = [0.0, *(row.cumulative_mw for row in rows)]
        return [
            HeldStep(row.year, row.cumulative_mw - earlier, row.upgrade_musd)
            for row, earlier in zip(rows, before, strict=False)
        ]
    if option.kind == "grid" and site.queue_mw > 0:
        return [HeldStep(site.queue_year, site.queue_mw, 0.0)]
    return []


def is_buildable(instance: Instance, site: Site, option: PowerOption) -> bool:
    """Whether an option can be built at a site."""
    terms = instance.site_power_at.get((site.site, option.option))
    forbidden = terms is not None and terms.max_mw == 0
    return site.status != "excluded" and site.kind in option.site_kinds and not forbidden


def tranches(instance: Instance, site: Site, option: PowerOption) -> list[str]:
    """Tranches of an option at a site: what stands, what is ordered, what is held."""
    found = [EXISTING] if existing(instance, site.site, "power", option.option) else []
    if is_buildable(instance, site, option):
        found.append(ORDER)
        found += [step.tranche for step in held_steps(instance, site, option)]
    return found


def connection_musd(instance: Instance, site: Site, option: PowerOption) -> dict[str, float]:
    """One-time costs of an option at a site, by tranche of the table `connections`."""
    if not is_buildable(instance, site, option):
        return {}
    terms = instance.site_power_at.get((site.site, option.option))
    stands = any(a.mw for a in existing(instance, site.site, "power", option.option))
    found = {}
    if terms is not None and terms.interconnection_musd > 0 and not stands:
        found[SITE_CONNECTION] = terms.interconnection_musd
    for step in held_steps(instance, site, option):
        if step.upgrade_musd > 0:
            found[step.tranche] = step.upgrade_musd
    return found


def coolings_for(instance: Instance, site: Site, accelerator: str) -> list[str]:
    """Coolings that can host an accelerator at a site."""
    rack_kw = instance.accelerator[accelerator].rack_kw
    return [
        c.cooling
        for c in instance.cooling
        if c.max_rack_kw >= rack_kw and (site.site, c.cooling) in instance.pue_at
    ]


def hostable(instance: Instance, site: Site) -> list[str]:
    """Accelerators that can stand at a site; all of them where halls are not modelled."""
    return [
        g.accelerator
        for g in instance.accelerators
        if not instance.has("halls") or coolings_for(instance, site, g.accelerator)
    ]


def fabrics_for(instance: Instance, site: Site, accelerator: str) -> list[str]:
    """Fabrics of a product at a site, `existing` first where some stands; none where it cannot train."""
    trains = instance.accelerator[accelerator].h100e_per_unit > 0
    if not trains or accelerator not in hostable(instance, site):
        return []
    found = [EXISTING] if existing(instance, site.site, "fabric", accelerator) else []
    return found + [
        f.fabric for f in instance.fabrics if not f.accelerators or accelerator in f.accelerators
    ]


def lease_offers(instance: Instance) -> dict[Key, LeaseOffer]:
    """Offers of halls at usable sites by (site, cooling, from_year)."""
    usable = {s.site for s in usable_sites(instance)} if instance.has("halls") else set()
    return {(o.site, o.cooling, o.from_year): o for o in instance.lease_offers if o.site in usable}


def rental_offers(instance: Instance) -> dict[Key, RentalOffer]:
    """Offers of accelerators at usable sites by (site, accelerator, from_year)."""
    usable = {s.site for s in usable_sites(instance)} if instance.has("fleet") else set()
    return {
        (o.site, o.accelerator, o.from_year): o for o in instance.rental_offers if o.site in usable
    }


def fleet_places(instance: Instance) -> list[tuple[str, str]]:
    """(site, accelerator) pairs where units can stand or be rented."""
    rented = {offer[:2] for offer in rental_offers(instance)}
    found = []
    for s in usable_sites(instance):
        can_stand = set(hostable(instance, s))
        for g in instance.accelerators:
            if g.accelerator in can_stand or (s.site, g.accelerator) in rented:
                found.append((s.site, g.accelerator))
    return found


def hosting_places(instance: Instance) -> list[tuple[str, str, str]]:
    """(site, accelerator, cooling) where units can stand."""
    return [
        (s.site, g.accelerator, c)
        for s in usable_sites(instance)
        for g in instance.accelerators
        for c in coolings_for(instance, s, g.accelerator)
    ]


def storage_places(instance: Instance) -> list[tuple[Site, PowerOption]]:
    """Sites with the storage that stands or can be built there."""
    return [
        (s, p)
        for s in instance.sites
        for p in instance.power_options
        if p.kind == STORAGE and tranches(instance, s, p)
    ]


def serving_sites(instance: Instance) -> dict[str, list[str]]:
    """Sites that are on some route of a service, by service, in the instance's order."""
    on_route: dict[str, set[str]] = {k.service: set() for k in instance.services}
    for (service, _), routes in instance.routes.items():
        on_route[service].update(route.site for route in routes)
    return {k: [s.site for s in instance.sites if s.site in found] for k, found in on_route.items()}


def expected_keys(instance: Instance) -> dict[str, list[Key]]:
    """Keys of every table that has a row for all of them; tables of other families are empty."""
    keys: dict[str, list[Key]] = {
        name: []
        for name in (
            *("sites", "halls", "leases", "hosting", "power", "connections", "generation"),
            *("storage", "fleet", "rentals", "fabric", "runs", "volumes", "unserved", "cash"),
            *("corridors", "limits"),
        )
    }
    keys["sites"] = _by_period(instance, ((s.site,) for s in instance.sites))
    keys["cash"] = _by_period(instance, ((h,) for h in COST_HEADS if h not in PENALTY_HEADS))
    if instance.has("halls"):
        keys["halls"] = _by_period(instance, _halls(instance))
        keys["leases"] = _by_period(instance, lease_offers(instance))
        keys["hosting"] = _by_period(instance, hosting_places(instance))
    if instance.has("power"):
        keys["power"] = _by_period(instance, _power(instance))
        keys["connections"] = _by_period(instance, _connections(instance))
        keys["generation"] = _by_slice(instance, _generation(instance))
        keys["storage"] = _by_slice(
            instance, ((s.site, p.option) for s, p in storage_places(instance))
        )
    if instance.has("fleet"):
        keys["fleet"] = _by_period(instance, fleet_places(instance))
        keys["rentals"] = _by_period(instance, rental_offers(instance))
    if instance.has("training"):
        keys["fabric"] = _by_period(instance, _fabric(instance))
        keys["runs"] = [(w.run,) for w in instance.training_runs]
    if instance.has("backbone"):
        keys["corridors"] = _by_period(instance, instance.corridor)
    if instance.has("inference"):
        keys["volumes"] = _by_slice(
            instance, ((k, s) for k, found in serving_sites(instance).items() for s in found)
        )
        asked = demand_by_slice(instance)
        every = ((k.service, m.metro) for k in instance.services for m in instance.metros)
        keys["unserved"] = [key for key in _by_slice(instance, every) if key in asked]
    keys["limits"] = limit_keys(instance)
    return keys


def limit_keys(instance: Instance) -> list[Key]:
    """Rows of the table `limits`: by kind, scope and year."""
    kinds = list(LIMIT_UNITS)
    return sorted(instance.limit_at, key=lambda key: (kinds.index(key[0]), *key[1:]))


def _by_period(instance: Instance, items: Iterable[Key]) -> list[Key]:
    return [(*item, p.start_year) for item in items for p in instance.periods]


def _by_slice(instance: Instance, items: Iterable[Key]) -> list[Key]:
    return [(*key, h.slice) for key in _by_period(instance, items) for h in instance.time_slices]


def _halls(instance: Instance) -> Iterator[Key]:
    for s in usable_sites(instance):
        for c in instance.cooling:
            if (s.site, c.cooling) in instance.pue_at:
                yield s.site, c.cooling


def _power(instance: Instance) -> Iterator[Key]:
    for s in instance.sites:
        for p in instance.power_options:
            for tranche in tranches(instance, s, p):
                yield s.site, p.option, tranche


def _connections(instance: Instance) -> Iterator[Key]:
    for s in instance.sites:
        for p in instance.power_options:
            for tranche in connection_musd(instance, s, p):
                yield s.site, p.option, tranche


def _generation(instance: Instance) -> Iterator[Key]:
    leasing = {offer[0] for offer in lease_offers(instance)}
    for s in instance.sites:
        for p in instance.power_options:
            if p.kind != STORAGE and tranches(instance, s, p):
                yield s.site, p.option
        if s.site in leasing:
            yield s.site, LEASED


def _fabric(instance: Instance) -> Iterator[Key]:
    for s in usable_sites(instance):
        for g in instance.accelerators:
            for f in fabrics_for(instance, s, g.accelerator):
                yield s.site, g.accelerator, f
