"""A plan's summary as text for a terminal or a mail, at most 100 columns wide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from .summary import Summary, Year

WIDTH = 100
LABEL_WIDTH = 26
LEAST_CELL_WIDTH = 6


def full_text(summary: Summary) -> str:
    """Everything of the summary, section by section."""
    sections = [
        _headline(summary),
        _sites_section(summary),
        _power_section(summary),
        _bridge_section(summary),
        _fleet_section(summary),
        _work_section(summary),
        _runs_section(summary),
        _services_section(summary),
        _cost_section(summary),
        _cash_section(summary),
        _limits_section(summary),
        _notes_section(summary),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def short_text(summary: Summary) -> str:
    """What a solve prints at its end: the answer, its gap, and the sizes by year."""
    sections = [
        _headline(summary),
        _by_year(
            summary,
            "By year",
            [
                ("sites open", lambda y: _count(y.sites_open)),
                ("facility MW", lambda y: _amount(y.facility_mw)),
                ("IT MW", lambda y: _amount(y.it_mw)),
                ("cash, M$", lambda y: _amount(sum(y.cash_musd_by_head.values()))),
            ],
        ),
        _work_short(summary),
        _notes_section(summary),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def money(musd: float) -> str:
    """M$ in words: three significant digits and bn from a billion on."""
    if abs(musd) >= 1000:
        return f"{_significant(musd / 1000)} bn$"
    return f"{_significant(musd)} M$"


def _significant(value: float) -> str:
    """Three significant digits, but never fewer digits than the whole part has."""
    if value == 0:
        return "0"
    for limit, digits in ((100, 0), (10, 1), (1, 2), (0.1, 3)):
        if abs(value) >= limit:
            return f"{value:,.{digits}f}"
    return f"{value:.3g}"


def _amount(value: float) -> str:
    if abs(value) < 5e-4:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _count(value: int) -> str:
    return f"{value:,d}" if value else "-"


def percent(share: float) -> str:
    """A share in %, with the digits it takes to tell it from 0."""
    return f"{share:.4%}" if 0 < abs(share) < 1e-4 else f"{share:.2%}"


def _headline(s: Summary) -> list[str]:
    why = {
        "gap": "within the gap asked for",
        "time_limit": "stopped by the time limit",
        "cancelled": "stopped by the user",
    }.get(s.stopped_by, s.stopped_by.replace("_", " "))
    lines = [
        f"{s.instance}: {s.status}, {why}",
        f"  cost      {money(s.objective_musd)}, present value ({s.objective_musd:,.3f} M$)",
        f"  bound     {money(s.bound_musd)}; no plan can cost less ({s.bound_musd:,.3f} M$)",
        f"  gap       {percent(s.gap)} = {money(s.gap_musd)}; "
        f"{percent(s.gap_controllable)} of what the plan controls",
        f"  checked   {'yes, by the independent checker' if s.verified else 'NOT VERIFIED'}",
    ]
    lines += [f"  changed   {path} = {value}" for path, value in s.changes.items()]
    return lines


_Row = tuple[str, Callable[[Year], str]]


def _by_year(s: Summary, title: str, rows: Sequence[_Row]) -> list[str]:
    """A table with a column per year, in blocks that fit the width; empty rows are left out."""
    body = [(label, [cell(year) for year in s.years]) for label, cell in rows]
    body = [(label, cells) for label, cells in body if any(cell != "-" for cell in cells)]
    if not body:
        return []
    width = 1 + max(LEAST_CELL_WIDTH, *(len(cell) for _, cells in body for cell in cells))
    columns = (WIDTH - LABEL_WIDTH) // width
    lines: list[str] = []
    for at in range(0, len(s.years), columns):
        block = slice(at, at + columns)
        heading = "".join(f"{year.year:>{width}d}" for year in s.years[block])
        lines.append(f"{title:<{LABEL_WIDTH}}{heading}")
        lines += [_line(label, cells[block], width) for label, cells in body]
    return lines


def _line(label: str, cells: Iterable[str] = (), width: int = 0) -> str:
    text = f"  {label}"
    if len(text) >= LABEL_WIDTH:
        text = text[: LABEL_WIDTH - 2] + "…"
    return f"{text:<{LABEL_WIDTH}}" + "".join(f"{cell:>{width}}" for cell in cells)


def _rows_of(
    s: Summary, part: Callable[[Year], Mapping[str, float]], prefix: str = ""
) -> list[_Row]:
    """One row per name that appears in any year."""
    names = dict.fromkeys(name for year in s.years for name in part(year))

    def row(name: str) -> _Row:
        return (f"{prefix}{name}", lambda year: _amount(part(year).get(name, 0.0)))

    return [row(name) for name in names]


def _sites_section(s: Summary) -> list[str]:
    lines = _by_year(
        s,
        "Sites",
        [
            ("open", lambda y: _count(y.sites_open)),
            *_rows_of(s, lambda y: y.sites_open_by_kind, "open, "),
            ("facility MW", lambda y: _amount(y.facility_mw)),
            *_rows_of(s, lambda y: y.facility_mw_by_kind, "facility MW, "),
            ("IT MW", lambda y: _amount(y.it_mw)),
            *_rows_of(s, lambda y: y.it_mw_by_kind, "IT MW, "),
        ],
    )
    if not s.sites:
        return lines
    lines += [
        "",
        f"{'Site':<{LABEL_WIDTH}}{'kind':<10}{'opens':>8}{'energised':>12}{'MW facility':>14}",
    ]
    for site in s.sites:
        energised = "-" if site.first_energised is None else str(site.first_energised)
        lines.append(
            f"{_line(site.site)}{site.kind or '?':<10}{site.first_open:>8d}{energised:>12}"
            f"{_amount(site.last_facility_mw):>14}"
        )
    return lines


def _power_section(s: Summary) -> list[str]:
    return _by_year(s, "Power in service, MW", _rows_of(s, lambda y: y.power_mw_by_option))


def _bridge_section(s: Summary) -> list[str]:
    if all(year.bridge is None for year in s.years):
        return []

    def step(field: str) -> Callable[[Year], str]:
        return lambda year: _amount(getattr(year.bridge, field) or 0.0)

    return _by_year(
        s,
        "From asked to used, MW",
        [
            ("asked (on order too)", step("asked_mw")),
            ("connected", step("connected_mw")),
            ("firm", step("firm_mw")),
            ("facility, peak", step("facility_mw")),
            ("IT installed", step("it_mw")),
            ("IT used, mean", step("used_it_mw")),
        ],
    )


def _fleet_section(s: Summary) -> list[str]:
    rows = _rows_of(s, lambda y: y.units_by_vendor)
    rows = rows or _rows_of(s, lambda y: y.units_by_accelerator)
    title = "Fleet by vendor, units" if any(y.units_by_vendor for y in s.years) else "Fleet, units"
    return _by_year(s, title, rows)


def _work_section(s: Summary) -> list[str]:
    def training(year: Year) -> dict[str, float]:
        return {kind: work.training_it_mw for kind, work in year.work_by_kind.items()}

    def inference(year: Year) -> dict[str, float]:
        return {kind: work.inference_it_mw for kind, work in year.work_by_kind.items()}

    def inference_share(year: Year) -> str:
        part, rest = sum(inference(year).values()), sum(training(year).values())
        return _share_cell(part / (part + rest)) if part + rest else "-"

    return _by_year(
        s,
        "Where work runs, MW IT",
        [
            *_rows_of(s, training, "training, "),
            *_rows_of(s, inference, "inference, "),
            ("inference, share of all", inference_share),
        ],
    )


def _runs_section(s: Summary) -> list[str]:
    if not s.runs:
        return []
    lines = [
        f"{'Training runs':<{LABEL_WIDTH}}{'start':>7}{'end':>8}{'late':>6}{'MW IT':>9}  where"
    ]
    for run in s.runs:
        if run.start_year is None:
            lines.append(f"{_line(run.run)}{'dropped':>7}")
            continue
        late = f"{run.late_years:g}" if run.late_years else "-"
        places = [f"{site} {_amount(mw)}" for site, mw in run.it_mw_by_site.items()]
        first = (
            f"{_line(run.run)}{run.start_year:>7d}{run.end_year:>8g}{late:>6}"
            f"{_amount(run.it_mw):>9}  "
        )
        lines += _wrapped(first, [f"on {run.accelerator}:", *_joined(places)])
    return lines


def _joined(parts: Sequence[str]) -> list[str]:
    return [f"{part}," for part in parts[:-1]] + list(parts[-1:])


def _wrapped(first: str, parts: Iterable[str]) -> list[str]:
    lines, indent = [first], " " * len(first)
    for part in parts:
        if len(lines[-1]) + len(part) > WIDTH and lines[-1].strip():
            lines[-1] = lines[-1].rstrip()
            lines.append(indent)
        lines[-1] += f"{part} "
    lines[-1] = lines[-1].rstrip()
    return lines


def _services_section(s: Summary) -> list[str]:
    names = dict.fromkeys(name for year in s.years for name in year.services)
    rows: list[_Row] = []
    for name in names:
        rows += [
            (f"{name}, asked", _service_cell(name, "asked_requests_per_s", _amount)),
            ("  served", _service_cell(name, "served_requests_per_s", _amount)),
            ("  unserved", _service_cell(name, "unserved_requests_per_s", _amount)),
            ("  unserved, %", _service_cell(name, "unserved_share", _share_cell)),
            ("  on split pools, %", _service_cell(name, "disaggregated_share", _share_cell)),
        ]
    return _by_year(s, "Services, requests/s", rows)


def _service_cell(name: str, field: str, show: Callable[[float], str]) -> Callable[[Year], str]:
    def cell(year: Year) -> str:
        return show(getattr(year.services[name], field)) if name in year.services else "-"

    return cell


def _share_cell(share: float) -> str:
    return f"{share:.1%}" if share >= 5e-4 else "-"


def _work_short(s: Summary) -> list[str]:
    lines = []
    if s.runs:
        dropped = [run.run for run in s.runs if run.start_year is None]
        late = [run.run for run in s.runs if run.late_years]
        lines.append(
            f"Training runs: {len(s.runs) - len(dropped)} of {len(s.runs)} placed, "
            f"late: {', '.join(late) or 'none'}, dropped: {', '.join(dropped) or 'none'}"
        )
    for name in dict.fromkeys(name for year in s.years for name in year.services):
        seen = [year.services[name] for year in s.years if name in year.services]
        asked = sum(y.asked_requests_per_s for y in seen)
        off = sum(y.unserved_requests_per_s for y in seen)
        worst = max(y.unserved_share for y in seen)
        share = off / asked if asked else 0.0
        lines.append(f"Service {name}: {share:.2%} unserved, {worst:.2%} in the worst year")
    return lines


def _cost_section(s: Summary) -> list[str]:
    total = s.objective_musd
    lines = [f"{'Cost by head, present value':<{LABEL_WIDTH + 2}}{'M$':>12}{'share':>9}"]
    for head, musd in s.heads_musd.items():
        if abs(musd) >= 5e-4:
            share = musd / total if total else 0.0
            lines.append(f"  {head.replace('_', ' '):<{LABEL_WIDTH}}{musd:>12,.3f}{share:>9.1%}")
    lines.append(f"  {'total':<{LABEL_WIDTH}}{total:>12,.3f}{'':>9}")
    return lines


def _cash_section(s: Summary) -> list[str]:
    rows = [
        (label.replace("_", " "), cell)
        for label, cell in _rows_of(s, lambda y: y.cash_musd_by_head)
    ]
    rows.append(("total", lambda y: _amount(sum(y.cash_musd_by_head.values()))))
    return _by_year(s, "Cash, M$ undiscounted", rows)


def _limits_section(s: Summary) -> list[str]:
    if s.limits is None:
        return [
            "Limits that bind, site kinds and vendors: not shown; they need the instance: "
            "--instance INSTANCE"
        ]
    if not s.limits:
        return ["Limits that bind: none"]
    lines = ["Limits that bind"]
    for limit in s.limits:
        head = f"  {limit.limit + ':':<21}"
        parts = [f"{limit.where},", f"{_amount(limit.value)} {limit.unit},", _years(limit.years)]
        lines += _wrapped(head, [*parts, *([f"({limit.note})"] if limit.note else [])])
    return lines


def _years(years: Sequence[int]) -> str:
    """Years in words; more than three are given as first to last with their number."""
    if len(years) <= 3:
        return ", ".join(map(str, years))
    return f"{years[0]} to {years[-1]} ({len(years)} periods)"


def _notes_section(s: Summary) -> list[str]:
    return ["Notes", *(f"  {note}" for note in s.notes)] if s.notes else []
