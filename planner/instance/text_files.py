"""Reading the files of an instance folder: UTF-8 text, CSV tables, YAML trees."""

from __future__ import annotations

import codecs
import csv
import io
import re
from importlib.resources.abc import Traversable
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import FileMark, MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from .cells import is_empty
from .faults import Findings, Where
from .raw import Node, RawTable

YamlNode = ScalarNode | SequenceNode | MappingNode

MAX_MEGABYTES = 100
"""Largest file that is read; a table of a million rows has about half of it."""

GARBLED = re.compile("\u00c3[\u0080-\u00bf]|\u00e2\u20ac|\ufffd")
"""What becomes of an accented letter when UTF-8 is read as Windows-1252 and saved again."""

LINE_END = re.compile(rb"\r\n|\n|\r")

NULLS: tuple[str, ...] = ("", "~", "null", "Null", "NULL")
CORE_TAG = re.compile(r"tag:yaml\.org,2002:(str|int|float|bool|null|timestamp|seq|map|merge|value)")


def read_text(path: Path | Traversable, findings: Findings, file: str) -> str | None:
    """The text of a UTF-8 file, with or without byte-order mark; None after a fault."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_MEGABYTES * 1_000_000 + 1)
    except OSError as error:
        findings.fault(Where(file), "", error.strerror, "a file that can be read")
        return None
    if len(data) > MAX_MEGABYTES * 1_000_000:
        expected = f"a file of at most {MAX_MEGABYTES} MB"
        findings.fault(Where(file), "", f"more than {MAX_MEGABYTES} MB", expected)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse_bytes(data, error.start, file, findings)
        return None
    if "\0" in text:
        _refuse_bytes(data, data.index(b"\0"), file, findings)
        return None
    if garbled := GARBLED.search(text):
        before = text[: garbled.start()]
        row = len(LINE_END.findall(before.encode())) + 1
        word = (
            re.split(r"\W", before[-30:])[-1] + re.split("[,;\\s]", text[garbled.start() :][:30])[0]
        )
        findings.note(
            f"{file} row {row}: {word!r} looks like a letter whose encoding was lost; "
            "the text is taken as it stands"
        )
    return text


def _refuse_bytes(data: bytes, at: int, file: str, findings: Findings) -> None:
    """Refuse a file with a byte that UTF-8 text cannot hold, saying what its text may be instead."""
    row = len(LINE_END.findall(data, 0, at)) + 1
    found = repr(data[at : at + 1])[2:-1]
    hint = "save the file as UTF-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        hint = "the file is UTF-16 (Excel's Unicode text); save it as CSV UTF-8"
    elif data[at : at + 1] != b"\0":
        read = data[at : at + 1].decode("cp1252", "replace")
        hint = f"{read!r} in Windows-1252? save the file as CSV UTF-8"
    findings.fault(Where(file, row), "", found, "UTF-8 text", hint)


def read_csv(path: Path | Traversable, name: str, file: str, findings: Findings) -> RawTable:
    """A CSV table: commas, quotes, a heading line; lines without any value are skipped."""
    table = RawTable(name, file)
    text = read_text(path, findings, file)
    if text is None:
        table.readable = False
        return table
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 1
    try:
        for record in reader:
            if not any(not is_empty(cell) for cell in record):
                pass
            elif not table.heading:
                table.heading, table.heading_row = record, row
            else:
                table.rows.append((row, record))
            row = reader.line_num + 1
    except csv.Error as error:
        findings.fault(Where(file, row), "", None, "CSV with closed quotes", str(error))
        table.readable = False
    return table


def read_yaml(path: Path, file: str, findings: Findings) -> Node | None:
    """A YAML file as a tree of text scalars with their places; None after a fault.

    Scalars keep their text, so that the schema's type alone says what they mean; only the plain
    nulls of the YAML 1.2 core schema become None. Nothing is ever constructed from a tag.
    """
    text = read_text(path, findings, file)
    if text is None:
        return None
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file)
        findings.fault(where, "", error.problem, "YAML 1.2", _yaml_hint(text, mark))
        return None
    except ReaderError as error:
        where = Where(file, text.count("\n", 0, error.position) + 1)
        findings.fault(
            where, "", error.character, "YAML 1.2", "a character that YAML does not take"
        )
        return None
    except (YAMLError, RecursionError) as error:
        findings.fault(Where(file), "", None, "YAML 1.2 with one document", str(error)[:200])
        return None
    if not isinstance(root, MappingNode):
        findings.fault(Where(file, 1), "", None, "a mapping of names to values")
        return None
    return _tree(root, file, "", findings)


def _yaml_hint(text: str, mark: StringMark | FileMark | None) -> str:
    """What is often behind a YAML error: a tab in front of a line, or a lone colon in a text."""
    lines = text.splitlines()
    line = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab in front of the line; indent with blanks"
    if line.count(": ") > 1:
        return "a text with a colon? put it in quotes"
    return ""


def _tree(node: YamlNode, file: str, path: str, findings: Findings) -> Node:
    where = Where(file, node.start_mark.line + 1, node.start_mark.column + 1)
    if node.anchor is not None:
        findings.fault(where, path, f"&{node.anchor}", "values without anchors and aliases")
        return Node(None, where)
    if CORE_TAG.fullmatch(str(node.tag)) is None:
        findings.fault(where, path, str(node.tag), "values without tags")
        return Node(None, where)
    if isinstance(node, ScalarNode):
        null = node.style is None and node.value in NULLS
        return Node(None if null else node.value, where)
    if isinstance(node, SequenceNode):
        return Node([_tree(child, file, path, findings) for child in node.value], where)
    return _mapping(node, where, path, findings)


def _mapping(node: MappingNode, where: Where, path: str, findings: Findings) -> Node:
    children: dict[str, Node] = {}
    for key, child in node.value:
        at = Where(where.file, key.start_mark.line + 1, key.start_mark.column + 1)
        if not isinstance(key, ScalarNode):
            findings.fault(at, path, None, "a name or year before the colon")
            continue
        inner = f"{path}.{key.value}" if path else key.value
        if key.value in children:
            first = children[key.value].where.row
            findings.fault(at, inner, key.value, "each name once", f"also in row {first}")
            continue
        node_of_child = _tree(child, where.file, inner, findings)
        if isinstance(child, ScalarNode) and child.style is None and child.value == "":
            # The parser puts an empty value where the next name begins.
            node_of_child.where = at
        children[key.value] = node_of_child
    return Node(children, where)
