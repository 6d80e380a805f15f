"""Make the catalogue 2026.1 from the facts in the repository.

Run with ``python -m planner.catalogue.make_2026_1``. Every table is derived from the fact tables
in `instances/us-2026/facts` and from the choices written there and here; the catalogue's README
says on what bases. Values of confidence `low` are general knowledge: no source was seen for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import mean

from planner.instance.schema import (
    Accelerator,
    AcceleratorSupply,
    BillOfMaterials,
    Cooling,
    Energy,
    Fabric,
    Pue,
    Throughput,
)

from .power_2026_1 import power_options, power_supply
from .writing import Facts, read_facts, write_table

REPOSITORY = Path(__file__).resolve().parents[2]
FACTS = REPOSITORY / "instances" / "us-2026" / "facts"
CATALOGUE = Path(__file__).resolve().parent / "2026.1"

YEAR = 2026
H100_BF16_PFLOPS = 0.9894
GPU_SHARE = 0.65
PARTS = {"gpu": 0.65, "ddr5": 0.08, "nvme": 0.04, "nic": 0.05, "board_cpu_power_chassis": 0.18}
DGX_H100_USD = {"gpu": 195_000, "ddr5": 7_860, "nvme": 3_456, "nic": 10_908}
DGX_H100_TOTAL_USD = 269_000
OF_A_SERVER = {
    "gpu": (8, "accelerators"),
    "ddr5": (1.5, "TB"),
    "nvme": (20, "TB"),
    "nic": (8.5, "400G ports"),
    "board_cpu_power_chassis": (1, "servers"),
}
MEMORY_MAKERS = "SK hynix, Samsung, Micron"
SUPPLY_GW_PER_YEAR = {2026: 9.0, 2027: 11.0, 2028: 12.0, 2030: 13.0, 2036: 16.0}
SHARES_OF_YEAR = {2026: 2026, 2027: 2027, 2028: 2028, 2030: 2030, 2036: 2030}
ROOFLINE_PARAMETERS_B = 70
MODELS_B = {"small-70b": 70, "agent-200b": 200, "frontier-400b": 400}
TRAINIUM_TPU = ("tpu-v7", "trainium2", "trainium3")
GAS_USD_PER_MMBTU = {2026: 3.76, 2027: 3.85}
GAS_DELIVERY_ADDER = 1.0
GAS_ABROAD = {
    "CAN": 3.5, "MEX": 5.5, "BRA": 10.0, "AUS": 8.5, "ZAF": 10.0, "ISR": 6.0, "ARE": 4.0,
    "SAU": 2.5, "QAT": 2.5, "JPN": 12.0, "KOR": 12.0, "TWN": 12.0, "SGP": 12.0, "CHN": 11.0,
    "IND": 11.0, "THA": 9.0, "MYS": 9.0, "IDN": 7.5, "ISL": 12.0,
}  # fmt: skip
GAS_EUROPE = 11.0


def main(folder: Path = CATALOGUE) -> None:
    """Write every table of the catalogue into a folder, by default its own."""
    products = list(_products())
    write_table(folder, (_accelerator(*product) for product in products))
    write_table(folder, _bill_of_materials(products))
    write_table(folder, _supply(products))
    write_table(folder, _throughput(products))
    write_table(folder, _fabrics())
    write_table(folder, _cooling())
    write_table(folder, _pue())
    technologies, queue = (
        read_facts(FACTS / f"{name}.csv") for name in ("power_technologies", "grid_queue")
    )
    write_table(folder, power_options(technologies, queue))
    write_table(folder, power_supply())
    write_table(folder, _energy())


def _products() -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """(choices, facts) of every product."""
    facts = {row["name"]: row for row in read_facts(FACTS / "accelerators.csv")}
    for choice in read_facts(FACTS / "product_choices.csv"):
        yield choice, facts[choice["fact_name"]]


def _kw(fact: dict[str, str]) -> float:
    return float(fact["system_kw"]) / float(fact["chips_per_system"])


def _accelerator(choice: dict[str, str], fact: dict[str, str]) -> Accelerator:
    trains = choice["trains"] == "yes"
    return Accelerator(
        accelerator=choice["accelerator"],
        vendor=fact["vendor"],
        kw_per_unit=round(_kw(fact), 5),
        idle_share=0.2,
        rack_kw=float(choice["rack_kw"] or fact["rack_kw"]),
        nic_gbps_per_unit=float(choice["nic_gbps"]),
        life_years=5,
        order_lead_years=1.0,
        availability=0.97,
        h100e_per_unit=round(float(fact["bf16_dense_pflops"]) / H100_BF16_PFLOPS, 4) * trains,
        backend_fabric_share=float(choice["backend_fabric_share"]),
        source=f"{fact['source']}; life: Epoch AI, one-gigawatt data center, May 2026; network "
        "speed, lead, availability, idle share and fabric share within 10-20 % (Data Gravity; "
        "NewMoneyMoves, 2026): general knowledge",
        source_year=YEAR,
        confidence="low" if fact["spec_confidence"] == "low" else "medium",
        note=f"{choice['note']}. Training rate: dense BF16 over the H100's 0.9894 PFLOPS",
    )


def _unit_price_usd(choice: dict[str, str], fact: dict[str, str], per_pflops: float) -> float:
    """Price of a complete unit, without backend fabric."""
    if choice["price_basis"] == "peers":
        return per_pflops * float(fact["fp8_dense_pflops"])
    price = 1000 * float(fact["price_kusd_per_chip"])
    return price / GPU_SHARE if choice["price_basis"] == "card" else price


def _peer_usd_per_fp8_pflops(facts: Facts) -> float:
    """Price per dense FP8 PFLOPS of products that are not sold, from racks that are."""
    peers = [row for row in facts if row["name"] in ("GB200 NVL72", "GB300 NVL72")]
    per_pflops = [
        1000 * float(row["price_kusd_per_chip"]) / float(row["fp8_dense_pflops"]) for row in peers
    ]
    return mean(per_pflops)


def _bill_of_materials(
    products: list[tuple[dict[str, str], dict[str, str]]],
) -> Iterator[BillOfMaterials]:
    per_pflops = _peer_usd_per_fp8_pflops(read_facts(FACTS / "accelerators.csv"))
    for choice, fact in products:
        price = _unit_price_usd(choice, fact, per_pflops)
        suppliers = {
            "gpu": fact["vendor"],
            "ddr5": MEMORY_MAKERS,
            "nvme": MEMORY_MAKERS,
            "nic": fact["vendor"] if fact["vendor"] == "NVIDIA" else "Broadcom and others",
            "board_cpu_power_chassis": "server makers",
        }
        own = choice["accelerator"] == "h100-sxm"
        for part, share in (_dgx_h100_parts() if own else PARTS).items():
            quantity, unit = _quantity(part, fact)
            yield BillOfMaterials(
                accelerator=choice["accelerator"],
                category=part,
                year=YEAR,
                usd_per_unit=round(share * price, 1),
                quantity=quantity,
                unit=unit,
                supplier=suppliers[part],
                source="unit price: accelerators facts (Epoch AI; SemiAnalysis 2023; FetchLogic "
                "2026; general knowledge where low); parts: "
                + (
                    "SemiAnalysis, AI Server Cost Analysis, May 2023, via Epoch AI"
                    if own
                    else "NewMoneyMoves, The Splitting of the AI Data Center, 2026"
                ),
                source_year=YEAR,
                confidence=fact["price_confidence"],
                note=f"price basis: {choice['price_basis']}. {choice['note']}",
            )


def _dgx_h100_parts() -> dict[str, float]:
    """Shares of a DGX H100's own bill; the rest holds its maker's margin."""
    usd = {
        **DGX_H100_USD,
        "board_cpu_power_chassis": DGX_H100_TOTAL_USD - sum(DGX_H100_USD.values()),
    }
    return {part: price / DGX_H100_TOTAL_USD for part, price in usd.items()}


def _quantity(part: str, fact: dict[str, str]) -> tuple[float | None, str]:
    """One accelerator's part of a server of eight, middle of the article's ranges; else its GPU alone."""
    chips, unit = OF_A_SERVER["gpu"]
    if part == "gpu":
        return 1.0, unit
    if int(fact["chips_per_system"]) != chips:
        return None, ""
    amount, unit = OF_A_SERVER[part]
    return amount / chips, unit


def _supply(
    products: list[tuple[dict[str, str], dict[str, str]]],
) -> Iterator[AcceleratorSupply]:
    for choice, fact in products:
        for year, gw in SUPPLY_GW_PER_YEAR.items():
            share = float(choice[f"share_{SHARES_OF_YEAR[year]}"])
            yield AcceleratorSupply(
                accelerator=choice["accelerator"],
                year=year,
                units=round(gw * 1e6 * share / _kw(fact), -2),
                source="general knowledge; total against Goldman Sachs, US electricity market "
                "report, May 2026 (8.5 GW of US data centres added in 2025, 19 GW planned in 2026, "
                "72 % on time)",
                source_year=YEAR,
                confidence="low",
                note=f"{gw:g} GW IT of accelerators a year in the US, pooled, x product share "
                f"{share:g} / kW per unit",
            )


def _throughput(products: list[tuple[dict[str, str], dict[str, str]]]) -> Iterator[Throughput]:
    for choice, fact in products:
        for model, parameters_b in MODELS_B.items():
            scale = ROOFLINE_PARAMETERS_B / parameters_b
            yield Throughput(
                accelerator=choice["accelerator"],
                model=model,
                prefill_tokens_per_s=float(fact["derived_prefill_tok_s_70b_fp8"]) * scale,
                decode_tokens_per_s=float(fact["derived_decode_tok_s_70b_fp8_b64"]) * scale,
                source="roofline from Epoch AI, Machine Learning Hardware dataset (Apr 2026)",
                source_year=YEAR,
                confidence="low",
                note="70B dense parameters, FP8, 45 % of peak compute in prefill, batch 64 in "
                f"decode, x 70/{parameters_b}; not a measurement",
            )


def _fabrics() -> Iterator[Fabric]:
    nvidia = ("h100-sxm", "h200-sxm", "b200-sxm", "b300-sxm", "gb200-nvl72", "gb300-nvl72")
    seen = "price factor: general knowledge; ethernet sells below InfiniBand per port"
    for name, supplier, accelerators, factor, source in (
        ("infiniband", "NVIDIA", nvidia, 1.0, "definition: the share's own price"),
        ("ethernet", "Broadcom, Arista", (*nvidia, "mi300x", "mi355x"), 0.85, seen),
        ("vendor-fabric", "Google, AWS", TRAINIUM_TPU, 1.0, "definition: the share's own price"),
    ):
        yield Fabric(
            fabric=name,
            supplier=supplier,
            accelerators=accelerators,
            price_factor=factor,
            optics_share=0.4,
            optics_supplier="Innolight, Coherent, Lumentum and others",
            life_years=6,
            source=f"{source}; life, optics: general knowledge",
            source_year=YEAR,
            confidence="low",
            note="no difference in training rate between fabrics is known to the catalogue",
        )


def _cooling() -> Iterator[Cooling]:
    """Coolings; every capex is general knowledge, see `cooling_technologies.csv`."""
    article = "NewMoneyMoves, The Splitting of the AI Data Center, 2026"
    guide = "build.inc, Direct-to-chip developer guide, 2026"
    threshold = "AI Off the Coast, The cooling threshold, 2026"
    for name, rack_kw, usd_per_kw, source, note in (
        ("air", 40, 1900, article, "10-40 kW racks on air with help; datacentres.com says 20"),
        ("rear-door", 50, 2400, threshold, "40-60 kW"),
        ("direct-to-chip", 150, 2600, guide, "clusters specified for 100-150 kW"),
        ("immersion", 200, 3200, "general knowledge", "single-phase"),
    ):
        yield Cooling(
            cooling=name,
            max_rack_kw=rack_kw,
            capex_musd_per_mw=usd_per_kw / 1000,
            life_years=15,
            source=f"rack limit: {source}; capex and life: general knowledge",
            source_year=YEAR,
            confidence="low",
            note=note,
        )


def _pue() -> Iterator[Pue]:
    """PUE and water by climate; air as published, the others shifted by the climate's effect."""
    rows = read_facts(FACTS / "cooling_pue_wue_by_climate.csv")
    adiabatic = _by_zone(rows, "Airside economizer& adiabatic cooling")
    waterside = _by_zone(rows, "Water-cooled chiller (waterside economizer)")
    average = mean(float(row["pue_mid"]) for row in waterside.values())
    cold = float(waterside["7"]["pue_mid"])
    for zone, row in adiabatic.items():
        yield _pue_row(
            "air", zone, float(row["pue_mid"]), float(row["pue_p95"]), float(row["wue_mid"]),
            row["source"], "high",
            "large-scale air-side economiser with adiabatic cooling; the 95th percentile stands "
            "for the worst hour",
        )  # fmt: skip
        mid = float(waterside[zone]["pue_mid"])
        rise = float(waterside[zone]["pue_p95"]) - mid
        for cooling, base, reference, litres, source in (
            ("rear-door", 1.25, average, 0.3, "base: general knowledge"),
            ("direct-to-chip", 1.18, cold, 0.02,
             "base: Applied Digital Polaris Forge 1 design PUE, 2025; water: general knowledge"),
            ("immersion", 1.08, cold, 0.0, "base: general knowledge"),
        ):  # fmt: skip
            pue = max(1.0, base + mid - reference)
            yield _pue_row(
                cooling, zone, pue, pue + rise, litres,
                f"{source}; climate: {row['source']}",
                "medium" if cooling == "direct-to-chip" else "low",
                f"base {base:g} + this zone's water-side economiser PUE less that of "
                f"{'all zones' if reference is average else 'zone 7'}; peak adds its 95th "
                "percentile less its mean",
            )  # fmt: skip


def _by_zone(rows: Facts, system: str) -> dict[str, dict[str, str]]:
    return {row["climate_zone"]: row for row in rows if row["cooling_system"] == system}


def _pue_row(
    cooling: str, zone: str, pue: float, peak: float, litres: float, source: str,
    confidence: str, note: str,
) -> Pue:  # fmt: skip
    return Pue(
        cooling=cooling,
        climate_zone=zone,
        pue=round(pue, 4),
        pue_peak=round(peak, 4),
        water_l_per_kwh=litres,
        source=source,
        source_year=2022,
        confidence=confidence,
        note=note,
    )


def _energy() -> Iterator[Energy]:
    for row in read_facts(FACTS / "power_price_carbon.csv"):
        if not row["carbon_g_per_kwh"]:
            continue
        home = row["country"] in ("US", "USA")
        price = float(row["latest_month_usd_mwh"] or row["industrial_price_usd_mwh"])
        for year, henry_hub in GAS_USD_PER_MMBTU.items():
            gas = henry_hub + GAS_DELIVERY_ADDER
            yield Energy(
                region=row["code"],
                year=year,
                grid_usd_per_mwh=round(price, 2),
                grid_carbon_t_per_mwh=float(row["carbon_g_per_kwh"]) / 1000,
                gas_usd_per_mmbtu=gas if home else GAS_ABROAD.get(row["code"], GAS_EUROPE),
                source=f"{row['source']}; gas: "
                + ("EIA STEO March 2026, Henry Hub, + 1.0 delivery" if home else
                   "general knowledge"),
                source_year=2025 if row["latest_month"] else 2024,
                confidence="medium" if row["confidence"] == "high" and home else "low",
                note=_price_note(row, home),
            )  # fmt: skip


def _price_note(row: dict[str, str], home: bool) -> str:
    price = f"month {row['latest_month']}" if row["latest_month"] else "yearly mean"
    carbon = "yearly mean of the state's generation" if home else "yearly mean of the country"
    return f"industrial price, {price}, constant in real terms; carbon: {carbon}"


if __name__ == "__main__":
    main()
