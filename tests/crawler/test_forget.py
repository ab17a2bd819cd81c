"""What is forgotten leaves the crawl's memory and the WARC file it writes, and is not asked for again."""

from __future__ import annotations

import gzip
from pathlib import Path

from crawler.archive import Exchange, Writer, open_path, scan
from crawler.forget import forget
from crawler.forgotten import digests_of
from crawler.frontier import Frontier
from crawler.outcome import OpenWarc
from crawler.state import capture_rows, ledger_rows
from tests.crawler.test_frontier import AT, OWNERS, ROOT, article, crawl_start, done, entry, urls

ARTICLES = f"{ROOT}/articles"


def exchange(name: str) -> Exchange:
    return Exchange(f"{ARTICLES}/{name}", AT, 200, (("Content-Type", "text/html"),), f"says {name}".encode())


def test_an_interrupted_crawl_forgets_and_goes_on(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        crawl_start(frontier, 0, article("a"), article("b"), article("c"))
        writer = Writer(tmp_path / frontier.add_warc(), {})
        captures = [writer.append(exchange(name)) for name in ("a", "b")]
        writer.sync()
        leases = frontier.lease(ROOT, 2, 0)
        entries = [entry(lease, done(), capture) for lease, capture in zip(leases, captures, strict=True)]
        frontier.commit(entries, OpenWarc(writer.name, writer.size), OWNERS)
        writer.append(exchange("a"))  # and killed before that was recorded
        writer.close()
    path = open_path(tmp_path / writer.name)
    gone = digests_of(f"{ARTICLES}/a/")
    with Frontier(tmp_path) as frontier:
        assert forget(frontier, gone, archive=tmp_path / "archive", state=tmp_path) == 1
        assert forget(frontier, gone, archive=tmp_path / "archive", state=tmp_path) == 0
    assert b"says a" not in gzip.decompress(path.read_bytes())
    assert [capture.url for capture in scan(path)] == [f"{ARTICLES}/b"]
    assert [row["url"] for row in capture_rows(tmp_path)] == [f"{ARTICLES}/b"]
    assert f"{ARTICLES}/a" not in {row["url"] for row in ledger_rows(tmp_path)}
    assert f"{ARTICLES}/a".encode() not in (tmp_path / "frontier.sqlite").read_bytes()
    with Frontier(tmp_path) as frontier:
        assert [frontier.is_forgotten(f"{ARTICLES}/{name}") for name in "abc"] == [True, False, False]
        frontier.begin([], 0)
        assert urls(frontier.lease(ROOT, 9, 0)) == ["c"]
        again = Writer(tmp_path / writer.name, {})
        again.append(exchange("c"))
        again.close()
    assert [capture.url for capture in scan(path)] == [f"{ARTICLES}/b", f"{ARTICLES}/c"]
