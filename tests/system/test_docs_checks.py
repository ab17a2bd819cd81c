"""docs/checks.md: its commands run on a lake, one after the other, with its rule beside them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import warehouse
from tests.warehouse.pages import warc
from tests.warehouse.sample import captures

PAGE = (Path(__file__).parents[2] / "docs" / "checks.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```", PAGE, re.DOTALL | re.MULTILINE)
    return [dedent(block) for block in found]


def test_every_command_runs(tmp_path: Path) -> None:
    [rule] = blocks("sql")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "crowded.sql").write_text(rule, "utf-8")
    warc(tmp_path / "lake" / "archive", "1", *captures(1, 1)[:60])
    warehouse.ingest(tmp_path / "lake")
    printed = []
    for block in blocks("sh"):
        ran = subprocess.run(
            ["bash", "-eu", "-c", block],
            cwd=tmp_path,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert ran.returncode == 0, f"{block}\n{ran.stdout}\n{ran.stderr}"
        printed.append(ran.stdout)
    assert re.search(r"^ +1 +[01]\.\d+ +\d+$", printed[0], re.MULTILINE)
    assert "What the entry is about" in printed[-1]
