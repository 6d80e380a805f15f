"""Which instance a plan belongs to: the one in its folder, or one that is given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .common import CommandError, load_instance

if TYPE_CHECKING:
    from planner.instance import Instance
    from planner.plan.core import Plan

InstancesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--instance",
        metavar="INSTANCE",
        help="Where to find the instance of a plan that holds none; may be given repeatedly.",
    ),
]


def recorded_changes(plan: Plan) -> list[str]:
    """The changes that a plan was made with, as --set takes them."""
    return [f"{path}={value}" for path, value in plan.manifest.changes.items()]


def instance_of(plan: Plan, path: Path) -> Instance:
    """The instance at a path with the plan's changes; another instance than the plan's is refused."""
    instance = load_instance(path, recorded_changes(plan), None)
    if instance.sha256 != plan.manifest.instance_sha256:
        raise CommandError(
            f"{path} is not the instance this plan was made for (or it was changed since); "
            "its figures would not fit the plan"
        )
    return instance


def instance_for(folder: Path, plan: Plan, given: Sequence[Path] | None) -> Instance:
    """The instance in the plan's folder, else that of the given ones which has its fingerprint.

    Raises:
        BrokenPlan: the instance in the folder was changed.
        InvalidInstance: an instance has faults.
        CommandError: none of those given is the plan's, or none is given.
    """
    from planner.plan import files

    own = files.load_instance(folder)
    if own is not None:
        return own
    changes = recorded_changes(plan)
    name = plan.manifest.instance
    for path in given or ():
        # The changes of one plan may name rows that the instance of another does not have.
        if load_instance(path, None, None).settings.name == name:
            instance = load_instance(path, changes, None)
            if instance.sha256 == plan.manifest.instance_sha256:
                return instance
    if not given:
        raise CommandError(
            f"{folder} holds no copy of its instance {name!r} (an earlier version saved it); "
            "give its INSTANCE (--instance INSTANCE of `compare`, `commitments` and `explain`)"
        )
    raise CommandError(
        f"{folder} was made for instance {name!r} in another state than "
        f"{', '.join(map(str, given))}; its figures would not fit"
    )
