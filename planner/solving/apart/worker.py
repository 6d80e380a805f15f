"""What the process of a solve runs: the job in a folder, its progress printed as lines of JSON."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from pathlib import Path
from typing import TextIO

from pydantic import TypeAdapter

from planner.plan.core import Plan
from planner.plan.files import PlanNotSaved
from planner.solving.pipeline import solve
from planner.solving.result import Progress

from .job import CANCEL, NOT_KEPT, Job


def main() -> None:
    """Solve the job in the folder that is the only argument."""
    lines = _own_stdout()
    cancel = threading.Event()
    threading.Thread(target=_listen, args=(cancel,), name="parent", daemon=True).start()
    job = Job(Path(sys.argv[1]))
    order = job.order
    said = TypeAdapter(Progress)

    def tell(progress: Progress) -> None:
        with contextlib.suppress(OSError):  # without room for it the search goes on, watched
            job.note_progress(progress)
        print(said.dump_json(progress).decode(), file=lines, flush=True)

    def keep(plan: Plan) -> None:
        try:
            job.keep(plan)
        except PlanNotSaved as error:
            # a better one may find room again
            print(error, file=sys.stderr, flush=True)

    result = solve(
        job.instance(),
        locks=order.locks,
        time_limit_s=order.time_limit_s,
        gap=order.gap,
        threads=order.threads,
        seed=order.seed,
        any_solver=order.any_solver,
        on_progress=tell,
        on_plan=keep,
        cancel=cancel,
    )
    try:
        job.end(result)
    except (OSError, PlanNotSaved) as error:
        print(error, file=sys.stderr, flush=True)
        sys.exit(NOT_KEPT)


def _own_stdout() -> TextIO:
    """Standard output for this code alone: HiGHS writes its banner to the one of C."""
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return os.fdopen(kept, "w", encoding="utf-8")


def _listen(cancel: threading.Event) -> None:
    """Stop when told to; end at once when the process that started this one is gone."""
    for line in sys.stdin:
        if line.strip() == CANCEL:
            cancel.set()
    os._exit(1)


if __name__ == "__main__":
    main()
