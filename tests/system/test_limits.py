"""Budgets of a crawl as they are typed, and the plan of the next one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extract.errors import UsageError
from nosograph.demo.server import serve
from nosograph.limits import seconds, size

SITES = """[[site]]
name = "sample"
start = ["{url}/sitemap.xml"]
articles = ["/resources/*-a-z/*"]
revisit = "1d"
delay = 0.0
allow_private = true
"""


@pytest.mark.parametrize(
    ("typed", "means"), [("90s", 90.0), ("30m", 1800.0), ("6H", 21_600.0), ("1d", 86_400.0)]
)
def test_times(typed: str, means: float) -> None:
    assert seconds(typed) == means


@pytest.mark.parametrize(
    ("typed", "means"), [("750000", 750_000), ("500MB", 500_000_000), ("2 gb", 2_000_000_000), ("3k", 3000)]
)
def test_sizes(typed: str, means: int) -> None:
    assert size(typed, "--max-bytes") == means


@pytest.mark.parametrize("typed", ["", "10", "ten minutes", "-5m", "5y"])
def test_what_is_no_time(typed: str) -> None:
    with pytest.raises(UsageError, match="--max-time"):
        seconds(typed)


@pytest.mark.parametrize("typed", ["", "lots", "-1", "5TBs"])
def test_what_is_no_size(typed: str) -> None:
    with pytest.raises(UsageError, match="--max-archive"):
        size(typed, "--max-archive")


def nosograph(*arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "nosograph", *arguments, "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_spent_budget_is_done_and_the_rest_is_planned(tmp_path: Path) -> None:
    sites, lake = tmp_path / "sites.toml", str(tmp_path / "lake")
    with serve(0) as server:
        sites.write_text(SITES.format(url=server.url), "utf-8")
        first = nosograph("crawl", str(sites), "--lake", lake, "--max-pages", "5")
        assert first["verdicts"]["stored"] == 5
        assert first["finished"] is False
        assert first["spent"] == "pages"
        left = {address["url"] for address in nosograph("plan", str(sites), "--lake", lake)}
        assert len(left) > 30
        asked = server.requests.copy()
        rest = nosograph("crawl", str(sites), "--lake", lake)
        asked_since = {f"{server.url}{target}" for target, _ in server.requests - asked}
        assert not [url for url in left | asked_since if "sitemap" in url], "they are read"
        assert len(left - asked_since) == rest["verdicts"].get("robots_disallowed", 0)
        assert rest["finished"] is True
        assert rest["crawl_id"] == first["crawl_id"]
    after = nosograph("plan", str(sites), "--lake", lake)
    assert {address["why"] for address in after} <= {"start", "sitemap", "failed"}
