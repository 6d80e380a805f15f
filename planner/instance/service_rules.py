"""Rules of inference services: a price if unserved, a model that runs, places to be judged by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .faults import Findings, near
from .rules import cell_at, names_in, sound_rows
from .settings_check import Frame
from .table_check import Table
from .workload_rules import require_unless_strict


def check_services(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """A service has a price if unserved, a model that runs, and places it can be judged by."""
    models = {v["model"] for _, v in sound_rows(tables, "throughput", "model")}
    wanted = {
        v["service"]
        for name in ("demand", "demand_totals")
        for _, v in sound_rows(tables, name, "service")
    }
    near_ones, resident = False, False
    for row, service in sound_rows(tables, "services"):
        price = "unserved_usd_per_mtoken"
        if service[price] is None and price not in row.bad:
            require_unless_strict(row, price, frame, findings)
        if service["service"] not in wanted:
            line = f"{row.where.file} row {row.where.row}"
            findings.note(f"{line}: {service['service']} has no demand")
        near_ones |= service["max_network_ms"] is not None
        resident |= service["residency"] == "country"
        if models and "model" not in row.bad and service["model"] not in models:
            expected = f"a model of {tables['throughput'].file}"
            hint = near(service["model"], sorted(models))
            findings.fault(row.at("model"), "model", service["model"], expected, hint)
    if resident:
        for name in ("sites", "metros"):
            for row, place in sound_rows(tables, name, "country"):
                if not place["country"]:
                    expected = "the country, as a service has residency country"
                    findings.fault(row.at("country"), "country", None, expected)
    if near_ones:
        _check_coordinates(tables, findings)
    _check_blocs(tables, findings)
    _check_serving(tables, frame, findings)


def _check_blocs(tables: Mapping[str, Table], findings: Findings) -> None:
    """With residency bloc, some site is in the bloc of every metro that is in one."""
    resident = [
        row for row, v in sound_rows(tables, "services", "residency") if v["residency"] == "bloc"
    ]
    blocs, asked = names_in(tables, "sites", "bloc"), names_in(tables, "metros", "bloc")
    if not resident or blocs is None or asked is None:
        return
    if not asked:
        findings.note(
            f"{cell_at(resident[0], 'residency')}: does nothing, as no metro is in a bloc"
        )
    for row, metro in sound_rows(tables, "metros", "bloc"):
        bloc = metro["bloc"]
        if bloc and bloc not in blocs:
            expected = f"a bloc of {tables['sites'].file}, as a service has residency bloc"
            findings.fault(row.at("bloc"), "bloc", bloc, expected, near(bloc, sorted(blocs)))


def _check_serving(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """The only way in which a service may be served is one that some accelerator can do."""
    rates = tables.get("throughput")
    forced = [(row, v) for row, v in sound_rows(tables, "services", "serving") if v["serving"]]
    if frame.knows("families") and "fleet" not in frame.settings.families:
        for row, _ in forced:
            findings.note(f"{cell_at(row, 'serving')}: does nothing without family fleet")
        return
    if rates is None or not rates.readable or any(row.bad for row in rates.rows):
        return
    for row, service in forced:
        of_model = [
            v for _, v in sound_rows(tables, "throughput") if v["model"] == service["model"]
        ]
        lacking = _lacking(service["serving"], of_model)
        if of_model and lacking:
            expected = f"a way that some accelerator of {rates.file} can do: {lacking}"
            findings.fault(row.at("serving"), "serving", service["serving"], expected)


def _lacking(serving: str, rates: list[Mapping[str, Any]]) -> str:
    """What no accelerator can do of a way of serving, in words; "" when it can be done."""
    model = rates[0]["model"] if rates else ""
    reads = [v["prefill_tokens_per_s"] > 0 for v in rates]
    writes = [v["decode_tokens_per_s"] > 0 for v in rates]
    if serving == "aggregated" and not any(r and w for r, w in zip(reads, writes, strict=True)):
        return f"none does both prefill and decode of {model}"
    if serving == "disaggregated" and not any(reads):
        return f"none does prefill of {model}"
    if serving == "disaggregated" and not any(writes):
        return f"none does decode of {model}"
    return ""


def _check_coordinates(tables: Mapping[str, Table], findings: Findings) -> None:
    """Every pair of metro and site needs coordinates of both, or a measured round trip."""
    measured = {(v["metro"], v["site"]) for _, v in sound_rows(tables, "latency")}
    sites = [
        (row, v)
        for row, v in sound_rows(tables, "sites", "site", "lat")
        if v["status"] != "excluded"
    ]
    metros = list(sound_rows(tables, "metros", "metro", "lat"))
    expected = "coordinates or measured latency, as a service has max_network_ms"
    for row, metro in metros:
        missing = metro["lat"] is None
        if missing and any((metro["metro"], site["site"]) not in measured for _, site in sites):
            findings.fault(row.at("lat"), "lat", None, expected)
    for row, site in sites:
        if site["lat"] is None and any(
            (metro["metro"], site["site"]) not in measured
            for _, metro in metros
            if metro["lat"] is not None
        ):
            findings.fault(row.at("lat"), "lat", None, expected)
