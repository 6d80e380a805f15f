"""One instance in processes of their own, with other hash seeds, gives the same plan byte by byte."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from planner.plan import files
from planner.plan.files import MANIFEST_FILE

TIMES = ("created_utc", "seconds")
"""What a manifest says of its own making."""

SOLVED = (0, 5)
"""Exit codes of a solve with a plan."""


def differing(instances: Sequence[Path], options: Sequence[str] = ()) -> list[str]:
    """What differs between the plans of instances that say the same; the first is what others are held against.

    Args:
        instances: their folders, the same one as often as it is to be solved.
        options: further words for `planner solve`.
    """
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="planner-repeats-") as home:
        kept: dict[str, str] = {}
        for number, instance in enumerate(instances):
            folder = Path(home) / f"plan-{number}"
            words = ["solve", str(instance), "-o", str(folder), "--quiet", *options]
            done = subprocess.run(
                [sys.executable, "-m", "planner", *words],
                env={**os.environ, "PYTHONHASHSEED": str(number)},
                capture_output=True,
                text=True,
            )
            if done.returncode not in SOLVED:
                faults.append(f"repeat {number}: exit code {done.returncode}: {done.stderr[-200:]}")
                continue
            found = fingerprints(folder)
            kept = kept or found
            faults += [
                f"repeat {number}: {name}" for name in sorted(kept) if kept[name] != found.get(name)
            ]
    return faults


def fingerprints(folder: Path) -> dict[str, str]:
    """Checksum of every file of a plan, its times left out; checksums of files are no part of it."""
    found = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_dir() or name == files.CHECKSUM_FILE:
            continue
        data = file.read_bytes()
        if name == MANIFEST_FILE:
            manifest = json.loads(data)
            data = json.dumps({k: v for k, v in manifest.items() if k not in TIMES}).encode()
        found[name] = hashlib.sha256(data).hexdigest()
    return found
