"""What a plan buys, by part, product, supplier and place, and what it rents, beside it.

Everything is cash of the price year: orders stand in the period in which they are made, running
spend in its own. Per head the lines add up to the plan's table `cash`, for every head of
:data:`HEADS`; energy, carbon, traffic and charges for what stands already buy nothing and are left
out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from planner.instance.schema import BOM_CATEGORIES

from .core import Plan
from .materials_lines import SETS, Line, order_lines, running_lines

if TYPE_CHECKING:
    from planner.instance import Instance

HEADS: tuple[str, ...] = (
    "land_opening",
    "halls",
    "cooling",
    "leases",
    "power_plant",
    "accelerators",
    "rentals",
    "backend_fabric",
    "backbone",
)
"""Cost heads whose cash the lines add up to."""

CATEGORIES: tuple[str, ...] = (
    *BOM_CATEGORIES,
    "backend_fabric",
    "backend_optics",
    "backbone",
    "cooling",
    "halls",
    "power_plant",
    "power_connection",
    "land_opening",
    "leases",
    "rentals",
    "plant_upkeep",
    "site_upkeep",
)
"""Categories in the order of reports: what is ordered, then what is paid for by the year."""

PUBLISHED_PULL_THROUGH: tuple[float, float] = (0.40, 0.50)
"""Dollars of other parts that one dollar of GPU is said to pull (The Splitting of the AI Data Center, 2026).

Shown beside the figures of the plan and used nowhere else. The same article's shares of a server, 65 %
GPU, 8 DDR5, 4 NVMe, 5 NIC and 18 the rest, give 0.26 and 0.54, neither of which lies in that range.
"""

Field = Literal["category", "vendor", "supplier", "site_kind", "item"]


@dataclass(frozen=True)
class PullThrough:
    """What the GPUs bought pull along inside their servers, in M$.

    Attributes:
        gpu_musd: spend on GPUs.
        memory_storage_network_musd: spend on DDR5, NVMe and NICs of the same servers.
        all_but_gpu_musd: all spend on the same servers that is not GPU.
    """

    gpu_musd: float
    memory_storage_network_musd: float
    all_but_gpu_musd: float

    @property
    def memory_storage_network(self) -> float | None:
        """Dollars of memory, storage and network per dollar of GPU; None without GPUs."""
        return self.memory_storage_network_musd / self.gpu_musd if self.gpu_musd else None

    @property
    def all_but_gpu(self) -> float | None:
        """Dollars of everything else in the server per dollar of GPU; None without GPUs."""
        return self.all_but_gpu_musd / self.gpu_musd if self.gpu_musd else None

    def as_json(self) -> dict[str, float | None]:
        """Amounts and both ratios."""
        return {
            **asdict(self),
            "memory_storage_network": self.memory_storage_network,
            "all_but_gpu": self.all_but_gpu,
        }


@dataclass(frozen=True)
class Leader:
    """Who gets most of a category's spend, over all years.

    Attributes:
        category: the category.
        supplier: the supplier with the largest sum, as the instance names it: several at once where it
            does not tell them apart.
        musd: what it gets.
        share: its share of the category's spend, that without a supplier included.
    """

    category: str
    supplier: str
    musd: float
    share: float


@dataclass(frozen=True)
class Bill:
    """The bill of materials of a plan.

    Attributes:
        instance: name of the instance.
        years: start years of its periods.
        lines: orders, then running spend; by year and category.
    """

    instance: str
    years: tuple[int, ...]
    lines: tuple[Line, ...]

    @property
    def orders(self) -> tuple[Line, ...]:
        """Lines of what is bought."""
        return tuple(line for line in self.lines if line.kind == "order")

    @property
    def running(self) -> tuple[Line, ...]:
        """Lines of what is paid for by the year."""
        return tuple(line for line in self.lines if line.kind == "running")

    def pull_through(self, year: int | None = None) -> PullThrough:
        """What one year's GPUs pull along, or those of the whole plan."""
        spend = dict.fromkeys(BOM_CATEGORIES, 0.0)
        for line in self.lines:
            if line.head == "accelerators" and year in (None, line.year):
                spend[line.category] += line.musd
        return PullThrough(
            gpu_musd=spend["gpu"],
            memory_storage_network_musd=spend["ddr5"] + spend["nvme"] + spend["nic"],
            all_but_gpu_musd=sum(spend.values()) - spend["gpu"],
        )

    def leaders(self) -> tuple[Leader, ...]:
        """The supplier who gets most, for every category of which some spend has a supplier."""
        found = []
        for category in CATEGORIES:
            lines = [line for line in self.orders if line.category == category]
            by_supplier = {
                name: sum(by_year.values()) for name, by_year in spend_by(lines, "supplier").items()
            }
            total = sum(by_supplier.values())
            by_supplier.pop("", None)
            if by_supplier and total > 0:
                name = max(by_supplier, key=lambda supplier: by_supplier[supplier])
                musd = by_supplier[name]
                found.append(Leader(category, name, musd, musd / total))
        return tuple(found)

    def quantities(self) -> Mapping[tuple[str, str], Mapping[int, float]]:
        """What is ordered by (category, unit) and by year, plant by (option, unit).

        Parts whose quantity the instance does not give are left out.
        """
        found: dict[tuple[str, str], dict[int, float]] = {}
        for line in self.orders:
            if line.unit == SETS:
                continue
            name = line.item if line.category == "power_plant" else line.category
            by_year = found.setdefault((name, line.unit), {})
            by_year[line.year] = by_year.get(line.year, 0.0) + line.quantity
        return found

    def as_json(self) -> dict[str, Any]:
        """Lines, spend by year, leaders and pull-through."""
        return {
            "instance": self.instance,
            "years": list(self.years),
            "orders_musd": {
                field: spend_by(self.orders, field)
                for field in ("category", "vendor", "supplier", "site_kind")
            },
            "leaders": [asdict(leader) for leader in self.leaders()],
            "running_musd": {"category": spend_by(self.running, "category")},
            "pull_through": {
                "by_year": {str(year): self.pull_through(year).as_json() for year in self.years},
                "total": self.pull_through().as_json(),
                "published": list(PUBLISHED_PULL_THROUGH),
            },
            "lines": [asdict(line) for line in self.lines],
        }


def materials(plan: Plan, instance: Instance) -> Bill:
    """The bill of materials of a plan.

    Args:
        plan: the plan.
        instance: the instance it was made for, changes applied.
    """
    order = {category: at for at, category in enumerate(CATEGORIES)}
    lines = [*order_lines(plan, instance), *running_lines(plan, instance)]
    lines.sort(key=lambda line: (line.kind, line.year, order[line.category]))
    return Bill(
        instance=plan.manifest.instance,
        years=tuple(period.start_year for period in instance.periods),
        lines=tuple(lines),
    )


def spend_by(lines: Iterable[Line], field: Field) -> Mapping[str, Mapping[int, float]]:
    """M$ by the names of a field and by year, the largest sum first, categories in their own order."""
    found: dict[str, dict[int, float]] = {}
    for line in lines:
        by_year = found.setdefault(getattr(line, field), {})
        by_year[line.year] = by_year.get(line.year, 0.0) + line.musd
    if field == "category":
        return {name: found[name] for name in CATEGORIES if name in found}
    return dict(sorted(found.items(), key=lambda entry: -sum(entry[1].values())))
