"""Malformed instances by kind of fault, each with what must become of it.

:func:`cases` gives all of them; :func:`judged` writes one and says what is wrong with its treatment.
"""

from __future__ import annotations

from .case import Case, Refused, Warned, judged, of_kind
from .cells_and_tables import CELLS, TABLES
from .energy import DAYS, PLANT, WAYS
from .governance import BACKBONE, CONTRACTS, LIMIT_CASES, LOCK_CASES
from .governance import NAMES as NAMES_OF_PARTS
from .names import NAMES
from .numbers import NUMBERS
from .paths import PATHS
from .places import PLACES
from .rules import REFERENCES, RULES, SCENARIOS, SETTINGS
from .texts import TEXTS
from .workbook_cells import WORKBOOK_CELLS
from .workbook_files import WORKBOOK_FILES
from .workbooks import WORKBOOKS
from .yaml_traps import YAML_TRAPS

BY_KIND = {
    "cells": CELLS,
    "tables": TABLES,
    "settings": SETTINGS,
    "references": [*REFERENCES, *NAMES_OF_PARTS],
    "rules": RULES,
    "scenario files": SCENARIOS,
    "slices": DAYS,
    "power options": PLANT,
    "serving": WAYS,
    "offers": CONTRACTS,
    "backbone": BACKBONE,
    "limits": LIMIT_CASES,
    "locks": LOCK_CASES,
}


def cases() -> tuple[Case, ...]:
    """Every malformed instance."""
    plain = [case for kind, found in BY_KIND.items() for case in of_kind(kind, found)]
    return (
        *plain,
        *TEXTS,
        *NAMES,
        *NUMBERS,
        *PLACES,
        *YAML_TRAPS,
        *PATHS,
        *WORKBOOK_CELLS,
        *WORKBOOKS,
        *WORKBOOK_FILES,
    )


__all__ = ["Case", "Refused", "Warned", "cases", "judged"]
