"""The command `planner serving`: what the choice between split and shared pools is worth."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .common import (
    CommandError,
    ExitCode,
    GapOption,
    InstancePath,
    JsonOption,
    ScenarioOption,
    SetOption,
    ThreadsOption,
    known_errors,
    load_instance,
    print_json,
)
from .solve import exit_code

if TYPE_CHECKING:
    from planner.solving import Result
    from planner.solving.serving import ServingSaving


def serving(
    instance: InstancePath,
    changes: SetOption = None,
    scenario: ScenarioOption = None,
    time_limit: Annotated[
        float | None,
        typer.Option("--time-limit", metavar="S", min=1, help="Seconds for each of three solves."),
    ] = None,
    gap: GapOption = None,
    threads: ThreadsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Solve three times: free, all aggregated, all disaggregated; print what the choice saves.

    Aggregated pools do prefill and decode on the same accelerators, disaggregated ones on their own.
    """
    from planner.solving.serving import compare_ways, ways_of

    from .watch import solve_watched

    with known_errors(as_json=as_json):
        found = load_instance(instance, changes, scenario)
        try:
            versions = ways_of(found)
        except ValueError as error:
            raise CommandError(f"{instance}: {error}") from error
        results: dict[str, Result] = {}
        for way, changed in versions.items():
            if not as_json:
                typer.echo(f"solving, {way}", err=True)
            results[way] = solve_watched(
                changed,
                show_progress=False,
                time_limit_s=time_limit,
                gap=gap,
                threads=threads,
                seed=None,
            )
            _stop_if_cancelled(results[way])
        saving = compare_ways(found, results)
        if as_json:
            print_json(_document(saving))
        else:
            typer.echo(_text(found.settings.name, saving), nl=False)
    code = max(_exit_code(way, result) for way, result in results.items())
    if code is not ExitCode.SOLVED:
        raise typer.Exit(code)


def _exit_code(way: str, result: Result) -> ExitCode:
    """That of the solve; a way that cannot be forced is an answer, no failure."""
    from planner.solving.serving import FREE

    code = exit_code(result)
    return ExitCode.SOLVED if code is ExitCode.INFEASIBLE and way != FREE else code


def _stop_if_cancelled(result: Result) -> None:
    from planner.plan.core import StoppedBy

    if result.stopped_by is StoppedBy.CANCELLED:
        raise typer.Exit(ExitCode.INTERRUPTED)


def _document(found: ServingSaving) -> dict[str, Any]:
    from planner.solving.serving import FORCED

    return {
        "ways": {
            way: {
                "status": str(result.status),
                "message": result.message,
                "objective_musd": result.plan and result.plan.manifest.objective_musd,
                "bound_musd": result.bound_musd,
            }
            for way, result in found.results.items()
        },
        "disaggregated_share": dict(found.disaggregated_share),
        "saving": {
            forced: None if (saving := found.against(forced)) is None else asdict(saving)
            for forced in FORCED
        },
    }


def _text(name: str, found: ServingSaving) -> str:
    from planner.solving.serving import FORCED, FREE

    lines = [f"{name}: what the choice of pools is worth, M$ present value", ""]
    lines.append(f"  {'pools':<16}{'cost':>14}{'bound':>14}")
    for way in (FREE, *FORCED):
        plan = found.results[way].plan
        if plan is None:
            lines.append(f"  {way:<16}no plan: {found.results[way].message}")
            continue
        manifest = plan.manifest
        lines.append(f"  {way:<16}{manifest.objective_musd:>14,.3f}{manifest.bound_musd:>14,.3f}")
    lines.append("")
    for service, share in found.disaggregated_share.items():
        lines.append(f"  free plan, {service}: {share:.1%} of requests on disaggregated pools")
    for forced in FORCED:
        saving = found.against(forced)
        if saving is not None:
            lines.append(
                f"  saved against all {forced}: {saving.musd:,.3f} M$ ({saving.share:.2%}), at least "
                f"{saving.at_least_musd:,.3f}, at most {saving.at_most_musd:,.3f}"
            )
    return "\n".join(lines) + "\n"
