"""Halls that can be leased and accelerators that can be rented, here and abroad."""

from __future__ import annotations

from collections.abc import Iterator

from sources import GENERAL, YEAR, facts, us_fact, us_rows

from planner.instance.schema import LeaseOffer, RentalOffer

RENTAL_TERM_YEARS = 3


def lease_offers() -> Iterator[LeaseOffer]:
    """Powered halls in colocation markets; rents differ between markets as shells do."""
    yield from us_rows(LeaseOffer)
    market = {row["site"]: float(row["shell_factor"]) for row in facts("edge_markets")}
    base = us_fact("costs", "rent", "colocation_kw_month") * 12 / 1000
    large = 1 + us_fact("costs", "rent", "colocation_large_premium")
    liquid = 1 + us_fact("costs", "rent", "colocation_liquid_premium")
    for row in facts("lease_choices"):
        rent = base * market[row["site"]] * (large if float(row["it_mw"]) > 10 else 1)
        yield LeaseOffer(
            site=row["site"],
            cooling=row["cooling"],
            from_year=int(row["from_year"]),
            it_mw=float(row["it_mw"]),
            musd_per_mw_year=round(rent * (liquid if row["cooling"] != "air" else 1), 3),
            term_years=int(us_fact("costs", "rent", "colocation_term")),
            source="CBRE, North America Data Center Trends H2 2024 (USD 184.06 per kW-month), taken "
            f"for the world; size, market, liquid cooling: {GENERAL}",
            source_year=YEAR,
            confidence="low",
            note="x the market's shell factor, + 15 % above 10 MW, + 15 % with liquid cooling",
        )


def rental_offers() -> Iterator[RentalOffer]:
    """Accelerators of clouds that rent them out, reserved for a term, at US prices."""
    yield from us_rows(RentalOffer)
    for row in facts("rental_choices"):
        discount = us_fact("costs", "rent", row["discount"]) if row["discount"] else 0.0
        price = us_fact("costs", "rent", row["price"])
        yield RentalOffer(
            site=row["site"],
            accelerator=row["accelerator"],
            from_year=int(row["from_year"]),
            units=float(row["units"]),
            usd_per_unit_year=round(price * (1 - discount) * 8760),
            term_years=RENTAL_TERM_YEARS,
            source=f"price: cost facts of us-2026, {row['price']}; number, place and term: {GENERAL}",
            source_year=YEAR,
            confidence="low",
            note=f"USD {price:g} per GPU-hour less {discount:.0%}, 8,760 h, used or not",
        )
