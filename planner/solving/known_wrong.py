"""Versions of the solver that are known to give wrong answers, and how they are refused."""

from __future__ import annotations

from importlib import metadata

KNOWN_WRONG: dict[str, str] = {
    "1.14.0": (
        "its presolve fixes a build decision the wrong way through a big-M row and calls the "
        "dearer plan optimal"
    ),
}
"""Reason by version of highspy."""


def fault_of_solver(version: str | None = None) -> str | None:
    """Why a version of HiGHS must not be trusted and what to do, or None.

    Only the version is looked at; `planner doctor` solves models with known optima instead.

    Args:
        version: version of highspy; the installed one when not given.
    """
    version = version or metadata.version("highspy")
    reason = KNOWN_WRONG.get(version)
    if reason is None:
        return None
    return (
        f"HiGHS {version} is known to be wrong ({reason}); "
        "install another with: pip install --upgrade 'highspy>=1.16.0'"
    )


def label_of_solver(version: str | None = None) -> str | None:
    """What a plan made with a version of HiGHS that is known to be wrong has to say, or None."""
    fault = fault_of_solver(version)
    return None if fault is None else f"made with a solver not to be trusted: {fault}"
