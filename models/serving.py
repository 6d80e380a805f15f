"""Derived sets of inference: who may serve whom, and what a unit of a pool can do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .sets import Sets

PHASES: tuple[str, ...] = ("prefill", "decode", "aggregated")


@dataclass(frozen=True)
class ServingSets:
    """Derived sets of the inference family, computed once."""

    sets: Sets

    @cached_property
    def rates(self) -> dict[tuple[str, str, str], float]:
        """Rate of one unit by (service, accelerator, phase); absent where it cannot.

        Prefill and decode in tokens/s, net of what moving the KV cache allows; aggregated in
        requests/s. See docs/conventions.md, Inference.
        """
        inst = self.sets.inst
        found: dict[tuple[str, str, str], float] = {}
        for (g, k), row in inst.throughput_of.items():
            service = inst.service[k]
            i, o = service.input_tokens, service.output_tokens
            nic = inst.accelerator[g].nic_gbps_per_unit
            kv = service.kv_bytes_per_input_token
            cache_tokens = nic * 1e9 / 8 / kv if nic is not None and kv > 0 else float("inf")
            prefill, decode = row.prefill_tokens_per_s, row.decode_tokens_per_s
            if prefill > 0:
                found[k, g, "prefill"] = min(prefill, cache_tokens)
            if decode > 0:
                found[k, g, "decode"] = min(decode, cache_tokens * o / i) if i > 0 else decode
            if prefill > 0 and decode > 0 and i + o > 0:
                found[k, g, "aggregated"] = (1 - service.interference) / (i / prefill + o / decode)
        return found

    @cached_property
    def pool_kinds(self) -> list[tuple[str, str, str]]:
        """(service, accelerator, phase) pools worth having.

        Only those of the way in which the service may be served. Where it is free to choose, a pool that
        does both phases is left out when separate pools of the same product do the same work with no
        more units: pools may have any size, so it is in no better plan.
        """
        kept = []
        for k, g, phase in self.rates:
            service = self.sets.inst.service[k]
            together = phase == "aggregated"
            if service.serving and together != (service.serving == "aggregated"):
                continue
            if together and not service.serving and self._no_better_together(k, g):
                continue
            kept.append((k, g, phase))
        return kept

    def _no_better_together(self, k: str, g: str) -> bool:
        service = self.sets.inst.service[k]
        apart = service.input_tokens / self.rates[k, g, "prefill"]
        apart += service.output_tokens / self.rates[k, g, "decode"]
        return apart <= 1 / self.rates[k, g, "aggregated"]

    @cached_property
    def sites(self) -> dict[str, list[str]]:
        """Sites that are on some route of a service, by service."""
        inst = self.sets.inst
        on_route: dict[str, set[str]] = {k.service: set() for k in inst.services}
        for (k, _), routes in inst.routes.items():
            on_route[k].update(route.site for route in routes)
        return {k: [s for s in self.sets.site_names if s in found] for k, found in on_route.items()}

    @cached_property
    def demands(self) -> list[tuple[str, str, int, str]]:
        """(service, metro, start year, slice) with demand."""
        years = {y.start_year for y in self.sets.inst.periods}
        return [at for at in self.sets.inst.asked_at if at[2] in years]
