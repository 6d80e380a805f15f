"""From the tree of settings to checked :class:`Settings`."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from .cells import ColumnSpec, MisfitError, is_empty, number, specs_of
from .faults import Findings, Where, near
from .raw import Node
from .schema import FAMILIES, FAMILY_NEEDS, TABLES, Settings
from .units import slip, unusual

SPARSE_YEARS: tuple[str, ...] = ("energisation_steps", "limits")
"""Tables whose years are those of single rows: when a held step comes, where a limit holds."""

YEARLY_TABLES: tuple[str, ...] = tuple(
    name for name, row in TABLES.items() if "year" in row.key and name not in SPARSE_YEARS
)
"""Tables with a row for every period."""


@dataclass(frozen=True)
class Frame:
    """Settings as far as they are sound.

    Attributes:
        settings: the settings; those not in `sound` hold their default or a stand-in.
        sound: names of the settings without fault; rules that need others are not tested.
        tree: where each setting stands.
    """

    settings: Settings
    sound: frozenset[str]
    tree: Node

    def knows(self, *names: str) -> bool:
        """Whether all of these settings are sound."""
        return self.sound.issuperset(names)

    def where(self, *path: str) -> Where:
        """Where a setting stands, or the mapping it would stand in."""
        return self.tree.at(path).where


def check_settings(tree: Node, findings: Findings) -> Frame:
    """Check every setting on its own and against the others."""
    if not isinstance(tree.value, dict):
        return Frame(_stand_in({}), frozenset(), tree)
    before = len(findings.faults)
    values = _group(tree, Settings, (), findings)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        _translate(error, tree, findings)
        settings = _stand_in(values)
    faulty = {fault.column.split(".")[0] for fault in findings.faults[before:]}
    frame = Frame(settings, frozenset(Settings.model_fields) - faulty, tree)
    before = len(findings.faults)
    _check_families(frame, findings)
    _check_periods(frame, findings)
    _check_lists(frame, findings)
    _note_unusual(frame, findings)
    faulty = {fault.column.split(".")[0] for fault in findings.faults[before:]}
    ordered = tuple(family for family in FAMILIES if family in frame.settings.families)
    settings = frame.settings.model_copy(update={"families": ordered})
    return Frame(settings, frame.sound - faulty, tree)


def _stand_in(values: dict[str, object]) -> Settings:
    empty: dict[str, object] = {"name": "", "families": (), "periods": ()}
    empty |= {"discount_rate": 0.0, "price_year": 2000}
    usable = {k: v for k, v in values.items() if k not in ("use", "solve")}
    return Settings.model_construct(**(empty | usable))  # type: ignore[arg-type]


def _group(
    node: Node, model: type[BaseModel], path: tuple[str, ...], findings: Findings
) -> dict[str, object]:
    specs = specs_of(model)
    values: dict[str, object] = {}
    children: dict[str, Node] = node.value if isinstance(node.value, dict) else {}
    for name, child in children.items():
        at = ".".join((*path, name))
        if name not in specs:
            known: Iterable[str] = specs if path else (*specs, *TABLES)
            findings.fault(child.where, at, name, "a setting", near(name, known))
            continue
        value = _value(child, specs[name], at, findings)
        if value is not None:
            values[name] = value
    return values


def _value(node: Node, spec: ColumnSpec, at: str, findings: Findings) -> object:
    if is_empty(node.value):
        if not spec.has_default:
            findings.fault(node.where, at, None, spec.expected)
        return None
    if spec.kind == "group":
        if isinstance(node.value, dict):
            group = _group_model(spec)
            return _group(node, group, tuple(at.split(".")), findings)
        findings.fault(node.where, at, node.plain(), spec.expected, "give its settings by name")
        return None
    if isinstance(node.value, dict):
        if spec.kind == "by_year":
            return _by_year(node, spec, at, findings)
        findings.fault(node.where, at, node.plain(), spec.expected)
        return None
    if isinstance(node.value, list) and spec.kind not in ("words", "years"):
        findings.fault(node.where, at, node.plain(), spec.expected, "one value, no list")
        return None
    try:
        return spec.parse(node.plain())
    except MisfitError as misfit:
        findings.fault(node.where, at, node.plain(), spec.expected, misfit.hint)
        return None


def _group_model(spec: ColumnSpec) -> type[BaseModel]:
    return type(spec.default) if isinstance(spec.default, BaseModel) else Settings


def _by_year(node: Node, spec: ColumnSpec, at: str, findings: Findings) -> object:
    values: dict[int, float] = {}
    assert isinstance(node.value, dict)
    for name, child in node.value.items():
        inner = f"{at}.{name}"
        if not (name.isascii() and name.isdigit() and len(name) == 4):
            findings.fault(child.where, inner, name, "a year as four digits")
            continue
        try:
            values[int(name)] = number(child.plain())
        except MisfitError as misfit:
            findings.fault(child.where, inner, child.plain(), spec.expected, misfit.hint)
    return values or None


def _translate(error: ValidationError, tree: Node, findings: Findings) -> None:
    faulty = {fault.column for fault in findings.faults}
    for problem in error.errors(include_url=False):
        path = tuple(str(part) for part in problem["loc"])
        at = ".".join(path)
        if at in faulty:
            continue
        model: type[BaseModel] = Settings
        for part in path[:-1]:
            model = _group_model(specs_of(model)[part])
        spec = specs_of(model)[path[-1]]
        node = tree.at(path)
        found = None if problem["type"] == "missing" else node.plain()
        value = problem["input"]
        hint = slip(float(value), spec) if isinstance(value, (int, float)) else ""
        findings.fault(node.where, at, found, spec.expected, hint)


def _check_families(frame: Frame, findings: Findings) -> None:
    if not frame.knows("families"):
        return
    families, where = frame.settings.families, frame.where("families")
    if not families:
        findings.fault(where, "families", None, f"some of {', '.join(FAMILIES)}")
    for family in families:
        for needed in FAMILY_NEEDS[family]:
            if needed not in families:
                findings.fault(
                    where, "families", family, f"family {needed} too, which {family} needs"
                )


def _check_periods(frame: Frame, findings: Findings) -> None:
    if not frame.knows("periods"):
        return
    starts, where = frame.settings.periods, frame.where("periods")
    if not starts:
        findings.fault(where, "periods", None, "the start year of at least one period")
        return
    for early, late in itertools.pairwise(starts):
        if late <= early:
            findings.fault(where, "periods", f"{early}, {late}", "start years that rise")
    end = frame.settings.horizon_end_year
    if frame.knows("horizon_end_year") and end is not None and end <= starts[-1]:
        findings.fault(
            frame.where("horizon_end_year"),
            "horizon_end_year",
            end,
            f"a year after the start of the last period, {starts[-1]}",
        )


def _check_lists(frame: Frame, findings: Findings) -> None:
    if frame.knows("interpolate"):
        for table in frame.settings.interpolate:
            if table not in YEARLY_TABLES:
                findings.fault(
                    frame.where("interpolate"),
                    "interpolate",
                    table,
                    f"yearly tables: {', '.join(YEARLY_TABLES)}",
                    near(table, YEARLY_TABLES),
                )
    price = frame.settings.carbon_usd_per_t
    if frame.knows("carbon_usd_per_t"):
        for at, value in price.items() if isinstance(price, dict) else [(None, price)]:
            if value < 0:
                path = ("carbon_usd_per_t",) if at is None else ("carbon_usd_per_t", str(at))
                expected = "a number in USD/t CO2 ≥ 0"
                findings.fault(frame.where(*path), ".".join(path), value, expected)


def _note_unusual(frame: Frame, findings: Findings) -> None:
    for name, spec in specs_of(Settings).items():
        value = getattr(frame.settings, name, None)
        if frame.knows(name) and isinstance(value, float):
            remark = unusual(value, spec)
            if remark:
                where = frame.where(name)
                findings.note(f"{where.file} row {where.row}, {name}: {remark}")
