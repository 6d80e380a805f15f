"""The page for the meeting: what is decided, what it costs, what binds, what to sign next."""

from __future__ import annotations

from dataclasses import dataclass

from planner.plan.binding import BindingLimit
from planner.plan.commitments import Commitment, commitments
from planner.plan.sections import money, share

from .case import Case

MOST_LINES = 5


@dataclass(frozen=True)
class KeyFigure:
    """A figure with its name, and what has to be known beside it."""

    name: str
    value: str
    beside: str = ""


@dataclass(frozen=True)
class FirstPage:
    """What stands on the first screen of a plan.

    Attributes:
        plan: its name.
        instance: name of its instance.
        figures: key figures.
        binds: what binds most, in words.
        next_title: heading of what is to be signed.
        next_signed: what to sign next, in words.
        changes: settings and cells changed, path to value.
    """

    plan: str
    instance: str
    figures: tuple[KeyFigure, ...]
    binds: tuple[str, ...]
    next_title: str
    next_signed: tuple[str, ...]
    changes: dict[str, str]


def first_page(case: Case) -> FirstPage:
    """The first page of a plan.

    Raises:
        UnfitPlan: the plan does not fit its instance.
    """
    found = commitments(case.plan, case.instance)
    open_ = [*found.next_twelve_months, *found.later]
    return FirstPage(
        plan=case.name,
        instance=case.summary.instance,
        figures=_figures(case),
        binds=tuple(map(_limit, by_weight(case)[:MOST_LINES])),
        next_title=f"To sign next, as of {found.as_of.isoformat()}",
        next_signed=tuple(map(_signing, open_[:MOST_LINES])),
        changes=dict(case.summary.changes),
    )


def by_weight(case: Case) -> list[BindingLimit]:
    """Limits that bind, those that bind in most years first; ties as the report has them."""
    return sorted(case.summary.limits or (), key=lambda limit: -len(limit.years))


def _figures(case: Case) -> tuple[KeyFigure, ...]:
    s, last = case.summary, case.summary.years[-1]
    return (
        KeyFigure("Cost, present value", money(s.objective_musd), f"status {s.status}"),
        KeyFigure(
            "Proven gap",
            share(s.gap) if s.gap >= 5e-7 else "none",
            f"at most {money(s.gap_musd) if s.gap >= 5e-7 else 0}",
        ),
        *_service(case),
        *_runs(case),
        *_held(case),
        KeyFigure("Sites open", f"{last.sites_open}", _kinds(case)),
        KeyFigure("First new site energised", _first_energised(case), "of sites without assets"),
    )


def _service(case: Case) -> tuple[KeyFigure, ...]:
    """The year in which the largest share of demand is unserved."""
    by_year = {
        year.year: (
            sum(one.unserved_requests_per_s for one in year.services.values()),
            sum(one.asked_requests_per_s for one in year.services.values()),
        )
        for year in case.summary.years
    }
    shares = {year: lost / asked for year, (lost, asked) in by_year.items() if asked > 0}
    if not shares:
        return ()
    worst = max(shares, key=lambda year: shares[year])
    musd = case.summary.heads_musd.get("unserved", 0.0)
    if shares[worst] < 5e-7:
        return (KeyFigure("Unserved demand", "none", "in every year"),)
    return (
        KeyFigure(
            "Unserved demand", share(shares[worst]), f"in {worst}, the worst year; {money(musd)}"
        ),
    )


def _runs(case: Case) -> tuple[KeyFigure, ...]:
    runs = case.summary.runs
    if not runs:
        return ()
    dropped = sum(run.status == "dropped" for run in runs)
    late = sum(run.late_years > 0 for run in runs)
    return (KeyFigure("Training runs dropped", f"{dropped} of {len(runs)}", f"{late} start late"),)


def _held(case: Case) -> tuple[KeyFigure, ...]:
    """Training at campuses against inference at the edge in the year of most training, and all of it."""
    most = max(case.summary.years, key=lambda year: (year.training_it_mw, year.year))
    campus, edge = most.work_by_kind.get("campus"), most.work_by_kind.get("edge")
    training = campus.training_it_mw if campus else 0.0
    inference = edge.inference_it_mw if edge else 0.0
    if training + inference <= 0:
        return ()
    beside = f"of {most.training_it_mw:,.0f} MW IT training, {most.inference_it_mw:,.0f} inference"
    return (
        KeyFigure(
            f"Training at campuses v. inference at edge, {most.year}",
            f"{training:,.0f} v. {inference:,.0f} MW IT",
            beside,
        ),
    )


def _kinds(case: Case) -> str:
    last = case.summary.years[-1]
    kinds = ", ".join(f"{number} {kind}" for kind, number in last.sites_open_by_kind.items())
    return f"in {last.year}: {kinds}"


def _first_energised(case: Case) -> str:
    new = [
        line.first_energised
        for line in case.summary.sites
        if line.first_energised is not None and case.instance.site[line.site].status != "existing"
    ]
    return str(min(new)) if new else "none"


def _limit(limit: BindingLimit) -> str:
    years = limit.years
    when = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    value = f"{limit.value:,.3g}" if abs(limit.value) < 1000 else f"{limit.value:,.0f}"
    note = f" ({limit.note})" if limit.note else ""
    return f"{limit.limit}, {limit.where}: {value} {limit.unit}, {when}{note}"


def _signing(one: Commitment) -> str:
    where = one.site or "between sites"
    what = one.kind if one.kind == "land" else f"{one.kind} {one.item}"
    by = one.sign_by.isoformat() if one.sign_by else ""
    return f"by {by}: {what} at {where}, {money(one.cash_musd)}"
