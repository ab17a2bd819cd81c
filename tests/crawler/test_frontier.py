from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.archive import Capture
from crawler.frontier import (
    Entry,
    Frontier,
    OpenWarc,
    StateError,
    StateInUseError,
    capture_rows,
    ledger_rows,
)
from crawler.outcome import Found, Lease, Outcome, Validators, Visit
from crawler.sites import Site

ROOT = "http://127.0.0.1:8000"
SITE = Site("test", (f"{ROOT}/sitemap.xml",), ("/articles/*",), revisit=100.0, allow_private=True)
OWNERS = {ROOT: "test"}
AT = "2026-11-22T10:15:00.000001Z"


def entry(lease: Lease, outcome: Outcome, capture: Capture | None = None) -> Entry:
    visit = Visit(lease.url, "test", lease.role, lease, AT, None, 5, lease.tries + 1)
    return Entry(visit, outcome, capture)


def done(due_at: float | None = None, found: tuple[Found, ...] = (), fetched_at: str = AT) -> Outcome:
    return Outcome("stored", "done", status=200, bytes=9, due_at=due_at, found=found, fetched_at=fetched_at)


def article(name: str, lastmod: str | None = None) -> Found:
    return Found(f"{ROOT}/articles/{name}", "article", 1, lastmod=lastmod)


def crawl_start(frontier: Frontier, now: float, *found: Found) -> None:
    """Begin a crawl and settle its start, which names some addresses."""
    frontier.begin([SITE], now)
    (start,) = frontier.lease(ROOT, 1, now)
    frontier.commit([entry(start, done(found=found))], None, OWNERS)


def urls(leases: list[Lease]) -> list[str]:
    return [lease.url.rpartition("/")[2] for lease in leases]


def test_an_address_is_handed_out_once(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        crawl_start(frontier, 0, article("a"), article("b"), article("a"), Found(f"{ROOT}/i", "sitemap", 1))
        first = frontier.lease(ROOT, 2, 0)
        assert urls(first) == ["i", "a"], "sitemaps before articles"
        assert urls(frontier.lease(ROOT, 9, 0)) == ["b"]
        assert frontier.lease(ROOT, 9, 0) == []
        assert frontier.queued(ROOT) == 3
        frontier.commit([entry(first[1], done(found=(article("a"), article("c"))))], None, OWNERS)
        assert urls(frontier.lease(ROOT, 9, 0)) == ["c"], "what is settled does not come back in its crawl"


def test_a_dead_process_gives_its_leases_back(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        crawl_start(frontier, 0, article("a"))
        crawl_id = frontier.crawl_id
        assert urls(frontier.lease(ROOT, 9, 0)) == ["a"]
    with Frontier(tmp_path) as frontier:
        assert frontier.begin([SITE], 50) == crawl_id, "an unfinished crawl is resumed"
        assert urls(frontier.lease(ROOT, 9, 50)) == ["a"]


def test_a_second_crawl_on_the_same_state_is_refused(tmp_path: Path) -> None:
    script = (
        f"from pathlib import Path; from crawler.frontier import Frontier; Frontier(Path({str(tmp_path)!r}))"
    )
    with Frontier(tmp_path):
        child = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        with pytest.raises(StateInUseError, match="another crawl is using it"):
            Frontier(tmp_path)
    assert "StateInUseError" in child.stderr
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_failed_request_comes_back_when_it_is_time(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        crawl_start(frontier, 0, article("a"))
        (lease,) = frontier.lease(ROOT, 9, 0)
        frontier.commit([entry(lease, Outcome("timeout", "queued", not_before=30.0))], None, OWNERS)
        assert frontier.lease(ROOT, 9, 29.9) == []
        assert frontier.next_due(ROOT) == 30.0
        (again,) = frontier.lease(ROOT, 9, 30.0)
        assert again.tries == 1
        frontier.commit([entry(again, done())], None, OWNERS)
    assert [(row["verdict"], row["attempt"]) for row in ledger_rows(tmp_path)][-2:] == [
        ("timeout", 1),
        ("stored", 2),
    ]


def test_a_later_crawl_asks_for_what_is_due(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        crawl_start(frontier, 0, article("soon"), article("late"), article("gone"), article("changed"))
        soon, late, gone, changed = frontier.lease(ROOT, 9, 0)
        validators = Validators('"1"', None, "sha1:A", AT)
        frontier.commit(
            [
                entry(soon, Outcome("stored", "done", due_at=100.0, fetched_at=AT, validators=validators)),
                entry(late, done(due_at=200.0)),
                entry(gone, Outcome("gone", "gone", fetched_at=AT)),
                entry(changed, done(due_at=200.0)),
            ],
            None,
            OWNERS,
        )
        first = frontier.crawl_id
        frontier.finish(1)
        found = (article("late", "2026-11-22T10:14:59Z"), article("changed", "2026-11-22T10:15:01Z"))
        crawl_start(frontier, 150, *found)
        assert frontier.crawl_id != first
        leases = frontier.lease(ROOT, 9, 150)
        assert urls(leases) == ["soon", "changed"], "one by its interval, one by the sitemap's lastmod"
        assert (leases[0].etag, leases[0].payload_digest, leases[0].stored_at) == ('"1"', "sha1:A", AT)
        # The same sitemap, read again in the same crawl, changes nothing.
        frontier.commit([entry(lease, done(due_at=900.0)) for lease in leases], None, OWNERS)
        frontier.commit([entry(leases[0], done(due_at=900.0, found=found))], None, OWNERS)
        assert frontier.lease(ROOT, 9, 150) == []


def test_a_commit_is_all_or_nothing(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        crawl_start(frontier, 0, article("a"), article("b"))
        a, b = frontier.lease(ROOT, 9, 0)
        name = frontier.add_warc()
        broken = Outcome("stored", "lost")  # type: ignore[arg-type]
        with pytest.raises(sqlite3.IntegrityError):
            frontier.commit([entry(a, done()), entry(b, broken)], OpenWarc(name, 99), OWNERS)
        assert frontier.open_warcs() == [OpenWarc(name, 0)]
        frontier.release()
        assert urls(frontier.lease(ROOT, 9, 0)) == ["a", "b"]
    assert len(ledger_rows(tmp_path)) == 1


def test_rows_for_the_lake(tmp_path: Path) -> None:
    assert ledger_rows(tmp_path / "none") == []
    capture = Capture(f"{ROOT}/sitemap.xml", AT, "response", 200, *[None] * 7, "x.warc.gz", 10, 20, 9)
    with Frontier(tmp_path) as frontier:
        frontier.begin([SITE], 0)
        (lease,) = frontier.lease(ROOT, 1, 0)
        frontier.commit([entry(lease, done(), capture)], None, OWNERS)
        crawl_id = frontier.crawl_id
        assert frontier.verdicts() == {"stored": 1}
        assert frontier.totals() == (1, 9)
    (row,) = ledger_rows(tmp_path)
    assert row == {
        "seq": 1,
        "crawl_id": crawl_id,
        "url": f"{ROOT}/sitemap.xml",
        "requested_at": AT,
        "site": "test",
        "role": "start",
        "verdict": "stored",
        "reason": None,
        "status": 200,
        "bytes": 9,
        "delay_ms": None,
        "duration_ms": 5,
        "attempt": 1,
    }
    (row,) = capture_rows(tmp_path)
    assert (row["seq"], row["crawl_id"], row["warc_offset"]) == (1, crawl_id, 10)
    assert capture_rows(tmp_path, after=1) == []


def test_crawl_ids_sort_by_time(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        ids = []
        for now in (1e9, 1.7e9, 1.8e9):
            ids.append(frontier.begin([SITE], now))
            frontier.finish(now)
    assert ids == sorted(ids)
    assert ids[0].startswith("20010909T014640Z-")


def test_a_state_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "frontier.sqlite").write_bytes(b"not a database, but long enough to be read as one" * 90)
    with pytest.raises(StateError, match=r"frontier\.sqlite: .*remove the state folder"):
        Frontier(tmp_path)
    with pytest.raises(StateError):
        ledger_rows(tmp_path)
