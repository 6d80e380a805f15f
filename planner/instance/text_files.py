"""Reading the files of an instance folder: UTF-8 text, CSV tables, YAML trees."""

from __future__ import annotations

import csv
import io
import re
from importlib.resources.abc import Traversable
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from .cells import is_empty
from .faults import Findings, Where
from .raw import Node, RawTable

YamlNode = ScalarNode | SequenceNode | MappingNode

NULLS: tuple[str, ...] = ("", "~", "null", "Null", "NULL")
CORE_TAG = re.compile(r"tag:yaml\.org,2002:(str|int|float|bool|null|timestamp|seq|map|merge|value)")


def read_text(path: Path | Traversable, findings: Findings, file: str) -> str | None:
    """The text of a UTF-8 file, with or without byte-order mark; None after a fault."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        found = repr(data[error.start : error.start + 1])[2:-1]
        findings.fault(Where(file, row), "", found, "UTF-8 text", "save the file as UTF-8")
        return None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        findings.fault(Where(file, row), "", "\\0", "UTF-8 text", "save the file as UTF-8")
        return None
    return text


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
        findings.fault(where, "", error.problem, "YAML 1.2")
        return None
    except (YAMLError, RecursionError) as error:
        findings.fault(Where(file), "", None, "YAML 1.2 with one document", str(error)[:200])
        return None
    if not isinstance(root, MappingNode):
        findings.fault(Where(file, 1), "", None, "a mapping of names to values")
        return None
    return _tree(root, file, "", findings)


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
        children[key.value] = _tree(child, where.file, inner, findings)
    return Node(children, where)
