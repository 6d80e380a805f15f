"""Rules of training runs: how much, when, on what, and what it costs to leave them out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from .faults import Findings
from .rules import cell_at, sound_rows
from .settings_check import Frame
from .standing import EPS_YEARS
from .table_check import Table, TableRow


def check_runs(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """A run says how much compute it needs, can start in some period and has a price if dropped."""
    rates = {
        v["accelerator"]: v["h100e_per_unit"]
        for _, v in sound_rows(tables, "accelerators", "accelerator", "h100e_per_unit")
    }
    for row, run in sound_rows(tables, "training_runs"):
        if row.bad.isdisjoint({"h100e", "it_mw", "reference_accelerator"}):
            _check_compute(row, run, rates, findings)
        if row.bad.isdisjoint({"earliest_year", "latest_year", "duration_years"}):
            _check_window(row, run, frame, findings)
        if row.bad.isdisjoint({"accelerators"}) and rates:
            _check_products(row, run, rates, findings)
        if run["dropped_musd"] is None and "dropped_musd" not in row.bad:
            require_unless_strict(row, "dropped_musd", frame, findings)
    _note_slowable(tables, frame, findings)


def _note_slowable(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """A run slows only where a flexible connection is curtailed."""
    options = tables.get("power_options")
    if not frame.knows("families") or (options is not None and not options.readable):
        return
    kinds = {v["kind"] for _, v in sound_rows(tables, "power_options", "kind")}
    if "power" in frame.settings.families and "grid_flexible" in kinds:
        return
    for row, run in sound_rows(tables, "training_runs", "slowable_share"):
        if run["slowable_share"] > 0:
            findings.note(
                f"{cell_at(row, 'slowable_share')}: does nothing without a power option of kind "
                "grid_flexible"
            )


def _check_compute(
    row: TableRow, run: Mapping[str, Any], rates: Mapping[str, float], findings: Findings
) -> None:
    if (run["h100e"] is None) == (run["it_mw"] is None):
        found = None if run["h100e"] is None else f"{run['h100e']:g} and {run['it_mw']:g}"
        findings.fault(row.at("h100e"), "h100e", found, "exactly one of h100e and it_mw")
    reference = run["reference_accelerator"]
    if run["it_mw"] is None:
        return
    expected = "an accelerator with h100e_per_unit > 0, on which it_mw is stated"
    if not reference:
        findings.fault(row.at("reference_accelerator"), "reference_accelerator", None, expected)
    elif rates.get(reference, 1.0) <= 0:
        place = row.at("reference_accelerator")
        findings.fault(place, "reference_accelerator", reference, expected)


def _check_window(row: TableRow, run: Mapping[str, Any], frame: Frame, findings: Findings) -> None:
    earliest, latest = run["earliest_year"], run["latest_year"]
    if earliest > latest:
        expected = f"a year not before earliest_year {earliest}"
        findings.fault(row.at("latest_year"), "latest_year", latest, expected)
        return
    if not frame.knows("periods", "horizon_end_year"):
        return
    starts = frame.settings.periods
    end = frame.settings.horizon_end_year or starts[-1] + 1
    inside = [y for y in starts if earliest <= y <= latest]
    if any(y + run["duration_years"] <= end + EPS_YEARS for y in inside):
        return
    if latest < starts[0]:
        why = f"it closes before the first period, {starts[0]}"
    elif earliest > starts[-1]:
        why = f"it opens after the last period has begun, {starts[-1]}"
    elif not inside:
        why = f"no period starts in it; periods start in {', '.join(map(str, starts))}"
    else:
        why = f"from {inside[0]}, the first start in it, it lasts to "
        why += f"{inside[0] + run['duration_years']:g}"
    findings.fault(
        row.at("latest_year"),
        "latest_year",
        f"{earliest} to {latest} for {run['duration_years']:g} years",
        f"a window with a period's start in it, so that the run ends by {end}",
        why,
    )


def _check_products(
    row: TableRow, run: Mapping[str, Any], rates: Mapping[str, float], findings: Findings
) -> None:
    allowed = run["accelerators"] or tuple(rates)
    if all(rates.get(name, 1.0) <= 0 for name in allowed):
        found = "|".join(run["accelerators"]) or None
        expected = "some accelerator with h100e_per_unit > 0"
        findings.fault(row.at("accelerators"), "accelerators", found, expected)


def check_run_products(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """Say of a run that none of its products can be had and connected before its last start.

    It can only be dropped: a note, as a scenario may well mean that, and a fault when strict.
    """
    if not frame.knows("periods", "strict"):
        return
    products = _Products(tables, frame.settings.periods)
    if not products.are_sound:
        return
    for row, run in sound_rows(tables, "training_runs"):
        if row.bad:
            continue
        names = [
            name
            for name, product in products.rows.items()
            if product["h100e_per_unit"] > 0 and name in (run["accelerators"] or products.rows)
        ]
        last = max((y for y in products.starts if y <= run["latest_year"]), default=None)
        if last is None or not names:
            continue
        hurdles = [products.hurdle(name, last) for name in names]
        if not all(hurdles):
            continue
        why = "; ".join(f"{name} {hurdle}" for name, hurdle in zip(names, hurdles, strict=True))
        if frame.settings.strict:
            expected = f"an accelerator that can be had, with fabric, by {last}"
            found = "|".join(run["accelerators"]) or None
            findings.fault(row.at("accelerators"), "accelerators", found, expected, why)
        else:
            place = f"{row.where.file} row {row.where.row}"
            findings.note(f"{place}: {run['run']} can only be dropped: {why}")


class _Products:
    """Which accelerators can be had for training, by order or because they stand."""

    def __init__(self, tables: Mapping[str, Table], starts: tuple[int, ...]) -> None:
        used = ("accelerators", "accelerator_supply", "fabrics", "existing_assets")
        found = [tables[name] for name in used if name in tables]
        self.are_sound = all(t.readable and not any(row.bad for row in t.rows) for t in found)
        self.starts = starts
        self.rows = {v["accelerator"]: v for _, v in sound_rows(tables, "accelerators")}
        self._supply: dict[str, dict[int, float]] = defaultdict(dict)
        for _, v in sound_rows(tables, "accelerator_supply"):
            self._supply[v["accelerator"]][v["year"]] = v["units"]
        self._fabrics = [v["accelerators"] for _, v in sound_rows(tables, "fabrics")]
        self._stands = {
            (v["family"], v["item"])
            for _, v in sound_rows(tables, "existing_assets")
            if (v["units"] or 0.0) > 0
        }

    def hurdle(self, name: str, last_start: int) -> str:
        """Why no run can use a product that is to start by a year; "" when one can."""
        can_order = any(self._sold(name, y, last_start) for y in self.starts)
        if not can_order and ("accelerator", name) not in self._stands:
            return f"cannot be ordered to serve by {last_start} and stands nowhere"
        if ("fabric", name) in self._stands:
            return ""
        if not any(not those or name in those for those in self._fabrics):
            return "is connected by no fabric"
        return "" if can_order else "cannot be ordered any more, nor its fabric with it"

    def _sold(self, name: str, year: int, last_start: int) -> bool:
        product, supply = self.rows[name], self._supply.get(name)
        if year < (product["available_from"] or year):
            return False
        if supply and supply.get(year, max(supply.values())) <= 0:
            return False
        return bool(year + product["order_lead_years"] <= last_start + EPS_YEARS)


def require_unless_strict(row: TableRow, column: str, frame: Frame, findings: Findings) -> None:
    """Refuse an empty price of what may be left undone."""
    if frame.knows("strict") and not frame.settings.strict:
        findings.fault(row.at(column), column, None, "a number ≥ 0, required unless strict")
