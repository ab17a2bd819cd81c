"""The notebooks run from the demo's lake, and what they show is legible to a machine at least."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
import vl_convert
from nbclient import NotebookClient

from tests.conftest import DemoLake
from tests.system.command import nosograph

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
ROOMS = {"extract", "crawler", "warehouse", "nosograph"}


PLOTS_AND_TABLES = {"explore": (3, 4), "overlap": (2, 2), "quality": (4, 2), "changes": (2, 3)}


@pytest.fixture(scope="module")
def two_editions(demo_lake: DemoLake, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's lake with both editions; to be read, never written."""
    folder = tmp_path_factory.mktemp("editions") / "lake"
    shutil.copytree(demo_lake.folder, folder)
    ran = nosograph("demo", "--edition", "2", "--lake", folder)
    assert ran.code == 0, ran.err
    return folder


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Any:
    return nbformat.read(request.param, as_version=4)


def shown(path: Path, lake: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What a notebook's cells show, by type, once each has run; none writes a warning."""
    monkeypatch.setenv("NOSOGRAPH_LAKE", str(lake))
    monkeypatch.setenv("IPYTHONDIR", str(lake.parent / "ipython"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert [output for output in outputs if output.output_type == "stream"] == []
    return [output.data for output in outputs]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_plots(path: Path, two_editions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundles = shown(path, two_editions, monkeypatch)
    plots = [data["image/svg+xml"] for data in bundles if "image/svg+xml" in data]
    tables = [data["text/html"] for data in bundles if "<table" in data.get("text/html", "")]
    assert (len(plots), len(tables)) == PLOTS_AND_TABLES[path.stem]
    for svg in plots:
        labels = re.findall(r"<text[^>]*>([^<]+)</text>", svg)
        assert len(labels) > 10
        assert not any(label.endswith("…") for label in labels), labels
        assert vl_convert.svg_to_png(svg).startswith(b"\x89PNG")
        assert "<script" not in svg
        assert "http" not in svg.replace("http://www.w3.org/", "")


def test_changes_of_a_lake_of_one_version(demo_lake: DemoLake, monkeypatch: pytest.MonkeyPatch) -> None:
    [path] = [path for path in NOTEBOOKS if path.stem == "changes"]
    bundles = shown(path, demo_lake.folder, monkeypatch)
    assert bundles[-1]["text/plain"] == "'There is one version only.'"


def test_is_saved_without_outputs(notebook: Any) -> None:
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_imports_the_warehouse_alone(notebook: Any) -> None:
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    nodes = list(ast.walk(ast.parse(source)))
    names = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} & ROOMS == {"warehouse"}
