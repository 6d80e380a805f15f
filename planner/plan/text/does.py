"""What the plan does: where work runs, training runs and their traffic, services and their trips."""

from __future__ import annotations

from collections.abc import Callable

from planner.plan.summary import RunLine, Summary, Year

from .layout import (
    LABEL_WIDTH,
    NOTHING,
    WIDTH,
    Row,
    amount,
    by_year,
    joined,
    line,
    rows_of,
    share_cell,
    wrapped,
)


def work(s: Summary) -> list[str]:
    """IT load held for training and for inference, by kind of site and in all."""

    def training(year: Year) -> dict[str, float]:
        return {kind: work.training_it_mw for kind, work in year.work_by_kind.items()}

    def inference(year: Year) -> dict[str, float]:
        return {kind: work.inference_it_mw for kind, work in year.work_by_kind.items()}

    return by_year(
        s,
        "Where work runs, MW IT",
        [
            *rows_of(s, training, "training, "),
            *rows_of(s, inference, "inference, "),
            ("training in all", lambda y: amount(y.training_it_mw)),
            ("inference in all", lambda y: amount(y.inference_it_mw)),
            ("inference, share of all", lambda y: share_cell(y.inference_share)),
        ],
    )


def runs(s: Summary) -> list[str]:
    """Every run: when, how large, where; and under it what it slows and how its traffic goes."""
    if not s.runs:
        return []
    lines = [
        f"{'Training runs':<{LABEL_WIDTH}}{'start':>7}{'end':>8}{'late':>6}{'MW IT':>9}  where"
    ]
    for run in s.runs:
        if run.start_year is None:
            lines.append(f"{line(run.run)}{'dropped':>7}")
            continue
        late = f"{run.late_years:g}" if run.late_years else NOTHING
        places = [f"{site} {amount(mw)}" for site, mw in run.it_mw_by_site.items()]
        first = (
            f"{line(run.run)}{run.start_year:>7d}{run.end_year:>8g}{late:>6}"
            f"{amount(run.it_mw):>9}  "
        )
        lines += wrapped(first, [f"on {run.accelerator}:", *joined(places)])
        lines += _slowed(run) + _traffic(run)
    return lines


def _slowed(run: RunLine) -> list[str]:
    if not run.slowed_it_mw_by_site:
        return []
    slowed = [f"{site} {amount(mw)}" for site, mw in run.slowed_it_mw_by_site.items()]
    return wrapped("    slows when curtailed, MW IT: ", joined(slowed))


def _traffic(run: RunLine) -> list[str]:
    if not run.hub:
        return []
    most = max(run.hops_by_site.values(), default=0)
    links = [f"{link.from_site} → {link.to_site} {amount(link.gbps / 1000)}" for link in run.links]
    head = f"    hub {run.hub}, at most {most} {'hop' if most == 1 else 'hops'}; Tbit/s: "
    return wrapped(head if len(head) < WIDTH // 2 else "    ", joined(links or ["none"]))


def services(s: Summary) -> list[str]:
    """Requests asked for and served, and the network round trip of those served."""
    if not any(year.services for year in s.years):
        return []
    rows: list[Row] = []
    for name in _service_names(s):
        rows += [
            (f"{name}, asked", _cell(name, "asked_requests_per_s", amount)),
            ("  served", _cell(name, "served_requests_per_s", amount)),
            ("  unserved", _cell(name, "unserved_requests_per_s", amount)),
            ("  unserved, %", _cell(name, "unserved_share", share_cell)),
            ("  on split pools, %", _cell(name, "disaggregated_share", share_cell)),
            ("  round trip, mean ms", _cell(name, "mean_rtt_ms", amount)),
            ("  round trip, 95 %, ms", _cell(name, "p95_rtt_ms", amount)),
        ]
    return by_year(s, "Services, mean requests/s", rows)


def round_trips(s: Summary) -> list[str]:
    """Histogram of the round trips of the last year, by service; weighed by the requests served."""
    if not s.years:
        return []
    last = s.years[-1]
    rows = {
        name: [share_cell(share) for share in service.share_by_rtt.values()]
        for name, service in last.services.items()
        if service.share_by_rtt
    }
    if not rows:
        return []
    steps = next(iter(last.services[name].share_by_rtt for name in rows))
    width = 9
    headings = [step.removesuffix(" ms").replace("over ", ">") for step in steps]
    headings = [text if text.startswith(">") else f"≤{text}" for text in headings]
    title = f"Round trips {last.year}, ms"
    return [
        f"{title:<{LABEL_WIDTH}}" + "".join(f"{text:>{width}}" for text in headings),
        *(line(name, cells, width) for name, cells in rows.items()),
    ]


def work_short(s: Summary) -> list[str]:
    """Runs placed, late and dropped, and the share of each service that is not served."""
    lines = []
    if s.runs:
        dropped = [run.run for run in s.runs if run.start_year is None]
        late = [run.run for run in s.runs if run.late_years]
        lines.append(
            f"Training runs: {len(s.runs) - len(dropped)} of {len(s.runs)} placed, "
            f"late: {', '.join(late) or 'none'}, dropped: {', '.join(dropped) or 'none'}"
        )
    for name in _service_names(s):
        seen = [year.services[name] for year in s.years if name in year.services]
        asked = sum(y.asked_requests_per_s for y in seen)
        off = sum(y.unserved_requests_per_s for y in seen)
        worst = max(y.unserved_share for y in seen)
        share = off / asked if asked else 0.0
        lines.append(f"Service {name}: {share:.2%} unserved, {worst:.2%} in the worst year")
    return lines


def _service_names(s: Summary) -> list[str]:
    return list(dict.fromkeys(name for year in s.years for name in year.services))


def _cell(name: str, field: str, show: Callable[[float], str]) -> Callable[[Year], str]:
    def cell(year: Year) -> str:
        return show(getattr(year.services[name], field)) if name in year.services else NOTHING

    return cell
