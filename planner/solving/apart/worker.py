"""What the process of a solve runs: the job in a folder, its progress printed as lines of JSON."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import TextIO

from pydantic import TypeAdapter

from planner.solving.pipeline import solve
from planner.solving.result import Progress

from .job import CANCEL, Job


def main() -> None:
    """Solve the job in the folder that is the only argument."""
    lines = _own_stdout()
    cancel = threading.Event()
    threading.Thread(target=_listen, args=(cancel,), name="parent", daemon=True).start()
    job = Job(Path(sys.argv[1]))
    order = job.order
    said = TypeAdapter(Progress)

    def tell(progress: Progress) -> None:
        job.note_progress(progress)
        print(said.dump_json(progress).decode(), file=lines, flush=True)

    result = solve(
        job.instance(),
        locks=order.locks,
        time_limit_s=order.time_limit_s,
        gap=order.gap,
        threads=order.threads,
        seed=order.seed,
        any_solver=order.any_solver,
        on_progress=tell,
        on_plan=job.keep,
        cancel=cancel,
    )
    job.end(result)


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
