"""What is installed: a wheel that brings its data and takes no name that is not its own."""

import importlib.metadata
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The project's wheel, built from the tree."""
    setuptools = int(importlib.metadata.version("setuptools").split(".")[0])
    if setuptools < 77:
        pytest.skip("building needs setuptools 77; pip install '.[test]' brings it")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    for name in ("planner", "models"):
        shutil.copytree(ROOT / name, source / name, symlinks=True)
    words = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    words += ["--disable-pip-version-check", "-q", "-w", str(folder), str(source)]
    subprocess.run(words, check=True, capture_output=True, text=True)
    (found,) = folder.glob("*.whl")
    return found


def test_wheel_takes_only_its_own_name(wheel):
    """Proves that no top-level `models` is installed; it would break users' projects."""
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"planner"}


def test_wheel_brings_every_module_and_table(wheel):
    """Proves that each module and data file of the tree is in the wheel: lists go stale."""
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "planner").rglob("*")
        if path.suffix in (".py", ".csv", ".yaml", ".md", ".json", ".html")
        and "planner/models/" not in path.as_posix()
    }
    expected |= {f"planner/models/{path.name}" for path in (ROOT / "models").glob("*.py")}
    assert expected - names == set()
    assert "planner/py.typed" in names
    assert any(name.startswith("planner/catalogue/2026.1/accelerators") for name in names)


def test_a_users_own_models_stay_theirs(wheel, tmp_path):
    """Proves that beside a user's script and `models` folder both imports give the right one."""
    installed, project = tmp_path / "installed", tmp_path / "project"
    zipfile.ZipFile(wheel).extractall(installed)
    (project / "models").mkdir(parents=True)
    (project / "models" / "__init__.py").write_text("OWNER = 'user'\n")
    (project / "script.py").write_text(
        "import planner.models, models, planner\n"
        f"assert planner.__file__.startswith({str(installed)!r}), planner.__file__\n"
        "print(models.OWNER, callable(planner.models.build_model))\n"
    )
    # Without site's .pth files an editable install of the tree could not hide a fault.
    code = (
        f"import sys; sys.path[:0] = [{str(project)!r}, {str(installed)!r}];"
        f"import runpy; runpy.run_path({str(project / 'script.py')!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=project, check=False
    )
    assert done.stdout.split() == ["user", "True"], done.stderr
