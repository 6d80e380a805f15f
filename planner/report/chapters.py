"""The chapters of the report in their order."""

from __future__ import annotations

from collections.abc import Callable

from . import (
    assumptions,
    bill,
    environment,
    equipment,
    limits,
    money,
    places,
    power,
    runs,
    service,
    signing,
    work,
)
from .case import Case
from .figure import Chapter

CHAPTERS: tuple[Callable[[Case], Chapter], ...] = (
    places.chapter,
    work.chapter,
    power.chapter,
    equipment.chapter,
    bill.chapter,
    runs.chapter,
    service.chapter,
    money.chapter,
    environment.chapter,
    limits.chapter,
    signing.chapter,
    assumptions.chapter,
)
"""Each makes its chapter of one plan."""
