"""Where the time goes: `python -m benchmarks.profile`.

One solve of an instance from the start of its process to the plan on the disk, step by step, with its share;
and how long the commands take that have to answer at once. The exit code is 1 when a step beside the search
takes more than a tenth, or a command longer than it may.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .commands import seconds_of
from .steps import Step, steps_of

US_2026 = Path(__file__).resolve().parents[2] / "instances" / "us-2026"
MOST_SHARE = 0.1
"""Most of the whole time that a step beside the search may take."""
HELP_S, CHECK_S = 0.3, 3.0
"""Most that `planner --help` and `planner check` may take."""


def main() -> int:
    """Print the profile; 0 when nothing takes longer than it may."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description=__doc__)
    parser.add_argument("instance", nargs="?", type=Path, default=US_2026)
    parser.add_argument("--time-limit", type=float, default=300.0, metavar="S")
    parser.add_argument("--repeats", type=int, default=5, help="of the quick commands")
    asked = parser.parse_args()
    slow = _show_commands(asked.instance, asked.repeats)
    return 1 if _show_steps(steps_of(asked.instance, asked.time_limit)) or slow else 0


def _show_commands(instance: Path, repeats: int) -> bool:
    slow = False
    for words, most_s in ((["--help"], HELP_S), (["check", str(instance)], CHECK_S)):
        wall_s, processor_s = seconds_of(words, repeats)
        slow |= wall_s > most_s
        print(
            f"planner {words[0]:<30} {wall_s:>8.2f} s, of the processor {processor_s:.2f} s, "
            f"at most {most_s:.1f} s",
            flush=True,
        )
    return slow


def _show_steps(steps: list[Step]) -> bool:
    whole = sum(step.seconds for step in steps)
    for step in steps:
        print(f"{step.name:<38} {step.seconds:>8.2f} s {step.seconds / whole:>7.1%}")
    print(f"{'all':<38} {whole:>8.2f} s")
    return any(s.seconds > MOST_SHARE * whole for s in steps if not s.is_search)


if __name__ == "__main__":
    sys.exit(main())
