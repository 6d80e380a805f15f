"""Plans on disk are whole or not there, and come back exactly as they were saved."""

from __future__ import annotations

import json
import math
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hand_case import instance, plan

from planner.plan.core import Plan
from planner.plan.files import BrokenPlan, PlanNotSaved, load, save
from planner.plan.tables import PLAN_TABLES
from planner.plan.unfinished import hidden_beside
from planner.plan.verify import verify

FILES = ["manifest.json", *(f"{table.name}.csv" for table in PLAN_TABLES)]

SAVER = """
import sys
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, "tests/plan")
from hand_case import plan
from planner.plan.files import save
first = plan()
print("ready", flush=True)
for number in range(100_000):
    manifest = first.manifest.model_copy(update={"notes": (str(number),)})
    save(replace(first, manifest=manifest), Path(sys.argv[1]), overwrite=True)
"""


def same(a: Plan, b: Plan) -> None:
    """Both plans say the same, to the last bit."""
    assert a.manifest == b.manifest
    for table in PLAN_TABLES:
        one, other = a.tables[table.name], b.tables[table.name]
        assert list(one.columns) == list(other.columns) == list(table.columns)
        for column in table.columns:
            for x, y in zip(one[column].tolist(), other[column].tolist(), strict=True):
                assert x == y or (math.isnan(x) and math.isnan(y)), (table.name, column)


def run_site(site: str, units: float, it_mw: float) -> pd.DataFrame:
    """Table `run_sites` of one row."""
    row = {"run": "w", "site": site, "units": units, "it_mw": it_mw, "slowed_units": 0.0}
    return pd.DataFrame([row])


def test_a_plan_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    """Saved and loaded, the plan is equal to the last bit and still passes the checker."""
    folder = save(plan(), tmp_path / "runs" / "first")
    found = load(folder)
    same(plan(), found)
    assert verify(instance(), found).ok
    assert [entry.name for entry in folder.parent.iterdir()] == ["first"]


def test_saving_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    """What was loaded is written again byte for byte, so that plans can be compared as files."""
    first = save(plan(), tmp_path / "a")
    again = save(load(first), tmp_path / "b")
    for name in FILES:
        assert (first / name).read_bytes() == (again / name).read_bytes()


@pytest.mark.parametrize(
    "name", ["NA", "nan", "None", "null", "01", "TRUE", 'a,"b"', "=1+1", "two\nlines", "Zürich", ""]
)
def test_text_stays_text(tmp_path: Path, name: str) -> None:
    """Names that look like missing values, numbers, formulas or CSV survive as they are."""
    frame = run_site(name, units=1.0, it_mw=0.1)
    named = replace(plan(), tables={**plan().tables, "run_sites": frame})
    assert load(save(named, tmp_path / "plan")).tables["run_sites"]["site"].tolist() == [name]


@pytest.mark.parametrize("number", [0.1, 1 / 3, 1e-300, 5e-324, 1.7e308, 2**53 + 2.0, 1e15, 1e22])
def test_numbers_come_back_exactly(tmp_path: Path, number: float) -> None:
    """Every float is written so that it reads back as itself."""
    frame = run_site("s", units=number, it_mw=-number)
    found = load(
        save(replace(plan(), tables={**plan().tables, "run_sites": frame}), tmp_path / "p")
    )
    assert found.tables["run_sites"]["units"].tolist() == [number]
    assert found.tables["run_sites"]["it_mw"].tolist() == [-number]


def test_there_is_no_negative_zero(tmp_path: Path) -> None:
    """Minus nothing is written as nothing."""
    frame = run_site("s", units=-0.0, it_mw=0.0)
    folder = save(replace(plan(), tables={**plan().tables, "run_sites": frame}), tmp_path / "p")
    assert (folder / "run_sites.csv").read_text().splitlines()[1] == "w,s,0,0,0"


def test_a_plan_is_not_overwritten_unasked(tmp_path: Path) -> None:
    """A second plan under the same name is refused and the first one stays."""
    folder = save(plan(), tmp_path / "plan")
    other = replace(plan(), manifest=plan().manifest.model_copy(update={"notes": ("other",)}))
    with pytest.raises(PlanNotSaved, match="allow overwriting"):
        save(other, folder)
    same(plan(), load(folder))
    same(other, load(save(other, folder, overwrite=True)))
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan"]


def test_what_is_no_plan_is_never_overwritten(tmp_path: Path) -> None:
    """Overwriting replaces plans, not a folder of something else."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(PlanNotSaved, match="no plan"):
        save(plan(), tmp_path / "thesis", overwrite=True)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"


@pytest.mark.parametrize("file", FILES)
def test_a_changed_file_is_named(tmp_path: Path, file: str) -> None:
    """One byte changed in any file: refused, with the file's name."""
    path = save(plan(), tmp_path / "plan") / file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(BrokenPlan) as caught:
        load(tmp_path / "plan")
    assert caught.value.file == file


@pytest.mark.parametrize("file", [*FILES, "checksums.json"])
def test_a_missing_file_is_named(tmp_path: Path, file: str) -> None:
    """Any file missing: refused, with the file's name."""
    (save(plan(), tmp_path / "plan") / file).unlink()
    with pytest.raises(BrokenPlan, match="is missing") as caught:
        load(tmp_path / "plan")
    assert caught.value.file == file


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json"])
def test_broken_checksums_are_named(tmp_path: Path, text: str) -> None:
    """Checksums that are none: refused."""
    (save(plan(), tmp_path / "plan") / "checksums.json").write_text(text)
    with pytest.raises(BrokenPlan) as caught:
        load(tmp_path / "plan")
    assert caught.value.file == "checksums.json"


def test_no_folder_is_no_plan(tmp_path: Path) -> None:
    """A folder that is not there is said to be not there."""
    with pytest.raises(BrokenPlan, match="no such folder"):
        load(tmp_path / "plan")


def test_a_plan_set_aside_is_pointed_to(tmp_path: Path) -> None:
    """Cut short between the two renames of an overwrite, the earlier plan is named and loads."""
    aside = save(plan(), tmp_path / "plan").rename(tmp_path / ".plan.x.old")
    with pytest.raises(BrokenPlan, match=r"\.plan\.x\.old"):
        load(tmp_path / "plan")
    same(plan(), load(aside))


def test_killed_savers_leave_whole_plans(tmp_path: Path) -> None:
    """A process that saves over and over is killed at random moments: a plan is always left.

    What stands under the name loads whole; cut between the two renames, the earlier plan does.
    """
    dice, folder = random.Random(7), tmp_path / "plan"
    save(plan(), folder)
    for _ in range(4):
        saver = subprocess.Popen([sys.executable, "-c", SAVER, str(folder)], stdout=subprocess.PIPE)
        assert saver.stdout is not None
        saver.stdout.readline()
        time.sleep(dice.uniform(0.01, 0.25))
        os.kill(saver.pid, signal.SIGKILL)
        saver.communicate()
        visible = [entry.name for entry in tmp_path.iterdir() if not entry.name.startswith(".")]
        if visible:
            assert visible == ["plan"]
            assert verify(instance(), load(folder)).ok
        else:
            assert any(verify(instance(), load(old)).ok for old in tmp_path.glob(".plan.*.old"))
            save(plan(), folder)


def test_what_a_dead_writer_left_is_swept(tmp_path: Path) -> None:
    """A writer killed amid its files leaves a hidden folder; the next save of that plan deletes it.

    Folders of a live process, of another plan, and of another host stay until they are a day old.
    """
    code = (
        "import os, signal, sys; sys.path.insert(0, 'tests/plan')\n"
        "from pathlib import Path\n"
        "from hand_case import plan\n"
        "from planner.plan import files\n"
        "files.flush_folder = lambda folder: os.kill(os.getpid(), signal.SIGKILL)\n"
        "files.save(plan(), Path(sys.argv[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "plan")])
    assert done.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".plan.") and left.name.endswith(".tmp")
    own = hidden_beside(tmp_path / "plan", ".tmp")
    others = [
        tmp_path / left.name.replace(".plan.", ".other."),
        tmp_path / f".plan.elsewhere-{os.getpid()}.abc.tmp",
        tmp_path / ".plan.notes.tmp",
    ]
    for folder in others:
        folder.mkdir()
    save(plan(), tmp_path / "plan")
    assert {entry.name for entry in tmp_path.iterdir()} == {
        "plan", own.name, *(folder.name for folder in others)
    }  # fmt: skip
    long_ago = time.time() - 90_000
    for folder in (own, *others):
        os.utime(folder, (long_ago, long_ago))
    save(plan(), tmp_path / "plan", overwrite=True)
    assert {entry.name for entry in tmp_path.iterdir()} == {
        "plan", others[0].name, others[2].name
    }  # fmt: skip


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """Files may not grow past 500 bytes: typed error with the next step, no folder left."""
    code = (
        "import resource, sys; sys.path.insert(0, 'tests/plan')\n"
        "from pathlib import Path\n"
        "from hand_case import plan\n"
        "from planner.plan.files import PlanNotSaved, save\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))\n"
        "try: save(plan(), Path(sys.argv[1]), overwrite=True)\n"
        "except PlanNotSaved as error: print(error.next_step)\n"
    )
    save(plan(), tmp_path / "before")
    for name in ("new", "before"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / name)], capture_output=True, text=True
        )
        assert "free some space" in done.stdout, done.stderr
        assert [entry.name for entry in tmp_path.iterdir()] == ["before"]
    same(plan(), load(tmp_path / "before"))


def test_a_place_that_cannot_be_is_told(tmp_path: Path) -> None:
    """A folder below a file cannot be made: typed error that names a next step."""
    (tmp_path / "file").write_text("")
    with pytest.raises(PlanNotSaved) as caught:
        save(plan(), tmp_path / "file" / "plan")
    assert caught.value.next_step
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_the_manifest_is_plain_json(tmp_path: Path) -> None:
    """Other programs read the manifest without this one."""
    manifest = json.loads((save(plan(), tmp_path / "plan") / "manifest.json").read_text())
    assert manifest["objective_musd"] == plan().manifest.objective_musd
    assert manifest["status"] == "optimal"
