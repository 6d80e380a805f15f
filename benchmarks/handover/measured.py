"""One build and hand-over in a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
from multiprocessing.connection import Connection

from .routes import Timed, timed
from .sizes import SIZES


def measure(size: str, route: str) -> tuple[Timed, float]:
    """One build and hand-over in a process of its own, and the most memory it took, MB.

    Raises:
        EOFError: the process died.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, size, route))
    process.start()
    theirs.close()
    try:
        found: tuple[Timed, float] = ours.recv()
    finally:
        process.join()
    return found


def _work(told: Connection, size: str, route: str) -> None:
    found = timed(route, SIZES[size]())
    told.send((found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3))
