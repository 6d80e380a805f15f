"""The command `planner explain`: why a plan is as it is."""

from __future__ import annotations

from typing import Annotated

import typer

from .common import CommandError, JsonOption, PlanPath, known_errors, print_json
from .own_instance import InstancesOption, instance_for
from .printing import echo_sections


def explain(
    plan: PlanPath,
    run: Annotated[str | None, typer.Option("--run", help="Only this run.")] = None,
    site: Annotated[
        str | None, typer.Option("--site", help="Why the plan does not open this site.")
    ] = None,
    service: Annotated[
        str | None, typer.Option("--service", help="Only unserved demand of this service.")
    ] = None,
    metro: Annotated[
        str | None, typer.Option("--metro", help="Only unserved demand of this metro.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Only unserved demand of this period's start year.")
    ] = None,
    limits: Annotated[bool, typer.Option("--limits", help="What limits are worth, in M$.")] = False,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", min=0.0, metavar="S", help="Wall time for re-solves, s."),
    ] = 60.0,
    instances: InstancesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Explain what a plan leaves undone, what its limits are worth, or why it leaves out a site.

    Without further options: every run dropped or late, and the demand not served that costs most, with
    the rules in the way and the smallest single change that would do it. Changes are found by solving
    the plan's instance again, as far as --time-limit allows. Prices come first, from a linear program that
    takes minutes for the largest instances.
    """
    from planner.explain import NotASite, NothingToExplain, Question, report
    from planner.explain import explain as explained
    from planner.plan import files

    with known_errors(as_json=as_json):
        saved = files.load(plan)
        instance = instance_for(plan, saved, instances)
        question = Question(run, site, service, metro, year, limits)
        try:
            found = explained(saved, instance, question, time_limit_s=time_limit)
        except (NothingToExplain, NotASite) as error:
            raise CommandError(str(error)) from error
        if as_json:
            print_json(found.as_json())
        else:
            echo_sections(report(found))
