"""The one place where every setting, table and column of an instance is declared."""

from .columns import (
    CONFIDENCES,
    FAMILIES,
    FAMILY_NEEDS,
    MAX_ABS_NUMBER,
    META_COLUMNS,
    ColumnFacts,
    Row,
    columns_of,
    facts_of,
)
from .energy import (
    POWER_KINDS,
    EnergisationStep,
    Energy,
    PowerOption,
    PowerSupply,
    SitePower,
)
from .places import (
    ASSET_FAMILIES,
    SITE_KINDS,
    SITE_STATUSES,
    ExistingAsset,
    Latency,
    Metro,
    RouteCost,
    Site,
    SiteLatency,
)
from .settings import CatalogueUse, Settings, SolveOptions
from .technology import (
    BOM_CATEGORIES,
    Accelerator,
    AcceleratorSupply,
    BillOfMaterials,
    Cooling,
    Fabric,
    Pue,
    Throughput,
)
from .workloads import RUN_KINDS, Demand, DemandTotal, Service, TrainingRun

TABLES: dict[str, type[Row]] = {
    row.table: row
    for row in (
        Site,
        ExistingAsset,
        Accelerator,
        BillOfMaterials,
        AcceleratorSupply,
        Cooling,
        Pue,
        PowerOption,
        PowerSupply,
        SitePower,
        EnergisationStep,
        Energy,
        TrainingRun,
        Fabric,
        SiteLatency,
        Metro,
        Service,
        Demand,
        DemandTotal,
        Throughput,
        Latency,
        RouteCost,
    )
}
"""Every table by name, in the order of the documentation."""

CATALOGUE_TABLES: tuple[str, ...] = (
    "accelerators",
    "bill_of_materials",
    "accelerator_supply",
    "throughput",
    "fabrics",
    "cooling",
    "pue",
    "power_options",
    "power_supply",
    "energy",
)
"""Tables that the bundled catalogue gives; an instance's rows win column by column."""

__all__ = [
    "ASSET_FAMILIES",
    "BOM_CATEGORIES",
    "CATALOGUE_TABLES",
    "CONFIDENCES",
    "FAMILIES",
    "FAMILY_NEEDS",
    "MAX_ABS_NUMBER",
    "META_COLUMNS",
    "POWER_KINDS",
    "RUN_KINDS",
    "SITE_KINDS",
    "SITE_STATUSES",
    "TABLES",
    "Accelerator",
    "AcceleratorSupply",
    "BillOfMaterials",
    "CatalogueUse",
    "ColumnFacts",
    "Cooling",
    "Demand",
    "DemandTotal",
    "EnergisationStep",
    "Energy",
    "ExistingAsset",
    "Fabric",
    "Latency",
    "Metro",
    "PowerOption",
    "PowerSupply",
    "Pue",
    "RouteCost",
    "Row",
    "Service",
    "Settings",
    "Site",
    "SiteLatency",
    "SitePower",
    "SolveOptions",
    "Throughput",
    "TrainingRun",
    "columns_of",
    "facts_of",
]
