"""What a planner can loosen: columns of the instance, and how far each of them goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from planner.instance import Instance
from planner.instance.schema import Limit, Lock, Row, TrainingRun
from planner.instance.schema.places import SITE_KINDS

from .steps import (
    Value,
    denser_racks,
    earlier_starts,
    farther_service,
    farther_sites,
    later_ends,
    later_starts,
    longer_lives,
    more_sites,
    shorter_leads,
    shorter_runs,
)

Steps = Callable[[Instance, Row, Value], tuple[Value, ...]]
"""Values that loosen a column more and more, its present value left out."""

GONE = "(left out)"
"""Value of a whole row that is left out."""

ROW = "*"
"""Column that stands for a whole row."""

RUN_LOCKS = ("runs", "run_sites")
"""Tables whose locks name a run."""

LARGE = 100.0
"""How many times its value a number is raised at most."""


@dataclass(frozen=True)
class Knob:
    """A column that can be loosened.

    Attributes:
        rule: rule family it belongs to, in planning words.
        table: table, or `settings`.
        column: column or setting; :data:`ROW` for the row itself.
        steps: values that loosen it more and more; None for a number that can take any value.
        least: lowest value it can be lowered to; None when it is raised.
        most: value to which it can be raised, whatever it is now; None when it is lowered.
        cap: value above which it must not be raised.
        work: it is the work itself; to cut it is the shortfall, not a way out.
        when: rows for which it holds; all when None.
    """

    rule: str
    table: str
    column: str
    steps: Steps | None = None
    least: float | None = None
    most: float | None = None
    cap: float | None = None
    work: bool = False
    when: Callable[[Row], bool] | None = None

    def loosest(self, instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
        """Values that loosen the column in a row more and more; only the last one for a number."""
        if self.when is not None and not self.when(row):
            return ()
        if self.steps is not None:
            return self.steps(instance, row, now)
        if not isinstance(now, int | float):
            return ()
        if self.least is not None:
            return (self.least,) if now > self.least else ()
        assert self.most is not None
        top = max(self.most, LARGE * now)
        top = top if self.cap is None else min(top, self.cap)
        return (top,) if now < top else ()


def _trains(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    return (1.0,) if now == 0 else ()


def _serving(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    return ("",) if now else ()


def _emptied(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    return ((),) if now else ()


def _no_limit(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    return () if now is None else (None,)


def _gone(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    """A run that locks speak of stays: without it they would mean nothing."""
    if isinstance(row, TrainingRun):
        named = {lock.item.split("/")[0] for lock in instance.locks if lock.in_table in RUN_LOCKS}
        return () if row.run in named else (GONE,)
    return (GONE,)


def _all_kinds(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    return () if not isinstance(now, tuple) or set(SITE_KINDS) <= set(now) else (SITE_KINDS,)


def _residency(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    return {"country": ("bloc", ""), "bloc": ("",)}.get(str(now), ())


def _is_limit(*kinds: str) -> Callable[[Row], bool]:
    return lambda row: isinstance(row, Limit) and row.limit in kinds


def _is_lock(rule: str) -> Callable[[Row], bool]:
    return lambda row: isinstance(row, Lock) and row.rule == rule


def _status(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    return ("candidate",) if now in ("excluded", "forced") else ()


MW, UNITS = 20_000.0, 1e7

KNOBS: tuple[Knob, ...] = (
    Knob("site status", "sites", "status", _status),
    Knob("site opening", "sites", "earliest_year", earlier_starts),
    Knob("site limit", "sites", "max_facility_mw", most=MW),
    Knob("site limit", "sites", "max_requests_per_s", most=1e7),
    Knob("land", "sites", "land_ha", most=1e5),
    Knob("grid queue", "sites", "grid_queue_years", shorter_leads),
    Knob("grid position", "sites", "queue_year", earlier_starts),
    Knob("grid position", "sites", "queue_mw", most=MW),
    Knob("water", "sites", "water_m3_per_year", most=1e9),
    Knob("hall build time", "sites", "hall_build_years", shorter_leads),
    Knob("hall module", "sites", "hall_module_mw", least=0.01),
    Knob("campus cap", "settings", "campus_cap_mw", most=MW),
    Knob("existing assets", "existing_assets", "end_year", later_ends),
    Knob("product's first year", "accelerators", "available_from", earlier_starts),
    Knob("order lead time", "accelerators", "order_lead_years", shorter_leads),
    Knob("network of units", "accelerators", "nic_gbps_per_unit", most=1e5),
    Knob("availability", "accelerators", "availability", most=1, cap=1),
    Knob("training rate", "accelerators", "h100e_per_unit", _trains),
    Knob("service life", "accelerators", "life_years", longer_lives),
    Knob("accelerator supply", "accelerator_supply", "units", most=UNITS),
    Knob("throughput", "throughput", "prefill_tokens_per_s", most=1e4),
    Knob("throughput", "throughput", "decode_tokens_per_s", most=1e4),
    Knob("rack density", "cooling", "max_rack_kw", denser_racks),
    Knob("service life", "cooling", "life_years", longer_lives),
    Knob("fabric", "fabrics", "accelerators", _emptied),
    Knob("service life", "fabrics", "life_years", longer_lives),
    Knob("plant lead time", "power_options", "lead_years", shorter_leads),
    Knob("service life", "power_options", "life_years", longer_lives),
    Knob("firm power", "power_options", "capacity_credit", most=1, cap=1),
    Knob("output of plant", "power_options", "capacity_factor", most=1, cap=1),
    Knob("output of plant", "slice_availability", "share", most=1, cap=1),
    Knob("plant module", "power_options", "module_mw", _no_limit),
    Knob("spare unit", "power_options", "unit_mw", _no_limit),
    Knob("storage", "power_options", "storage_hours", most=24, cap=1000),
    Knob("curtailed hours", "power_options", "max_curtailed_hours_per_year", least=0),
    Knob("plant on site kind", "power_options", "site_kinds", _all_kinds),
    Knob("order book", "power_supply", "mw", most=MW),
    Knob("power at a site", "site_power", "max_mw", most=MW),
    Knob("plant lead time", "site_power", "lead_years", shorter_leads),
    Knob("energisation date", "energisation_steps", "year", earlier_starts),
    Knob("energisation step", "energisation_steps", "cumulative_mw", most=MW),
    Knob("round trip between sites", "training_runs", "max_rtt_ms", farther_sites),
    Knob("sites of a run", "training_runs", "max_sites", more_sites),
    Knob("least size at a site", "training_runs", "min_site_it_mw", least=0),
    Knob("run window", "training_runs", "latest_year", later_starts),
    Knob("run window", "training_runs", "earliest_year", earlier_starts),
    Knob("run duration", "training_runs", "duration_years", shorter_runs),
    Knob("products of a run", "training_runs", "accelerators", _emptied),
    Knob("site kinds of a run", "training_runs", "site_kinds", _all_kinds),
    Knob("load that can slow", "training_runs", "slowable_share", most=1, cap=1),
    Knob("corridor capacity", "corridors", "existing_gbps", most=1e6),
    Knob("corridor build time", "corridors", "build_years", shorter_leads),
    Knob("service life", "corridors", "life_years", longer_lives),
    Knob("latency", "services", "max_network_ms", farther_service),
    Knob("residency", "services", "residency", _residency),
    Knob("way of serving", "services", "serving", _serving),
    Knob("site kinds of a service", "services", "site_kinds", _all_kinds),
    Knob("share of one site", "services", "max_site_share", most=1, cap=1),
    Knob("lease offer", "lease_offers", "it_mw", most=MW),
    Knob("lease offer", "lease_offers", "from_year", earlier_starts),
    Knob("rental offer", "rental_offers", "units", most=UNITS),
    Knob("rental offer", "rental_offers", "from_year", earlier_starts),
    Knob("emissions limit", "limits", "value", most=1e6, when=_is_limit("emissions")),
    Knob("water limit", "limits", "value", most=1e6, when=_is_limit("water")),
    Knob("capital limit", "limits", "value", most=1e6, when=_is_limit("capital")),
    Knob("vendor share", "limits", "value", most=1, cap=1, when=_is_limit("vendor_share")),
    Knob("share of one site", "limits", "value", most=1, cap=1, when=_is_limit("site_share")),
    Knob("grid of a region", "limits", "value", most=MW, when=_is_limit("grid_region")),
    Knob("served share", "limits", "value", least=0, when=_is_limit("served_share")),
    Knob("lock", "locks", "value", most=UNITS, when=_is_lock("max")),
    Knob("lock", "locks", "value", least=0, when=_is_lock("min")),
    Knob("lock", "locks", ROW, _gone),
    Knob("demand", "demand", "requests_per_s", least=0, work=True),
    Knob("size of a run", "training_runs", "h100e", least=1e-3, work=True),
    Knob("size of a run", "training_runs", "it_mw", least=1e-5, work=True),
    Knob("run", "training_runs", ROW, _gone, work=True),
)  # fmt: skip
"""Everything that can be loosened, in the order in which it is shown where sizes do not decide."""


@dataclass(frozen=True)
class Loosening:
    """A knob at one row.

    Attributes:
        knob: the knob.
        place: number of the row in its table; 0 for settings.
        now: present value.
        steps: values that loosen it more and more; only the loosest for a number.
    """

    knob: Knob
    place: int
    now: Value
    steps: tuple[Value, ...]

    @property
    def loosest(self) -> Value:
        """The value that loosens it most."""
        return self.steps[-1]


def loosenings(instance: Instance) -> dict[Knob, tuple[Loosening, ...]]:
    """What can be loosened in an instance, by knob; knobs without a row are left out."""
    found = {}
    for knob in KNOBS:
        rows = (
            (instance.settings,) if knob.table == "settings" else getattr(instance, knob.table, ())
        )
        at = tuple(_at_rows(instance, knob, rows))
        if at:
            found[knob] = at
    return found


def _at_rows(instance: Instance, knob: Knob, rows: Iterable[Any]) -> Iterable[Loosening]:
    for place, row in enumerate(rows):
        now = "" if knob.column == ROW else getattr(row, knob.column)
        steps = knob.loosest(instance, row, now)
        if steps:
            yield Loosening(knob, place, now, steps)


Setting = dict[Loosening, Value]
"""Values given to some loosenings."""


def loosened(instance: Instance, values: Setting) -> Instance:
    """The instance with other values in some places."""
    tables: dict[str, list[Row | None]] = {}
    settings: dict[str, Value] = {}
    for at, value in values.items():
        if at.knob.table == "settings":
            settings[at.knob.column] = value
            continue
        rows = tables.setdefault(at.knob.table, list(getattr(instance, at.knob.table)))
        row = rows[at.place]
        if row is None or at.knob.column == ROW:
            rows[at.place] = None
        else:
            rows[at.place] = row.model_copy(update={at.knob.column: value})
    changed: dict[str, object] = {
        name: tuple(row for row in rows if row is not None) for name, rows in tables.items()
    }
    if settings:
        changed["settings"] = instance.settings.model_copy(update=settings)
    return instance.replace(**changed)
