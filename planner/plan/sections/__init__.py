"""Reports in sections: what they say, apart from where it is shown (terminal, page)."""

from planner.plan.text.layout import NOTHING, amount, money

from .figures import change, day, share, year_cell
from .page import body, page
from .section import Column, Section, by_year, cut
from .terminal import WIDTH, terminal

__all__ = [
    "NOTHING",
    "WIDTH",
    "Column",
    "Section",
    "amount",
    "body",
    "by_year",
    "change",
    "cut",
    "day",
    "money",
    "page",
    "share",
    "terminal",
    "year_cell",
]
