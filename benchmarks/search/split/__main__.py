"""Write a generated instance as a folder: `python -m benchmarks.search.split runs27 FOLDER --seed 1`."""

from __future__ import annotations

from benchmarks.search.folders import write_asked

from .instance import SHAPES, split_instance

if __name__ == "__main__":
    write_asked("python -m benchmarks.search.split", __doc__, SHAPES, split_instance)
