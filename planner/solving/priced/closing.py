"""Closing the last part of the gap: the whole model by HiGHS, with openings that prices rule out left out.

At given prices the relaxation's value rises by the difference of a site's values when it opens in another
period than the best. Where that takes it to the cost of a known plan, no plan that opens the site so costs
less: it may be left out, and the bound of what is left, which is never above that cost, holds for all plans.
"""

from __future__ import annotations

import numpy as np

from planner.solving.columns import Columns
from planner.solving.handover import Problem
from planner.solving.search import Clock, Found, search_whole

from .ascent import Prices
from .form import Array, Bools, Form
from .siting import Siting
from .skeleton import Restricted

WHOLE_UP_TO_COLUMNS = 150_000
"""Up to this HiGHS can use the time left on the whole model, starting from the plan found."""


def closed_by_whole(
    siting: Siting, model: Restricted, x: Array, prices: Prices, clock: Clock
) -> tuple[Restricted, Found]:
    """The whole model, without openings that cannot be better, from a plan on.

    Args:
        siting: siting alone.
        model: the model of the plan.
        x: its point.
        prices: prices that rule openings out.
        clock: time, stop signal and reporting.
    """
    clock.report("whole model: build")
    whole = Restricted.to(siting.inst, siting.inst.routes)
    start = Columns(whole.problem).held(Columns(model.problem).named(x))
    may_begin = left_over(siting.form, prices, model.problem.objective(x))
    return whole, search_whole(_narrowed(whole, siting.form, may_begin), clock, start=start)


def left_over(form: Form, prices: Prices, musd: float) -> Bools:
    """(S,Y+1) the openings with which the relaxation costs less than a plan does."""
    rise = prices.value_musd - prices.value_musd.min(axis=1, keepdims=True)
    return np.asarray(form.may_begin & (prices.bound + rise < musd))


def _narrowed(whole: Restricted, form: Form, may_begin: Bools) -> Problem:
    """The whole problem in which every site opens in one of the periods that are left to it."""
    problem = whole.problem
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    number = {y.start_year: i for i, y in enumerate(whole.inst.periods)}
    row = {s: i for i, s in enumerate(form.sites)}
    for j in np.flatnonzero(problem.is_integer):
        site, year = problem.variables[j].index()
        opened = may_begin[row[site], : number[year] + 1]
        later = may_begin[row[site], number[year] + 1 :]
        if not later.any():
            lower[j] = 1.0
        if not opened.any():
            upper[j] = 0.0
    return problem.bounded(lower, upper)
