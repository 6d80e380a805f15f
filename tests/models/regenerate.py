"""Write the goldens of the model anew: `python -m tests.models.regenerate`.

Read the difference before it is committed: every changed line is a changed rule or cost.
"""

from __future__ import annotations

from pathlib import Path

from tests.models.cases import every_rule
from tests.models.rows import model_text

GOLDEN = Path(__file__).parent / "golden"


def main() -> None:
    """One file per block of the model."""
    GOLDEN.mkdir(exist_ok=True)
    for block, text in model_text(every_rule()).items():
        (GOLDEN / f"{block}.txt").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
