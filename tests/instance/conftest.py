"""A small valid instance, written with edits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bases import Edits, write_files


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes a base instance with edits and gives its folder."""

    def write(base: str, edits: Edits | None = None, name: str = "instance") -> Path:
        return write_files(base, tmp_path / name, edits or {})

    return write
