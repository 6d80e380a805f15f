"""The search for siting alone: prices on the one side, openings on the other.

The *bound side* raises the prices of demand in a process of its own; what they prove is the bound. The
*plan side* finds openings from these prices. Both work at the same time, and either may end the search; what
is left of a gap is closed by HiGHS where the whole model is not too large.
"""

from __future__ import annotations

from collections.abc import Callable

from planner.plan.core import Plan
from planner.solving.search import Clock, Found

from .bound_side import BoundSide
from .closing import WHOLE_UP_TO_COLUMNS, closed_by_whole
from .plan_side import MakePlan, PlanSide
from .siting import Siting
from .skeleton import Restricted

WAITING_SHARE = 0.6
"""Share of the time that has to be left for plans, however little the prices have settled."""


def search_priced(
    siting: Siting, clock: Clock, make: MakePlan, on_plan: Callable[[Plan], None] | None
) -> tuple[Restricted | None, Found]:
    """Both sides at once.

    Args:
        siting: siting alone.
        clock: time, stop signal and reporting.
        make: the checked plan of a point.
        on_plan: given better plans on the way.

    Returns:
        The model of the best plan, None without one, and what was found, a point of that model.

    Raises:
        HandoverError: the solver did not take a problem as given, or did not solve a routing.
    """
    with BoundSide(siting.form, lambda bound: clock.report("prices", None, bound)) as bound_side:
        side = PlanSide(siting, clock, make, on_plan)
        patience = WAITING_SHARE * clock.left()
        while clock.goes_on() and not bound_side.is_settled:
            if not clock.goes_on(patience) and bound_side.prices is not None:
                break
            clock.wait(0.05)
        prices = bound_side.prices
        if prices is not None:
            side.first_plan(prices)
            is_small = siting.size.columns <= WHOLE_UP_TO_COLUMNS
            while side.goes_on() and not (is_small and side.is_stuck):
                prices = bound_side.prices or prices
                side.next_plan(prices)
            side.finish()
            if side.best is not None and is_small and side.is_stuck and clock.goes_on():
                return closed_by_whole(siting, *side.best, prices, clock)
    why, note = clock.stopped_by(), bound_side.failure
    if side.best is None:
        return None, Found(None, float("inf"), clock.bound, why, note)
    model, x = side.best
    objective = model.problem.objective(x)
    return model, Found(x, objective, min(clock.bound, objective), why, note)
