"""Sections as one page of HTML that needs nothing else: no script, no font, no picture from outside."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from .section import Section

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; border-top: 1px solid var(--line);
padding-top: .8rem; } h3 { font-size: 1rem; margin-bottom: .2rem; }
p { margin: .3rem 0; max-width: 52rem; } p.note { opacity: .75; font-size: .9rem; }
div.wide { overflow-x: auto; } table { border-collapse: collapse; margin: .6rem 0; }
th, td { padding: .15rem .7rem .15rem 0; text-align: right; white-space: nowrap;
font-variant-numeric: tabular-nums; border-bottom: 1px solid var(--soft); vertical-align: top; }
th { font-weight: 600; vertical-align: bottom; } th.words, td.words { text-align: left;
white-space: normal; overflow-wrap: anywhere; min-width: 6rem; max-width: 26rem; }
@media print { body { max-width: none; margin: 0; } h2 { break-after: avoid; } }
"""


def body(sections: Iterable[Section]) -> str:
    """Sections as parts of a page; every text in them is escaped."""
    return "\n".join(map(_section, sections))


def page(title: str, sections: Iterable[Section]) -> str:
    """A whole page.

    Args:
        title: of the page, shown by the browser.
        sections: what to show; every text in them is escaped.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{body(sections)}\n</body>\n</html>\n"
    )


def _section(section: Section) -> str:
    parts = [f"<h{section.level}>{escape(section.title)}</h{section.level}>"]
    parts += [f"<p>{escape(line)}</p>" for line in section.lines]
    if section.columns:
        words = [' class="words"' if column.text else "" for column in section.columns]
        head = "".join(
            f'<th scope="col"{kind}>{escape(column.title)}</th>'
            for kind, column in zip(words, section.columns, strict=True)
        )
        rows = "\n".join(
            "<tr>"
            + "".join(
                f"<td{kind}>{escape(cell)}</td>" for kind, cell in zip(words, row, strict=True)
            )
            + "</tr>"
            for row in section.rows
        )
        parts.append(
            f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n'
            "</tbody>\n</table></div>"
        )
    parts += [f'<p class="note">{escape(note)}</p>' for note in section.notes]
    return "\n".join(parts)
