"""The statements of the article about places, time and parts: what the plans make of them."""

from __future__ import annotations

from dataclasses import dataclass

from .results import Results, between, bn, gw, listed, percent, significant

CONFIRMED, IN_PART, NOT = "Confirmed", "Confirmed in part", "Not confirmed"
INPUT = "Not for a plan to say: it is an input"
OPEN = "Open"


@dataclass(frozen=True)
class Statement:
    """One statement, and what plans make of it.

    Attributes:
        number: its number in the list of statements.
        title: what it is about.
        says: what the article says.
        found: what the plan shows, in sentences with figures.
        verdict: whether the plan confirms it.
        why: why that is the verdict.
        turns: under which data it would not hold, or would.
        scenarios: scenarios that it was tried under.
        chart: name of its chart, "" for none.
    """

    number: int
    title: str
    says: str
    found: tuple[str, ...]
    verdict: str
    why: str
    turns: tuple[str, ...]
    scenarios: tuple[str, ...] = ()
    chart: str = ""


FIRST_YEAR, MIDDLE_YEAR = 2026, 2030
"""Years that the article speaks of."""


def two_species(r: Results) -> Statement:
    """1: training and inference apart, in place and in parts."""
    most = max(r.figure("years"), key=lambda y: sum(k["training"] for k in y["work_mw"].values()))
    training = {kind: work["training"] for kind, work in most["work_mw"].items()}
    at_campus = training.get("campus", 0.0) / max(sum(training.values()), 1e-9)
    edge = r.figure("edge_share").get("interactive", {})
    shares = [edge.get(str(year), 0.0) for year in r.years()]
    verdict = NOT if at_campus < 0.9 else (CONFIRMED if min(shares) >= 0.5 else IN_PART)
    return Statement(
        1,
        "Two species of data centre",
        "Training goes to remote campuses, inference to smaller sites near people.",
        (
            f"In {most['year']}, the year of most training, {percent(at_campus)} of its "
            f"{gw(sum(training.values()))} GW IT stands at campuses.",
            f"Edge sites serve {between(shares)} of interactive requests, "
            f"{percent(edge.get(str(MIDDLE_YEAR), 0.0))} in {MIDDLE_YEAR}.",
        ),
        verdict,
        "Confirmed would be nine tenths of training at campuses and half of the interactive requests at the "
        "edge in every year; both kinds of site may hold both kinds of work.",
        (r.sentence("forced-split"), r.sentence("latency-10ms")),
        ("forced-split", "latency-10ms"),
        "work",
    )


def inference_share(r: Results) -> Statement:
    """2: inference overtakes training."""
    first, middle = (r.year(y)["inference_share"] for y in (FIRST_YEAR, MIDDLE_YEAR))
    verdict = (
        CONFIRMED if first > 0.55 and 0.7 <= middle <= 0.8 else (IN_PART if middle > 0.5 else NOT)
    )
    return Statement(
        2,
        "Inference overtakes training",
        "Over 55 % of spend early in 2026, 70 to 80 % by 2030; others say above half.",
        (
            f"Of the MW IT that work holds, inference has {percent(first)} in {FIRST_YEAR} and "
            f"{percent(middle)} in {MIDDLE_YEAR}.",
        ),
        verdict,
        "The share is a result, demand by year and the list of runs are data: with half the tokens it falls.",
        (
            "It turns with the demand of the services and the size of the runs alone; no scenario here moves "
            "either.",
        ),
        (),
        "inference-share",
    )


def fifty_ms(r: Results) -> Statement:
    """3: the latency budget draws inference to people."""
    p95 = r.year(MIDDLE_YEAR)["services"].get("interactive", {}).get("p95_rtt_ms", 0.0)
    edge = {
        name: r.figure("edge_share", name).get("interactive", {}).get(str(MIDDLE_YEAR), 0.0)
        for name in ("latency-10ms", "base", "latency-200ms")
        if name == "base" or r.is_known(name)
    }
    longer = r.difference("latency-200ms")
    shorter = r.difference("latency-10ms")
    if longer is None or shorter is None:
        verdict = OPEN
    elif longer.proven == "cheaper":
        verdict = CONFIRMED
    else:
        verdict = IN_PART if shorter.proven == "dearer" else NOT
    return Statement(
        3,
        "50 ms for consumers",
        "A budget of about 50 ms puts inference near people.",
        (
            f"At a budget of {r.figure('budget_ms').get('interactive') or 0:g} ms, of which "
            f"{r.figure('last_mile_ms'):g} are last mile, 95 % of interactive requests of {MIDDLE_YEAR} are "
            f"served within {p95:.0f} ms.",
            f"Edge sites serve {listed(f'{percent(s)} ({name})' for name, s in edge.items())} of them then.",
        ),
        verdict,
        "Confirmed would be a plan that is proven cheaper at 200 ms: then 50 ms cost something. In part: only "
        "10 ms do.",
        (r.sentence("latency-10ms"), r.sentence("latency-200ms")),
        ("latency-10ms", "latency-200ms"),
    )


def liquid(r: Results) -> Statement:
    """4: liquid for training racks, air for inference racks."""
    at = {
        name: by_year.get(str(MIDDLE_YEAR), 0.0) for name, by_year in r.figure("cooling_mw").items()
    }
    dense = {n: mw for n, mw in at.items() if _rack_kw(n) > 40}
    liquid_mw = sum(mw for name, mw in dense.items() if name.startswith("direct-to-chip"))
    light = {n: mw for n, mw in at.items() if _rack_kw(n) <= 40}
    air_mw = sum(mw for name, mw in light.items() if not name.startswith("direct-to-chip"))
    found = [
        f"In {MIDDLE_YEAR}, {gw(sum(dense.values()))} GW IT stand in racks above 40 kW, "
        f"{percent(liquid_mw / max(sum(dense.values()), 1e-9))} of it under liquid; "
        f"{gw(sum(light.values()))} GW in lighter racks, "
        f"{percent(air_mw / max(sum(light.values()), 1e-9))} of it under air or rear doors."
    ]
    everywhere, nowhere = r.difference("liquid-everywhere"), r.difference("no-new-liquid")
    if everywhere is None or nowhere is None:
        verdict = OPEN
    else:
        proven = [d.proven == "dearer" for d in (everywhere, nowhere)]
        verdict = CONFIRMED if all(proven) else (IN_PART if any(proven) else NOT)
    return Statement(
        4,
        "Liquid where racks are dense, air where they are not",
        "Racks of 120 kW need liquid; inference racks of 10 to 40 kW do with air; mixing wastes money.",
        tuple(found),
        verdict,
        "Confirmed would be that both are proven dearer: liquid everywhere, and no new liquid at all.",
        (r.sentence("liquid-everywhere"), r.sentence("no-new-liquid")),
        ("liquid-everywhere", "no-new-liquid"),
        "cooling",
    )


def _rack_kw(name: str) -> float:
    """The density out of a name such as `air, 26 kW/rack`."""
    return float(name.rsplit(", ", 1)[1].split()[0])


def networks(r: Results) -> Statement:
    """5: the backend costs, the frontend does not."""
    network, orders = r.figure("network_musd"), r.figure("orders_musd")
    backend = network["backend fabric"] + network["backbone"]
    frontend = network["frontend"] + network["transit"]
    servers = sum(
        orders.get(c, 0.0) for c in ("gpu", "ddr5", "nvme", "nic", "board_cpu_power_chassis")
    )
    share = network["backend fabric"] / max(servers + network["backend fabric"], 1e-9)
    return Statement(
        5,
        "A dear network inside, a cheap one outside",
        "The fabric between accelerators takes up to 20 % of a cluster; to people goes plain Ethernet.",
        (
            f"Over the horizon the network inside and between sites takes {bn(backend)} bn$ of cash, that to "
            f"people {bn(frontend)} bn$.",
            f"Fabric is {percent(share)} of what is ordered as accelerators and fabric, since only units that "
            "train have one.",
        ),
        CONFIRMED if share <= 0.2 and backend > 10 * frontend else NOT,
        "Confirmed would be a fabric of at most 20 %, and ten times as much inside as outside.",
        ("The share of fabric in a training cluster is a figure of the catalogue, no result.",),
        (),
        "network",
    )


def bill(r: Results) -> Statement:
    """6: what a dollar of GPU pulls along."""
    pull = r.figure("pull_through")
    gpu = max(pull["gpu_musd"], 1e-9)
    narrow, wide = pull["memory_storage_network_musd"] / gpu, pull["all_but_gpu_musd"] / gpu
    fits = [0.40 <= one <= 0.50 for one in (narrow, wide)]
    return Statement(
        6,
        "What a dollar of GPU pulls along",
        "Of an inference server 65 % is GPU, and each dollar of it pulls 0.40 to 0.50 of the rest.",
        (
            f"Of the servers ordered, each dollar of GPU pulls {significant(narrow)} of memory, storage and "
            f"network, and {significant(wide)} of all that is not GPU.",
            "By the article's own shares it is 0.26 and 0.54.",
        ),
        CONFIRMED if all(fits) else (IN_PART if any(fits) else NOT),
        "Confirmed would be that both ways of counting lie in the range.",
        ("The shares of a server are data; the mix of products moves them little.",),
        (),
        "orders",
    )


def split_pools(r: Results) -> Statement:
    """7: prefill and decode on pools of their own."""
    shares = [
        service["disaggregated_share"]
        for year in r.figure("years")
        for service in year["services"].values()
    ]
    found = r.difference("aggregated")
    proven = found is not None and found.proven == "dearer"
    verdict = OPEN if found is None else (CONFIRMED if proven else IN_PART)
    return Statement(
        7,
        "Prefill and decode apart",
        "Prefill is bound by compute and decode by memory, so they go to different chips.",
        (
            f"Of every service and year, {between(shares)} of the requests are served on separate pools.",
        ),
        verdict,
        "Confirmed would be that shared pools alone are proven dearer.",
        (
            r.sentence("aggregated"),
            "Chunked prefill, which makes shared pools lose less, is a scenario of `instances/serving-2026`.",
        ),
        ("aggregated",),
    )
