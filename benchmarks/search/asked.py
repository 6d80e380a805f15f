"""What every solver of the benchmark is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from .stopwatch import Stopwatch


@dataclass(frozen=True)
class Asked:
    """What a solver is asked for.

    Attributes:
        time_limit_s: wall time from the start of its process.
        gap: gap at which it may stop.
        seed: seed of its random choices.
        threads: threads it may use.
    """

    time_limit_s: float
    gap: float
    seed: int
    threads: int

    def left_s(self, watch: Stopwatch) -> float:
        """Wall time that is left, at least a second."""
        return max(1.0, self.time_limit_s - watch.seconds())
