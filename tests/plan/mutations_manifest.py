"""Changes of the manifest of the plan worked out by hand, each with the rule that it breaks."""

from __future__ import annotations

from typing import Any

from planner.plan.core import Status
from tests.plan.hand_case import plan
from tests.plan.mutations import NAN

MANIFESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "bound above the objective": ("gap", {"bound_musd": 1e4}),
    "a gap told too small": ("gap", {"gap": 1e-4}),
    "the other gap told too small": ("gap", {"gap_controllable": 1e-4}),
    "the gap in money told too small": ("gap", {"gap_musd": 0.5}),
    "an objective 0.1 % off": (
        "objective", {"objective_musd": plan().manifest.objective_musd * 1.001}
    ),
    "a head off": (
        "objective", {"heads_musd": plan().manifest.heads_musd | {"halls": 1.0}}
    ),
    "a head nobody knows": (
        "objective", {"heads_musd": plan().manifest.heads_musd | {"luck": 0.0}}
    ),
    "a head left out": (
        "objective",
        {"heads_musd": {h: v for h, v in plan().manifest.heads_musd.items() if h != "energy"}},
    ),
    "a bound that is no number": ("finite", {"bound_musd": NAN}),
    "no bound at all": ("finite", {"bound_musd": float("-inf")}),
    "another instance": ("fingerprint", {"instance_sha256": "0" * 64}),
    "called optimal outside the gap asked for": ("status", {"options": {"gap": 1e-3}}),
    "no plan": ("status", {"status": Status.NONE}),
}  # fmt: skip
