"""Starting this package's modules as processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TextIO

PACKAGE_ROOT = Path(__file__).resolve().parents[2]
"""Folder from which this package is imported."""


def start_child(module: str, *arguments: str, errors: TextIO) -> subprocess.Popen[str]:
    """Run a module of this package in a new Python, with pipes for its standard input and output.

    Args:
        module: dotted name.
        arguments: what it finds in `sys.argv`.
        errors: open file for its standard error.
    """
    # -P and PYTHONPATH: this very package, whatever stands in the user's folder
    paths = [str(PACKAGE_ROOT), os.environ.get("PYTHONPATH", "")]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.PIPE,  # its end tells the process that this one is gone
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in paths if p)},
        start_new_session=True,  # Ctrl-C in a terminal is for this process to act on
    )
