"""Write a generated instance as a folder: `python -m benchmarks.search.split runs27 FOLDER --seed 1`."""

from __future__ import annotations

import argparse
from pathlib import Path

from planner.instance import write_folder

from .instance import SHAPES, split_instance


def main() -> None:
    """Write the instance that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search.split", description=__doc__)
    parser.add_argument("name", choices=SHAPES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    write_folder(split_instance(asked.name, asked.seed), asked.folder)


if __name__ == "__main__":
    main()
