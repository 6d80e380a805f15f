"""Tables of training: runs and where they stand."""

from __future__ import annotations

from planner.instance import Period

from .backbone import hub_of
from .reader import Reader, Rows


def started(r: Reader, run: str) -> tuple[Period, str] | None:
    """Period and product with which a run starts, or None when it is dropped."""
    for t in r.inst.periods:
        for g in r.inst.accelerator:
            if r.of("training", "start", (run, t.start_year, g)) > 0.5:
                return t, g
    return None


def run_site_rows(r: Reader) -> Rows:
    """Where each run stands and how much of it."""
    rows: Rows = []
    for run in r.inst.run:
        start = started(r, run)
        if start is None:
            continue
        t, g = start
        for s in r.sets.site_names:
            at = (run, t.start_year, s, g)
            units = r.of("training", "run_kunits", at) * 1e3
            if units > 0:
                it_mw = units * r.inst.accelerator[g].kw_per_unit * 1e-3
                slowed = r.of("training", "slowed_kunits", at) * 1e3
                rows.append((run, s, units, it_mw, slowed))
    return rows


def run_rows(r: Reader, run_sites: Rows) -> Rows:
    """Training runs: when, on what, over how many sites."""
    rows: Rows = []
    for name, run in r.inst.run.items():
        start = started(r, name)
        if start is None:
            rows.append((name, "dropped", None, None, 0.0, "", 0, 0.0, ""))
            continue
        t, g = start
        places = [row[3] for row in run_sites if row[0] == name]
        hub = hub_of(r.m, r.inst, r.values, name) if r.inst.has("backbone") else ""
        rows.append(
            (
                name, "placed", float(t.start_year), t.start_year + run.duration_years,
                float(t.start_year - run.earliest_year), g, len(places), sum(places), hub,
            )
        )  # fmt: skip
    return rows
