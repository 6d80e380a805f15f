"""Watching a solve: its progress on stderr, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from .common import ExitCode

if TYPE_CHECKING:
    from planner.instance import Instance
    from planner.instance.schema import Lock
    from planner.solving import Progress, Result

PLAIN_LINE_EVERY_S = 5.0
"""How often a progress line is written where stderr is no terminal."""

LOOK_EVERY_S = 0.2

SHOW_CURSOR = b"\x1b[?25h"
"""The live line hides the cursor; a process that ends at once has to bring it back itself."""


def solve_watched(
    instance: Instance,
    *,
    locks: Sequence[Lock] = (),
    show_progress: bool,
    time_limit_s: float | None,
    gap: float | None,
    threads: int | None,
    seed: int | None,
    memory_limit_gb: float | None = None,
    any_solver: bool = False,
    beside: Path | None = None,
    keep: Callable[[Result], None] | None = None,
) -> Result:
    """Solve in a process of its own, watched by a thread, so that this one can react to Ctrl-C at once.

    The first Ctrl-C asks the solve to stop and keeps its incumbent; the second ends both processes.
    """
    from planner.solving.apart import solve_apart

    cancel, done = threading.Event(), threading.Event()
    latest: list[Progress] = []
    outcome: list[Result | BaseException] = []

    def remember(progress: Progress) -> None:
        latest[:] = [progress]

    def work() -> None:
        try:
            outcome.append(
                solve_apart(
                    instance,
                    locks=locks,
                    time_limit_s=time_limit_s,
                    gap=gap,
                    threads=threads,
                    seed=seed,
                    memory_limit_gb=memory_limit_gb,
                    any_solver=any_solver,
                    beside=beside,
                    keep=keep,
                    on_progress=remember,
                    cancel=cancel,
                )
            )
        except BaseException as error:
            outcome.append(error)
        finally:
            done.set()

    with _interruptible(cancel), _progress_line(latest, show_progress) as look:
        threading.Thread(target=work, name="solve", daemon=True).start()
        while not done.wait(LOOK_EVERY_S):
            look()
    result = outcome[0]
    if isinstance(result, BaseException):
        raise result
    return result


@contextmanager
def _interruptible(cancel: threading.Event) -> Iterator[None]:
    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        if cancel.is_set():
            if sys.stderr.isatty():
                os.write(2, SHOW_CURSOR)
            os._exit(ExitCode.INTERRUPTED)
        cancel.set()
        message = "\nStopping; the best plan so far is kept. Ctrl-C again stops at once.\n"
        os.write(2, message.encode())

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress_line(latest: list[Progress], wanted: bool) -> Iterator[Callable[[], None]]:
    """What to call in order to show the latest progress: a live line, or one every few seconds.

    The time shown is this thread's own: the solver may be silent for a while.
    """
    began = time.monotonic()

    def line() -> str:
        return "".join(in_words(found, time.monotonic() - began) for found in latest)

    if not wanted:
        yield lambda: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.live import Live
        from rich.text import Text

        with Live(console=Console(stderr=True), transient=True, auto_refresh=False) as live:
            yield lambda: live.update(Text(line()), refresh=True)
    else:
        yield _every_few_seconds(line)


def _every_few_seconds(line: Callable[[], str]) -> Callable[[], None]:
    next_at = time.monotonic()

    def look() -> None:
        nonlocal next_at
        text = line()
        if text and time.monotonic() >= next_at:
            next_at = time.monotonic() + PLAIN_LINE_EVERY_S
            print(text, file=sys.stderr, flush=True)

    return look


def in_words(progress: Progress, elapsed_s: float) -> str:
    """One line: time, phase, incumbent, bound and gap."""
    parts = [f"{elapsed_s:6.1f} s", progress.phase]
    if progress.incumbent_musd is not None:
        parts.append(f"plan {progress.incumbent_musd:,.1f} M$")
    if progress.bound_musd is not None:
        parts.append(f"bound {progress.bound_musd:,.1f} M$")
    if progress.gap is not None:
        parts.append(f"gap {progress.gap:.2%}")
    return "  ".join(parts)
