"""SCIP on an MPS file, watched through its events."""

from __future__ import annotations

from pathlib import Path

from pyscipopt import SCIP_EVENTTYPE, Eventhdlr, Model

from planner.solving.handover import Array, Problem

from .asked import Asked
from .mps import column_values, write_mps
from .stopwatch import Stopwatch

_WATCHED = (
    SCIP_EVENTTYPE.BESTSOLFOUND,
    SCIP_EVENTTYPE.FIRSTLPSOLVED,
    SCIP_EVENTTYPE.LPSOLVED,
    SCIP_EVENTTYPE.NODESOLVED,
)


class _Watch(Eventhdlr):
    """Tells incumbent and bound whenever a plan, a linear program or a node is done."""

    def __init__(self, watch: Stopwatch, offset: float) -> None:
        self._watch = watch
        self._offset = offset

    def eventinit(self) -> None:
        for kind in _WATCHED:
            self.model.catchEvent(kind, self)

    def eventexit(self) -> None:
        for kind in _WATCHED:
            self.model.dropEvent(kind, self)

    def eventexec(self, event: object) -> None:
        self._watch.note(
            self.model.getPrimalbound() + self._offset, self.model.getDualbound() + self._offset
        )


def run_scip(
    problem: Problem, asked: Asked, watch: Stopwatch, folder: Path
) -> tuple[str, Array | None]:
    """Solve a problem; SCIP's word for how it ended, and its best point."""
    model = Model()
    model.hideOutput()
    with watch.standing_still():
        write_mps(problem, folder / "model.mps")
        model.readProblem(str(folder / "model.mps"))
    model.setParam("limits/time", asked.left_s(watch))
    model.setParam("limits/gap", asked.gap)
    model.setParam("timing/clocktype", 2)
    model.setParam("randomization/randomseedshift", asked.seed)
    told = _Watch(watch, problem.offset)
    model.includeEventhdlr(told, "watch", "tells incumbent and bound")
    model.optimize()
    watch.note(model.getPrimalbound() + problem.offset, model.getDualbound() + problem.offset)
    if model.getNSols() == 0:
        return model.getStatus(), None
    best = model.getBestSol()
    values = ((x.name, model.getSolVal(best, x)) for x in model.getVars())
    return model.getStatus(), column_values(problem.size.columns, values)
