"""Starting this package's modules as processes of their own, and hearing what they find."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

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


class BoundProcess(ABC):
    """A process that finds bounds while this one finds plans; a context manager.

    It can be stopped at any moment, which a solver inside its root relaxation cannot. What it works on
    goes over in a file, what it finds comes back as lines of JSON.

    Attributes:
        failure: after its end, what went wrong in the process, or "".
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="planner-bound-")
        self._path = Path(self._folder.name)
        self._errors = self._path / "errors.txt"
        self.failure = ""
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    @abstractmethod
    def _prepared(self) -> tuple[str, ...]:
        """The module that the process runs and its arguments; files that it needs are written."""

    @abstractmethod
    def _hear(self, said: dict[str, Any]) -> None:
        """Take note of what the process says, in a thread of this one."""

    def __enter__(self) -> Self:
        module, *arguments = self._prepared()
        with self._errors.open("w", encoding="utf-8") as errors:
            self._process = start_child(module, *arguments, errors=errors)
        self._reader = threading.Thread(target=self._read, name="bound side", daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None and self._reader is not None
        if self._process.poll() not in (None, 0):
            last = self._errors.read_text(encoding="utf-8").strip().splitlines()[-1:]
            self.failure = f"the bound process failed: {' '.join(last) or 'no message'}"
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._folder.cleanup()

    @property
    def running(self) -> bool:
        """Whether it may still improve the bound."""
        return self._process is not None and self._process.poll() is None

    def _read(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        for line in self._process.stdout:
            self._hear(json.loads(line))


def end_with_parent() -> None:
    """In a process that was started so: end at once when the one that started it is gone, however it went."""

    def watch() -> None:
        sys.stdin.read()
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()
