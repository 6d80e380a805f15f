"""The chapters of the report in their order."""

from __future__ import annotations

from collections.abc import Callable

from . import money, work
from .case import Case
from .figure import Chapter

CHAPTERS: tuple[Callable[[Case], Chapter], ...] = (
    work.chapter,
    money.chapter,
)
"""Each makes its chapter of one plan."""
