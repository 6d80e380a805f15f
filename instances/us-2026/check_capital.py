"""Hold the capital that the instance implies at each campus against what Epoch AI announces.

Run with ``python instances/us-2026/check_capital.py``. The announced capital (`capex_full_busd` of
the campus facts) is no input of the instance; it is used here and nowhere else.
"""

from __future__ import annotations

from pathlib import Path

from places import campuses

from planner.instance import Instance, load

HERE = Path(__file__).resolve().parent
LIQUID = "direct-to-chip"
ETHERNET = "ethernet"
UNKNOWN_PRODUCT = "gb300-nvl72"


def capital_busd(
    inst: Instance, site: str, it_mw: float, facility_mw: float, product: str
) -> float:
    """Capital in bn$ of a campus of this size: halls, cooling, power, accelerators, fabric.

    Power is grid connection at the site's price; the fabric is the cheapest for the product.
    """
    unit = inst.accelerator[product]
    price_musd_per_mw = inst.unit_price_usd[product, inst.periods[0].start_year] / (
        1000 * unit.kw_per_unit
    )
    factors = [
        fabric.price_factor
        for fabric in inst.fabrics
        if not fabric.accelerators or product in fabric.accelerators
    ]
    share = unit.backend_fabric_share
    fabric = min(factors) * share / (1 - share)
    shell = inst.site[site].shell_musd_per_mw or 0.0
    cooling = inst.cooling_technology[LIQUID].capex_musd_per_mw
    terms = inst.site_power_at.get((site, "grid"))
    own = terms.capex_usd_per_kw if terms else None
    grid = (inst.power_option["grid"].capex_usd_per_kw if own is None else own) / 1000
    per_it_mw = shell + cooling + price_musd_per_mw * (1 + fabric)
    return (it_mw * per_it_mw + facility_mw * grid) / 1000


def compared() -> list[tuple[str, str, float, float]]:
    """(site, product, implied bn$, announced bn$) of every campus with an announced figure."""
    inst = load(HERE)
    rows = []
    for campus in campuses():
        announced = campus.mw("capex_full_busd")
        if announced > 0:
            product = campus.choice["product"] or UNKNOWN_PRODUCT
            implied = capital_busd(
                inst, campus.site, campus.mw("mw_it_full"), campus.full_mw, product
            )
            rows.append((campus.site, product, implied, announced))
    return rows


def main() -> None:
    """Print the comparison, nearest first."""
    rows = sorted(compared(), key=lambda row: abs(row[2] / row[3] - 1))
    for site, product, implied, announced in rows:
        print(
            f"{site:22} {product:12} {implied:6.1f} {announced:6.1f} {implied / announced - 1:+.0%}"
        )


if __name__ == "__main__":
    main()
