"""Write the instance without its slices: every metro's peak is served at once.

Run with ``python instances/slices-2026/without_slices.py FOLDER``. All other data stay as they are: the
services' peak_to_mean is the largest factor of their local demand, and solar runs at its capacity
factor.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OF_SLICES = ("slices.csv", "local_demand.csv", "slice_availability.csv")


def main(folder: Path) -> None:
    """Copy the instance's files but those of slices.

    Raises:
        FileExistsError: the folder exists.
    """
    folder.mkdir(parents=True)
    for path in sorted(HERE.iterdir()):
        if path.suffix in (".csv", ".yaml") and path.name not in OF_SLICES:
            shutil.copy(path, folder / path.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
