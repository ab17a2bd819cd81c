from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive import Capture
from crawler.database import SCHEMA_VERSION, StateError
from crawler.frontier import Frontier, StateInUseError, iso
from crawler.outcome import Entry, Found, Lease, OpenWarc, Outcome, Validators, Visit
from crawler.sites import Site
from crawler.state import Due, capture_rows, due, ledger_rows
from crawler.verdicts import Verdict

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
    return Found(f"{ROOT}/articles/{name}", "article", 1, lastmod=lastmod, listed=lastmod is not None)


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
        assert frontier.by_state(ROOT) == {"done": 1, "leased": 3}
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


NOT_FOUND = Outcome("not_found", "done", status=404, due_at=50.0, fetched_at=AT, missing_since=1.0)


def sitemap_crawl(frontier: Frontier, now: float, start: Outcome, *missing: str) -> dict[str, str]:
    """A crawl whose start is a sitemap that ended so, then 404s; gives what the ledger says at last."""
    frontier.begin([SITE], now)
    (lease,) = frontier.lease(ROOT, 1, now)
    frontier.commit([entry(lease, start)], None, OWNERS)
    for lease in frontier.lease(ROOT, 9, now):
        there = replace(done(due_at=now), validators=Validators(None, None, "sha1:A", AT))
        outcome = NOT_FOUND if lease.url.rpartition("/")[2] in missing else there
        frontier.commit([entry(lease, outcome)], None, OWNERS)
    frontier.finish(now)
    return frontier.verdicts()


def listing(verdict: Verdict, *names: str) -> Outcome:
    found = (Found(f"{ROOT}/articles/{name}", "article", 1, listed=True) for name in names)
    return Outcome(verdict, "done", status=200, due_at=0.0, fetched_at=AT, found=tuple(found))


def test_what_is_not_found_and_no_longer_listed_is_gone(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        assert sitemap_crawl(frontier, 100, listing("read", "a", "b", "c")) == {"stored": 3, "read": 1}
        # Not where the sitemap still names it, nor where the sitemap was not read whole, or failed.
        assert sitemap_crawl(frontier, 200, listing("read", "a", "b", "c"), "b")["not_found"] == 1
        assert "gone" not in sitemap_crawl(frontier, 300, listing("partly_read", "a"), "b")
        assert "gone" not in sitemap_crawl(frontier, 400, Outcome("server_error", "done", due_at=0.0), "b")
        told = sitemap_crawl(frontier, 500, listing("read", "a", "c"), "b")
        assert (told["gone"], told.get("not_found")) == (1, None)
        told = sitemap_crawl(frontier, 600, listing("read", "a", "c"))
        assert told == {"stored": 2, "read": 1}, "it is not asked for again"
        told = sitemap_crawl(frontier, 700, listing("read", "a", "b"))
        assert told == {"stored": 3, "read": 1}, "but when the sitemap names it anew"
    (row,) = (row for row in ledger_rows(tmp_path) if row["verdict"] == "gone")
    assert (row["url"], row["reason"]) == (f"{ROOT}/articles/b", "404, and no sitemap names it")
    assert row["duration_ms"] is None


def test_without_a_sitemap_a_404_alone_says_nothing(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        assert "gone" not in sitemap_crawl(frontier, 0, done(due_at=0.0, found=(article("a"),)))
        assert "gone" not in sitemap_crawl(frontier, 100, done(due_at=0.0), "a")


def test_what_never_was_there_is_not_gone(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        start = replace(listing("read", "b"), found=(article("a"), *listing("read", "b").found))
        assert sitemap_crawl(frontier, 0, start, "a") == {"not_found": 1, "read": 1, "stored": 1}


def test_what_is_due_and_why(tmp_path: Path) -> None:
    assert due(tmp_path, [SITE], 0) == [Due(SITE.start[0], "test", "start", "start", None, None)]
    with Frontier(tmp_path) as frontier:
        crawl_start(frontier, 0, Found(f"{ROOT}/i", "sitemap", 1), *map(article, ("a", "b", "c", "d")))
        a, b, c = frontier.lease(ROOT, 4, 0)[1:]
        later = "2026-11-23T00:00:00Z"
        frontier.commit(
            [
                entry(a, done(due_at=100.0)),
                entry(b, done(due_at=300.0)),
                entry(c, Outcome("timeout", "done", due_at=0.0)),
            ],
            None,
            OWNERS,
        )

    def planned() -> list[tuple[str, str]]:
        return [(row.url.rpartition("/")[2], row.why) for row in due(tmp_path, [SITE], 200)]

    assert planned() == [("i", "sitemap"), ("d", "new")], "what the unfinished crawl left"
    with Frontier(tmp_path) as frontier:
        frontier.begin([SITE], 150)
        frontier.finish(150)
    assert planned() == [
        ("sitemap.xml", "start"),
        ("i", "sitemap"),
        ("a", "interval"),
        ("c", "failed"),
        ("d", "new"),
    ]
    assert next(row for row in due(tmp_path, [SITE], 200) if row.why == "interval").since == iso(100.0)
    assert {row.url.rpartition("/")[2] for row in due(tmp_path, [SITE], 400)} > {"b"}
    assert due(tmp_path, [replace(SITE, articles=("/none",))], 200)[2:] == [], "no longer a page of the site"
    with Frontier(tmp_path) as frontier:
        crawl_start(frontier, 160, article("b", later))
    assert ("b", "changed") in planned()


def test_a_state_of_an_earlier_version_is_brought_up(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        crawl_start(frontier, 0, article("a"))
    db = sqlite3.connect(tmp_path / "frontier.sqlite")
    new = db.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall()
    db.executescript(
        "DROP TABLE forgotten; DROP INDEX addresses_trap; ALTER TABLE addresses DROP COLUMN trap;"
        "ALTER TABLE addresses DROP COLUMN listed; ALTER TABLE addresses DROP COLUMN missing_since;"
        "PRAGMA user_version = 1;"
    )
    db.close()
    with Frontier(tmp_path) as frontier:
        frontier.begin([SITE], 0)
        assert urls(frontier.lease(ROOT, 9, 0)) == ["a"]
    db = sqlite3.connect(tmp_path / "frontier.sqlite")
    assert len(db.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall()) == len(new)
    assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    db.close()


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
