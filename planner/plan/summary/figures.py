"""The figures of a plan as types, each with its unit; they go to JSON as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from planner.plan.binding import BindingLimit, LimitUse


@dataclass(frozen=True)
class Bridge:
    """How the MW asked for become work, in one year.

    Attributes:
        asked_mw: power ordered and not yet at its life's end, in service or waiting, existing and
            leased halls included.
        connected_mw: power in service, that of leased halls included.
        firm_mw: the part of it that counts as firm.
        facility_mw: peak facility load.
        it_mw: IT load of the units installed.
        used_it_mw: mean IT load drawn; None without family halls.
    """

    asked_mw: float
    connected_mw: float
    firm_mw: float
    facility_mw: float
    it_mw: float
    used_it_mw: float | None


@dataclass(frozen=True)
class Work:
    """IT load held for training and for inference; rented units count with theirs.

    Attributes:
        training_it_mw: MW IT held by runs, mean over the period.
        inference_it_mw: MW IT in pools, mean over the slices of the year.
    """

    training_it_mw: float
    inference_it_mw: float


@dataclass(frozen=True)
class Storage:
    """Storage in service in a year, all sites.

    Attributes:
        power_mw: MW in service.
        energy_mwh: MWh that it can hold.
        shifted_mwh_per_day: MWh given back on a mean day.
    """

    power_mw: float
    energy_mwh: float
    shifted_mwh_per_day: float


@dataclass(frozen=True)
class Contracts:
    """What is leased and rented beside own halls and own units, in one year.

    Attributes:
        own_hall_it_mw: MW IT of own halls in service.
        leased_hall_it_mw: MW IT of halls on lease.
        leased_share: leased part of all halls.
        used_leased_it_mw: MW IT that stand in leased halls.
        own_units: own units installed.
        rented_units: units on rent.
        rented_share: rented part of all units.
    """

    own_hall_it_mw: float
    leased_hall_it_mw: float
    leased_share: float
    used_leased_it_mw: float
    own_units: float
    rented_units: float
    rented_share: float


@dataclass(frozen=True)
class Backbone:
    """The backbone between sites in one year.

    Attributes:
        corridors_lit: corridors with units in service beside what was lit before.
        lit_tbps: Tbit/s lit, each way, summed over corridors, existing not included.
        used_tbps: Tbit/s used in the fuller direction, summed over corridors.
        lit_km: route km of the corridors lit.
        capital_musd: orders of the period, M$ undiscounted.
    """

    corridors_lit: int
    lit_tbps: float
    used_tbps: float
    lit_km: float
    capital_musd: float


@dataclass(frozen=True)
class ServiceYear:
    """A service in a year; means over the slices, weighed by their hours.

    Attributes:
        asked_requests_per_s: mean requests/s asked for.
        served_requests_per_s: mean requests/s served.
        unserved_requests_per_s: mean requests/s not served.
        unserved_share: share of the requests asked for.
        disaggregated_share: share of the requests served, on split pools.
        mean_rtt_ms: network round trip of the mean request served, ms.
        p95_rtt_ms: round trip that 95 % of the requests served keep to, ms.
        share_by_rtt: share of the requests served by round trip, each up to the ms named and above
            the one before; the last is everything beyond.
    """

    asked_requests_per_s: float
    served_requests_per_s: float
    unserved_requests_per_s: float
    unserved_share: float
    disaggregated_share: float
    mean_rtt_ms: float
    p95_rtt_ms: float
    share_by_rtt: Mapping[str, float]


@dataclass(frozen=True)
class Year:
    """What stands and runs in the period that starts in a year.

    Attributes:
        year: start year of the period.
        sites_open: number of sites.
        it_mw: MW IT of the units installed.
        facility_mw: peak facility load, MW.
        power_mw_by_option: MW in service.
        units_by_accelerator: own units installed.
        services: each service; empty when the plan has slices and no instance is given.
        cost_musd_by_head: M$, present value.
        cash_musd_by_head: M$ undiscounted, penalties left out.
        contracts: halls leased and units rented.
        sites_open_by_kind: the same for campus and edge; as all below empty without the instance.
        it_mw_by_kind: MW IT installed.
        facility_mw_by_kind: peak facility load, MW.
        units_by_vendor: own units installed.
        spend_musd_by_vendor: units ordered in the period at its prices, M$ undiscounted.
        work_by_kind: IT load held for training and inference by kind of site.
        training_it_mw: MW IT held by runs, mean over the period.
        inference_it_mw: MW IT in pools, mean over the slices.
        inference_share: share of inference in the two.
        firm_mw_by_option: MW that count as firm; `leased` is the power of leased halls.
        flexible_mw: MW in service that may be curtailed.
        leased_power_mw: peak facility load that leased halls power themselves.
        energy_mw_by_option: mean MW over the year; of storage what it gives back.
        storage: None without any in service.
        backbone: None without family backbone.
        bridge: from MW asked for to MW used; None without family power.
    """

    year: int
    sites_open: int
    it_mw: float
    facility_mw: float
    power_mw_by_option: Mapping[str, float]
    units_by_accelerator: Mapping[str, float]
    services: Mapping[str, ServiceYear]
    cost_musd_by_head: Mapping[str, float]
    cash_musd_by_head: Mapping[str, float]
    contracts: Contracts
    sites_open_by_kind: Mapping[str, int]
    it_mw_by_kind: Mapping[str, float]
    facility_mw_by_kind: Mapping[str, float]
    units_by_vendor: Mapping[str, float]
    spend_musd_by_vendor: Mapping[str, float]
    work_by_kind: Mapping[str, Work]
    training_it_mw: float
    inference_it_mw: float
    inference_share: float
    firm_mw_by_option: Mapping[str, float]
    flexible_mw: float
    leased_power_mw: float
    energy_mw_by_option: Mapping[str, float]
    storage: Storage | None
    backbone: Backbone | None
    bridge: Bridge | None


@dataclass(frozen=True)
class SiteLine:
    """A site that is open at some time.

    Attributes:
        site: its name.
        kind: campus or edge; "" without the instance.
        first_open: first year open.
        first_energised: first year with load, or with power beyond what stood before; None: never.
        last_facility_mw: peak facility load in the last period.
    """

    site: str
    kind: str
    first_open: int
    first_energised: int | None
    last_facility_mw: float


@dataclass(frozen=True)
class Link:
    """Traffic of a run over a corridor, towards its hub.

    Attributes:
        from_site: where it enters the corridor.
        to_site: where it leaves it.
        gbps: Gbit/s.
    """

    from_site: str
    to_site: str
    gbps: float


@dataclass(frozen=True)
class RunLine:
    """A training run: when, on what, where, how late, or dropped.

    Attributes:
        run: its name.
        status: placed or dropped.
        start_year: year, None when dropped.
        end_year: year, None when dropped.
        late_years: years after the earliest start.
        accelerator: product, "" when dropped.
        it_mw: MW IT over all sites.
        it_mw_by_site: MW IT.
        slowed_it_mw_by_site: MW IT of the units that stop while a flexible connection is curtailed.
        hub: site at which its traffic meets, "" when it has none.
        links: the corridors that carry its traffic.
        hops_by_site: fewest corridors from a site to the hub among those that carry its traffic.
    """

    run: str
    status: str
    start_year: int | None
    end_year: float | None
    late_years: float
    accelerator: str
    it_mw: float
    it_mw_by_site: Mapping[str, float]
    slowed_it_mw_by_site: Mapping[str, float]
    hub: str
    links: tuple[Link, ...]
    hops_by_site: Mapping[str, int]


@dataclass(frozen=True)
class Summary:
    """Everything that `planner show` prints.

    Attributes:
        instance: name of the instance.
        status: optimal or feasible.
        stopped_by: why the solve stopped.
        verified: whether the independent checker has passed the plan.
        objective_musd: cost, M$ present value.
        bound_musd: no plan can cost less, M$.
        gap: share of the cost.
        gap_controllable: share of the cost that the plan controls.
        gap_musd: M$.
        changes: settings and cells changed, path to value.
        notes: what the solve had to say.
        heads_musd: cost by head, M$ present value.
        years: every period.
        sites: every site that is open at some time.
        runs: every training run.
        limit_uses: every row of the instance's table `limits` and how far it is used.
        limits: limits that bind; None without the instance.
    """

    instance: str
    status: str
    stopped_by: str
    verified: bool
    objective_musd: float
    bound_musd: float
    gap: float
    gap_controllable: float
    gap_musd: float
    changes: Mapping[str, str]
    notes: tuple[str, ...]
    heads_musd: Mapping[str, float]
    years: tuple[Year, ...]
    sites: tuple[SiteLine, ...]
    runs: tuple[RunLine, ...]
    limit_uses: tuple[LimitUse, ...]
    limits: tuple[BindingLimit, ...] | None

    def as_json(self) -> dict[str, Any]:
        """The figures as plain dicts and lists."""
        return asdict(self)
