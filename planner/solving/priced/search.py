"""The search for siting alone: prices on the one side, openings on the other.

The *bound side* raises the prices of demand in a process of its own; what they prove is the bound. The
*plan side* finds openings from these prices. Both work at the same time, and either may end the search.
"""

from __future__ import annotations

from collections.abc import Callable

from planner.plan.core import Plan
from planner.solving.search import Clock, Found

from .bound_side import BoundSide
from .plan_side import MakePlan, PlanSide
from .siting import Siting
from .skeleton import Restricted


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
        while bound_side.prices is None and bound_side.running and clock.goes_on():
            clock.wait(0.05)
        prices = bound_side.prices
        if prices is not None:
            side.first_plan(prices)
            while side.goes_on():
                side.next_plan(bound_side.prices or prices)
            side.finish()
    why, note = clock.stopped_by(), bound_side.failure
    if side.best is None:
        return None, Found(None, float("inf"), clock.bound, why, note)
    model, x = side.best
    objective = model.problem.objective(x)
    return model, Found(x, objective, min(clock.bound, objective), why, note)
