"""Write the goldens of the model anew: `python -m tests.models.regenerate`.

Read the difference before it is committed: every changed line is a changed rule or cost.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.models.cases import GOLDEN_CASES
from tests.models.rows import model_text

GOLDEN = Path(__file__).parent / "golden"


def main() -> None:
    """One folder per case, one file per block of its model."""
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for name, case in GOLDEN_CASES.items():
        folder = GOLDEN / name
        folder.mkdir(parents=True)
        for block, text in model_text(case()).items():
            (folder / f"{block}.txt").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
