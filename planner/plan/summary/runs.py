"""Training runs of a plan: when, where, what they slow, how their traffic goes."""

from __future__ import annotations

from planner.plan.core import Plan
from planner.plan.reading import NOISE, sums, table_of

from .figures import Link, RunLine


def runs_of(plan: Plan) -> tuple[RunLine, ...]:
    """Every training run, in the order of the instance."""
    where, flows = table_of(plan, "run_sites"), table_of(plan, "run_flows")
    lines = []
    for row in table_of(plan, "runs").to_dict("records"):
        placed = row["status"] == "placed"
        own = where[where["run"] == row["run"]]
        it_mw = sums(own, "site", "it_mw")
        hub = str(row["hub"]) if placed and row["hub"] else ""
        links = tuple(
            Link(str(flow["from_site"]), str(flow["to_site"]), float(flow["gbps"]))
            for flow in flows[flows["run"] == row["run"]].to_dict("records")
            if flow["gbps"] > NOISE
        )
        lines.append(
            RunLine(
                run=str(row["run"]),
                status=str(row["status"]),
                start_year=int(row["start_year"]) if placed else None,
                end_year=float(row["end_year"]) if placed else None,
                late_years=float(row["late_years"]) if placed else 0.0,
                accelerator=str(row["accelerator"]) if placed else "",
                it_mw=float(row["it_mw"]) if placed else 0.0,
                it_mw_by_site=it_mw,
                slowed_it_mw_by_site={
                    str(r["site"]): float(r["it_mw"] * r["slowed_units"] / r["units"])
                    for r in own.to_dict("records")
                    if r["slowed_units"] > NOISE
                },
                hub=hub if len(it_mw) > 1 else "",
                links=links,
                hops_by_site=_hops(it_mw, links, hub),
            )
        )
    return tuple(lines)


def _hops(sites: dict[str, float], links: tuple[Link, ...], hub: str) -> dict[str, int]:
    """Fewest corridors from every other site of a run to its hub, against the traffic from there."""
    hops, reached = {hub: 0}, [hub]
    for site in reached:
        for link in links:
            if link.to_site == site and link.from_site not in hops:
                hops[link.from_site] = hops[site] + 1
                reached.append(link.from_site)
    return {site: hops[site] for site in sites if site != hub and site in hops}
