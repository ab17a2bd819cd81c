"""Real crawls, Scrapy and all, of a server on loopback."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import read_body, scan
from crawler.spiders.articles import ArticlesSpider
from crawler.state import capture_rows, ledger_rows
from extract.errors import UsageError
from tests.crawler.child import Child
from tests.crawler.conftest import ROOT, Runner
from tests.crawler.server import Asked, Reply, Site, with_validator

HTML = {"Content-Type": "text/html; charset=utf-8"}


def furnish(site: Site) -> None:
    """A small site with every kind of answer."""
    site.pages["/robots.txt"] = Reply(
        b"User-agent: nosograph\nDisallow: /articles/private/\nCrawl-delay: 0\n", headers=HTML
    )
    site.sitemap("/sitemap.xml", "/pages.xml", "/more.xml.gz", "/sitemap.xml", index=True)
    site.sitemap(
        "/pages.xml",
        *("/articles/plain", "/articles/zipped", "/articles/chunked", "/articles/moved", "/articles/away"),
        *("/articles/none", "/articles/gone", "/articles/busy", "/articles/private/x", "/articles/huge"),
        *("/articles/bomb", "/articles/file", "/articles/etag", "/articles/endless/0", "/articles/forbidden"),
        *("/shop/cart", "/articles/flaky", "/articles/later"),
    )
    site.sitemap("/more.xml", ("/articles/hub", "2026-01-01"))
    plain = site.pages["/more.xml"]
    assert isinstance(plain, Reply)
    site.pages["/more.xml.gz"] = Reply(
        gzip.compress(plain.body), headers={"Content-Type": "application/gzip"}
    )
    site.html("/articles/plain", "<p>Plain.</p>", links=("/a-z/p", "/shop/cart", "/articles/plain#top"))
    body = gzip.compress(b"<h1>Zipped</h1>" * 99)
    site.pages["/articles/zipped"] = Reply(body, headers={**HTML, "Content-Encoding": "gzip"})
    site.pages["/articles/chunked"] = Reply(b"<h1>Chunked</h1>", headers=HTML, chunked=True)
    site.pages["/articles/moved"] = Reply(status=301, headers={"Location": "/articles/target?utm_source=x"})
    site.html("/articles/target")
    site.pages["/articles/away"] = Reply(status=302, headers={"Location": "http://127.0.0.2:1/articles/x"})
    site.pages["/articles/gone"] = Reply(b"gone", 410, HTML)
    site.pages["/articles/forbidden"] = Reply(b"no", 403, HTML)
    site.pages["/articles/busy"] = lambda asked, before: (
        Reply(b"<h1>Busy</h1>", headers=HTML) if before else Reply(b"", 503, {"Retry-After": "1"})
    )
    site.pages["/articles/later"] = lambda asked, before: (
        Reply(b"<h1>Later</h1>", headers=HTML)
        if before
        else Reply(b"", 429, {"Retry-After": formatdate(time.time() + 2, usegmt=True)})
    )
    site.pages["/articles/flaky"] = lambda asked, before: Reply(
        b"<h1>Flaky</h1>", headers=HTML, claims=None if before else 999
    )
    site.html("/articles/private/x")
    site.pages["/articles/huge"] = Reply(b"<p>" + bytes(9_000_000), headers=HTML)
    bomb = gzip.compress(bytes(60_000_000))
    site.pages["/articles/bomb"] = Reply(bomb, headers={**HTML, "Content-Encoding": "gzip"})
    site.pages["/articles/file"] = Reply(b"%PDF", headers={"Content-Type": "application/pdf"})
    site.pages["/articles/etag"] = with_validator(b"<h1>Etag</h1>")
    for hop in range(15):
        site.pages[f"/articles/endless/{hop}"] = Reply(status=302, headers={"Location": str(hop + 1)})
    site.html("/articles/hub", links=("/a-z/p",))
    site.html("/a-z/p", links=("/articles/linked",))
    site.html("/articles/linked")


class Crawled:
    """Two crawls of the same site."""

    def __init__(self, runner: Runner) -> None:
        self.site, self.runner = runner.site, runner
        self.first = runner.run()
        self.asked_first = list(self.site.log)
        self.site.log.clear()
        self.second = runner.run()
        self.ledger = ledger_rows(runner.state)
        self.captures = capture_rows(runner.state)

    def rows(self, path: str, crawl: str = "first") -> list[dict[str, Any]]:
        crawl_id = getattr(self, crawl)["crawl_id"]
        url = self.site.root + path
        return [row for row in self.ledger if row["url"] == url and row["crawl_id"] == crawl_id]


@pytest.fixture(scope="module")
def crawled(site: Site, new_runner: Callable[[Site], Runner]) -> Crawled:
    furnish(site)
    return Crawled(new_runner(site))


@pytest.mark.parametrize(
    ("path", "verdicts", "archived"),
    [
        ("/robots.txt", ["read"], 0),
        ("/sitemap.xml", ["read"], 0),
        ("/more.xml.gz", ["read"], 0),
        ("/articles/plain", ["stored"], 1),
        ("/articles/zipped", ["stored"], 1),
        ("/articles/chunked", ["stored"], 1),
        ("/articles/moved", ["redirect"], 1),
        ("/articles/target", ["stored"], 1),
        ("/articles/away", ["redirect"], 1),
        ("/articles/none", ["not_found"], 1),
        ("/articles/gone", ["gone"], 1),
        ("/articles/forbidden", ["unexpected_status"], 0),
        ("/articles/busy", ["rate_limited", "stored"], 1),
        ("/articles/later", ["rate_limited", "stored"], 1),
        ("/articles/flaky", ["connection_error", "stored"], 1),
        ("/articles/private/x", ["robots_disallowed"], 0),
        ("/articles/huge", ["too_large"], 0),
        ("/articles/bomb", ["too_large"], 0),
        ("/articles/file", ["wrong_type"], 0),
        ("/articles/hub", ["stored"], 1),
        ("/a-z/p", ["read"], 0),
        ("/articles/linked", ["stored"], 1),
        ("/articles/endless/10", ["redirect"], 1),
        ("/articles/endless/11", [], 0),
        ("/shop/cart", [], 0),
    ],
)
def test_every_answer_has_its_verdict(
    crawled: Crawled, path: str, verdicts: list[str], archived: int
) -> None:
    assert [row["verdict"] for row in crawled.rows(path)] == verdicts
    url, crawl_id = crawled.site.root + path, crawled.first["crawl_id"]
    assert archived == sum(row["url"] == url and row["crawl_id"] == crawl_id for row in crawled.captures)


def test_every_request_is_in_the_ledger_and_no_other(crawled: Crawled) -> None:
    sent = Counter(asked.path for asked in crawled.asked_first)
    told = Counter(
        row["url"].removeprefix(crawled.site.root)
        for row in crawled.ledger
        if row["crawl_id"] == crawled.first["crawl_id"] and row["duration_ms"] is not None
    )
    assert sent == told
    assert "/articles/private/x" not in sent
    assert crawled.first["requests"] == sent.total()
    unsent = [row["verdict"] for row in crawled.ledger if row["duration_ms"] is None]
    assert set(unsent) == {"robots_disallowed"}


def test_the_summary_is_honest(crawled: Crawled) -> None:
    assert crawled.first["finished"]
    assert crawled.first["exit_code"] == 3, "some pages failed: one forbidden, two too large"
    last: dict[str, str] = {}
    for row in crawled.ledger:
        if row["crawl_id"] == crawled.first["crawl_id"]:
            last[row["url"]] = row["verdict"]
    assert crawled.first["verdicts"] == dict(Counter(last.values()))
    assert crawled.first["queued"] == 0
    last_told = crawled.first["progress"][-1]
    assert last_told["requests"] == crawled.first["requests"]
    errors = {"too_large": 2, "rate_limited": 2, "connection_error": 1, "unexpected_status": 1}
    assert last_told["errors"] == errors, "with those that were got over"
    assert (last_told["queued"], last_told["due_later"], last_told["seconds_left"]) == (0, 0, 0)
    (name,) = crawled.first["warcs"]
    assert name == f"{crawled.first['crawl_id']}-00001.warc.gz"


def test_requests_say_who_asks(crawled: Crawled) -> None:
    for asked in crawled.asked_first:
        assert asked.headers["user-agent"].startswith("Nosograph/")
        assert "cookie" not in asked.headers
        assert "referer" not in asked.headers
    assert crawled.asked_first[0].path == "/robots.txt"


@pytest.mark.parametrize("path", ["/articles/busy", "/articles/later"])
def test_retry_after_is_kept_in_seconds_and_as_a_date(crawled: Crawled, path: str) -> None:
    asked_at = [asked.at for asked in crawled.asked_first if asked.path == path]
    assert asked_at[1] - asked_at[0] >= 1, "as the server sees it"
    first, second = crawled.rows(path)
    asked = [datetime.fromisoformat(row["requested_at"]) for row in (first, second)]
    assert asked[1] - asked[0] >= timedelta(seconds=1)
    assert (first["attempt"], second["attempt"]) == (1, 2)


def test_the_index_is_what_the_archive_holds(crawled: Crawled) -> None:
    columns = [key for key in crawled.captures[0] if key not in ("seq", "crawl_id")]
    scanned = [
        tuple(getattr(capture, column) for column in columns)
        for path in sorted(crawled.runner.archive.iterdir())
        for capture in scan(path)
    ]
    assert scanned == [tuple(row[column] for column in columns) for row in crawled.captures]
    assert len({(row["url"], row["crawl_id"]) for row in crawled.captures}) == len(crawled.captures)


def test_bodies_come_back_decoded(crawled: Crawled) -> None:
    bodies = {}
    for row in crawled.captures:
        if row["record_type"] == "response" and row["status"] == 200:
            path = crawled.runner.archive / row["warc_file"]
            bodies[row["url"].rpartition("/")[2]] = read_body(path, row["warc_offset"], row["warc_length"])
    assert bodies["zipped"] == b"<h1>Zipped</h1>" * 99
    assert bodies["chunked"] == b"<h1>Chunked</h1>"
    assert b"<p>Plain.</p>" in bodies["plain"]
    moved = next(row for row in crawled.captures if row["url"].endswith("/articles/moved"))
    assert moved["location"] == f"{crawled.site.root}/articles/target?utm_source=x"


def test_warcio_reads_the_archive_to_its_end_with_digests(crawled: Crawled) -> None:
    for path in crawled.runner.archive.iterdir():
        with path.open("rb") as file:
            kinds = Counter()
            for record in ArchiveIterator(file, check_digests="raise"):
                record.content_stream().read()
                kinds[record.rec_type] += 1
        assert kinds["warcinfo"] == 1
        assert kinds.total() == 1 + sum(row["warc_file"] == path.name for row in crawled.captures)


def test_a_second_crawl_finds_what_is_unchanged(crawled: Crawled) -> None:
    assert crawled.second["crawl_id"] > crawled.first["crawl_id"]
    (etag,) = crawled.site.asked("/articles/etag")
    assert "if-none-match" in etag.headers
    assert crawled.rows("/articles/etag", "second")[0]["status"] == 304
    revisits = {
        row["url"].removeprefix(crawled.site.root): row
        for row in crawled.captures
        if row["crawl_id"] == crawled.second["crawl_id"] and row["record_type"] == "revisit"
    }
    assert {"/articles/etag", "/articles/plain", "/articles/zipped"} <= set(revisits)
    first = {row["url"]: row for row in crawled.captures if row["crawl_id"] == crawled.first["crawl_id"]}
    for row in revisits.values():
        assert row["payload_digest"] == first[row["url"]]["payload_digest"]
        assert (row["refers_to_url"], row["bytes"]) == (row["url"], 0)
    assert crawled.rows("/articles/gone", "second") == [], "what is gone is not asked for again"
    stored = [row for row in crawled.ledger if row["crawl_id"] == crawled.second["crawl_id"]]
    assert "stored" not in {row["verdict"] for row in stored}


def test_a_budget_is_spent_and_the_crawl_goes_on_later(runner: Runner) -> None:
    first = runner.run(max_pages=5)
    assert (first["verdicts"]["stored"], first["finished"], first["exit_code"]) == (5, False, 0)
    second = runner.run(max_pages=5)
    assert second["crawl_id"] == first["crawl_id"]
    assert second["verdicts"]["stored"] == 10
    third = runner.run(max_pages=5)
    assert (third["verdicts"]["stored"], third["finished"]) == (12, True)
    assert len(third["warcs"]) == 3
    assert [summary["spent"] for summary in (first, second, third)] == ["pages", "pages", None]


@pytest.mark.parametrize(
    ("budget", "what"),
    [({"max_time": 1.0}, "seconds"), ({"max_bytes": 1000}, "bytes"), ({"max_archive": 1500}, "archive")],
)
def test_spent_time_bytes_and_disk_end_a_run_in_good_order(
    runner: Runner, budget: dict[str, Any], what: str
) -> None:
    runner.settings = {"concurrency": "1", "delay": "0.2"}
    first = runner.run(**budget)
    assert (first["spent"], first["finished"], first["exit_code"]) == (what, False, 0)
    assert first["queued"] > 0
    assert [path.suffix for path in runner.archive.iterdir() if path.is_file()] in ([], [".gz"]), "sealed"
    runner.settings = {"delay": "0"}
    rest = runner.run()
    assert (rest["crawl_id"], rest["spent"], rest["exit_code"]) == (first["crawl_id"], None, 0)
    assert rest["verdicts"]["stored"] == 12
    assert all(len(runner.site.asked(f"/articles/{number}")) == 1 for number in range(12))


def test_a_budget_of_time_is_not_slept_through(runner: Runner) -> None:
    runner.settings = {"delay": "500"}
    assert runner.run(max_time=0.5)["spent"] == "seconds"
    assert len(runner.site.log) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_good_order(runner: Runner, number: signal.Signals) -> None:
    children: list[Child] = []

    def interrupt(asked: Asked) -> None:
        if asked.path == "/articles/3":
            children[0].send(number)

    runner.site.hook = interrupt
    runner.settings = {"concurrency": "1", "delay": "0.05"}
    children.append(runner.start())
    summary = runner.finish(children[0])
    assert (summary["exit_code"], summary["finished"]) == (5, False)
    assert 4 <= summary["verdicts"]["stored"] < 12
    assert len(capture_rows(runner.state)) == summary["verdicts"]["stored"]
    assert [path.suffix for path in runner.archive.iterdir()] == [".gz"], "sealed"
    runner.site.hook = lambda asked: None
    resumed = runner.run()
    assert resumed["crawl_id"] == summary["crawl_id"]
    assert (resumed["verdicts"]["stored"], resumed["exit_code"]) == (12, 0)
    assert all(len(runner.site.asked(f"/articles/{number}")) == 1 for number in range(12))


def test_a_signal_does_not_wait_for_a_slow_host(runner: Runner) -> None:
    runner.settings = {"delay": "3600"}
    asked = threading.Event()
    runner.site.hook = lambda _: asked.set()
    child = runner.start()
    assert asked.wait(60)
    child.send(signal.SIGTERM)
    assert runner.finish(child)["exit_code"] == 5


def scrapy_crawl(sites: Path, lake: Path, fault: str = "") -> subprocess.CompletedProcess[str]:
    """Scrapy's command as Scrapyd gives it: with the settings named, a log file and a job."""
    command = [sys.executable, "-m", "scrapy", "crawl", "articles", "-s", f"LOG_FILE={lake}.log"]
    command += ["-a", "_job=5e5f7c3a", "-a", f"sites={sites}", "-a", f"lake={lake}"]
    env = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings", "NOSOGRAPH_FAULT": fault}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=env)


def test_scrapy_and_scrapyd_run_it_too_and_it_ends_with_the_codes_of_the_command(runner: Runner) -> None:
    lake = runner.folder / "lake"
    runner.site.pages["/articles/5"] = Reply(b"no", 403)
    full = scrapy_crawl(runner.write_sites(), lake, fault="archived:1:ENOSPC")
    assert (full.returncode, full.stderr) == (
        8,
        f"{lake / 'state'}: the disk is full; make room, and run the same command to go on\n",
    )
    done = scrapy_crawl(runner.write_sites(), lake)
    assert (done.returncode, done.stderr) == (3, "")
    assert (runner.folder / "lake.log").read_text() == ""
    (warc,) = (lake / "archive").iterdir()
    assert len(list(scan(warc))) == 11


def test_scrapy_refuses_bad_sites_without_a_traceback(tmp_path: Path) -> None:
    done = scrapy_crawl(Path("sites/rxharun.toml"), tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("sites/rxharun.toml, line ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ({"max_page": "5"}, "-a max_page: no argument of this spider"),
        ({"max_time": "1h"}, "-a max_time=1h: must be a whole number"),
    ],
)
def test_scrapy_refuses_arguments_it_does_not_know(
    runner: Runner, argument: dict[str, str], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        ArticlesSpider(sites=str(runner.write_sites()), lake=str(runner.folder), **argument)
