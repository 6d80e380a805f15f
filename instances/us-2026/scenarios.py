"""Write `scenarios.yaml`: named changes of the instance."""

from __future__ import annotations

from pathlib import Path

from planner.instance.schema import Site

QUEUE_YEARS_SAVED = 2

HEAD = """\
# Named changes, made by make_tables.py. Solve one with --scenario NAME.
cap-2gw:
  description: A campus may grow to 2 GW.
  set:
    settings.campus_cap_mw: 2000
latency-20ms:
  description: Interactive requests allow 20 ms, 5 of them beyond the last mile and edge stack.
  set:
    services.interactive.max_network_ms: 20
latency-200ms:
  description: Interactive requests allow 200 ms, as agents do.
  set:
    services.interactive.max_network_ms: 200
short-routes:
  description: Fibre routes as short as conduits allow (1.3 of the great circle, not 2.1).
  set:
    settings.route_factor: 1.3
forced-split:
  description: Interactive inference on edge sites only, training on campuses only.
  set:
    services.interactive.site_kinds: edge
    training_runs.*.site_kinds: campus
no-new-liquid:
  description: No new liquid-cooled halls; priced out, since some stand already.
  set:
    cooling.direct-to-chip.capex_musd_per_mw: 1000
dear-gas:
  description: Gas delivered at 8 USD/MMBtu.
  set:
    energy.*.*.gas_usd_per_mmbtu: 8
carbon-100:
  description: Carbon at 100 USD/t.
  set:
    settings.carbon_usd_per_t: 100
cheap-unserved:
  description: Unserved tokens cost 0.5 USD/Mtoken, near what serving interactive ones costs.
  set:
    services.*.unserved_usd_per_mtoken: 0.5
"""


def write_scenarios(path: Path, sites: list[Site]) -> None:
    """Write the scenarios; the one of shorter queues names every site."""
    lines = [
        HEAD,
        f"queue-minus-{QUEUE_YEARS_SAVED}:\n",
        f"  description: New grid connections wait {QUEUE_YEARS_SAVED} years less everywhere.\n",
        "  set:\n",
    ]
    for site in sites:
        years = (site.grid_queue_years or 0) - QUEUE_YEARS_SAVED
        lines.append(f"    sites.{site.site}.grid_queue_years: {max(0.0, years):g}\n")
    path.write_text("".join(lines), encoding="utf-8")
