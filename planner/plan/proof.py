"""What is kept beside a plan so that its bound can be computed anew: dual values of a relaxation.

The relaxation is the linear one of the model in which metros of one service are taken together in groups.
Any dual values give a bound by weak duality; rows that are not named count with 0, so whatever the relaxation
left out need not be told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from planner.instance.schema import Lock

from .core import BoundBy

RowKey = tuple[str, str, tuple[str | int, ...]]
"""A row of the model: block, constraint, index."""


@dataclass(frozen=True)
class BoundProof:
    """Dual values that give a bound.

    Attributes:
        bound_musd: the bound that they were found to give.
        group_of: group of every (service, metro) that asks for something; empty where the metros stand as
            they are.
        locks: all locks under which the bound holds.
        duals: dual value of rows, M$ per unit of the row, positive where the lower side counts.
    """

    bound_musd: float
    group_of: Mapping[tuple[str, str], str]
    locks: tuple[Lock, ...]
    duals: Mapping[RowKey, float]

    def to_bytes(self) -> bytes:
        """The proof as a compressed file of NumPy arrays, without pickles."""
        rows = [[block, name, *index] for block, name, index in self.duals]
        groups = [[*at, group] for at, group in self.group_of.items()]
        stream = BytesIO()
        np.savez_compressed(
            stream,
            bound_musd=np.array([self.bound_musd]),
            groups=_text(groups),
            locks=_text([lock.model_dump(mode="json") for lock in self.locks]),
            rows=_text(rows),
            duals=np.array(list(self.duals.values()), dtype=float),
        )
        return stream.getvalue()

    @staticmethod
    def from_bytes(data: bytes) -> BoundProof:
        """The proof that :meth:`to_bytes` wrote.

        Raises:
            ValueError: the bytes hold no proof.
        """
        try:
            with np.load(BytesIO(data), allow_pickle=False) as held:
                rows = [(block, name, tuple(index)) for block, name, *index in _read(held["rows"])]
                return BoundProof(
                    bound_musd=float(held["bound_musd"][0]),
                    group_of={(k, metro): group for k, metro, group in _read(held["groups"])},
                    locks=tuple(Lock.model_validate(lock) for lock in _read(held["locks"])),
                    duals=dict(zip(rows, held["duals"].tolist(), strict=True)),
                )
        except (KeyError, TypeError, OSError, EOFError, BadZipFile) as error:
            raise ValueError(f"is no proof of a bound: {error}") from error


def bound_by(bound_musd: float, proof: BoundProof | None) -> BoundBy:
    """What proves a bound: the dual values where they reach it, else the solver alone."""
    reached = proof is not None and bound_musd <= proof.bound_musd
    return BoundBy.DUAL_VALUES if reached else BoundBy.SOLVER


def _text(value: list[Any]) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), dtype=np.uint8)


def _read(held: NDArray[np.uint8]) -> list[Any]:
    found = json.loads(held.tobytes().decode())
    if not isinstance(found, list):
        raise TypeError("a list was expected")
    return found
