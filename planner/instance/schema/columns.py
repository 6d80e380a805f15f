"""How a column of an instance table is declared.

A table is a frozen pydantic model, one field per column. Everything that is known about a column
stands in its field and only there: type, unit, range, default, sentence, source of the convention,
the table it refers to, and the families that cannot do without it. The reader, the checker, the
format's documentation, the JSON Schema and the workbook template are all made from these fields.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

FAMILIES: tuple[str, ...] = (
    "siting",
    "fleet",
    "halls",
    "power",
    "training",
    "backbone",
    "inference",
)
"""Constraint families an instance may list, in the order in which the model adds them."""

FAMILY_NEEDS: dict[str, tuple[str, ...]] = {
    "siting": (),
    "fleet": ("siting",),
    "halls": ("fleet",),
    "power": ("halls",),
    "training": ("fleet",),
    "backbone": ("training",),
    "inference": ("siting",),
}
"""Families that must be listed too, by family."""

CONFIDENCES: tuple[str, ...] = ("high", "medium", "low")

MAX_ABS_NUMBER = 1e12
"""No number in any table may be larger; HiGHS refuses whole batches of rows from 1e15 on."""


@dataclass(frozen=True)
class ColumnFacts:
    """What a column says beyond its Python type and range.

    Attributes:
        unit: physical unit, "" for text and pure numbers.
        ref: name of the table whose first key column holds the permitted values.
        needed_by: families that cannot do without a value here.
        choices: permitted words, empty when free.
        listed: True when the cell holds several words separated by ``|``.
        source: where the convention comes from, "" when it is plain.
        usual: (low, high) outside which a value is refused by no rule but looks like a unit slip.
    """

    unit: str = ""
    ref: str = ""
    needed_by: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    listed: bool = False
    source: str = ""
    usual: tuple[float, float] | None = None


def col(
    sentence: str,
    *,
    unit: str = "",
    default: Any = ...,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
    ref: str = "",
    needed_by: tuple[str, ...] = (),
    choices: tuple[str, ...] = (),
    listed: bool = False,
    source: str = "",
    usual: tuple[float, float] | None = None,
) -> Any:
    """Declare one column: its sentence, unit, range, default and references."""
    facts = ColumnFacts(unit, ref, needed_by, choices, listed, source, usual)
    return Field(
        default,
        description=sentence,
        ge=ge,
        gt=gt,
        le=le,
        lt=lt,
        json_schema_extra={"facts": asdict(facts)},
    )


def facts_of(info: FieldInfo) -> ColumnFacts:
    """The :class:`ColumnFacts` declared with :func:`col` for a pydantic field."""
    extra: Any = info.json_schema_extra
    return ColumnFacts(**extra["facts"])


class Row(BaseModel):
    """One row of a table, immutable. Every row may say where its values come from."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    source: str = col("Where the values of this row come from.", default="")
    source_year: int | None = col(
        "Year the values of this row speak of.", unit="year", default=None, ge=1900, le=2200
    )
    confidence: str = col(
        "How sure the source is; low marks what no source was seen for.",
        default="",
        choices=CONFIDENCES,
    )
    note: str = col("Anything a reader should know about this row.", default="")

    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    families: ClassVar[tuple[str, ...]]
    about: ClassVar[str]
    required: ClassVar[bool] = False
    """True when a listed family cannot do without at least one row."""


META_COLUMNS: tuple[str, ...] = ("source", "source_year", "confidence", "note")


def columns_of(row: type[Row]) -> dict[str, FieldInfo]:
    """Columns of a table in file order: own columns first, then the four that every table has."""
    own = {name: info for name, info in row.model_fields.items() if name not in META_COLUMNS}
    meta = {name: row.model_fields[name] for name in META_COLUMNS}
    return own | meta
