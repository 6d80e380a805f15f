"""The plan: what was decided, what it costs, how far from optimal it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from .proof import BoundProof


class StoppedBy(StrEnum):
    """Why a solve stopped."""

    GAP = "gap"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The process of the search ended before the search did."""
    INFEASIBLE = "infeasible"
    SOLVER_DISAGREEMENT = "solver_disagreement"
    SOLVER_ERROR = "solver_error"


class Status(StrEnum):
    """What plan there is."""

    OPTIMAL = "optimal"
    """A plan whose proven gap is within the gap asked for."""
    FEASIBLE = "feasible"
    """A plan with a proven bound, but not within the gap asked for."""
    NONE = "none"
    """No plan."""


class BoundBy(StrEnum):
    """What proves the bound of a plan."""

    DUAL_VALUES = "dual_values"
    """Dual values that are kept beside the plan: `planner verify --bound` computes it anew."""
    SOLVER = "solver"
    """The search alone, by HiGHS's linear programming or branch and bound, or by prices."""


class Seconds(BaseModel):
    """Wall time of each step of a solve, in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    read: float = 0.0
    build: float = 0.0
    handover: float = 0.0
    solve: float = 0.0
    verify: float = 0.0


class Size(BaseModel):
    """Size of the whole model as handed to the solver."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int = 0
    columns: int = 0
    nonzeros: int = 0
    integers: int = 0


class Manifest(BaseModel):
    """What a plan says about itself.

    Attributes:
        instance_sha256: fingerprint of the instance with its changes.
        changes: settings and cells changed by `--set` or a scenario, path → value.
        options: time limit, gap, threads and seed used.
        gap: (incumbent − bound) / incumbent.
        gap_controllable: (incumbent − bound) / (incumbent − penalties − remaining charges).
        gap_musd: incumbent − bound.
        heads_musd: the objective by cost head; sums to `objective_musd`.
        catalogue_rows: catalogue rows in use with their confidence, weakest first.
        bound_by: what proves the bound.
        strategy: how the search went, `whole`, `staged` or `priced`.
        locks_sha256: fingerprint of the decisions that were kept besides those the instance locks, "" without
            any; with them the bound holds only for plans that keep them.
        verified: True when the independent checker has passed the plan.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: int = 1
    instance: str
    instance_sha256: str
    changes: dict[str, str] = {}
    versions: dict[str, str] = {}
    created_utc: str = ""
    options: dict[str, float | int | str | bool] = {}
    strategy: str = ""
    locks_sha256: str = ""
    status: Status
    stopped_by: StoppedBy
    objective_musd: float
    bound_musd: float
    bound_by: BoundBy = BoundBy.SOLVER
    gap: float
    gap_controllable: float
    gap_musd: float
    heads_musd: dict[str, float]
    seconds: Seconds = Seconds()
    size: Size = Size()
    notes: tuple[str, ...] = ()
    catalogue_rows: tuple[tuple[str, str, str], ...] = ()
    verified: bool = False


@dataclass(frozen=True)
class Plan:
    """A plan: its manifest and its tables (see :mod:`planner.plan.tables`).

    The tables are not to be changed; :func:`planner.plan.files.save` writes them whole.

    Attributes:
        proof: dual values from which the bound, or a lower one, can be computed anew; None where the search
            had none.
    """

    manifest: Manifest
    tables: Mapping[str, pd.DataFrame]
    proof: BoundProof | None = None
