"""What a file said, before it means anything: cells by row, settings by position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .faults import Where


@dataclass(frozen=True)
class Spoilt:
    """A cell of a sheet whose value cannot be had: an error, a formula never computed, a merged cell.

    Attributes:
        found: what stands there, "" when nothing does.
        hint: why that is no value.
    """

    found: str
    hint: str

    def __str__(self) -> str:
        return self.found


@dataclass
class RawTable:
    """A table as it was found.

    Attributes:
        name: table, by the name of its file or sheet.
        file: name to print in faults.
        heading: column names as found, with their blanks.
        rows: (row number, cells in the order of the heading).
        readable: False when the file could not be taken apart; nothing is concluded from it.
        origin: a CSV file, a sheet, or values given by a program.
        percent: rows whose cell is formatted as a percentage, by place in the heading; sheets only.
    """

    name: str
    file: str
    heading: list[str] = field(default_factory=list)
    rows: list[tuple[int, Sequence[object]]] = field(default_factory=list)
    heading_row: int | None = 1
    readable: bool = True
    origin: Literal["csv", "sheet", "values"] = "csv"
    percent: dict[int, list[int]] = field(default_factory=dict)


@dataclass
class Node:
    """A setting with its place: a scalar (text or Python value), a list or a mapping of nodes."""

    value: NodeValue
    where: Where

    def at(self, path: Sequence[str]) -> Node:
        """The node at a path, or the deepest one on the way that exists."""
        node = self
        for name in path:
            if not isinstance(node.value, dict) or name not in node.value:
                return node
            node = node.value[name]
        return node

    def put(self, path: Sequence[str], node: Node) -> bool:
        """Set the node at a path; False when a single value stands where a group is needed."""
        if self.value is None:
            self.value = {}
        if not isinstance(self.value, dict):
            return False
        if len(path) == 1:
            self.value[path[0]] = node
            return True
        child = self.value.setdefault(path[0], Node({}, node.where))
        return child.put(path[1:], node)

    def plain(self) -> object:
        """The value without places."""
        if isinstance(self.value, dict):
            return {name: child.plain() for name, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value


NodeValue: TypeAlias = "dict[str, Node] | list[Node] | object"


def node_of(value: object, where: Where) -> Node:
    """A Python value as a node, mappings and sequences throughout."""
    if isinstance(value, Mapping):
        return Node({str(name): node_of(child, where) for name, child in value.items()}, where)
    if isinstance(value, (list, tuple)):
        return Node([node_of(child, where) for child in value], where)
    return Node(value, where)


@dataclass
class Source:
    """Everything that was found: settings, tables, scenarios.

    Attributes:
        settings: the tree of settings.
        tables: tables by name.
        scenarios: the tree of `scenarios.yaml`, None without one.
        scenarios_file: name to print when there is no such file.
    """

    settings: Node
    tables: dict[str, RawTable] = field(default_factory=dict)
    scenarios: Node | None = None
    scenarios_file: str = "scenarios.yaml"
