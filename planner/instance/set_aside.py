"""Rows of families that a change leaves out: they are set aside, since the file itself is right."""

from __future__ import annotations

from collections.abc import Mapping

from .faults import Findings
from .schema import LIMIT_FAMILIES
from .table_check import Table

ASSET_FAMILY: dict[str, str] = {
    "hall": "halls",
    "power": "power",
    "accelerator": "fleet",
    "fabric": "training",
}
"""Constraint family that an existing asset belongs to, by the asset's family."""

LOCK_FAMILY: dict[str, str] = {
    "sites": "siting",
    "halls": "halls",
    "power": "power",
    "connections": "power",
    "fleet": "fleet",
    "fabric": "training",
    "runs": "training",
    "run_sites": "training",
    "leases": "halls",
    "rentals": "fleet",
    "corridors": "backbone",
}
"""Constraint family that takes the decisions of a plan table."""

FAMILY_OF_ROW: dict[str, tuple[str, Mapping[str, str]]] = {
    "existing_assets": ("family", ASSET_FAMILY),
    "limits": ("limit", LIMIT_FAMILIES),
    "locks": ("in_table", LOCK_FAMILY),
}
"""Column that says the family of a row, and the family for each of its words, by table."""


def set_aside_rows(tables: Mapping[str, Table], left_out: set[str], findings: Findings) -> None:
    """Drop the rows of families that a change has left out, with a note."""
    for name, (column, family_of) in FAMILY_OF_ROW.items():
        table = tables.get(name)
        if table is None or not left_out:
            continue
        kept = [
            row for row in table.rows if family_of.get(str(row.cells.get(column))) not in left_out
        ]
        if len(kept) < len(table.rows):
            dropped = len(table.rows) - len(kept)
            findings.note(f"{table.file}: {dropped} rows of families left out are set aside")
        table.rows = kept
