"""What a token of either phase costs on either product: each phase solved alone on each product.

Run `python instances/serving-2026/phase_costs.py`. A service with no output tokens only prefills, one
with no input tokens only decodes; interference is then 0 and no cache moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import planner

FOLDER = Path(__file__).parent
PRODUCTS = ("h100-sxm", "h200-sxm", "mi300x", "rtx-pro-6000")
BASES = ("small-70b", "llama2-70b-mlperf")
SECONDS_PER_YEAR = 31_536_000
NOT_OF_UNITS = ("land_opening", "frontend", "transit")


@dataclass(frozen=True)
class PhaseCost:
    """One phase on one product.

    Attributes:
        usd_per_mtoken: cost of a million tokens, both discounted.
        usd_per_unit: cost of a unit over the five years, present value, hall and energy included.
        server_usd: the server's part of it.
    """

    usd_per_mtoken: float
    usd_per_unit: float
    server_usd: float


def phase_cost(product: str, model: str, phase: str) -> PhaseCost:
    """Solve the instance with one product and one phase."""
    other = "output" if phase == "prefill" else "input"
    changes = [f"accelerators.{p}.available_from=2100" for p in PRODUCTS if p != product]
    changes += [
        f"services.assistant.model={model}",
        f"services.assistant.{other}_tokens=0",
        "services.assistant.interference=0",
        "services.assistant.serving=aggregated",
    ]
    instance = planner.load(FOLDER, changes=changes)
    plan = planner.solve(instance, threads=1).plan
    assert plan is not None, (product, model, phase)
    heads = plan.manifest.heads_musd
    usd = 1e6 * sum(musd for head, musd in heads.items() if head not in NOT_OF_UNITS)
    units = plan.tables["fleet"]["bought_units"].sum()
    service, rate = instance.services[0], 1 + instance.settings.discount_rate
    years = sum(rate**-year for year in range(1, instance.periods[0].length_years + 1))
    tokens_per_s = sum(d.requests_per_s for d in instance.demand)
    tokens_per_s *= service.input_tokens + service.output_tokens
    return PhaseCost(
        usd_per_mtoken=usd / (tokens_per_s * SECONDS_PER_YEAR * years / 1e6),
        usd_per_unit=usd / units,
        server_usd=1e6 * heads["accelerators"] / units,
    )


def main() -> None:
    """Print the table of the README."""
    for model in BASES:
        print(f"{model:<20}{'USD/unit':>12}{'of it server':>14}{'prefill':>11}{'decode':>11}")
        for product in PRODUCTS:
            prefill, decode = (phase_cost(product, model, p) for p in ("prefill", "decode"))
            print(
                f"  {product:<18}{prefill.usd_per_unit:>12,.0f}{prefill.server_usd:>14,.0f}"
                f"{prefill.usd_per_mtoken:>11.4f}{decode.usd_per_mtoken:>11.4f}"
            )


if __name__ == "__main__":
    main()
