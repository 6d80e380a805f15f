"""Rules of inference: who is served from where, how, and by how many units."""

from __future__ import annotations

from planner.instance import Instance
from planner.instance.geography import FIBRE_MS_PER_KM, Route
from planner.instance.schema import Metro, Service, Site

from .daytime import peak_over_mean
from .decisions import Decisions
from .findings import MILLISECONDS, REQUESTS, SHARE, TOKENS, Findings
from .geography import measured_ms, route_km
from .recomputed import Recomputed
from .sums import Amounts

BITS_PER_GBIT = 1e9
BITS_PER_BYTE = 8.0

_VOLUME_KEY = ("service", "site", "period", "slice")


def check_inference(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> dict[tuple[str, str, str], Route]:
    """Report every rule of inference that does not hold.

    Returns:
        The routes in use by (service, metro, site), with recomputed round trip and length.
    """
    _check_demand_served(instance, decisions, found, findings)
    routes = _routes_in_use(instance, decisions, findings)
    if instance.has("fleet"):
        _check_volume_split(instance, decisions, found, findings)
        _check_pools(instance, decisions, findings)
    else:
        for way in (decisions.disaggregated, decisions.aggregated):
            for key, volume in way.items():
                where: dict[str, object] = dict(zip(_VOLUME_KEY, key, strict=True))
                findings.forbidden("volume_split", volume, REQUESTS, "no fleet", **where)
    return routes


def _check_demand_served(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    served = Amounts()
    for (service, metro, site, year, h_name), share in decisions.share.items():
        served.add((service, metro, year, h_name), share)
        limit = instance.service[service].max_site_share
        if share > limit:
            where: dict[str, object] = {
                "service": service,
                "metro": metro,
                "site": site,
                "period": year,
                "slice": h_name,
            }
            findings.at_most("max_site_share", share, limit, SHARE, **where)
    for key in found.asked:
        place = dict(zip(("service", "metro", "period", "slice"), key, strict=True))
        unserved = decisions.unserved_share.get(key, 0.0)
        findings.equal("demand_served", served[key] + unserved, 1.0, SHARE, **place)
        if instance.settings.strict:
            findings.forbidden("demand_served", unserved, SHARE, "the instance is strict", **place)


def _routes_in_use(
    instance: Instance, decisions: Decisions, findings: Findings
) -> dict[tuple[str, str, str], Route]:
    used = {(service, metro, site) for service, metro, site, *_ in decisions.share}
    if instance.fixed_routes is not None:
        return _given_routes(instance, used, findings)
    metros = {row.metro: row for row in instance.metros}
    measured = measured_ms(instance)
    prices = {
        (r.service, r.metro, r.site): r.usd_per_year_full_demand for r in instance.route_costs
    }
    found = {}
    for service_name, metro_name, site_name in sorted(used):
        service, metro = instance.service[service_name], metros[metro_name]
        site = instance.site[site_name]
        km = route_km(instance, metro, site)
        rtt_ms = measured.get((metro_name, site_name))
        if rtt_ms is None and km is not None:
            rtt_ms = 2.0 * km * FIBRE_MS_PER_KM + instance.settings.last_mile_ms
        _check_route(service, metro, site, rtt_ms, findings)
        found[service_name, metro_name, site_name] = Route(
            site_name, rtt_ms or 0.0, km or 0.0, prices.get((service_name, metro_name, site_name))
        )
    return found


def _given_routes(
    instance: Instance, used: set[tuple[str, str, str]], findings: Findings
) -> dict[tuple[str, str, str], Route]:
    found = {}
    for service, metro, site in sorted(used):
        given = {r.site: r for r in instance.routes.get((service, metro), ())}
        where: dict[str, object] = {"service": service, "metro": metro, "site": site}
        if site in given:
            found[service, metro, site] = given[site]
        else:
            findings.report("latency", "a route", "one of the routes given", **where)
    return found


def _check_route(
    service: Service, metro: Metro, site: Site, rtt_ms: float | None, findings: Findings
) -> None:
    where: dict[str, object] = {
        "service": service.service,
        "metro": metro.metro,
        "site": site.site,
    }
    if site.kind not in service.site_kinds or site.status == "excluded":
        should = f"a usable site of kind {' or '.join(service.site_kinds)}"
        findings.report("site_kind", f"{site.kind}, {site.status}", should, **where)
    if service.residency == "country" and site.country != metro.country:
        findings.report("residency", site.country, f"a site in {metro.country}", **where)
    if service.residency == "bloc" and metro.bloc and site.bloc != metro.bloc:
        should = f"a site in bloc {metro.bloc}"
        findings.report("residency", site.bloc or "a site in no bloc", should, **where)
    if service.max_network_ms is None:
        return
    if rtt_ms is None:
        findings.report("latency", "no round trip known", f"{service.max_network_ms:g} ms", **where)
    else:
        findings.at_most("latency", rtt_ms, service.max_network_ms, MILLISECONDS, **where)


def _check_volume_split(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    for key in decisions.disaggregated.keys() | found.requests.keys():
        ways = decisions.disaggregated.get(key, 0.0) + decisions.aggregated.get(key, 0.0)
        where: dict[str, object] = dict(zip(_VOLUME_KEY, key, strict=True))
        findings.equal("volume_split", ways, found.requests[key], REQUESTS, **where)
        service = instance.service[key[0]]
        for way, volume in (
            ("disaggregated", decisions.disaggregated.get(key, 0.0)),
            ("aggregated", decisions.aggregated.get(key, 0.0)),
        ):
            if service.serving not in ("", way):
                why = f"{service.service} is {service.serving}"
                findings.forbidden("serving", volume, REQUESTS, why, **where)


def _check_pools(instance: Instance, decisions: Decisions, findings: Findings) -> None:
    capacity = Amounts()
    peak = {k.service: peak_over_mean(instance, k) for k in instance.services}
    for (service_name, site, name, phase, year, h_name), units in decisions.pool_units.items():
        service = instance.service[service_name]
        rate = pool_rates(instance, service, name)[phase]
        if rate <= 0:
            findings.report(
                "pool_product",
                f"{units:.9g} units",
                f"no {phase} pool of a product without a rate",
                service=service_name,
                site=site,
                accelerator=name,
                period=year,
                slice=h_name,
            )
        done = service.target_utilisation * units * rate
        capacity.add((service_name, site, phase, year, h_name), done)
    for key in decisions.disaggregated:
        service_name, site, year, h_name = key
        service = instance.service[service_name]
        split, together = decisions.disaggregated[key], decisions.aggregated[key]
        work = {
            "prefill": (split * service.input_tokens, TOKENS),
            "decode": (split * service.output_tokens, TOKENS),
            "aggregated": (together, REQUESTS),
        }
        for phase, (mean_work, unit) in work.items():
            findings.at_least(
                "pool_capacity",
                capacity[service_name, site, phase, year, h_name],
                peak[service_name] * mean_work,
                unit,
                service=service_name,
                site=site,
                phase=phase,
                period=year,
                slice=h_name,
            )


def pool_rates(instance: Instance, service: Service, accelerator: str) -> dict[str, float]:
    """What one unit does in each kind of pool: tokens/s when split, requests/s when together.

    A rate of 0 means that the product has no pool of that kind.
    """
    row = instance.throughput_of.get((accelerator, service.service))
    if row is None:
        return {"prefill": 0.0, "decode": 0.0, "aggregated": 0.0}
    prefill, decode = row.prefill_tokens_per_s, row.decode_tokens_per_s
    both = 0.0
    if prefill > 0 and decode > 0:
        seconds = service.input_tokens / prefill + service.output_tokens / decode
        both = (1.0 - service.interference) / seconds if seconds > 0 else 0.0
    nic_gbps = instance.accelerator[accelerator].nic_gbps_per_unit
    if nic_gbps is not None and service.kv_bytes_per_input_token > 0:
        cache_bits = BITS_PER_BYTE * service.kv_bytes_per_input_token
        moved_per_s = nic_gbps * BITS_PER_GBIT / cache_bits
        prefill = min(prefill, moved_per_s)
        if service.input_tokens > 0:
            decode = min(decode, moved_per_s * service.output_tokens / service.input_tokens)
    return {"prefill": prefill, "decode": decode, "aggregated": both}
