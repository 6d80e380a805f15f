"""The primary decisions of a plan; everything else in it is derived and only compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from planner.instance import Instance
from planner.instance.schema import TrainingRun

from .completeness import Rows
from .findings import INTEGER_SLACK, Findings
from .keys import ORDER, Key, lease_offers, place, rental_offers


@dataclass(frozen=True)
class PlacedRun:
    """A run that takes place.

    Attributes:
        row: the run as the instance states it.
        start_year: year in which it starts.
        accelerator: product it runs on, not checked yet.
        units: units held by site, for the whole duration.
        slowed_units: units by site that stop while a flexible connection is curtailed.
    """

    row: TrainingRun
    start_year: float
    accelerator: str
    units: dict[str, float]
    slowed_units: dict[str, float]


@dataclass(frozen=True)
class Decisions:
    """What was decided, by the key of the plan's tables; whole numbers are whole here."""

    open: dict[Key, int]
    modules: dict[Key, int]
    leases_begun_mw: dict[Key, float]
    hosted_mw: dict[Key, float]
    hosted_in_leased_mw: dict[Key, float]
    drawn_mw: dict[Key, float]
    built_mw: dict[Key, float]
    power_modules: dict[Key, int]
    connected: dict[Key, int]
    generation_mw: dict[Key, float]
    charge_mw: dict[Key, float]
    discharge_mw: dict[Key, float]
    stored_mwh: dict[Key, float]
    bought_units: dict[Key, float]
    rentals_begun_units: dict[Key, float]
    busy_units: dict[Key, float]
    busy_rented_units: dict[Key, float]
    fabric_bought_units: dict[Key, float]
    placed: list[PlacedRun]
    dropped: list[TrainingRun]
    disaggregated: dict[Key, float]
    aggregated: dict[Key, float]
    pool_units: dict[Key, float]
    share: dict[Key, float]
    unserved_share: dict[Key, float]
    lit_units: dict[Key, int]
    flow_gbps: dict[Key, float]
    hubs: dict[str, str]


def read_decisions(instance: Instance, tables: Mapping[str, Rows], findings: Findings) -> Decisions:
    """Primary columns of the tables, with whole numbers rounded and fractions reported.

    Tranche `order` of an option that comes in modules is what its whole modules amount to.
    """
    power_modules = _whole(tables["power"], "power", "modules_built", findings)
    placed, dropped = _runs(instance, tables, findings)
    return Decisions(
        open=_yes_no(tables["sites"], "sites", "open", findings),
        modules=_whole(tables["halls"], "halls", "modules_built", findings),
        leases_begun_mw=_of_offers(tables["leases"].numbers("taken_mw"), lease_offers(instance)),
        hosted_mw=tables["hosting"].numbers("hosted_mw"),
        hosted_in_leased_mw=tables["halls"].numbers("hosted_in_leased_mw"),
        drawn_mw=tables["draw"].numbers("drawn_mw"),
        built_mw=_in_whole_modules(instance, tables["power"].numbers("built_mw"), power_modules),
        power_modules=power_modules,
        connected=_yes_no(tables["connections"], "connections", "connected", findings),
        generation_mw=tables["generation"].numbers("mean_mw"),
        charge_mw=tables["storage"].numbers("charge_mw"),
        discharge_mw=tables["storage"].numbers("discharge_mw"),
        stored_mwh=tables["storage"].numbers("stored_mwh"),
        bought_units=tables["fleet"].numbers("bought_units"),
        rentals_begun_units=_of_offers(
            tables["rentals"].numbers("taken_units"), rental_offers(instance)
        ),
        busy_units=tables["work"].numbers("busy_units"),
        busy_rented_units=tables["work"].numbers("busy_rented_units"),
        fabric_bought_units=tables["fabric"].numbers("bought_units"),
        placed=placed,
        dropped=dropped,
        disaggregated=tables["volumes"].numbers("disaggregated_requests_per_s"),
        aggregated=tables["volumes"].numbers("aggregated_requests_per_s"),
        pool_units=tables["pools"].numbers("units"),
        share=tables["routing"].numbers("share"),
        unserved_share=tables["unserved"].numbers("share"),
        lit_units={
            key: units
            for key, units in _whole(
                tables["corridors"], "corridors", "lit_units", findings
            ).items()
            # A row of no corridor is reported already, and has neither price nor capacity.
            if key[:2] in instance.corridor
        },
        flow_gbps=tables["run_flows"].numbers("gbps"),
        hubs={str(run): _word(hub) for (run,), hub in tables["runs"].words("hub").items()},
    )


def _of_offers(amounts: Mapping[Key, float], offers: Collection[Key]) -> dict[Key, float]:
    """Amounts of rows whose offer exists; the others are reported already."""
    return {key: amount for key, amount in amounts.items() if key[:-1] in offers}


def _whole(rows: Rows, table: str, column: str, findings: Findings) -> dict[Key, int]:
    found = {}
    for key, value in rows.numbers(column).items():
        found[key] = round(value)
        if abs(value - found[key]) > INTEGER_SLACK:
            findings.report(
                "integrality",
                f"{value:.9g}",
                "a whole number",
                table=table,
                row=place(key),
                column=column,
            )
    return found


def _yes_no(rows: Rows, table: str, column: str, findings: Findings) -> dict[Key, int]:
    found = _whole(rows, table, column, findings)
    for key, value in found.items():
        if value not in (0, 1):
            findings.report("integrality", str(value), "0 or 1", table=table, row=place(key))
    return found


def _in_whole_modules(
    instance: Instance, built_mw: Mapping[Key, float], modules: Mapping[Key, int]
) -> dict[Key, float]:
    found = {}
    for key, mw in built_mw.items():
        _, option, tranche, _ = key
        module_mw = instance.power_option[option].module_mw
        in_modules = tranche == ORDER and module_mw is not None
        found[key] = modules[key] * module_mw if in_modules and module_mw is not None else mw
    return found


def _runs(
    instance: Instance, tables: Mapping[str, Rows], findings: Findings
) -> tuple[list[PlacedRun], list[TrainingRun]]:
    statuses = tables["runs"].words("status")
    starts = tables["runs"].numbers("start_year")
    products = tables["runs"].words("accelerator")
    units = _by_run(tables["run_sites"].numbers("units"))
    slowed = _by_run(tables["run_sites"].numbers("slowed_units"))
    placed, dropped = [], []
    for key, status in statuses.items():
        name = str(key[0])
        row = instance.run[name]
        if status == "placed":
            held, slows = units.get(name, {}), slowed.get(name, {})
            placed.append(PlacedRun(row, starts[key], products[key], held, slows))
            continue
        dropped.append(row)
        if status != "dropped":
            findings.report("run_status", status, "placed or dropped", run=name)
        if units.get(name):
            findings.report("run_status", "sites", "a dropped run has no sites", run=name)
        if _word(products[key]):
            findings.report("run_status", products[key], "no product when dropped", run=name)
        if starts[key] != 0.0:
            findings.report("run_status", f"{starts[key]:.9g}", "no start when dropped", run=name)
    return placed, dropped


def _word(cell: str) -> str:
    """A cell of a text column; an empty one is "" in a file and may be None or NaN in memory."""
    return "" if cell in ("nan", "None", "<NA>") else cell


def _by_run(amounts: Mapping[Key, float]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for (run, site), amount in amounts.items():
        found.setdefault(str(run), {})[site] = amount
    return found
