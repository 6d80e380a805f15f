"""The model over merged metros: smaller, and a relaxation of the whole one."""

from __future__ import annotations

from dataclasses import dataclass

from planner.instance import Instance
from planner.models import build_model

from .columns import Columns
from .handover import compile_model
from .merging import merge_metros

TIGHTENING_ROWS = ("run_start_cap",)
"""Rows of the training family, implied by others for whole numbers, that cost the relaxation more time than
they give bound."""


@dataclass(frozen=True)
class Merged:
    """The model over merged metros.

    Attributes:
        columns: columns of its arrays.
        group_of: group of every (service, metro).
        is_near: whether only metros with the same eligible sites were merged, so that a routing of groups
            is one of metros.
    """

    columns: Columns
    group_of: dict[tuple[str, str], str]
    is_near: bool

    @staticmethod
    def of(
        inst: Instance, near_up_to: float = float("inf"), most_routes: int | None = None
    ) -> Merged:
        """Build it.

        Args:
            inst: the instance.
            near_up_to: routes in a period up to which only metros with the same eligible sites are merged.
            most_routes: routes that are left where there are more, metros of similar eligible sites merged.
        """
        if not inst.has("inference"):
            return Merged(_columns(inst), {}, is_near=True)
        merged, group_of = merge_metros(inst)
        routes = sum(len(found) for found in merged.routes.values())
        if routes <= near_up_to:
            return Merged(_columns(merged), group_of, is_near=True)
        merged, group_of = merge_metros(inst, most_routes=most_routes)
        return Merged(_columns(merged), group_of, is_near=False)


def _columns(inst: Instance) -> Columns:
    return Columns(compile_model(build_model(inst)).without_rows(TIGHTENING_ROWS))
