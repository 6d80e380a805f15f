"""Are the tables whole: every row that the instance implies, none beyond, in order, finite."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, pairwise
from numbers import Real

import pandas as pd

from planner.instance import Instance
from planner.plan.core import Plan
from planner.plan.tables import COST_HEADS, PLAN_TABLES, PlanTable

from .daytime import demand_by_slice
from .findings import Findings
from .keys import (
    EXISTING,
    LEASED,
    PHASES,
    Key,
    expected_keys,
    fleet_places,
    hosting_places,
    lease_offers,
    place,
    rental_offers,
)

SITELESS_HEADS: tuple[str, ...] = ("lateness", "unserved", "dropped", "backbone")
"""Cost heads that belong to no site."""

_NEGLIGIBLE = 1e-9
"""A number below minus this is negative."""

_AMOUNTS: dict[str, tuple[str, ...]] = {"work": ("busy_units", "busy_rented_units")}
"""Columns of which one is positive in a row of a sparse table, where that is not the first alone."""

UNKNOWN = -2
"""Rank of a name that the instance does not have; -1 is the empty site of a cost line."""

_EMPTY_WHEN_DROPPED: tuple[str, ...] = ("start_year", "end_year")


@dataclass
class Rows:
    """Rows of one table whose names are known, as plain Python values.

    Attributes:
        keys: key of each row.
        columns: value columns; numbers are finite, what was not is 0 here and reported.
    """

    keys: list[Key] = field(default_factory=list)
    columns: dict[str, list[float]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)

    def numbers(self, column: str) -> dict[Key, float]:
        """A value column by key."""
        return dict(zip(self.keys, self.columns.get(column, []), strict=False))

    def words(self, column: str) -> dict[Key, str]:
        """A text column by key."""
        return dict(zip(self.keys, self.texts.get(column, []), strict=False))


def read_tables(instance: Instance, plan: Plan, findings: Findings) -> dict[str, Rows]:
    """Every table of the plan as rows, with all that is wrong about their form reported."""
    all_domains = _domains(instance)
    expected = expected_keys(instance)
    found: dict[str, Rows] = {}
    for table in PLAN_TABLES:
        frame = plan.tables.get(table.name)
        if frame is None or not set(table.columns) <= set(frame.columns):
            _report_columns(table, frame, findings)
            found[table.name] = Rows()
            continue
        rows = _rows(table, frame)
        domains = {name: all_domains[name] for name in table.key if name in all_domains}
        if table.name == "costs":
            domains["site"] = {"": -1} | domains["site"]
        if table.name == "generation":
            domains["option"] = domains["option"] | {LEASED: len(domains["option"])}
        _check_numbers(table, frame, rows, findings)
        if table.name in expected:
            _check_all_there(table, rows, expected[table.name], findings)
        else:
            _check_sparse(instance, table, rows, domains, findings)
        found[table.name] = _known(table, rows, domains)
    return found


def _domains(instance: Instance) -> dict[str, dict[object, int]]:
    """Rank of every permitted name by key column; tranches are known by the whole key only."""
    names: dict[str, Sequence[object]] = {
        "site": [s.site for s in instance.sites],
        "cooling": [c.cooling for c in instance.cooling],
        "accelerator": [g.accelerator for g in instance.accelerators],
        "option": [p.option for p in instance.power_options],
        "fabric": [EXISTING, *(f.fabric for f in instance.fabrics)],
        "run": [w.run for w in instance.training_runs],
        "service": [k.service for k in instance.services],
        "metro": [m.metro for m in instance.metros],
        "phase": PHASES,
        "head": COST_HEADS,
        "period": [p.start_year for p in instance.periods],
        "slice": [h.slice for h in instance.time_slices],
        "site_a": [s.site for s in instance.sites],
        "site_b": [s.site for s in instance.sites],
        "from_site": [s.site for s in instance.sites],
        "to_site": [s.site for s in instance.sites],
        "from_year": sorted(
            {year for *_, year in (*lease_offers(instance), *rental_offers(instance))}
        ),
    }
    return {column: {name: i for i, name in enumerate(known)} for column, known in names.items()}


def _report_columns(table: PlanTable, frame: pd.DataFrame | None, findings: Findings) -> None:
    says = "no table" if frame is None else f"columns {', '.join(map(str, frame.columns))}"
    findings.report("completeness", says, f"columns {', '.join(table.columns)}", table=table.name)


def _rows(table: PlanTable, frame: pd.DataFrame) -> Rows:
    parts = [[_name(name, value) for value in frame[name].tolist()] for name in table.key]
    numeric = [name for name, _ in table.values if name not in table.text]
    return Rows(
        list(zip(*parts, strict=True)),
        {name: [_number(value) for value in frame[name].tolist()] for name in numeric},
        {name: [str(value) for value in frame[name].tolist()] for name in table.text},
    )


def _name(column: str, value: object) -> str | int:
    """A part of a key; what is no text, or no whole year, becomes a name that nothing has."""
    if column not in ("period", "from_year"):
        return value if isinstance(value, str) else f"<{value!r}>"
    if isinstance(value, Real) and float(value).is_integer():
        return int(float(value))
    return f"<{value!r}>"


def _number(value: object) -> float:
    """A cell as a number: NaN when it is empty, infinite when it is a word."""
    if isinstance(value, Real):
        return float(value)
    return math.nan if value is None or value is pd.NA or value == "" else math.inf


def _check_numbers(table: PlanTable, frame: pd.DataFrame, rows: Rows, findings: Findings) -> None:
    """Report and clear what is no number; report what is negative."""
    statuses = rows.texts.get("status", [])
    for name, values in rows.columns.items():
        for i, value in enumerate(values):
            if math.isfinite(value) and value >= -_NEGLIGIBLE:
                continue
            where = {"table": table.name, "row": place(rows.keys[i]), "column": name}
            if math.isfinite(value):
                findings.report("sign", f"{value:.9g}", "0 or more", **where)
                continue
            may_be_empty = name in _EMPTY_WHEN_DROPPED and statuses[i] == "dropped"
            if not (may_be_empty and math.isnan(value)):
                findings.report("finite", repr(frame[name].iloc[i]), "a number", **where)
            values[i] = 0.0


def _check_all_there(table: PlanTable, rows: Rows, expected: list[Key], findings: Findings) -> None:
    if rows.keys == expected:
        return
    wanted, present = set(expected), set(rows.keys)
    _check_duplicates(table, rows, findings)
    for key in expected:
        if key not in present:
            findings.report("completeness", "no row", "a row", table=table.name, row=place(key))
    for key in rows.keys:
        if key not in wanted:
            findings.report(
                "completeness", "a row", "no such row", table=table.name, row=place(key)
            )
    if wanted == present and len(rows.keys) == len(expected):
        findings.report(
            "completeness", "rows in another order", "the instance's order", table=table.name
        )


def _check_sparse(
    instance: Instance,
    table: PlanTable,
    rows: Rows,
    domains: Mapping[str, Mapping[object, int]],
    findings: Findings,
) -> None:
    _check_duplicates(table, rows, findings)
    ranks = [
        tuple(domains[name].get(part, UNKNOWN) for name, part in zip(table.key, key, strict=True))
        for key in rows.keys
    ]
    refused = _refused_keys(instance, table, rows)
    for key, rank in zip(rows.keys, ranks, strict=True):
        if UNKNOWN in rank or key in refused:
            findings.report(
                "completeness", "a row", "no such row", table=table.name, row=place(key)
            )
    if any(a > b for a, b in pairwise(ranks)):
        findings.report(
            "completeness", "rows in another order", "the instance's order", table=table.name
        )
    if table.sparse:
        amounts = _AMOUNTS.get(table.name, (table.values[0][0],))
        amount = " and ".join(amounts)
        most = [max(values) for values in zip(*(rows.columns[a] for a in amounts), strict=True)]
        for key, value in zip(rows.keys, most, strict=True):
            if value <= 0:
                findings.report(
                    "completeness",
                    f"{amount} {value:.9g}",
                    "only rows with a positive value",
                    table=table.name,
                    row=place(key),
                )


def _refused_keys(instance: Instance, table: PlanTable, rows: Rows) -> set[Key]:
    """Keys made of known names that still name nothing."""
    if table.name == "routing":
        asked = demand_by_slice(instance)
        return {key for key in rows.keys if (key[0], key[1], *key[3:]) not in asked}
    if table.name == "pools":
        return set() if instance.has("fleet") else set(rows.keys)
    if table.name == "run_sites":
        return set()
    if table.name == "run_flows":
        ways = {way for a, b in instance.corridor for way in ((a, b), (b, a))}
        return {key for key in rows.keys if key[1:] not in ways}
    if table.name == "work":
        pairs = set(fleet_places(instance)) if instance.has("fleet") else set()
        return {key for key in rows.keys if key[:2] not in pairs}
    if table.name == "draw":
        places = set(hosting_places(instance)) if instance.has("halls") else set()
        return {key for key in rows.keys if key[:3] not in places}
    return {key for key in rows.keys if (key[1] == "") != (key[0] in SITELESS_HEADS)}


def _check_duplicates(table: PlanTable, rows: Rows, findings: Findings) -> None:
    if len(set(rows.keys)) == len(rows.keys):
        return
    seen: set[Key] = set()
    for key in rows.keys:
        if key in seen:
            findings.report(
                "completeness", "a second row", "one row", table=table.name, row=place(key)
            )
        seen.add(key)


def _known(table: PlanTable, rows: Rows, domains: Mapping[str, Mapping[object, int]]) -> Rows:
    """The rows whose names all exist; the others are already reported."""
    checked = [(i, domains[name]) for i, name in enumerate(table.key) if name in domains]
    keep = [all(key[i] in known for i, known in checked) for key in rows.keys]
    if all(keep):
        return rows

    return Rows(
        list(compress(rows.keys, keep)),
        {name: list(compress(values, keep)) for name, values in rows.columns.items()},
        {name: list(compress(values, keep)) for name, values in rows.texts.items()},
    )
