"""Key figures of all plans side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planner.plan.sections import NOTHING, Column, Section, amount, share, year_cell

from .core import Comparison
from .key_figures import KeyFigures, Latency

Row = tuple[str, Callable[[KeyFigures], str]]


PLANS_PER_TABLE = 5
"""Plans that fit beside a label on a terminal of 100 columns."""


def matrix(comparison: Comparison) -> list[Section]:
    """A row for each figure, a column for each plan; figures that no plan has are left out."""
    plans = comparison.plans
    rows = [(label, [cell(plan) for plan in plans]) for label, cell in _rows(comparison)]
    rows = [(label, cells) for label, cells in rows if set(cells) != {NOTHING}]
    blocks = [slice(at, at + PLANS_PER_TABLE) for at in range(0, len(plans), PLANS_PER_TABLE)]
    return [
        Section(
            "Key figures",
            columns=(Column("figure", text=True), *(Column(p.letter) for p in plans[block])),
            rows=tuple((label, *cells[block]) for label, cells in rows),
        )
        for block in blocks
    ]


def _rows(comparison: Comparison) -> Iterator[Row]:
    yield "cost, M$ present value", lambda p: f"{p.objective_musd:,.0f}"
    yield "bound, M$", lambda p: f"{p.bound_musd:,.0f}"
    yield "gap, M$", lambda p: amount(p.gap_musd)
    yield "gap, of cost", lambda p: share(p.gap)
    yield (
        "gap, of cost without accelerators, penalties",
        lambda p: share(p.gap_without_accelerators),
    )
    yield "cost against A", _verdicts(comparison)
    yield "cash, M$ undiscounted", lambda p: amount(p.cash_musd)
    yield "cash of orders, M$ undiscounted", lambda p: amount(p.capital_musd)
    yield (
        "penalties, M$ present value",
        lambda p: amount(sum(p.heads_musd[head] for head in ("lateness", "unserved", "dropped"))),
    )
    yield "first new site energised", lambda p: year_cell(p.first_new_site_energised)
    for kind in ("campus", "edge"):
        yield f"{kind} sites open at the end", _count(kind)
    yield "facility MW, first period", lambda p: amount(next(iter(p.facility_mw.values())))
    yield "facility MW, last period", lambda p: amount([*p.facility_mw.values()][-1])
    for option in dict.fromkeys(o for p in comparison.plans for o in p.power_mw_by_option):
        yield f"  {option}, MW at the end", _power(option)
    yield "runs placed", lambda p: amount(p.runs_placed)
    yield "runs dropped", lambda p: amount(p.runs_dropped)
    yield "years that runs start late", lambda p: amount(p.late_years)
    for service in dict.fromkeys(k for p in comparison.plans for k in p.latency):
        yield f"{service}: mean round trip, ms", _latency(service, lambda k: amount(k.mean_rtt_ms))
        yield f"{service}: 95 % within, ms", _latency(service, lambda k: amount(k.p95_rtt_ms))
        yield f"{service}: not served", _latency(service, _unserved)
    yield "inference in IT load at the end", lambda p: share(p.inference_share)
    yield "emissions, kt CO2 over the horizon", lambda p: amount(p.emissions_total_kt)


def _verdicts(comparison: Comparison) -> Callable[[KeyFigures], str]:
    found = {comparison.plans[0].letter: NOTHING}
    for pair in comparison.pairs:
        cheaper = pair.verdict.cheaper == "b"
        proven = "proven cheaper" if cheaper else "proven dearer"
        found[pair.b] = proven if pair.verdict.distinguishable else "within gap"
    return lambda plan: found[plan.letter]


def _count(kind: str) -> Callable[[KeyFigures], str]:
    return lambda plan: amount(plan.sites_open_by_kind.get(kind, 0))


def _power(option: str) -> Callable[[KeyFigures], str]:
    return lambda plan: amount(plan.power_mw_by_option.get(option, 0.0))


def _latency(service: str, cell: Callable[[Latency], str]) -> Callable[[KeyFigures], str]:
    return lambda plan: cell(plan.latency[service]) if service in plan.latency else NOTHING


def _unserved(latency: Latency) -> str:
    return share(latency.unserved_share) if latency.unserved_share > 1e-9 else NOTHING
