"""The bound side: a process of its own in which prices rise while plans are sought."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from planner.solving.child import start_child

from .ascent import Prices, load_prices
from .form import Form, save_form


class BoundSide:
    """Raises prices in another process and reports the bounds they prove; a context manager.

    Attributes:
        failure: after its end, what went wrong in the process, or "".

    Args:
        form: siting alone.
        report: called with every bound, from a thread of this process.
    """

    def __init__(self, form: Form, report: Callable[[float], None]) -> None:
        self._form = form
        self._report = report
        self._folder = tempfile.TemporaryDirectory(prefix="planner-prices-")
        self._errors = Path(self._folder.name) / "errors.txt"
        self._prices = Path(self._folder.name) / "prices.npz"
        self._has_prices = threading.Event()
        self._settled = threading.Event()
        self.failure = ""
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def __enter__(self) -> BoundSide:
        file = Path(self._folder.name) / "form.npz"
        save_form(self._form, file)
        with self._errors.open("w", encoding="utf-8") as errors:
            self._process = start_child(
                "planner.solving.priced.worker", str(file), str(self._prices), errors=errors
            )
        self._reader = threading.Thread(target=self._read, name="prices", daemon=True)
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

    @property
    def is_settled(self) -> bool:
        """Whether prices hardly rise any more, so that it pays to plan by them."""
        return self._settled.is_set() or not self.running

    @property
    def prices(self) -> Prices | None:
        """The latest prices, or None when there are none yet."""
        return load_prices(self._prices) if self._has_prices.is_set() else None

    def _read(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            self._report(float(said["bound"]))
            if said["prices"]:
                self._has_prices.set()
            if said["settled"]:
                self._settled.set()
