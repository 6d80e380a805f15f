"""The explanation in sections, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from planner.plan.sections import Column, Section, amount, money, share

from .changes import Change, Changes
from .core import MOST, DemandExplained, Explanation, RunExplained
from .obstacles import years_text
from .rates import LimitWorth
from .shifts import Shift
from .sites import Entry, WhyNotSite
from .what_if import NOISE_MUSD, Interval

SAME_PRICE = 1e-3
"""Prices closer than this share of them are the same."""
FEW = 3
"""Figures not tried that are named."""


def report(found: Explanation) -> list[Section]:
    """Everything that was asked for, the most important first."""
    proven = f"at most {money(found.gap_musd)} above the least cost"
    if found.gap_musd <= NOISE_MUSD * max(1.0, found.cost_musd):
        proven = "proven to be the least"
    lines = [f"cost {money(found.cost_musd)}, {proven}"]
    if found.is_locked:
        lines.append(
            "It keeps decisions of another plan (--lock): that is proven against plans that keep them too. "
            "Re-solves below are free of them."
        )
    if found.no_prices:
        lines.append(f"no prices: {found.no_prices}")
    sections = [Section(f"{found.instance}, explained", tuple(lines), level=1)]
    if found.site is not None:
        sections += _site(found.site)
    sections += [_run(item) for item in found.runs]
    if found.demand_spans:
        sections += _demand(found)
    if found.limits is not None:
        sections.append(_limits(found.limits))
    if found.shifts is not None:
        sections.append(_shifts(found.shifts))
    if len(sections) == 1:
        nothing = "The plan places every run at its earliest start and serves all demand."
        sections.append(Section("Nothing is left undone", (nothing,)))
    return sections


def interval_text(interval: Interval, none: str = "not distinguishable from nothing") -> str:
    """An interval in words; both ends once where they are the same to three digits."""
    least, most = interval.least_musd, interval.most_musd
    if not interval.distinguishable:
        if least == most == 0:
            return "nothing"
        return f"{none} ({_end(least)} to {_end(most)})"
    if _end(least) == _end(most):
        return _end(least)
    if most == float("inf"):
        return f"at least {_end(least)}"
    if least == -float("inf"):
        return f"at most {_end(most)}"
    return f"{_end(least)} to {_end(most)}"


def _end(musd: float) -> str:
    return "unknown" if abs(musd) == float("inf") else money(musd)


def _run(item: RunExplained) -> Section:
    missing = item.missing
    years = "year" if missing.late_years == 1 else "years"
    state = "dropped" if missing.status == "dropped" else f"{missing.late_years:g} {years} late"
    lines = [f"costs {money(missing.musd)}, present value", *_obstacles(item.obstacles)]
    if item.flips_musd is not None and item.flips_musd.least_musd == float("inf"):
        lines.append("It cannot be placed at any price (run forced, re-solved).")
    elif item.flips_musd is not None:
        price = interval_text(item.flips_musd)
        lines.append(
            f"It is placed where dropping it costs {price} or more (run forced, re-solved)."
        )
    elif missing.status == "dropped":
        lines.append(
            "Not solved for want of time (--time-limit): the price from which it is placed."
        )
    return Section(f"Run {missing.run}: {state}", (*lines, *_changes(item.changes)))


def _demand(found: Explanation) -> Iterator[Section]:
    title = f"Demand not served: {found.demand_spans} spans of years, {money(found.demand_musd)}"
    lines = (f"The {MOST} that cost most follow.",) if found.demand_spans > MOST else ()
    yield Section(title, lines)
    yield from (_span(item) for item in found.demand)


def _span(item: DemandExplained) -> Section:
    missing = item.missing
    title = f"{missing.service} in {missing.metro}, {years_text(missing.years)}"
    lines = [
        f"{amount(missing.requests_per_s)} requests/s not served, {share(missing.share)} of what is "
        f"asked for; costs {money(missing.musd)}",
        *_obstacles(item.obstacles),
    ]
    lines += _prices(item)
    return Section(title, (*lines, *_changes(item.changes)), level=3)


def _prices(item: DemandExplained) -> Iterator[str]:
    """From which price on it would be served, and where no price of the service can do it."""
    prices = {y: price for y, price in item.flips_usd_per_mtoken.items() if price is not None}
    own = item.price_usd_per_mtoken
    waits = tuple(y for y, price in prices.items() if abs(price - own) <= SAME_PRICE * own)
    if waits:
        yield (
            f"It waits for capacity in {years_text(waits)}: served, it would only change places with other "
            f"demand at {own:.3g} USD/Mtoken, and a higher price of the service buys none (choices held)."
        )
    words = ", ".join(f"{price:.3g} ({y})" for y, price in prices.items() if y not in waits)
    if words:
        yield f"The first of it is served from a price of {words} USD/Mtoken on (choices held)."


def _obstacles(obstacles: tuple[str, ...]) -> list[str]:
    return [f"- {text}" for text in obstacles]


def _changes(changes: Changes) -> Iterator[str]:
    if changes.found:
        first, *others = changes.found
        which = " of those tried" if changes.not_tried else ""
        yield f"Smallest single change{which} that does it: {_change(first)}."
        yield from (f"Or: {_change(other)}." for other in others[:2])
    elif changes.failed:
        yield f"No single change tried does it: {'; '.join(changes.failed)}."
    if changes.not_tried:
        yield _not_tried(changes.not_tried)


def _not_tried(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return f"Not tried for want of time (--time-limit): {'; '.join(names[:FEW])}{more}."


def _change(change: Change) -> str:
    text = f"{change.figure} {change.before:.4g} → {change.after:.4g} {change.unit}".rstrip()
    cost = interval_text(change.cost, "not distinguishable")
    held = " (choices held)" if change.held else ""
    return f"{text} ({share(change.relative)}); cost changes by {cost}{held}"


def _site(found: WhyNotSite) -> list[Section]:
    if found.infeasible:
        lines = ["It cannot be open: a rule of its own forbids it."]
    elif found.forced is None:
        lines = ["Not forced open for want of time (--time-limit)."]
    else:
        lines = [f"Forced open, the plan costs more by: {interval_text(found.forced)}."]
        mw = found.forced_peak_mw or 0.0
        stands = f"draws up to {amount(mw)} MW" if mw > 1e-6 else "stands empty"
        lines.append(f"Forced open it {stands}.")
    lines += [_entry(entry) for entry in found.entries]
    if found.not_tried:
        lines.append(_not_tried(found.not_tried))
    return [Section(f"Why not {found.site}", tuple(lines))]


def _entry(entry: Entry) -> str:
    now = f"{entry.figure} (now {entry.before:.4g} {entry.unit})"
    if entry.after is None:
        return f"{now}: it does not enter, to {entry.furthest:.4g} {entry.unit}."
    return f"{now}: it enters at {entry.after:.4g} {entry.unit}."


def _limits(limits: tuple[LimitWorth, ...]) -> Section:
    if not limits:
        return Section("What limits are worth", ("No limit costs anything at the margin.",))
    lines = (
        "Saved, present value, with openings, runs and their sites as in the plan and modules counted in "
        "parts: by one unit, and by 1 %, more in every year named.",
    )
    rows = tuple(
        (
            limit.limit if limit.direction == "more" else f"{limit.limit} (less of it)",
            limit.where,
            years_text(limit.years),
            amount(limit.value),
            limit.unit,
            f"{limit.musd_per_unit:.3g}",
            f"{limit.musd_per_percent:.3g}",
        )
        for limit in limits[:MOST]
    )
    columns = (
        Column("limit", True), Column("of", True), Column("years", True), Column("value"),
        Column("unit", True), Column("M$/unit"), Column("M$/1%"),
    )  # fmt: skip
    more = len(limits) - MOST
    notes = (f"… and {more} more limits that cost something (--json)",) if more > 0 else ()
    return Section("What limits are worth", lines, columns, rows, notes)


def _shifts(steps: tuple[Shift, ...]) -> Section:
    if not steps:
        return Section("Round steps", ("No latency budget, queue or campus cap binds.",))
    rows = tuple(
        (
            step.figure,
            f"{step.before:g} → {step.after:g} {step.unit}",
            "-" if step.held_musd is None else amount(step.held_musd),
            "not tried" if step.saved is None else interval_text(step.saved, "not distinguishable"),
        )
        for step in steps[:MOST]
    )
    columns = (
        Column("figure", True), Column("step", True), Column("M$, held"),
        Column("saved, all free", True),
    )  # fmt: skip
    lines = ("Saved by re-solves, with the plan's choices held and with everything free.",)
    more = len(steps) - MOST
    notes = (f"… and {more} more steps (--json)",) if more > 0 else ()
    return Section("Round steps", lines, columns, rows, notes)
