"""How figures are set for a terminal: significant digits, tables by year, wrapped lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from planner.plan.summary import Summary, Year

WIDTH = 100
LABEL_WIDTH = 26
LEAST_CELL_WIDTH = 6
NOTHING = "-"

Row = tuple[str, Callable[[Year], str]]
"""A row of a table by year: its label, and what its cell of a year says."""


def money(musd: float) -> str:
    """M$ in words: three significant digits and bn from a billion on."""
    if abs(musd) >= 1000:
        return f"{_significant(musd / 1000)} bn$"
    return f"{_significant(musd)} M$"


def percent(share: float) -> str:
    """A share in %, with the digits it takes to tell it from 0."""
    return f"{share:.4%}" if 0 < abs(share) < 1e-4 else f"{share:.2%}"


def amount(value: float) -> str:
    """Three significant digits, all of a larger whole part, a dash for nothing."""
    if abs(value) < 5e-4:
        return NOTHING
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def count(value: int) -> str:
    """A whole number; a dash for none."""
    return f"{value:,d}" if value else NOTHING


def share_cell(share: float) -> str:
    """A share in % with one decimal; a dash for nothing."""
    return f"{share:.1%}" if share >= 5e-4 else NOTHING


def by_year(s: Summary, title: str, rows: Sequence[Row]) -> list[str]:
    """A table with a column per year, in blocks that fit the width; empty rows are left out."""
    body = [(label, [cell(year) for year in s.years]) for label, cell in rows]
    body = [(label, cells) for label, cells in body if any(cell != NOTHING for cell in cells)]
    if not body:
        return []
    width = 1 + max(LEAST_CELL_WIDTH, *(len(cell) for _, cells in body for cell in cells))
    columns = (WIDTH - LABEL_WIDTH) // width
    lines: list[str] = []
    for at in range(0, len(s.years), columns):
        block = slice(at, at + columns)
        heading = "".join(f"{year.year:>{width}d}" for year in s.years[block])
        lines.append(f"{title:<{LABEL_WIDTH}}{heading}")
        lines += [line(label, cells[block], width) for label, cells in body]
    return lines


def rows_of(s: Summary, part: Callable[[Year], Mapping[str, float]], prefix: str = "") -> list[Row]:
    """One row per name that appears in any year."""
    names = dict.fromkeys(name for year in s.years for name in part(year))

    def row(name: str) -> Row:
        return (f"{prefix}{name}", lambda year: amount(part(year).get(name, 0.0)))

    return [row(name) for name in names]


def line(label: str, cells: Iterable[str] = (), width: int = 0) -> str:
    """A label and its cells, each to the right of its column."""
    text = f"  {label}"
    if len(text) >= LABEL_WIDTH:
        text = text[: LABEL_WIDTH - 2] + "…"
    return f"{text:<{LABEL_WIDTH}}" + "".join(f"{cell:>{width}}" for cell in cells)


def joined(parts: Sequence[str]) -> list[str]:
    """Parts with a comma after each but the last."""
    return [f"{part}," for part in parts[:-1]] + list(parts[-1:])


def wrapped(first: str, parts: Iterable[str]) -> list[str]:
    """Parts after a first text, on as many lines as the width asks for; no part is broken in two."""
    lines, indent = [first], " " * len(first)
    for part in parts:
        if len(lines[-1]) + len(part) > WIDTH and lines[-1].strip():
            lines[-1] = lines[-1].rstrip()
            lines.append(indent)
        lines[-1] += f"{part} "
    lines[-1] = lines[-1].rstrip()
    return lines


def _significant(value: float) -> str:
    """Three significant digits, but never fewer digits than the whole part has."""
    if value == 0:
        return "0"
    for limit, digits in ((100, 0), (10, 1), (1, 2), (0.1, 3)):
        if abs(value) >= limit:
            return f"{value:,.{digits}f}"
    return f"{value:.3g}"
