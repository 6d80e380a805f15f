"""Kill, or interrupt, solves at random moments and look at what is left.

    python -m benchmarks.kills kills --count 100
    python -m benchmarks.kills cancels --count 20
    python -m benchmarks.kills overruns --count 10
    python -m benchmarks.kills together --count 2

A *kill* is SIGKILL to the command, to its process that solves, or to both. Afterwards the plan that
stood there before must be whole and unchanged; the new plan must be whole and pass the checker, or not be
there at all; no process may run on; and a solve that was cut short must be listed by `planner unfinished`,
its last plan recoverable.

A *cancel* is SIGINT once a plan is on the disk: the command must end within 5 s with a plan that passes
the checker.

An *overrun* is a solve that hears nothing (its process is stopped by SIGSTOP once it has a plan): the watchdog
must end it within 10 s or 10 % of its limit, with that plan.

*Together* are eight solves at once with one folder for their plan, of which one gets it and the others are told
so, their plans recoverable; and eight without a name for it, of which each gets a number.
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
from collections.abc import Callable
from functools import cache
from pathlib import Path

import psutil

import planner
from planner.instance import Instance, write_folder
from planner.plan import files
from planner.plan.verify import verify
from planner.solving.apart import recover, unfinished
from tests.solving.hard import hard_routing

TINY = Path(__file__).parents[2] / "instances" / "tiny"
FAULT = "FAULT"
SOLVE_S = 5.0
"""Time limit of each solve that is killed, s."""
SHORT = ("--time-limit", str(SOLVE_S), "--gap", "0", "--threads", "1")
PATIENCE = 3.0
"""A command whose process is killed ends within so many times what an undisturbed one takes here and now."""


def main() -> None:
    """Do what the command line asks for; exit code 1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("what", choices=sorted(TRIALS))
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    seen = tried(asked.what, asked.count, asked.seed)
    for what, times in sorted(seen.items()):
        print(f"{times:4}  {what}")
    if any(what.startswith(FAULT) for what in seen):
        raise SystemExit(1)


def tried(what: str, count: int, seed: int = 0) -> collections.Counter[str]:
    """How often what happened in some trials of a kind; what begins with :data:`FAULT` went wrong."""
    draw = random.Random(seed)
    seen: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="planner-kills-") as name:
        for number in range(count):
            seen[TRIALS[what](Path(name) / str(number), draw)] += 1
    return seen


@cache
def _undisturbed_s() -> float:
    """Time of a whole command on this machine, with what else it does now, s."""
    with tempfile.TemporaryDirectory(prefix="planner-kills-") as name:
        home = Path(name)
        write_folder(hard_routing(), home / "inst")
        began = time.monotonic()
        _started(home, *SHORT).wait(timeout=300)
        return time.monotonic() - began


def killed(home: Path, draw: random.Random) -> str:
    """Kill one solve; what was left, in a word, or "FAULT: …"."""
    inst = hard_routing()
    write_folder(inst, home / "inst")
    earlier = _earlier_plan(home)
    target = draw.choice(["command", "process", "both"])
    patience_s = PATIENCE * _undisturbed_s()
    command = _started(home, *SHORT)
    # anywhere from its start to its end: reading, building, solving, writing
    moment = draw.uniform(0.0, _undisturbed_s())
    try:
        command.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        _kill(command, target)
    try:
        command.wait(timeout=patience_s)
    except subprocess.TimeoutExpired:
        command.kill()
        return f"{FAULT}: ran on for {patience_s:.0f} s ({target} killed after {moment:.2f} s)"
    fault = _fault(home, inst, earlier)
    if fault:
        return f"{FAULT}: {fault} ({target} killed after {moment:.2f} s)"
    if (home / "plans" / "p").exists():
        return "whole plan in its place"
    left = unfinished(home / "plans")
    if not left:
        return "nothing left: killed before the solve was described"
    if not left[0].has_plan:
        return "listed as unfinished, no plan found yet"
    result = recover(left[0])
    if result.plan is None or not verify(inst, result.plan).ok:
        return f"{FAULT}: not recovered: {result.message}"
    return "listed as unfinished, its last plan recovered"


def cancelled(home: Path, draw: random.Random) -> str:
    """Interrupt one solve that has a plan; how it ended."""
    inst = hard_routing()
    write_folder(inst, home / "inst")
    command = _started(home, "--time-limit", "60", "--gap", "0", "--threads", "1")
    if not _has_plan(home, command):
        return f"{FAULT}: no plan to be kept"
    time.sleep(draw.uniform(0.0, 3.0))
    command.send_signal(signal.SIGINT)
    began = time.monotonic()
    try:
        command.wait(timeout=30)
    except subprocess.TimeoutExpired:
        command.kill()
        return f"{FAULT}: ran on"
    seconds = time.monotonic() - began
    if seconds > 5:
        return f"{FAULT}: {seconds:.1f} s"
    plan = files.load(home / "plans" / "p")
    if command.returncode != 130 or not verify(inst, plan).ok:
        return f"{FAULT}: exit code {command.returncode}"
    return "ended within 5 s with a checked plan"


def overrun(home: Path, draw: random.Random) -> str:
    """Stop the process of one solve that has a plan, so that it hears of no limit; how it ended."""
    inst = hard_routing()
    write_folder(inst, home / "inst")
    limit_s = 40.0
    began = time.monotonic()
    command = _started(home, "--time-limit", str(limit_s), "--gap", "0", "--threads", "1")
    if not _has_plan(home, command):
        return f"{FAULT}: no plan to be kept"
    time.sleep(draw.uniform(0.0, 3.0))
    (worker,) = psutil.Process(command.pid).children()
    worker.suspend()
    try:
        command.wait(timeout=PATIENCE * (limit_s + _undisturbed_s()))
    except subprocess.TimeoutExpired:
        command.kill()
        return f"{FAULT}: ran on"
    seconds = time.monotonic() - began - (_undisturbed_s() - SOLVE_S)
    if seconds > limit_s + max(10.0, 0.1 * limit_s):
        return f"{FAULT}: {seconds:.1f} s of {limit_s:.0f} s"
    if command.returncode != 5 or not verify(inst, files.load(home / "plans" / "p")).ok:
        return f"{FAULT}: exit code {command.returncode}"
    return "ended in time with a checked plan"


def together(home: Path, draw: random.Random) -> str:
    """Eight solves at once for one folder, and eight for any; what was left."""
    home.mkdir()
    inst = planner.load(TINY)
    words = [sys.executable, "-m", "planner", "solve", str(TINY), "-q"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    same = [subprocess.Popen([*words, "-o", str(home / "plans" / "p")], **quiet) for _ in range(8)]
    codes = sorted(command.wait(timeout=300) for command in same)
    left = unfinished(home / "plans")
    recovered = [recover(one).plan for one in left]
    plans = [files.load(home / "plans" / "p"), *recovered]
    if codes != [0] + [1] * 7 or not all(plan and verify(inst, plan).ok for plan in plans):
        return f"{FAULT}: exit codes {codes}, {len(left)} left"
    any_name = [subprocess.Popen(words, cwd=home / "plans", **quiet) for _ in range(8)]
    codes = sorted(command.wait(timeout=300) for command in any_name)
    folders = sorted((home / "plans" / "plans").iterdir())
    if codes != [0] * 8 or len(folders) != 8:
        return f"{FAULT}: exit codes {codes}, plans {[folder.name for folder in folders]}"
    if not all(verify(inst, files.load(folder)).ok for folder in folders):
        return f"{FAULT}: a plan that breaks a rule"
    return "one of eight gets the folder, eight of eight get a number"


def _has_plan(home: Path, command: subprocess.Popen[bytes]) -> bool:
    """Wait until a solve has a plan on the disk; where it ends before or takes long it is killed."""
    until = time.monotonic() + PATIENCE * _undisturbed_s() + 20
    while not list(home.glob("plans/.p.*.run/plan-*")):
        if time.monotonic() > until or command.poll() is not None:
            command.kill()
            return False
        time.sleep(0.05)
    return True


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


TRIALS: dict[str, Callable[[Path, random.Random], str]] = {
    "kills": killed,
    "cancels": cancelled,
    "overruns": overrun,
    "together": together,
}


if __name__ == "__main__":
    main()
