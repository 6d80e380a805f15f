"""Copies of an instance that say the same in another order."""

from __future__ import annotations

import csv
import random
from io import StringIO
from pathlib import Path


def shuffled(instance: Path, target: Path, draw: random.Random) -> Path:
    """A copy with rows and columns of tables, keys of settings, and files put down in another order.

    Args:
        instance: folder of the instance.
        target: folder to make.
        draw: draws the order.
    """
    target.mkdir(parents=True)
    found = [f for f in instance.iterdir() if f.suffix in (".csv", ".yaml")]
    draw.shuffle(found)
    for file in found:
        text = file.read_text(encoding="utf-8")
        change = _table if file.suffix == ".csv" else _settings
        (target / file.name).write_text(change(text, draw), encoding="utf-8")
    return target


def _table(text: str, draw: random.Random) -> str:
    heading, *rows = csv.reader(StringIO(text))
    order = list(range(len(heading)))
    draw.shuffle(order)
    draw.shuffle(rows)
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([row[i] for i in order] for row in (heading, *rows))
    return stream.getvalue()


def _settings(text: str, draw: random.Random) -> str:
    """Keys at the top of a YAML file in another order, each with what stands below it."""
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if line and not line.startswith((" ", "#", "-")):
            blocks.append([])
        if blocks:
            blocks[-1].append(line)
    draw.shuffle(blocks)
    return "".join(f"{line}\n" for block in blocks for line in block)
