"""The page of the case: made from stored results alone, so that no figure in it is typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import statements as first
from . import statements_of_supply as second
from .charts import SCENARIOS
from .results import Results, bn, gw, percent, signed
from .statements import MIDDLE_YEAR, Statement
from .store import Stored

STATEMENTS = (
    first.two_species,
    first.inference_share,
    first.fifty_ms,
    first.liquid,
    first.networks,
    first.bill,
    first.split_pools,
    second.vendors,
    second.large_runs,
    second.backbone,
    second.power,
    second.kinds_of_run,
    second.leaders,
    second.contracts,
)
QUESTIONS: dict[str, tuple[str, ...]] = {
    "50 ms against 10 and 200 ms": ("latency-10ms", "latency-200ms"),
    "a campus of at most 1 GW, 0.5 or 2": ("cap-500mw", "cap-2gw"),
    "liquid cooling everywhere": ("liquid-everywhere",),
    "aggregated serving": ("aggregated",),
    "one vendor": ("one-vendor",),
    "a queue of 3, 5 or 10 years": ("queue-3", "queue-5", "queue-10"),
}
"""What the answer is asked to depend on, and the scenarios that tell."""


def page(main: Results, others: Sequence[Results], sha256: dict[str, str]) -> str:
    """The page as Markdown.

    Args:
        main: results of the instance that every statement is read against.
        others: results of further instances, of which the base is read.
        sha256: fingerprint of each instance as it is now, by its name.
    """
    found = [make(main) for make in STATEMENTS]
    parts = [
        *_head(main, sha256),
        *_questions(main),
        *_overview(found),
        *(line for one in found for line in _statement(main, one)),
        *(line for other in others for line in _other(other, sha256)),
    ]
    return "\n".join(parts).rstrip() + "\n"


def charts_of(main: Results) -> set[str]:
    """Names of the charts on the page."""
    return {SCENARIOS, *(one.chart for one in (make(main) for make in STATEMENTS) if one.chart)}


def _head(r: Results, sha256: dict[str, str]) -> Iterator[str]:
    yield "# The article as a case"
    yield ""
    yield "<!-- Made by `python -m benchmarks.case page` from docs/case/*.jsonl; do not edit. -->"
    yield ""
    yield (
        "The source article (NewMoneyMoves, *The Splitting of the AI Data Center*, 2026) makes fourteen "
        f"statements. Here they are read against plans of `{r.folder}`: what the plan says, whether it "
        "confirms the statement, and which data would turn it. Every figure stands in `docs/case/`, as it was "
        "solved; the page is made from them."
    )
    yield ""
    yield from _made(r.base, sha256)
    yield ""
    yield "```text"
    yield "python -m benchmarks.case solve --time-limit 240   # every scenario below; goes on where it stopped"
    yield "python -m benchmarks.case page                     # this page and its charts"
    yield "```"
    yield ""


def _made(base: Stored, sha256: dict[str, str]) -> Iterator[str]:
    cost, bound = base.objective_musd or 0.0, base.bound_musd or 0.0
    yield (
        f"`{base.instance}` costs {bn(cost)} bn$ as planned in {base.time_limit_s:.0f} s, and at least "
        f"{bn(bound)} bn$ ({percent((cost - bound) / cost)} less)."
    )
    if base.base_sha256 != sha256.get(base.instance):
        yield "The instance has changed since then: **these figures are of an earlier state of it.**"


def _questions(r: Results) -> Iterator[str]:
    yield "## What the answer depends on"
    yield ""
    yield (
        "From and to: what the least cost moves by at least and at most against the plan above, by plans and "
        "bounds of both. Where that includes nothing, the gap of the search is wider than the change, and "
        "nothing is proven."
    )
    yield ""
    yield (
        f"| how much depends on … | scenario | cost, bn$ | from, bn$ | to, bn$ | proven | peak of "
        f"{MIDDLE_YEAR}, GW | interactive at the edge, {MIDDLE_YEAR} | runs dropped |"
    )
    yield "|---|---|---:|---:|---:|---|---:|---:|---:|"
    yield _row("as it is", "base", r)
    for question, names in QUESTIONS.items():
        for number, name in enumerate(names):
            yield _row("" if number else question, name, r)
    yield ""
    yield f"![From bound to plan, every scenario](case/{SCENARIOS}.svg)"
    yield ""


def _row(question: str, name: str, r: Results) -> str:
    one, found = r.solves.get(name), r.difference(name)
    if one is None or found is None:
        reason = "not solved yet" if one is None else one.reason
        return f"| {question} | `{name}` | {reason} | | | | | | |"
    year = r.year(MIDDLE_YEAR, name)
    edge = r.figure("edge_share", name).get("interactive", {}).get(str(year["year"]), 0.0)
    dropped = sum(run["status"] != "placed" for run in r.figure("runs", name))
    against = ("", "", "") if name == "base" else (
        signed(found.least_musd), signed(found.most_musd), found.proven or "no"
    )  # fmt: skip
    cells = (
        question,
        f"`{name}`",
        bn(one.objective_musd or 0.0),
        *against,
        gw(year["facility_mw"]),
        percent(edge),
        str(dropped),
    )
    return f"| {' | '.join(cells)} |"


def _overview(found: Sequence[Statement]) -> Iterator[str]:
    yield "## The statements at a glance"
    yield ""
    yield "| # | statement | does the plan confirm it? |"
    yield "|---|---|---|"
    for one in found:
        yield f"| {one.number} | {one.title} | {one.verdict} |"
    yield ""


def _statement(r: Results, one: Statement) -> Iterator[str]:
    yield f"## {one.number}. {one.title}"
    yield ""
    yield f"*The article:* {one.says}"
    yield ""
    yield "```text"
    for name in ("", *one.scenarios):
        scenario = f" --scenario {name}" if name else ""
        yield f"planner solve {r.folder}{scenario} --time-limit {r.base.time_limit_s:.0f}"
    yield "```"
    yield ""
    yield from one.found
    yield ""
    yield f"**{one.verdict}.** {one.why}"
    yield ""
    if one.turns:
        yield "*Under which data not:*"
        yield ""
        yield from (f"* {line}" for line in one.turns)
        yield ""
    if one.chart:
        yield f"![{one.title}](case/{one.chart}.svg)"
        yield ""


def _other(r: Results, sha256: dict[str, str]) -> Iterator[str]:
    yield f"## The same in `{r.folder}`"
    yield ""
    yield from _made(r.base, sha256)
    yield ""
    yield "| # | statement | does the plan confirm it? | what it shows |"
    yield "|---|---|---|---|"
    for make in STATEMENTS:
        one = make(r)
        yield f"| {one.number} | {one.title} | {one.verdict} | {' '.join(one.found)} |"
    yield ""
