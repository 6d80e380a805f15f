"""Kill, or interrupt, solves at random moments and look at what is left.

    python -m benchmarks.kills kills --count 100
    python -m benchmarks.kills cancels --count 20

A *kill* is SIGKILL to the command, to its process that solves, or to both. Afterwards the plan that
stood there before must be whole and unchanged; the new plan must be whole and pass the checker, or not be
there at all; no process may run on; and a solve that was cut short must be listed by `planner unfinished`,
its last plan recoverable.

A *cancel* is SIGINT once a plan is on the disk: the command must end within 5 s with a plan that passes
the checker.
"""

from __future__ import annotations

import argparse
import collections
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

import planner
from planner.instance import Instance, write_folder
from planner.plan import files
from planner.plan.verify import verify
from planner.solving.apart import recover, unfinished
from tests.solving.hard import hard_routing

TINY = Path(__file__).parents[2] / "instances" / "tiny"
SOLVE_S = 5.0
"""Time limit of each solve that is killed, s."""
ENDS_WITHIN_S = 40.0
"""A command that is not killed itself ends within so many seconds, on a machine that does other things too."""
MOMENTS_S = 8.0
"""Kills fall anywhere in so many seconds from the command's start: reading, building, solving, writing."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("what", choices=["kills", "cancels"])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    draw = random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="planner-kills-") as name:
        one = killed if asked.what == "kills" else cancelled
        seen: collections.Counter[str] = collections.Counter()
        for number in range(asked.count):
            home = Path(name) / str(number)
            seen[one(home, draw)] += 1
    for what, times in sorted(seen.items()):
        print(f"{times:4}  {what}")
    if any(what.startswith("FAULT") for what in seen):
        raise SystemExit(1)


def killed(home: Path, draw: random.Random) -> str:
    """Kill one solve; what was left, in a word, or "FAULT: …"."""
    inst = hard_routing()
    write_folder(inst, home / "inst")
    earlier = _earlier_plan(home)
    target = draw.choice(["command", "process", "both"])
    command = _started(home, "--time-limit", str(SOLVE_S), "--gap", "0", "--threads", "1")
    moment = draw.uniform(0.0, MOMENTS_S)
    try:
        command.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        _kill(command, target)
    try:
        command.wait(timeout=ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        command.kill()
        return f"FAULT: ran on for {ENDS_WITHIN_S} s ({target} killed after {moment:.2f} s)"
    fault = _fault(home, inst, earlier)
    if fault:
        return f"FAULT: {fault} ({target} killed after {moment:.2f} s)"
    if (home / "plans" / "p").exists():
        return "whole plan in its place"
    left = unfinished(home / "plans")
    if not left:
        return "nothing left: killed before the solve was described"
    if not left[0].has_plan:
        return "listed as unfinished, no plan found yet"
    result = recover(left[0])
    if result.plan is None or not verify(inst, result.plan).ok:
        return f"FAULT: not recovered: {result.message}"
    return "listed as unfinished, its last plan recovered"


def cancelled(home: Path, draw: random.Random) -> str:
    """Interrupt one solve that has a plan; how it ended."""
    inst = hard_routing()
    write_folder(inst, home / "inst")
    command = _started(home, "--time-limit", "60", "--gap", "0", "--threads", "1")
    until = time.monotonic() + 40
    while not list(home.glob("plans/.p.*.run/plan-*")):
        if time.monotonic() > until or command.poll() is not None:
            command.kill()
            return "FAULT: no plan to be kept"
        time.sleep(0.05)
    time.sleep(draw.uniform(0.0, 3.0))
    command.send_signal(signal.SIGINT)
    began = time.monotonic()
    command.wait(timeout=30)
    seconds = time.monotonic() - began
    if seconds > 5:
        return f"FAULT: {seconds:.1f} s"
    plan = files.load(home / "plans" / "p")
    if command.returncode != 130 or not verify(inst, plan).ok:
        return f"FAULT: exit code {command.returncode}"
    return "ended within 5 s with a checked plan"


def _earlier_plan(home: Path) -> files.Manifest:
    plan = planner.solve(planner.load(TINY)).plan
    assert plan is not None
    files.save(plan, home / "plans" / "earlier")
    return plan.manifest


def _started(home: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "planner", "solve", str(home / "inst"), "-q", *options]
    return subprocess.Popen(
        [*command, "-o", str(home / "plans" / "p")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _kill(command: subprocess.Popen[bytes], target: str) -> None:
    try:
        workers = psutil.Process(command.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return
    doomed = [] if target == "process" else [psutil.Process(command.pid)]
    doomed += [] if target == "command" else workers
    for process in doomed:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


def _fault(home: Path, inst: Instance, earlier: files.Manifest) -> str:
    """What is wrong with what was left, or ""."""
    if files.load(home / "plans" / "earlier").manifest != earlier:
        return "the earlier plan changed"
    if (home / "plans" / "p").exists() and not verify(inst, files.load(home / "plans" / "p")).ok:
        return "a plan that breaks a rule"
    until = time.monotonic() + 5
    while _running_on(home):
        if time.monotonic() > until:
            return "a process runs on"
        time.sleep(0.1)
    return ""


def _running_on(home: Path) -> bool:
    for process in psutil.process_iter(["cmdline"]):
        if str(home) in " ".join(process.info["cmdline"] or ()):
            return True
    return False


if __name__ == "__main__":
    main()
