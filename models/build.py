"""The model, as a table of contents: sets, families in order, objective."""

from __future__ import annotations

import pyomo.environ as pyo

from planner.instance import Instance

from .backbone import add_backbone
from .contracts import add_leases, add_rentals
from .cost import Ledger, add_cost
from .fleet import add_fleet, add_unit_use
from .halls import add_halls, add_load
from .inference import add_inference
from .limits import add_limits
from .locks import add_locks
from .placement import Placements
from .power import add_power
from .sets import Sets
from .siting import add_siting
from .training import add_training


def build_model(inst: Instance) -> pyo.ConcreteModel:
    """The whole mixed-integer model of an instance, complete and solvable by itself.

    One scalar block per family in use (`m.siting`, `m.fleet`, `m.halls`, `m.power`, `m.training`,
    `m.backbone`, `m.inference`), `m.limits` where there are any, and `m.cost`; the objective
    `m.total` is in M$, present value. Add constraints of your own to the returned model and hand it
    to :func:`planner.solve_model`.
    """
    m = pyo.ConcreteModel(name=inst.settings.name)
    m.sets = Sets(inst)
    m.places = Placements(inst, m.sets)
    m.ledger = Ledger(inst)

    m.on_rent, m.on_lease, m.shed, m.shed_energy = {}, {}, {}, {}

    add_siting(m, inst)
    if inst.rental_offers and inst.has("fleet"):
        add_rentals(m, inst)
    if inst.has("fleet"):
        add_fleet(m, inst)
    if inst.lease_offers and inst.has("halls"):
        add_leases(m, inst)
    if inst.has("halls"):
        add_halls(m, inst)
    if inst.has("training"):
        add_training(m, inst)
    if inst.has("backbone"):
        add_backbone(m, inst)
    if inst.has("inference"):
        add_inference(m, inst)
    if inst.has("fleet"):
        add_unit_use(m, inst)
    if inst.has("halls"):
        add_load(m, inst)
    if inst.has("power"):
        add_power(m, inst)
    if inst.limits:
        add_limits(m, inst)
    add_locks(m, inst)

    add_cost(m, inst)
    return m
