"""Tables of technology: accelerators with their parts, throughput and supply; fabric; cooling."""

from __future__ import annotations

from typing import ClassVar

from .columns import Row, col

BOM_CATEGORIES: tuple[str, ...] = (
    "gpu",
    "ddr5",
    "nvme",
    "nic",
    "board_cpu_power_chassis",
)


class Accelerator(Row):
    """A server product, per unit of one accelerator with its share of the server."""

    table: ClassVar[str] = "accelerators"
    key: ClassVar[tuple[str, ...]] = ("accelerator",)
    families: ClassVar[tuple[str, ...]] = ("fleet",)
    required: ClassVar[bool] = True
    about: ClassVar[str] = "Server products, per accelerator with its share of the server."

    accelerator: str = col("Name of the product; the key.")
    vendor: str = col("Who sells it.")
    kw_per_unit: float = col(
        "IT load of one accelerator with its share of the whole server.",
        unit="kW IT/unit",
        gt=0,
        le=100,
        usual=(0.1, 50),
    )
    idle_share: float = col(
        "Share of that load drawn when idle.", unit="share", default=0.2, ge=0, le=1
    )
    rack_kw: float = col(
        "Load of one rack, which sets the cooling it needs.",
        unit="kW/rack",
        gt=0,
        le=2_000,
        usual=(1, 1_000),
    )
    nic_gbps_per_unit: float | None = col(
        "Network speed of one unit; empty: no limit on moving KV caches.",
        unit="Gbit/s/unit",
        default=None,
        gt=0,
        usual=(1, 20_000),
    )
    life_years: float = col("Service life.", unit="years", gt=0, le=50, usual=(1, 60))
    order_lead_years: float = col(
        "Years from order to service.", unit="years", default=0.0, ge=0, le=20, usual=(0.05, 5)
    )
    availability: float = col(
        "Share of installed units that can be used.", unit="share", default=1.0, gt=0, le=1
    )
    h100e_per_unit: float = col(
        "Training rate; 0: not for training.", unit="H100 equivalents/unit", default=0.0, ge=0
    )
    available_from: int | None = col(
        "First year in which it can be ordered; empty: from the start.",
        unit="year",
        default=None,
        ge=1990,
        le=2200,
    )
    backend_fabric_share: float = col(
        "Share of the backend fabric in the cost of a training cluster.",
        unit="share",
        default=0.0,
        ge=0,
        lt=1,
    )


class BillOfMaterials(Row):
    """A part of a unit's price; the parts of a unit add up to its price without fabric."""

    table: ClassVar[str] = "bill_of_materials"
    key: ClassVar[tuple[str, ...]] = ("accelerator", "category", "year")
    families: ClassVar[tuple[str, ...]] = ("fleet",)
    required: ClassVar[bool] = True
    about: ClassVar[str] = "Parts of a unit by year; their sum is the unit's price without fabric."

    accelerator: str = col("Accelerator.", ref="accelerators")
    category: str = col("Part.", choices=BOM_CATEGORIES)
    year: int = col("Year of the order.", unit="year")
    usd_per_unit: float = col(
        "Price of the part in one unit.", unit="USD/unit", ge=0, usual=(1, 500_000)
    )
    quantity: float | None = col("How much of it.", default=None, ge=0)
    unit: str = col("Unit of the quantity.", default="")
    supplier: str = col("Who makes the part.", default="")


class Throughput(Row):
    """Tokens per second of one unit on one model, on one basis for the whole table."""

    table: ClassVar[str] = "throughput"
    key: ClassVar[tuple[str, ...]] = ("accelerator", "model")
    families: ClassVar[tuple[str, ...]] = ("inference",)
    about: ClassVar[str] = "Tokens per second of a unit that does prefill only or decode only."

    accelerator: str = col("Accelerator.", ref="accelerators")
    model: str = col("Model, as named in `services`.")
    prefill_tokens_per_s: float = col(
        "Input tokens per second when it only prefills; 0: cannot.",
        unit="tokens/s/unit",
        ge=0,
        usual=(0, 1e7),
    )
    decode_tokens_per_s: float = col(
        "Output tokens per second when it only decodes; 0: cannot.",
        unit="tokens/s/unit",
        ge=0,
        usual=(0, 1e7),
    )


class AcceleratorSupply(Row):
    """Units of a product that can be bought in a year."""

    table: ClassVar[str] = "accelerator_supply"
    key: ClassVar[tuple[str, ...]] = ("accelerator", "year")
    families: ClassVar[tuple[str, ...]] = ("fleet",)
    about: ClassVar[str] = "Units that can be ordered in a year; no rows: no limit."

    accelerator: str = col("Accelerator.", ref="accelerators")
    year: int = col("Year of the order.", unit="year")
    units: float = col("Units that can be ordered in the year.", unit="units/year", ge=0)


class Fabric(Row):
    """A backend fabric that training units need."""

    table: ClassVar[str] = "fabrics"
    key: ClassVar[tuple[str, ...]] = ("fabric",)
    families: ClassVar[tuple[str, ...]] = ("training",)
    required: ClassVar[bool] = True
    about: ClassVar[str] = "Backend fabrics; the price per unit is s/(1-s) of the unit's price."

    fabric: str = col("Name of the fabric; the key.")
    supplier: str = col("Who makes it.", default="")
    accelerators: tuple[str, ...] = col(
        "Accelerators it can connect; empty: all.", default=(), listed=True, ref="accelerators"
    )
    price_factor: float = col(
        "Price over that which the accelerator's backend_fabric_share implies.",
        unit="ratio",
        default=1.0,
        ge=0,
        le=10,
    )
    optics_share: float = col(
        "Share of its price that is optical modules and fibre, for the bill of materials.",
        unit="share",
        default=0.0,
        ge=0,
        le=1,
    )
    optics_supplier: str = col("Who makes the optical modules.", default="")
    life_years: float = col("Service life.", unit="years", gt=0, le=50, usual=(1, 60))


class Cooling(Row):
    """A cooling technology of halls."""

    table: ClassVar[str] = "cooling"
    key: ClassVar[tuple[str, ...]] = ("cooling",)
    families: ClassVar[tuple[str, ...]] = ("halls",)
    required: ClassVar[bool] = True
    about: ClassVar[str] = "Cooling technologies of halls."

    cooling: str = col("Name of the cooling; the key.")
    max_rack_kw: float = col(
        "Densest rack it can cool.", unit="kW/rack", gt=0, le=5_000, usual=(3, 2_000)
    )
    capex_musd_per_mw: float = col(
        "Cooling plant of a hall.", unit="M$/MW IT", ge=0, usual=(0.05, 20)
    )
    life_years: float = col("Life of the cooling plant.", unit="years", gt=0, le=100, usual=(1, 60))


class Pue(Row):
    """What a cooling needs in a climate."""

    table: ClassVar[str] = "pue"
    key: ClassVar[tuple[str, ...]] = ("cooling", "climate_zone")
    families: ClassVar[tuple[str, ...]] = ("halls",)
    required: ClassVar[bool] = True
    about: ClassVar[str] = "Power usage effectiveness and water use by cooling and climate."

    cooling: str = col("Cooling.", ref="cooling")
    climate_zone: str = col("Climate zone.")
    pue: float = col("Facility energy over IT energy, yearly mean.", unit="ratio", ge=1, le=5)
    pue_peak: float = col("Facility load over IT load in the worst hour.", unit="ratio", ge=1, le=5)
    water_l_per_kwh: float = col(
        "Water per unit of IT energy.", unit="l/kWh IT", default=0.0, ge=0, le=50, usual=(0.001, 10)
    )
