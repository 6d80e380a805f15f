"""Scenarios against their base in sections: what each costs and decides, and where the money goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.plan.compare.key_figures import KeyFigures
from planner.plan.sections import NOTHING, Column, Section, amount, change, money, share
from planner.plan.tables import COST_HEADS, PENALTY_HEADS

from .core import Outcome, WhatIf

SCENARIOS_PER_TABLE = 4
"""Scenarios that fit side by side beside a label on a terminal of 100 columns."""


def report(found: WhatIf) -> list[Section]:
    """All that is known of the scenarios: costs, decisions, costs by head, and those without a plan."""
    rows = (found.base, *found.outcomes)
    with_plan = [(one, one.figures) for one in rows if one.figures is not None]
    sections = [
        _costs(found, with_plan),
        _decisions(with_plan),
        *_heads(found),
        *_without_plan(rows),
    ]
    return [one for one in sections if one.rows or one.lines]


def in_a_line(one: Outcome) -> str:
    """How the solve of a scenario ended, for whoever waits for the next."""
    if one.figures is None:
        return f"{one.scenario}: {one.state}: {one.reason}"
    kept = ", stood there" if one.kept else f", {one.seconds:,.0f} s"
    figures = one.figures
    return f"{one.scenario}: {money(figures.objective_musd)}, gap {share(figures.gap)}{kept}"


def verdict_in_words(one: Outcome) -> str:
    """What the bounds say about the least cost under a scenario against that of the base."""
    if one.verdict is None:
        return NOTHING
    if not one.verdict.distinguishable:
        return "not distinguishable"
    return "dearer" if one.verdict.least_musd > 0 else "cheaper"


def _costs(found: WhatIf, rows: Sequence[tuple[Outcome, KeyFigures]]) -> Section:
    return Section(
        "Scenarios, costs in M$ present value",
        (
            f"Base: {found.base.plan or found.base.reason}. From and to: what the least costs of scenario and "
            "base differ by at least and at most, by the plans and bounds of both.",
        ),
        (
            Column("scenario", text=True),
            Column("cost"),
            Column("gap"),
            Column("against base"),
            Column("from"),
            Column("to"),
            Column("proven", text=True),
        ),
        tuple(
            (
                one.scenario,
                f"{figures.objective_musd:,.0f}"
                if figures.objective_musd >= 100
                else amount(figures.objective_musd),
                share(figures.gap),
                *_against(one),
                verdict_in_words(one),
            )
            for one, figures in rows
        ),
        level=1,
    )


def _against(one: Outcome) -> tuple[str, str, str]:
    if one.verdict is None:
        return NOTHING, NOTHING, NOTHING
    verdict = one.verdict
    return (
        change(verdict.difference_musd),
        change(verdict.least_musd),
        change(verdict.most_musd),
    )


def _decisions(rows: Sequence[tuple[Outcome, KeyFigures]]) -> Section:
    return Section(
        "What the plans decide",
        (),
        (
            Column("scenario", text=True),
            Column("campus sites"),
            Column("edge sites"),
            Column("MW at the end"),
            Column("runs dropped"),
            Column("years late"),
            Column("most unserved"),
            Column("inference at the end"),
        ),
        tuple(
            (
                one.scenario,
                amount(figures.sites_open_by_kind.get("campus", 0)),
                amount(figures.sites_open_by_kind.get("edge", 0)),
                amount([*figures.facility_mw.values()][-1]),
                amount(figures.runs_dropped),
                amount(figures.late_years),
                share(max((k.unserved_share for k in figures.latency.values()), default=0.0)),
                share(figures.inference_share),
            )
            for one, figures in rows
        ),
        (
            "MW facility at peak in the last period; most unserved: of the service of which the largest share "
            "is left, over all years; inference: its share of the IT load in the last period.",
        ),
    )


def _heads(found: WhatIf) -> Iterator[Section]:
    base = found.base.figures
    if base is None:
        return
    others = [(one.scenario, one.figures) for one in found.outcomes if one.figures is not None]
    for at in range(0, len(others), SCENARIOS_PER_TABLE):
        block = others[at : at + SCENARIOS_PER_TABLE]
        rows = [
            (
                head.replace("_", " "),
                *(change(other.heads_musd[head] - base.heads_musd[head]) for _, other in block),
            )
            for head in COST_HEADS
        ]
        total = ("all", *(change(other.objective_musd - base.objective_musd) for _, other in block))
        yield Section(
            "Cost against the base by head, M$ present value",
            columns=(Column("head", text=True), *(Column(name) for name, _ in block)),
            rows=(*(row for row in rows if set(row[1:]) != {NOTHING}), total),
            notes=(f"Penalties: {', '.join(PENALTY_HEADS)}.",) if at == 0 else (),
        )


def _without_plan(rows: Sequence[Outcome]) -> Iterator[Section]:
    left = [one for one in rows if one.figures is None]
    if left:
        yield Section(
            "Scenarios without a plan",
            columns=(
                Column("scenario", text=True),
                Column("state", text=True),
                Column("reason", text=True),
            ),
            rows=tuple((one.scenario, str(one.state), one.reason) for one in left),
        )
