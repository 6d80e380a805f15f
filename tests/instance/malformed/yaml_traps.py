"""What YAML reads otherwise than people write it."""

from __future__ import annotations

from .case import Case, Refused, edited
from .edited import YAML


def _trap(name, old, new, row, column, value, says, base="facility"):
    expected = Refused(YAML, row, column, says, value)
    return Case("YAML", name, edited(base, {YAML: (old, new)}), expected)


def _text(name, text, row, value, says, column=""):
    expected = Refused(YAML, row, column, says, value)
    return Case("YAML", name, edited("facility", {YAML: text}), expected)


RATE, STRICT = "discount_rate: 0", "strict: true"

YAML_TRAPS = [
    _trap("yes for true", STRICT, "strict: yes", 6, "strict", "yes", "write true"),
    _trap("Norway as a flag", STRICT, "strict: NO", 6, "strict", "NO", "write false"),
    _trap("one for true", STRICT, "strict: 1", 6, "strict", "1", "write true"),
    _trap(
        "octal", "price_year: 2026", "price_year: 0o3752", 5, "price_year", "0o3752", "four digits"
    ),
    _trap("leading zero", "[2027]", "[02027]", 3, "periods", "['02027']", "four digits"),
    _trap("hexadecimal", RATE, "discount_rate: 0x1", 4, "discount_rate", "0x1", "a number"),
    _trap("base sixty", RATE, "discount_rate: 1:30", 4, "discount_rate", "1:30", "a number"),
    _trap(
        "underscore",
        "price_year: 2026",
        "price_year: 2_026",
        5,
        "price_year",
        "2_026",
        "four digits",
    ),
    _trap(
        "a date",
        "price_year: 2026",
        "price_year: 2026-01-01",
        5,
        "price_year",
        "2026-01-01",
        "a date?",
    ),
    _trap(
        "1e3 where a year goes",
        "price_year: 2026",
        "price_year: 2e3",
        5,
        "price_year",
        "2e3",
        "write 2000",
    ),
    _trap(
        "a name twice",
        STRICT,
        "strict: true\ndiscount_rate: 1",
        7,
        "discount_rate",
        "discount_rate",
        "also in row 4",
    ),
    _trap(
        "a name twice in a group",
        "gap: 0.01",
        "gap: 0.01\n  gap: 0.02",
        10,
        "solve.gap",
        "gap",
        "also in row 9",
        "full",
    ),
    _trap(
        "an unknown name", STRICT, "stricd: true", 6, "stricd", "stricd", "did you mean 'strict'?"
    ),
    _trap(
        "an unknown group",
        STRICT,
        "solver: {gap: 1}",
        6,
        "solver",
        "solver",
        "did you mean 'solve'?",
    ),
    _trap("an anchor", RATE, "discount_rate: &r 0", 4, "discount_rate", "&r", "without anchors"),
    _trap("a merge key", STRICT, "solve:\n  <<: {gap: 0.1}", 7, "solve.<<", "<<", "a setting"),
    _trap(
        "a tag that makes an object",
        RATE,
        "discount_rate: !!python/object/apply:os.system [ls]",
        4,
        "discount_rate",
        "tag:yaml.org,2002:python/object/apply:os.system",
        "without tags",
    ),
    _trap(
        "a list for a number",
        RATE,
        "discount_rate: [0.1, 0.2]",
        4,
        "discount_rate",
        "['0.1', '0.2']",
        "one value, no list",
    ),
    _trap(
        "a group for a number",
        RATE,
        "discount_rate: {base: 0.1}",
        4,
        "discount_rate",
        "{'base': '0.1'}",
        "a number",
    ),
    _trap(
        "a number for a group",
        "solve:\n  gap: 0.01",
        "solve: 0.01",
        8,
        "solve",
        "0.01",
        "by name",
        "full",
    ),
    _trap(
        "a path for a catalogue",
        STRICT,
        "catalogue: ../../etc",
        6,
        "catalogue",
        "../../etc",
        "one of none",
    ),
    _text(
        "a tab in front of a line",
        "name: f\nsolve:\n\tgap: 0.1\n",
        3,
        "found character '\\t' that cannot start any token",
        "indent with blanks",
    ),
    _text(
        "a colon in a text",
        "name: f\ndescription: first: second\n",
        2,
        "mapping values are not allowed here",
        "put it in quotes",
    ),
    _text("two documents", "name: f\n---\nname: g\n", 2, "but found another document", "YAML 1.2"),
    _text(
        "open brackets",
        "name: f\nfamilies: [siting\nperiods: [2027]\n",
        3,
        "expected ',' or ']', but got ':'",
        "YAML 1.2",
    ),
    _text("a list of settings", "- name: f\n- families: [siting]\n", 1, None, "a mapping of names"),
    _text("brackets a thousand deep", "name: " + "[" * 1500, None, None, "YAML 1.2"),
]
