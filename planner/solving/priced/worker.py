"""What the bound side's process runs: prices that rise, told as they do."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from planner.solving.child import end_with_parent

from .ascent import Ascent
from .form import load_form

TELL_EVERY_S = 0.25
"""Time between two bounds told."""

FIRST_GIVEN = 1e-2
"""Prices are given first once steps aim no higher than this share above the bound."""

CALMER = 0.1
"""They are given again whenever steps have become shorter by this factor."""

SETTLED = 1e-5
"""Aim from which on they are good to plan by."""

LEAST_STEP = 1e-8
"""The prices rise no further when steps aim no higher than this share above the bound."""


def main() -> None:
    """Raise the prices of a form; arguments: its file, the file for prices."""
    end_with_parent()
    form_file, prices_file = (Path(name) for name in sys.argv[1:])
    ascent = Ascent(load_form(form_file))
    told, given_at = 0.0, FIRST_GIVEN
    while ascent.aims_above > LEAST_STEP:
        ascent.step()
        fresh = ascent.aims_above <= given_at
        if fresh:
            ascent.save(prices_file)
            given_at *= CALMER
        if fresh or time.perf_counter() - told > TELL_EVERY_S:
            told = time.perf_counter()
            _tell(ascent, fresh)
    ascent.save(prices_file)
    _tell(ascent, fresh=True)


def _tell(ascent: Ascent, fresh: bool) -> None:
    settled = ascent.aims_above <= SETTLED
    line = {"bound": ascent.best.bound, "prices": fresh, "settled": settled}
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
