"""What stands in another order is the same instance."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import BOOK, saved

from planner.instance import load


@pytest.mark.parametrize("base", ["facility", "full", "whole"])
def test_the_order_of_sheets_changes_nothing(base: str, tmp_path: Path):
    """Proves that a workbook with its sheets turned round is the same instance."""
    saved(base, lambda book: None)(tmp_path / "book")
    saved(base, lambda book: book._sheets.reverse())(tmp_path / "turned")
    instance, other = load(tmp_path / "book" / BOOK), load(tmp_path / "turned" / BOOK)
    assert other.sha256 == instance.sha256
    assert other.tables() == instance.tables()
