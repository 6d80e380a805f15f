"""The check of a plan from end to end."""

from __future__ import annotations

from planner.instance import Instance
from planner.plan.core import Plan

from .backbone import check_backbone
from .completeness import read_tables
from .costs import add_up, check_costs
from .decisions import read_decisions
from .derived import check_derived
from .findings import Findings, Verification
from .fleet import check_fleet
from .halls import check_halls
from .inference import check_inference
from .limits import check_limits
from .locks import check_locks
from .power import check_module_sizes, check_power
from .recomputed import recompute
from .siting import check_siting
from .totals import check_manifest, conclude
from .training import check_training


def verify(instance: Instance, plan: Plan) -> Verification:
    """Check a plan against every rule of `docs/conventions.md`.

    Whole numbers are rounded first and used rounded in every rule. The plan is only read; what is
    wrong with it is data of the outcome, not an exception.

    Args:
        instance: the instance that the plan is for, with its changes.
        plan: the plan as it came out of a solve or from :func:`planner.plan.files.load`.
    """
    findings = Findings()
    check_manifest(instance, plan.manifest, findings)
    tables = read_tables(instance, plan, findings)
    decisions = read_decisions(instance, tables, findings)
    found = recompute(instance, decisions)

    check_siting(instance, decisions, found, findings)
    if instance.has("fleet"):
        check_fleet(instance, decisions, found, findings)
    if instance.has("halls"):
        check_halls(instance, decisions, found, findings)
    if instance.has("power"):
        built_mw = tables["power"].numbers("built_mw")
        check_module_sizes(instance, built_mw, decisions, findings)
        check_power(instance, decisions, found, findings)
    if instance.has("training"):
        check_training(instance, decisions, found, findings)
    if instance.has("backbone"):
        check_backbone(instance, tables, decisions, findings)
    check_locks(instance, decisions, findings)
    routes = check_inference(instance, decisions, found, findings)
    check_derived(instance, tables, decisions, found, routes, findings)

    ledger = add_up(instance, decisions, found, routes)
    check_limits(instance, tables, decisions, found, ledger, findings)
    check_costs(ledger, tables, findings)
    return conclude(plan.manifest, ledger.heads_musd(), findings)
