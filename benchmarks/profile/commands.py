"""Commands that have to answer at once."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median


def seconds_of(words: list[str], repeats: int) -> tuple[float, float]:
    """Medians of a command of the planner: (wall time, processor time), s.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    command = Path(sys.executable).with_name("planner")
    wall, processor = [], []
    for _ in range(repeats):
        before, began = _processor_s(), time.perf_counter()
        subprocess.run([str(command), *words], check=True, capture_output=True)
        wall.append(time.perf_counter() - began)
        processor.append(_processor_s() - before)
    return median(wall), median(processor)


def _processor_s() -> float:
    """Processor time of all commands so far, s."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
