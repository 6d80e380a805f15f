"""Write `scenarios.yaml`: named changes of the instance."""

from __future__ import annotations

from pathlib import Path

from planner.instance.schema import Corridor

CORRIDOR_FACTOR = 10

HEAD = """\
# Named changes, made by make_slices_2026.py. Solve one with --scenario NAME.
one-clock:
  description: All metros keep the same hours, so that every peak comes at once.
  set:
    metros.*.utc_offset_hours: 0
flexible-off:
  description: No flexible grid connections.
  set:
    site_power.*.grid-flexible.max_mw: 0
no-gas:
  description: No engines and no fuel cells can be had.
  set:
    power_supply.engine.*.mw: 0
    power_supply.fuel-cell.*.mw: 0
no-gas-flexible-off:
  description: No engines, no fuel cells and no flexible grid connections.
  set:
    power_supply.engine.*.mw: 0
    power_supply.fuel-cell.*.mw: 0
    site_power.*.grid-flexible.max_mw: 0
nrel-battery:
  description: Batteries at NREL's price, 460 USD/kWh instead of 225.
  set:
    power_options.battery.capex_usd_per_kw: 1842
carbon-150:
  description: Carbon at 150 USD/t.
  set:
    settings.carbon_usd_per_t: 150
half-rtt:
  description: Sites of the pretraining run are within 10 ms of each other, not 20.
  set:
    training_runs.pretrain-2027.max_rtt_ms: 10
"""


def write_scenarios(path: Path, corridors: list[Corridor]) -> None:
    """Write the scenarios; the one of dear corridors names every one."""
    lines = [
        HEAD,
        f"corridor-cost-x{CORRIDOR_FACTOR}:\n",
        f"  description: Lighting fibre costs {CORRIDOR_FACTOR} times as much.\n",
        "  set:\n",
    ]
    for row in corridors:
        at = f"    corridors.{row.site_a}.{row.site_b}"
        lines.append(f"{at}.musd_per_km: {CORRIDOR_FACTOR * row.musd_per_km:g}\n")
        lines.append(f"{at}.musd_per_end: {CORRIDOR_FACTOR * row.musd_per_end:g}\n")
    path.write_text("".join(lines), encoding="utf-8")
