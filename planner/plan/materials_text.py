"""A bill of materials as text for a terminal, at most 100 columns wide, and as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from io import StringIO

from planner.spreadsheet import guarded

from .materials import PUBLISHED_PULL_THROUGH, Bill, PullThrough, spend_by
from .materials_lines import Line

LABEL_WIDTH = 40
CELL_WIDTH = 11
YEARS_PER_BLOCK = 5
SUPPLIER_WIDTH = 36


def materials_text(bill: Bill) -> str:
    """Spend by category, place, vendor, product, option and supplier; quantities; pull-through."""
    servers = [line for line in bill.orders if line.head == "accelerators"]
    plant = [line for line in bill.orders if line.category == "power_plant"]
    named = [line for line in bill.orders if line.supplier]
    sections = [
        _section(bill, "Orders by category, M$", spend_by(bill.orders, "category"), total=True),
        _section(bill, "Orders by kind of site, M$", spend_by(bill.orders, "site_kind")),
        _section(bill, "Servers by vendor, M$", spend_by(servers, "vendor")),
        _section(bill, "Servers by product, M$", spend_by(servers, "item")),
        _section(bill, "Power plant by option, M$", spend_by(plant, "item")),
        _section(bill, "Parts by supplier, M$", spend_by(named, "supplier")),
        _leaders(bill),
        _quantities(bill),
        _section(bill, "Rents and upkeep, M$", spend_by(bill.running, "category"), total=True),
        _pull_through(bill),
    ]
    head = f"{bill.instance}: bill of materials, cash of the price year by year of order"
    return "\n\n".join([head, *("\n".join(lines) for lines in sections if lines)]) + "\n"


def materials_csv(bill: Bill) -> str:
    """Every line of the bill as CSV with a header."""
    out = StringIO()
    columns = [field.name for field in fields(Line)]
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: _cell(v) for k, v in asdict(line).items()} for line in bill.lines)
    return out.getvalue()


def _cell(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value


def _section(
    bill: Bill, title: str, spend: Mapping[str, Mapping[int, float]], *, total: bool = False
) -> list[str]:
    """A row per name, a column per year and one for all years."""
    if not spend:
        return []
    rows = {name or "(between sites)": dict(by_year) for name, by_year in spend.items()}
    if total:
        rows["total"] = {
            year: sum(by_year.get(year, 0.0) for by_year in spend.values()) for year in bill.years
        }
    cells = {
        name: [*(by_year.get(year, 0.0) for year in bill.years), sum(by_year.values())]
        for name, by_year in rows.items()
    }
    return _blocks(
        bill, title, {name: [_amount(v) for v in values] for name, values in cells.items()}
    )


def _leaders(bill: Bill) -> list[str]:
    leaders = bill.leaders()
    if not leaders:
        return []
    return [
        _line("Most of a category goes to", ["M$", "share"]),
        *(
            _line(f"  {one.category.replace('_', ' ')}", [_amount(one.musd), f"{one.share:.0%}"])
            + f"  {_clipped(one.supplier, SUPPLIER_WIDTH)}"
            for one in leaders
        ),
    ]


def _quantities(bill: Bill) -> list[str]:
    rows = {
        f"{name}, {unit}": [_amount(by_year.get(year, 0.0)) for year in bill.years]
        + [_amount(sum(by_year.values()))]
        for (name, unit), by_year in bill.quantities().items()
    }
    return _blocks(bill, "Quantities ordered, where given", rows) if rows else []


def _blocks(bill: Bill, title: str, cells: Mapping[str, Sequence[str]]) -> list[str]:
    headings = [*map(str, bill.years), "all"]
    lines: list[str] = []
    for at in range(0, len(headings), YEARS_PER_BLOCK):
        block = slice(at, at + YEARS_PER_BLOCK)
        lines.append(_line(title, headings[block]))
        lines += [
            _line(f"  {name.replace('_', ' ')}", values[block]) for name, values in cells.items()
        ]
    return lines


def _line(label: str, cells: Sequence[str]) -> str:
    return f"{_clipped(label, LABEL_WIDTH):<{LABEL_WIDTH}}" + "".join(
        f"{cell:>{CELL_WIDTH}}" for cell in cells
    )


def _clipped(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _amount(value: float) -> str:
    if abs(value) < 5e-4:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _pull_through(bill: Bill) -> list[str]:
    found: list[PullThrough] = [*map(bill.pull_through, bill.years), bill.pull_through()]
    if not found[-1].gpu_musd:
        return []
    low, high = PUBLISHED_PULL_THROUGH
    ratios = {
        "memory, storage, network": [_ratio(one.memory_storage_network) for one in found],
        "all of the server but the GPU": [_ratio(one.all_but_gpu) for one in found],
    }
    return [
        *_blocks(bill, "Pulled by 1 $ of GPU, $", ratios),
        f"  published: {low:.2f} to {high:.2f}; the same article's shares of a server give 0.26 "
        "and 0.54",
    ]


def _ratio(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.3f}"
