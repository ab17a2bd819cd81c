"""How far a crawl is, as people and programs are told."""

from __future__ import annotations

import json

import pytest

from crawler.crawl import Progress
from nosograph import scheduled, terminal
from nosograph.scheduled import how_far

NOW = Progress(
    crawl_id="c",
    seconds=40.0,
    requests=1000,
    bytes=12_400_000,
    queued=30_000,
    due_later=1200,
    verdicts={"stored": 990},
    errors={"timeout": 3, "server_error": 1},
    seconds_left=1205.0,
)


def test_what_a_person_reads_of_a_crawl() -> None:
    told = "25.0/s; 12 MB; 1,200 due later; errors: 3 timeout, 1 server_error; 20 min left"
    assert how_far(NOW) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(7.4, "7 s"), (59, "59 s"), (61, "1 min"), (3599, "1 h 0 min"), (7900, "2 h 12 min")],
)
def test_times(seconds: float, told: str) -> None:
    assert terminal.duration(seconds) == told


def test_lines_for_a_log_and_json_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(terminal, "_SECONDS_A_LINE", 0.0)
    for as_json in (False, True):
        with scheduled._shown(as_json) as show:
            show(NOW)
    line, document = capsys.readouterr().err.splitlines()
    assert line == f"crawl: 1,000 of 31,000; {how_far(NOW)}"
    assert json.loads(document)["crawl"]["errors"] == NOW.errors
