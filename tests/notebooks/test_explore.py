"""The notebooks run from the demo's lake, and what they show is legible to a machine at least."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
import vl_convert
from nbclient import NotebookClient

from tests.conftest import DemoLake

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
ROOMS = {"extract", "crawler", "warehouse", "nosograph"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Any:
    return nbformat.read(request.param, as_version=4)


def test_runs_and_plots(notebook: Any, demo_lake: DemoLake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOSOGRAPH_LAKE", str(demo_lake.folder))
    monkeypatch.setenv("IPYTHONDIR", str(demo_lake.folder.parent / "ipython"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    NotebookClient(notebook, timeout=120).execute()
    bundles = [o.data for cell in notebook.cells for o in cell.get("outputs", ()) if "data" in o]
    plots = [data["image/svg+xml"] for data in bundles if "image/svg+xml" in data]
    assert len(plots) == 3
    for svg in plots:
        labels = re.findall(r"<text[^>]*>([^<]+)</text>", svg)
        assert len(labels) > 15
        assert not any(label.endswith("…") for label in labels), labels
        assert vl_convert.svg_to_png(svg).startswith(b"\x89PNG")
        assert "<script" not in svg
        assert "http" not in svg.replace("http://www.w3.org/", "")
    tables = [data["text/html"] for data in bundles if "<table" in data.get("text/html", "")]
    assert len(tables) == 3


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
