"""docs/operate.md: what it says of the schedule, the ledger and exit codes; tests/docs runs its commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import warehouse
from extract.errors import ExitCode
from nosograph.demo.server import SampleServer, serve
from nosograph.failures import READER_GONE
from tests.system.command import SITES

PAGE = (Path(__file__).parents[2] / "docs" / "operate.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Job:
    """A folder with `sites.toml` and, by and by, `lake`, and the site that is crawled."""

    folder: Path
    server: SampleServer

    def run(self, script: str) -> str:
        """What a script prints; each of its commands must end with 0."""
        bin_folder = Path(sys.executable).parent
        ran = subprocess.run(
            ["bash", "-eu", "-c", script],
            cwd=self.folder,
            env={**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert ran.returncode == 0, f"{script}\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with serve(0) as server:
        (tmp_path / "sites.toml").write_text(SITES.format(url=server.url), "utf-8")
        yield Job(tmp_path, server)


def test_the_scheduled_command_is_the_same_everywhere() -> None:
    [unit, _] = blocks("systemd")
    [crontab] = blocks("crontab")
    scheduled = [line.removeprefix("ExecStart=") for line in unit.splitlines() if "ExecStart=" in line]
    scheduled += [line.split(" ", 5)[5] for line in crontab.splitlines() if "nosograph run" in line]
    assert len(scheduled) == 2
    here = {"/opt/nosograph/.venv/bin/": "", "/etc/nosograph/": "", "/srv/nosograph/": ""}
    for command in scheduled:
        for there, local in here.items():
            command = command.replace(there, local)
        assert f"{command}\n" == blocks("sh")[0]


def test_the_ledger_answers_a_complaint_to_the_last_request(job: Job) -> None:
    """Without a proxy of the environment, and once more where the state is lost."""
    [query] = blocks("sql")
    nowhere = "http://127.0.0.1:1"
    job.run(f"HTTP_PROXY={nowhere} http_proxy={nowhere} nosograph run sites.toml --lake lake")
    lake = warehouse.open(job.folder / "lake")
    rows = lake.sql(query).df()
    first = job.server.requests.total()
    assert rows["requests"].sum() == first > 100
    limited = sum(n for (_, status), n in job.server.requests.items() if status in (429, 503))
    assert rows["told_to_slow_down"].sum() == limited > 0

    shutil.rmtree(job.folder / "lake" / "state")
    job.run("nosograph run sites.toml --lake lake")
    again = warehouse.open(job.folder / "lake")
    assert job.server.requests.total() == 2 * first - limited
    assert again.tables["articles"] == lake.tables["articles"]
    assert again.sql(query).df()["requests"].sum() == job.server.requests.total()


def test_every_exit_code_is_told() -> None:
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)}
    assert codes == {*map(int, ExitCode), READER_GONE}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    names = re.findall(r"/etc/systemd/system/([\w.]+)", PAGE)
    files = [tmp_path / name for name in names]
    for file, unit in zip(files, blocks("systemd"), strict=True):
        file.write_text(unit.replace("/opt/nosograph/.venv/bin/nosograph", sys.executable), "utf-8")
    ran = subprocess.run(
        ["systemd-analyze", "verify", *files], capture_output=True, encoding="utf-8", check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
