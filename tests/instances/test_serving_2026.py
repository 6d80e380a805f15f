"""The instance serving-2026: what decides between shared and split pools, and on which product."""

from __future__ import annotations

import csv
import json
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app
from planner.instance import Instance, scenario_names
from planner.instance.schema import CONFIDENCES
from planner.plan.core import Plan, Status
from planner.solving.serving import serving_saving

INSTANCES = Path(__file__).resolve().parents[2] / "instances"
FOLDER = INSTANCES / "serving-2026"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
README = (FOLDER / "README.md").read_text(encoding="utf-8")
SPLIT = {"prefill", "decode"}
sys.path.append(str(FOLDER))


def load(scenario: str = "base") -> Instance:
    """The instance, with a scenario's changes."""
    return planner.load(FOLDER, scenario=None if scenario == "base" else scenario)


def leaders(plan: Plan) -> dict[str, str]:
    """The product of more than 99 % of the units of each phase."""
    found = {}
    for phase, rows in plan.tables["pools"].groupby("phase"):
        top = rows.loc[rows["units"].idxmax()]
        assert top["units"] > 0.99 * rows["units"].sum(), phase
        found[str(phase)] = str(top["accelerator"])
    return found


def test_every_scenario_is_expected() -> None:
    """Proves that no scenario goes without a cost and pools to be held to."""
    assert list(EXPECTED) == ["base", *scenario_names(FOLDER)]


@pytest.mark.parametrize("scenario", EXPECTED)
def test_cost_and_pools(scenario: str) -> None:
    """Proves cost and products of every scenario, proven optimal and checked.

    A KV cache that moved for nothing would make `base` cost what `fast-nic` does, 84 M$ less; a shared
    pool without interference would make `aggregated` 564 M$, a fifth less.
    """
    result = planner.solve(load(scenario), threads=1)
    assert result.plan is not None, result.message
    expected = EXPECTED[scenario]
    assert result.status is Status.OPTIMAL and result.plan.manifest.verified
    assert result.plan.manifest.objective_musd == pytest.approx(
        expected["objective_musd"], rel=1e-4
    )
    assert leaders(result.plan) == {
        phase: pool["accelerator"] for phase, pool in expected["pools"].items()
    }
    units = result.plan.tables["pools"].groupby("phase")["units"].sum().to_dict()
    assert units == pytest.approx(
        {phase: pool["units"] for phase, pool in expected["pools"].items()}, rel=1e-3
    )


@pytest.mark.parametrize(
    ("scenario", "changed", "phases"),
    [
        ("chunked-prefill", "services.assistant.interference", {"aggregated"}),
        ("short-answers", "services.assistant.output_tokens", {"aggregated"}),
    ],
)
def test_one_change_turns_the_choice(scenario: str, changed: str, phases: set[str]) -> None:
    """Proves that interference alone, and the token mix alone, turn split pools into shared ones."""
    assert set(EXPECTED["base"]["pools"]) == SPLIT
    assert list(load(scenario).changes) == [changed]
    assert set(EXPECTED[scenario]["pools"]) == phases


@pytest.mark.parametrize(("output_tokens", "share"), [(400.0, 0.1329), (100.0, 0.2627)])
def test_turn_is_where_the_readme_derives_it(output_tokens: float, share: float) -> None:
    """Proves the interference at which shared and split MI300X cost the same, on both sides of it.

    At r tokens in per token out: 1 − (r/8405 + 1/2249) / (r/8405 + r/19073), 25 Gbit/s being 19,073
    cached tokens a second. Without the cache's toll it would be 0.
    """
    r = 6_000.0 / output_tokens
    cached = 25e9 / 8 / 163_840.0
    together, apart = r / 8_405 + 1 / 2_249, r / 8_405 + r / cached
    assert 1 - together / apart == pytest.approx(share, abs=1e-4)
    base = load()
    for interference, phases in ((share - 0.003, {"aggregated"}), (share + 0.003, SPLIT)):
        service = base.services[0].model_copy(
            update={"output_tokens": output_tokens, "interference": interference}
        )
        plan = planner.solve(base.replace(services=(service,)), threads=1).plan
        assert plan is not None
        assert set(leaders(plan)) == phases


@pytest.mark.parametrize(
    ("scenario", "worse", "share"),
    [
        ("base", "aggregated", 0.0761),
        ("chunked-prefill", "disaggregated", 0.0855),
        ("short-answers", "disaggregated", 0.0769),
        ("nvidia-fast-nic", "aggregated", 0.2437),
    ],
)
def test_saving_against_being_forced(scenario: str, worse: str, share: float) -> None:
    """Proves what the choice is worth, with bounds on both sides, and nothing against what it chose.

    Were dominated shared pools dropped from the forced model too, `base` would have no plan there.
    """
    found = serving_saving(load(scenario), threads=1)
    against = found.against(worse)
    assert against is not None
    assert against.share == pytest.approx(share, abs=1e-4)
    assert 0 < against.at_least_musd <= against.musd + 1e-6
    assert against.musd <= against.at_most_musd + 1e-6
    chosen = "aggregated" if worse == "disaggregated" else "disaggregated"
    same = found.against(chosen)
    assert same is not None and same.musd == pytest.approx(0.0, abs=0.01)
    split = found.disaggregated_share["assistant"]
    assert split == pytest.approx(1.0 if chosen == "disaggregated" else 0.0, abs=1e-3)


def test_saving_needs_pools() -> None:
    """Proves that an instance without pools is refused rather than compared with itself."""
    base = load()
    settings = base.settings.model_copy(update={"families": ("siting", "inference")})
    with pytest.raises(ValueError, match="fleet"):
        serving_saving(base.replace(settings=settings))


def test_command_prints_the_saving() -> None:
    """Proves that the command gives the same figures, as text and as JSON."""
    given = ["serving", str(FOLDER), "--scenario", "chunked-prefill", "--threads", "1"]
    text = CliRunner().invoke(app, given)
    assert text.exit_code == 0, text.output
    assert "saved against all disaggregated: 55.4" in text.stdout
    document = json.loads(CliRunner().invoke(app, [*given, "--json"]).stdout)
    assert document["saving"]["disaggregated"]["musd"] == pytest.approx(55.449, abs=0.01)
    assert document["ways"]["free"]["objective_musd"] == pytest.approx(
        EXPECTED["chunked-prefill"]["objective_musd"], rel=1e-4
    )


def test_pair_of_the_article_is_not_chosen() -> None:
    """Proves the finding: of H100 and RTX PRO 6000 the latter does both phases, on both bases.

    It takes a cheaper H100 and an equal NIC to turn prefill, and prefill alone, to the H100; a cheaper
    H100 by itself takes decode.
    """
    for scenario in ("pair", "pair-fast-nic", "pair-measured"):
        products = {pool["accelerator"] for pool in EXPECTED[scenario]["pools"].values()}
        assert products == {"rtx-pro-6000"}, scenario
    h100_first = {"prefill": "h100-sxm", "decode": "rtx-pro-6000"}
    for scenario, expected in (
        ("pair-as-claimed", h100_first),
        ("pair-reversed", {"prefill": "rtx-pro-6000", "decode": "h100-sxm"}),
    ):
        pools = EXPECTED[scenario]["pools"]
        assert {phase: pool["accelerator"] for phase, pool in pools.items()} == expected


@pytest.mark.parametrize("model", ["small-70b", "llama2-70b-mlperf"])
def test_cost_of_a_token_by_phase(model: str) -> None:
    """Proves the table of the README for the article's pair, to its last digit."""
    phase_cost = import_module("phase_costs").phase_cost
    name = {"h100-sxm": "H100", "rtx-pro-6000": "RTX PRO 6000"}
    basis = "roofline" if model == "small-70b" else "measured"
    for product, called in name.items():
        prefill, decode = (phase_cost(product, model, phase) for phase in ("prefill", "decode"))
        row = (
            f"| {basis} | {called} | {prefill.usd_per_unit:,.0f} | {prefill.server_usd:,.0f} | "
            f"{prefill.usd_per_mtoken:.4f} | {decode.usd_per_mtoken:.4f} |"
        )
        assert row in README


def test_readme_says_what_is_expected() -> None:
    """Proves that the costs in the README's table are those of expected.json."""
    rows = re.findall(r"^\| ([a-z-]+) \|.*\| ([\d.]+) \| (\w+) \|", README, re.MULTILINE)
    assert len(rows) == 4
    for scenario, musd, pools in rows:
        assert float(musd) == EXPECTED[scenario]["objective_musd"]
        assert (pools == "aggregated") == ("aggregated" in EXPECTED[scenario]["pools"])


def test_rates_stand_on_one_basis_each() -> None:
    """Proves that either model's rates follow from one column of the facts, for every product.

    Roofline: the derived columns as they are. Measured: one factor for both phases, such that one
    token in and one out take 1 / the measured rate; a mix of the two would break the ratio.
    """
    names = {
        "h100-sxm": "H100 SXM (HGX H100)",
        "h200-sxm": "H200 SXM (HGX H200)",
        "mi300x": "MI300X",
        "rtx-pro-6000": "RTX PRO 6000 Blackwell Server",
    }
    with (INSTANCES / "us-2026" / "facts" / "accelerators.csv").open(encoding="utf-8") as file:
        facts = {row["name"]: row for row in csv.DictReader(file)}
    rates = {(row.accelerator, row.model): row for row in load().throughput}
    for product, name in names.items():
        prefill = float(facts[name]["derived_prefill_tok_s_70b_fp8"])
        decode = float(facts[name]["derived_decode_tok_s_70b_fp8_b64"])
        roofline = rates[product, "small-70b"]
        assert (roofline.prefill_tokens_per_s, roofline.decode_tokens_per_s) == (prefill, decode)
        measured = rates[product, "llama2-70b-mlperf"]
        per_token_s = 1 / measured.prefill_tokens_per_s + 1 / measured.decode_tokens_per_s
        rate = float(facts[name]["llama2_70b_server_tok_s_per_chip"])
        assert 1 / per_token_s == pytest.approx(rate, rel=1e-4)
        ratio = measured.prefill_tokens_per_s / measured.decode_tokens_per_s
        assert ratio == pytest.approx(prefill / decode, rel=1e-4)


def test_every_row_says_where_it_comes_from() -> None:
    """Proves that no value stands without a source and a confidence."""
    for name, rows in load().tables().items():
        if name != "demand":  # spread from demand_totals by the reader
            assert all(row.source and row.confidence in CONFIDENCES for row in rows), name
