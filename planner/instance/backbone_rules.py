"""Rules of the backbone: corridors as long as the earth is round, and runs that make use of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .faults import Findings
from .geography import great_circle_km
from .rules import cell_at, sound_rows
from .settings_check import Frame
from .table_check import Table

SYNC_COLUMNS: tuple[str, ...] = ("sync_gbps_per_site", "sync_gbps_per_mw")


def check_backbone(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """Name what the backbone cannot make use of: traffic without it, it without split runs."""
    if not frame.knows("families"):
        return
    has_backbone = "backbone" in frame.settings.families
    for row, run in sound_rows(tables, "training_runs", "max_sites", *SYNC_COLUMNS):
        for column in SYNC_COLUMNS:
            if run[column] == 0:
                continue
            if not has_backbone:
                findings.note(f"{cell_at(row, column)}: does nothing without family backbone")
            elif run["max_sites"] == 1:
                findings.note(f"{cell_at(row, column)}: does nothing, as max_sites is 1")
    if not has_backbone:
        return
    runs = list(sound_rows(tables, "training_runs", "max_sites"))
    if runs and all(run["max_sites"] == 1 for _, run in runs):
        findings.note(
            f"{tables['training_runs'].file}: no run may be split, so none needs corridors"
        )
    _note_short_ways(tables, findings)


def _note_short_ways(tables: Mapping[str, Table], findings: Findings) -> None:
    """A fibre route shorter than the great circle is a slip, of a unit or of a coordinate."""
    place: dict[str, Mapping[str, Any]] = {
        v["site"]: v
        for _, v in sound_rows(tables, "sites", "site", "lat", "lon")
        if v["lat"] is not None and v["lon"] is not None
    }
    for row, way in sound_rows(tables, "corridors", "site_a", "site_b", "route_km"):
        ends = [place[s] for s in (way["site_a"], way["site_b"]) if s in place]
        if len(ends) < 2:
            continue
        lat, lon = (np.array([float(end[c]) for end in ends]) for c in ("lat", "lon"))
        straight = float(great_circle_km(lat, lon, lat, lon)[0, 1])
        if way["route_km"] < straight:
            findings.note(
                f"{cell_at(row, 'route_km')}: {way['route_km']:g} km is shorter than the great circle, "
                f"{straight:.0f} km"
            )
