"""Named scenarios: bundles of changes in `scenarios.yaml`."""

from __future__ import annotations

from pathlib import Path

from .changes import Change, parse_change
from .faults import Findings, Where, near
from .folder import SCENARIOS_FILE
from .raw import Node, Source
from .text_files import read_yaml

FIELDS: tuple[str, ...] = ("description", "set")


def scenario_names(path: Path | str) -> tuple[str, ...]:
    """Names of the scenarios of an instance folder, in the file's order; none without a file.

    Raises:
        InvalidInstance: when `scenarios.yaml` cannot be read.
    """
    file = Path(path) / SCENARIOS_FILE
    if not file.is_file():
        return ()
    findings = Findings()
    tree = read_yaml(file, SCENARIOS_FILE, findings)
    findings.raise_faults()
    return tuple(tree.value) if tree is not None and isinstance(tree.value, dict) else ()


def read_scenarios(source: Source, findings: Findings) -> dict[str, list[Change]]:
    """Changes of every scenario, by name."""
    found: dict[str, list[Change]] = {}
    tree = source.scenarios
    if tree is None or not isinstance(tree.value, dict):
        return found
    for name, scenario in tree.value.items():
        found[name] = []
        if not isinstance(scenario.value, dict):
            findings.fault(scenario.where, name, scenario.plain(), "description and set")
            continue
        for field, node in scenario.value.items():
            if field not in FIELDS:
                hint = near(field, FIELDS)
                findings.fault(node.where, f"{name}.{field}", field, "description or set", hint)
        found[name] = _changes(name, scenario.value.get("set"), findings)
    return found


def _changes(name: str, node: Node | None, findings: Findings) -> list[Change]:
    if node is None or node.value is None:
        return []
    if not isinstance(node.value, dict):
        expected = "paths with their values, one a line"
        findings.fault(node.where, f"{name}.set", node.plain(), expected)
        return []
    changes = [parse_change(path, value, findings) for path, value in node.value.items()]
    return [change for change in changes if change is not None]


def chosen_changes(
    scenarios: dict[str, list[Change]], name: str | None, source: Source, findings: Findings
) -> list[Change]:
    """Changes of the scenario that is in use; a fault when there is none of that name."""
    if name is None:
        return []
    if name not in scenarios:
        where = Where(source.scenarios_file)
        expected = f"one of {', '.join(scenarios)}" if scenarios else "a file with scenarios"
        findings.fault(where, "scenario", name, expected, near(name, scenarios))
        return []
    return scenarios[name]
