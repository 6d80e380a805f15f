"""The statements of the article about vendors, runs, power, spend and contracts."""

from __future__ import annotations

from collections import defaultdict

from .results import Results, gw, listed, percent, significant
from .statements import CONFIRMED, IN_PART, INPUT, MIDDLE_YEAR, NOT, OPEN, Statement


def vendors(r: Results) -> Statement:
    """8: no monopoly."""
    spend: dict[str, float] = defaultdict(float)
    for year in r.figure("years"):
        for vendor, musd in year["spend_by_vendor_musd"].items():
            spend[vendor] += musd
    total = max(sum(spend.values()), 1e-9)
    shares = sorted(((musd / total, vendor) for vendor, musd in spend.items()), reverse=True)
    return Statement(
        8,
        "No monopoly of one vendor",
        "AMD, TPUs and chips of the clouds stand beside NVIDIA.",
        (f"Of all orders of accelerators go {listed(f'{percent(s)} to {v}' for s, v in shares)}.",),
        CONFIRMED if shares and shares[0][0] <= 0.5 else (IN_PART if len(shares) > 1 else NOT),
        "Confirmed would be that no vendor gets more than half.",
        (
            r.sentence("one-vendor"),
            r.sentence("vendor-60"),
            "Prices and supply of chips that are not sold (TPU, Trainium) are of low confidence and decide it.",
        ),
        ("one-vendor", "vendor-60"),
        "vendors",
    )


def large_runs(r: Results) -> Statement:
    """9: runs beyond one campus."""
    placed = [run for run in r.figure("runs") if run["status"] == "placed"]
    cap = r.figure("campus_cap_mw")
    if not placed:
        found: tuple[str, ...] = ("No run is placed.",)
        verdict = NOT
    else:
        largest = max(placed, key=lambda run: run["it_mw"])
        split = sum(run["sites"] > 1 for run in placed)
        found = (
            f"{len(placed)} of {len(r.figure('runs'))} runs are placed, {split} of them over several sites.",
            f"The largest, `{largest['run']}`, takes {gw(largest['it_mw'])} GW IT from "
            f"{largest['start_year']} over {largest['sites']} sites; a campus is capped at {gw(cap)} GW.",
        )
        outgrown = largest["it_mw"] > cap and largest["sites"] > 1
        everyone = len(placed) == len(r.figure("runs"))
        verdict = NOT if not outgrown else (CONFIRMED if everyone else IN_PART)
    return Statement(
        9,
        "Runs outgrow a campus",
        "Frontier training grows 2.2 to 2.9 times a year, single runs to 4 to 16 GW by 2030.",
        found,
        verdict,
        "Sizes of runs are data; confirmed would be that all are placed, and the largest on several campuses.",
        (r.sentence("cap-500mw"), r.sentence("cap-2gw")),
        ("cap-500mw", "cap-2gw"),
        "runs",
    )


def backbone(r: Results) -> Statement:
    """10: the fibre between campuses."""
    years = [year for year in r.figure("years") if year["backbone"]]
    if not years:
        return Statement(
            10, _FIBRE, _WHO_LAYS, ("The instance has no backbone.",), INPUT, "", (), (), ""
        )
    most = max(years, key=lambda year: year["backbone"]["used_tbps"])
    heads = r.base.heads_musd
    return Statement(
        10,
        _FIBRE,
        _WHO_LAYS,
        (
            f"At most, in {most['year']}, runs send {significant(most['backbone']['used_tbps'])} Tbit/s "
            f"over corridors, of which {most['backbone']['corridors_lit']} are lit anew, "
            f"{significant(most['backbone']['lit_km'])} km with {significant(most['backbone']['lit_tbps'])} "
            "Tbit/s.",
            f"It costs {significant(heads.get('backbone', 0.0))} M$ of present value, "
            f"{percent(heads.get('backbone', 0.0) / (r.base.objective_musd or 1.0))} of the whole.",
        ),
        INPUT,
        "Who lays the fibre is no question of a plan; what it may cost is: the plan pays it, whoever it is.",
        (r.sentence("half-rtt"), r.sentence("corridor-cost-x10")),
        ("half-rtt", "corridor-cost-x10"),
        "backbone",
    )


_FIBRE = "Fibre between campuses"
_WHO_LAYS = "Runs over several campuses need an optical backbone; who lays it?"


def power(r: Results) -> Statement:
    """11: queues, and what stands in for the grid."""
    middle = r.year(MIDDLE_YEAR)
    firm = middle["firm_mw"]
    total = max(sum(firm.values()), 1e-9)
    grid = sum(mw for option, mw in firm.items() if option.startswith("grid"))
    gap = r.figure("gap_mw").get(str(middle["year"]), 0.0)
    long, short = r.difference("queue-10"), r.difference("queue-3")
    if long is None or short is None:
        verdict = OPEN
    else:
        apart = long.least_musd + long.base_musd > short.as_they_stand_musd + short.base_musd
        verdict = CONFIRMED if apart else IN_PART
    own = sorted(((mw, o) for o, mw in firm.items() if not o.startswith("grid")), reverse=True)
    return Statement(
        11,
        "Queues decide, and plant on site stands in",
        "The grid takes 5 to 10 years; turbines, fuel cells, reactors, sun and batteries fill the gap.",
        (
            f"In {middle['year']}, {percent(grid / total)} of {gw(total)} GW firm power is grid, the rest "
            f"{listed(f'{o} {gw(mw)} GW' for mw, o in own)}.",
            f"Site by site {gw(gap)} GW of peak load stand beyond firm grid power.",
        ),
        verdict,
        "Confirmed would be that ten years for everyone are proven dearer than three.",
        (r.sentence("queue-3"), r.sentence("queue-5"), r.sentence("queue-10")),
        ("queue-3", "queue-5", "queue-10"),
        "power",
    )


def kinds_of_run(r: Results) -> Statement:
    """12: kinds of run stack up."""
    by_kind: dict[str, list[dict[str, float]]] = defaultdict(list)
    for run in r.figure("runs"):
        if run["status"] == "placed":
            by_kind[run["kind"]].append(run)
    words = [
        f"{kind}: {len(runs)} of {gw(sum(x['it_mw'] for x in runs))} GW IT together, over "
        f"{significant(sum(x['sites'] for x in runs) / len(runs))} sites each in the mean"
        for kind, runs in sorted(by_kind.items())
    ]
    return Statement(
        12,
        "Kinds of training stack up",
        "Pretraining, post-training, reinforcement learning and synthetic data add up.",
        (f"Placed are {'; '.join(words)}.",) if words else ("No run is placed.",),
        INPUT,
        "Which runs there are is data; where they go is the plan's.",
        (),
        (),
        "",
    )


def leaders(r: Results) -> Statement:
    """13: who gets most."""
    orders = r.figure("orders_musd")
    total = max(sum(orders.values()), 1e-9)
    largest = sorted(((musd, name) for name, musd in orders.items()), reverse=True)[:5]
    named = [
        f"{_in_words(one['category'])}: {one['supplier']} ({percent(one['share'])})"
        for one in r.figure("leaders")
    ]
    return Statement(
        13,
        "Leaders follow the spend",
        "Each category of parts has its leader.",
        (
            f"Most of what is ordered is "
            f"{listed(f'{_in_words(name)} {percent(m / total)}' for m, name in largest)}.",
            f"Largest suppliers: {'; '.join(named)}.",
        ),
        INPUT,
        "Suppliers are named in the bill of materials; the plan decides how much each gets.",
        (),
        (),
        "",
    )


def _in_words(category: str) -> str:
    """A category of the bill of materials as it is spoken of."""
    return {"gpu": "accelerator chips", "ddr5": "DDR5", "nvme": "NVMe", "nic": "NICs"}.get(
        category, category.replace("_", " ")
    )


def contracts(r: Results) -> Statement:
    """14: halls leased and accelerators rented."""
    years = r.figure("years")
    leased = max(years, key=lambda year: year["leased_share"])
    rented = max(years, key=lambda year: year["rented_share"])
    cheap = [
        f"With `{name}` at most {percent(max(y[what] for y in r.figure('years', name)))} are {done}."
        for name, what, done in (
            ("cheap-leases", "leased_share", "leased"),
            ("cheap-rentals", "rented_share", "rented"),
        )
        if r.is_known(name)
    ]
    uses = max(leased["leased_share"], rented["rented_share"]) > 0.01
    return Statement(
        14,
        "Leased halls and rented accelerators",
        "A new kind of cloud rents out what others own.",
        (
            f"At most {percent(leased['leased_share'])} of the halls are leased ({leased['year']}), and "
            f"{percent(rented['rented_share'])} of the units rented ({rented['year']}).",
        ),
        IN_PART if uses else NOT,
        "A planner who owns everything rents what is scarce; confirmed would take several owners.",
        (*cheap, r.sentence("cheap-leases"), r.sentence("cheap-rentals")),
        ("cheap-leases", "cheap-rentals"),
        "contracts",
    )
