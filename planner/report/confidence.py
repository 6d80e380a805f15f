"""Which data a charge of the ledger rests on, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterable

from planner.instance import Instance
from planner.instance.schema import CONFIDENCES, Row
from planner.plan.verify.ledger import Charge

NOT_STATED = "not stated"
WEAKEST_FIRST: tuple[str, ...] = (NOT_STATED, *reversed(CONFIDENCES))


def of_row(row: Row) -> str:
    """The confidence of a row; `not stated` where it has none."""
    return row.confidence or NOT_STATED


def weakest(rows: Iterable[Row]) -> str:
    """The weakest confidence of some rows; `not stated` for none: settings have no confidence."""
    return min(map(of_row, rows), key=WEAKEST_FIRST.index, default=NOT_STATED)


class Prices:
    """Finds the rows that a charge is priced with."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.parts: dict[tuple[str, int], list[Row]] = {}
        for part in instance.bill_of_materials:
            self.parts.setdefault((part.accelerator, part.year), []).append(part)

    def of(self, charge: Charge) -> list[Row]:
        """Rows whose prices make up a charge; none where settings make it up."""
        i, item, site = self.instance, charge.item, charge.site
        match charge.head:
            case "accelerators":
                return self.parts.get((item, charge.ordered), [])
            case "backend_fabric":
                return self._fabric(item, charge.ordered)
            case "halls" | "land_opening":
                return [i.site[site]]
            case "cooling":
                return [i.cooling_technology[item]]
            case "power_plant":
                return self._plant(site, item)
            case "energy" | "carbon":
                return self._energy(site, item, charge.ordered)
            case "leases":
                return [
                    offer
                    for offer in i.lease_offers
                    if offer.site == site and item.startswith(f"{offer.cooling}, ")
                ]
            case "rentals":
                return [
                    offer
                    for offer in i.rental_offers
                    if offer.site == site and item.startswith(f"{offer.accelerator}, ")
                ]
            case "lateness" | "dropped":
                return [i.run[item]]
            case "unserved":
                return [row for row in i.services if item.startswith(f"{row.service} of ")]
            case "remaining_charges":
                return [
                    asset
                    for asset in i.existing_assets
                    if asset.site == site and f"{asset.family} {asset.item}" == item
                ]
        return []

    def _fabric(self, item: str, year: int) -> list[Row]:
        """The fabric and the parts of the product whose price it is a share of."""
        return [
            row
            for fabric in self.instance.fabrics
            for product in self.instance.accelerator
            if item == f"{fabric.fabric} of {product}"
            for row in (fabric, *self.parts.get((product, year), []))
        ]

    def _plant(self, site: str, item: str) -> list[Row]:
        """The option, and the site's own terms for it."""
        rows: list[Row] = []
        for option in self.instance.power_options:
            if item == option.option or item.startswith(f"{option.option}, "):
                own = self.instance.site_power_at.get((site, option.option))
                rows += [option] if own is None else [option, own]
        return rows

    def _energy(self, site: str, option: str, year: int) -> list[Row]:
        rows: list[Row] = [self.instance.energy_at[self.instance.site[site].region, year]]
        known = self.instance.power_option.get(option)
        return rows if known is None else [*rows, known]
