"""Every command and every piece of Python in the documentation runs, in the order a reader meets them.

A page's blocks in `sh` and `python` run in one folder: `sites.toml` names the sample encyclopedia, which
is served, `demo-lake` is what the demo makes, and so is `lake` where the page does not begin by making one.
A block below a line that ends with "`NAME`:" is written to that file. What cannot run here is in another
language.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

import warehouse
from nosograph.cli import main
from nosograph.demo.server import serve
from tests.conftest import DemoLake
from tests.system.command import SITES

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
RUN = {"sh", "python"}
# What is shown and not run.
SHOWN = {"", "text", "toml", "sql", "ini", "console", "crontab", "systemd"}
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"`([\w./-]+)`:\n\n\Z")
SHELL = re.compile(r"[|&;<>*?$`\"]")
MAKES_LAKE = re.compile(r"nosograph (run|crawl) .*--lake lake\b")


@dataclass(frozen=True)
class Block:
    """A fenced block; `file` is the file it is the text of."""

    language: str
    text: str
    file: str | None


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    found = []
    for match in FENCE.finditer(text):
        file = FILE.search(text[: match.start()].rstrip(" "))
        found.append(Block(match[2], dedent(match[3]), file[1] if file else None))
    return found


RUNNING = [page for page in PAGES if any(block.language in RUN for block in blocks(page))]


@pytest.fixture
def folder(request: pytest.FixtureRequest, demo_lake: DemoLake, tmp_path: Path) -> Iterator[Path]:
    script = "".join(block.text for block in blocks(request.param) if block.language in RUN)
    own = MAKES_LAKE.search(script)
    if "demo-lake" in script:
        shutil.copytree(demo_lake.folder, tmp_path / "demo-lake")
    if "--lake lake" in script and "--lake lake" in script[: own.start() if own else None]:
        shutil.copytree(demo_lake.folder, tmp_path / "lake")
    with ExitStack() as stack:
        if "sites.toml" in script:
            server = stack.enter_context(serve(0))
            (tmp_path / "sites.toml").write_text(SITES.format(url=server.url), "utf-8")
        yield tmp_path


@pytest.mark.parametrize(
    ("page", "folder"), [(page, page) for page in RUNNING], indirect=["folder"], ids=[p.stem for p in RUNNING]
)
def test_runs(page: Path, folder: Path, demo_lake: DemoLake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    [(item, url)] = (
        warehouse.open(demo_lake.folder)
        .sql("SELECT item_id, url FROM causes WHERE condition = 'Gout' ORDER BY position LIMIT 1")
        .fetchall()
    )
    for block in blocks(page):
        text = block.text.replace("ITEM", item).replace("https://example.org/an-article/", url)
        if block.file:
            Path(block.file).parent.mkdir(parents=True, exist_ok=True)
            Path(block.file).write_text(text, "utf-8")
        elif block.language == "python":
            exec(compile(text, page.name, "exec"), {})
        elif block.language == "sh":
            run(text)


def run(script: str) -> None:
    """Run a script to its end; in this process where all of it are commands of ours: that is faster."""
    lines = [line for line in script.replace("\\\n", " ").splitlines() if line]
    plain = all(re.match(r"nosograph (?!run|crawl|demo|extract)", line) for line in lines)
    if plain and not SHELL.search(re.sub(r'"[^"\n]*"', "", script)):
        for line in lines:
            assert main(shlex.split(line)[1:]) == 0, line
        return
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert ran.returncode == 0, f"{script}\n{ran.stdout[-2000:]}\n{ran.stderr[-2000:]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_says_of_every_block_whether_it_runs(page: Path) -> None:
    assert {block.language for block in blocks(page)} <= RUN | SHOWN


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert "://" in target or (page.parent / target).exists(), target


def test_the_index_lists_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index, page.name
