"""What a hostile server does ends in the ledger, costs little memory, and keeps no good page from us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from crawler.state import ledger_rows
from tests.crawler.conftest import Runner
from tests.crawler.hostile import BEHAVIOURS, GOOD, SITEMAPS, TRAPS, Hostile, hostile

MEMORY = 400 * 1024 * 1024
EXPECTED = {path: (verdict, reason) for path, (_, verdict, reason) in (BEHAVIOURS | SITEMAPS).items()}


class Survived:
    """A crawl of the hostile server."""

    def __init__(self, site: Hostile, runner: Runner) -> None:
        self.site = site
        self.summary = runner.run(retries=1, timeout=4, head_timeout=1.5)
        self.last: dict[str, dict[str, Any]] = {}
        for row in ledger_rows(runner.state):
            self.last[row["url"].removeprefix(site.root)] = row


@pytest.fixture(scope="module")
def survived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survived]:
    with hostile() as site:
        yield Survived(site, Runner(site, tmp_path_factory.mktemp("hostile")))


@pytest.mark.parametrize("path", EXPECTED)
def test_each_behaviour_ends_as_the_ledger_must_tell(survived: Survived, path: str) -> None:
    verdict, reason = EXPECTED[path]
    row = survived.last[path]
    assert row["verdict"] == verdict, row
    assert re.search(reason, row["reason"] or ""), row


@pytest.mark.parametrize("path", TRAPS)
def test_traps_are_left_when_they_are_known_for_one(survived: Survived, path: str) -> None:
    _, kind, bound = TRAPS[path]
    rows = [row for asked, row in survived.last.items() if asked.startswith("/".join(path.split("/")[:3]))]
    told = [row for row in rows if row["verdict"] == "trap"]
    assert told
    for row in told:
        assert row["reason"].startswith(f"more than {bound} of: {kind} {survived.site.root}/articles")
        assert row["duration_ms"] is None, "it was not requested"
    stored = sum(row["verdict"] == "stored" for row in rows)
    if kind != "loop":  # its pages are in none before they repeat
        assert bound <= stored <= bound + 1


def test_all_good_pages_are_had(survived: Survived) -> None:
    assert [survived.last[path] for path in GOOD if survived.last[path]["verdict"] != "stored"] == []
    assert (survived.summary["finished"], survived.summary["exit_code"]) == (True, 3)


def test_memory_stays_small(survived: Survived) -> None:
    assert survived.summary["memory"] < MEMORY


def test_nothing_is_given_away(survived: Survived) -> None:
    for _, headers in survived.site.asked:
        assert headers.keys().isdisjoint({"cookie", "authorization", "referer"})
    assert len(EXPECTED) >= 25
