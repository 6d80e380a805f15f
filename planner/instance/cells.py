"""From a cell to a value: strict, by the schema's type, and never a guess."""

from __future__ import annotations

import datetime
import math
import numbers
import re
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .faults import near
from .raw import Spoilt
from .schema import MAX_ABS_NUMBER, ColumnFacts, facts_of

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
WHOLE = re.compile(r"[+-]?[0-9]+")
YEAR = re.compile(r"[0-9]{4}")
SERIAL = re.compile(r"[3-6][0-9]{4}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Characters that steer a terminal; tabs and line breaks are text."""

QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
MONEY = re.compile(r"[-(]?\s*[$€£¥].*|.*[$€£¥]\s*\)?")
DATE = re.compile(
    r"[0-9]{1,4}[-/][0-9]{1,2}([-/][0-9]{1,4})?([T ].*)?|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2,4}"
)

FLAG_WORDS: dict[str, str] = {
    **dict.fromkeys(("yes", "y", "ja", "j", "oui", "si", "on", "1", "wahr", "x"), "true"),
    **dict.fromkeys(("no", "n", "nein", "non", "off", "0", "falsch"), "false"),
}
"""What people write for true and false."""

EXACT_DIGITS = 2**53
"""Whole numbers up to this are exact in a spreadsheet's cell."""

FIRST_SERIAL = datetime.date(1899, 12, 30)
"""Day 0 of a spreadsheet's dates."""

BREAKERS = ("\u2212", "\u2013", "\u2014")
"""Signs that look like a minus and are none."""

SHARED_NAMES: tuple[str, ...] = (
    "region",
    "grid_region",
    "climate_zone",
    "model",
    "campus_group",
    "country",
    "bloc",
    "vendor",
    "day",
)
"""Columns that join tables by name without a table of their own."""


class MisfitError(Exception):
    """A cell that is not what its column wants; carries a hint."""

    def __init__(self, hint: str = "") -> None:
        self.hint = hint
        super().__init__(hint)


@dataclass(frozen=True)
class ColumnSpec:
    """What the reader has to know about one column or setting.

    Attributes:
        name: its name.
        kind: text, number, whole, year, flag, words, years, by_year or group.
        facts: what the schema says beyond the type.
        expected: the permitted values in words.
        has_default: False when a value must be given.
        default: the value of an empty cell, None when there is none.
        is_name: True for keys, references and names that join tables.
        parse: from a cell that is not empty to its value; raises :class:`MisfitError`.
    """

    name: str
    kind: str
    facts: ColumnFacts
    expected: str
    has_default: bool
    default: object
    is_name: bool
    parse: Callable[[object], object]


@cache
def specs_of(model: type[BaseModel]) -> dict[str, ColumnSpec]:
    """The columns of a table, or the settings of a group, by name."""
    key: tuple[str, ...] = getattr(model, "key", ())
    return {name: _spec(name, info, name in key) for name, info in model.model_fields.items()}


def _spec(name: str, info: FieldInfo, is_key: bool) -> ColumnSpec:
    facts = facts_of(info)
    kind = _kind(info.annotation, facts)
    has_default = not info.is_required()
    is_name = kind in ("text", "words") and (is_key or bool(facts.ref) or name in SHARED_NAMES)
    return ColumnSpec(
        name=name,
        kind=kind,
        facts=facts,
        expected=_expected(kind, facts, _range(info)),
        has_default=has_default,
        default=info.get_default() if has_default else None,
        is_name=is_name,
        parse=_parser(kind, facts, is_name),
    )


def _kind(annotation: object, facts: ColumnFacts) -> str:
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        options = [a for a in typing.get_args(annotation) if a is not type(None)]
        annotation = options[0] if len(options) == 1 else dict
    if typing.get_origin(annotation) is tuple:
        return "years" if typing.get_args(annotation)[0] is int else "words"
    if annotation is int and facts.unit == "year":
        return "year"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "group"
    plain = {str: "text", int: "whole", float: "number", bool: "flag", dict: "by_year"}
    return plain[typing.cast(type, annotation)]


def _range(info: FieldInfo) -> str:
    marks = {
        annotated_types.Gt: (">", "gt"),
        annotated_types.Ge: ("≥", "ge"),
        annotated_types.Lt: ("<", "lt"),
        annotated_types.Le: ("≤", "le"),
    }
    found = [
        f"{marks[type(m)][0]} {getattr(m, marks[type(m)][1]):.12g}"
        for m in info.metadata
        if type(m) in marks
    ]
    return " " + " and ".join(found) if found else ""


def _expected(kind: str, facts: ColumnFacts, limits: str) -> str:
    unit = f" in {facts.unit}" if facts.unit and kind not in ("year", "years") else ""
    if facts.choices:
        words = ", ".join(facts.choices)
        return f"words out of {words}, separated by |" if kind == "words" else f"one of {words}"
    return {
        "text": "text",
        "number": f"a number{unit}{limits}",
        "whole": f"a whole number{unit}{limits}",
        "year": f"a year as four digits{limits}",
        "flag": "true or false",
        "words": "names separated by |",
        "years": "years as four digits, rising",
        "by_year": f"a number{unit}, or one per year",
        "group": "a group of settings",
    }[kind]


def _parser(kind: str, facts: ColumnFacts, is_name: bool) -> Callable[[object], object]:
    if kind == "text":
        return lambda cell: _word(_text(cell, is_name), facts.choices)
    if kind == "words":
        return lambda cell: tuple(_word(word, facts.choices) for word in split_words(cell))
    if kind == "years":
        return lambda cell: tuple(_year(word) for word in split_words(cell))
    return {"number": number, "whole": _whole, "year": _year, "flag": _flag}.get(kind, number)


def is_empty(cell: object) -> bool:
    """Whether a cell is truly empty; blanks, `NA` and the like are not."""
    return cell is None or cell == ""


def split_words(cell: object) -> list[str]:
    """The words of a list: a Python list, `a|b`, or `[a, b]`.

    Raises:
        MisfitError: when a word is empty or stands twice.
    """
    if isinstance(cell, (list, tuple)):
        words = [_text(word, True) for word in cell]
    else:
        text = _text(cell, True)
        if text.startswith("[") and text.endswith("]"):
            inner = text[1:-1].strip()
            words = [word.strip() for word in inner.split(",")] if inner else []
            if any(QUOTED.fullmatch(word) for word in words):
                raise MisfitError("a list in quotes; write a|b")
        else:
            words = [word.strip() for word in text.split("|")]
    if "" in words:
        raise MisfitError("a word of the list is empty")
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice is not None:
        raise MisfitError(f"{twice!r} stands twice")
    return words


def _word(word: str, choices: tuple[str, ...]) -> str:
    if choices and word not in choices:
        raise MisfitError(near(word, choices))
    return word


def _text(cell: object, is_name: bool) -> str:
    if isinstance(cell, str):
        text = cell.strip()
    elif isinstance(cell, bool):
        text = str(cell).upper()
    elif isinstance(cell, numbers.Integral):
        text = str(int(cell))
    elif isinstance(cell, float) and math.isfinite(cell):
        if abs(cell) > EXACT_DIGITS:
            raise MisfitError("a number has lost its last digits; format the cell as text")
        text = str(int(cell)) if cell.is_integer() else repr(cell)
    elif isinstance(cell, (datetime.date, datetime.time)):
        raise MisfitError("the cell holds a date; format it as text")
    else:
        raise MisfitError(_type_hint(cell))
    if not text:
        raise MisfitError("the cell holds only blanks; empty it")
    if is_name and not text.isprintable():
        raise MisfitError("the name holds a line break or an invisible character")
    if not is_name and CONTROL.search(text):
        raise MisfitError("the text holds a control character")
    return text


def number(cell: object) -> float:
    """A finite number of bounded size from text or a Python number.

    Raises:
        MisfitError: with a hint on decimal commas, thousands marks, units and the like.
    """
    if isinstance(cell, str):
        text = cell.strip()
        if NUMBER.fullmatch(text) is None:
            raise MisfitError(_number_hint(text))
        value = float(text)
    elif isinstance(cell, numbers.Real) and not isinstance(cell, bool):
        value = float(cell)
    else:
        raise MisfitError(_type_hint(cell))
    if not math.isfinite(value):
        raise MisfitError("not a finite number; leave the cell empty when there is no value")
    if abs(value) > MAX_ABS_NUMBER:
        raise MisfitError(f"no number may be larger than {MAX_ABS_NUMBER:g}")
    return value


def _whole(cell: object) -> int:
    if isinstance(cell, str):
        text = cell.strip()
        if WHOLE.fullmatch(text):
            return int(number(text))
        if NUMBER.fullmatch(text) and float(text).is_integer():
            raise MisfitError(f"write {float(text):.0f}")
        raise MisfitError("" if NUMBER.fullmatch(text) else _number_hint(text))
    value = number(cell)
    if not value.is_integer():
        raise MisfitError()
    return int(value)


def _year(cell: object) -> int:
    text = str(_whole(cell)) if not isinstance(cell, str) else cell.strip()
    if YEAR.fullmatch(text) is None:
        if DATE.fullmatch(text):
            raise MisfitError("a date? write the year alone")
        if SERIAL.fullmatch(text):
            date = FIRST_SERIAL + datetime.timedelta(days=int(text))
            raise MisfitError(f"{text} is {date} as a spreadsheet counts days; write {date.year}")
        if NUMBER.fullmatch(text) and float(text).is_integer() and 1000 <= float(text) <= 9999:
            raise MisfitError(f"write {float(text):.0f}")
        raise MisfitError()
    return int(text)


def _flag(cell: object) -> bool:
    if isinstance(cell, bool):
        return cell
    words = {"true": True, "True": True, "TRUE": True}
    words |= {"false": False, "False": False, "FALSE": False}
    if isinstance(cell, str) and cell.strip() in words:
        return words[cell.strip()]
    if isinstance(cell, Spoilt):
        raise MisfitError(cell.hint)
    if isinstance(cell, str) and (meant := FLAG_WORDS.get(cell.strip().casefold())):
        raise MisfitError(f"write {meant}: yes, no, on, off, 1 and 0 are not taken")
    raise MisfitError("yes, no, on, off, 1 and 0 are not taken")


def _type_hint(cell: object) -> str:
    if isinstance(cell, Spoilt):
        return cell.hint
    if isinstance(cell, bool):
        return f"a number; the cell holds the logical value {str(cell).upper()}"
    if isinstance(cell, (datetime.date, datetime.time)):
        return "a date? write the year alone or format the cell as a number"
    return f"found a value of type {type(cell).__name__}"


def _number_hint(text: str) -> str:
    if not text:
        return "the cell holds only blanks; empty it"
    if text.casefold().lstrip("+-.") in ("inf", "infinity", "nan", "na", "n/a", "null", "none"):
        return "not a finite number; leave the cell empty when there is no value"
    if DATE.fullmatch(text):
        return "a date? write the year alone"
    if re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{3})*,[0-9]+", text):
        decimal = text.replace(".", "").replace(",", ".")
        if re.fullmatch(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", text):
            return f"thousands mark or decimal comma? write {text.replace(',', '')} or {decimal}"
        return f"decimal comma? write {decimal}"
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        return f"decimal comma? write {text.replace(',', '.')}"
    plain = re.sub(r"(?<=[0-9])[,.' _\u00a0\u202f’](?=[0-9]{3}(?![0-9]))", "", text)
    if plain != text and NUMBER.fullmatch(plain):
        return f"thousands mark? write {plain}"
    if text.startswith(BREAKERS) and NUMBER.fullmatch(text[1:]):
        return f"not a minus sign; write -{text[1:]}"
    if MONEY.fullmatch(text):
        return "the number alone; its currency stands in the column's name"
    if text.endswith("%") and NUMBER.fullmatch(text[:-1].strip()):
        return f"write the share {float(text[:-1]) / 100:.6g}"
    if re.search(r"[0-9]", text) and re.search(r"[^\W\d_]|[$€£]", text):
        return "the number alone; its unit stands in the column's name"
    return ""
