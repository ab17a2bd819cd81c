"""One crawl in a process of its own: `python -m tests.bench.contender ours|bare ADDRESS FOLDER PAGES`.

Prints JSON: `pages` fetched, `seconds` of the crawl without the start of Python and `cpu_seconds` of all its
threads, `memory` in bytes at most, and `memory_at`: bytes resident when so many addresses were queued.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response, TextResponse

import crawler.spiders.articles  # noqa: F401  what a crawl loads is loaded before the clock starts
from crawler.run import Progress, crawl
from crawler.sites import Site

CONCURRENCY = 16
QUEUED = (2_000, 50_000)

memory_at: dict[int, int] = {}


def ours(address: str, folder: Path, pages: int) -> int:
    """The crawl as the scheduled job runs it: archive, ledger and crash safety included."""
    site = Site(
        "bench", (f"{address}/p/0",), ("/p/*",), delay=0.0, concurrency=CONCURRENCY, allow_private=True
    )

    def look(now: Progress) -> None:
        for queued in QUEUED:
            if now.queued >= queued:
                memory_at.setdefault(queued, memory("VmRSS"))

    summary = crawl(
        [site],
        archive=folder / "archive",
        state=folder / "state",
        max_pages=pages,
        progress=look,
    )
    return summary.verdicts.get("stored", 0)


class BareSpider(Spider):
    """Fetches and follows, and keeps nothing; Scrapy's memory queue, each address once by a set."""

    name = "bare"

    def __init__(self, address: str) -> None:
        super().__init__()
        self.start_urls = [f"{address}/p/0"]
        self.seen = set(self.start_urls)
        self.pages = 0

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        assert isinstance(response, TextResponse)
        self.pages += 1
        for link in response.css("a::attr(href)").getall():
            url = response.urljoin(link)
            if url not in self.seen:
                self.seen.add(url)
                yield Request(url, dont_filter=True)


def bare(address: str, folder: Path, pages: int) -> int:
    """A plain Scrapy spider, its settings Scrapy's own but for the same concurrency and a silent log."""
    process = AsyncCrawlerProcess(
        {
            "CONCURRENT_REQUESTS": CONCURRENCY,
            "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
            "DOWNLOAD_DELAY": 0,
            "CLOSESPIDER_PAGECOUNT": pages,
            "LOG_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler, address=address)
    process.start()
    assert isinstance(crawler.spider, BareSpider)
    return crawler.spider.pages


def memory(kind: Literal["VmRSS", "VmHWM"]) -> int:
    """Bytes resident, now or at most. Not from `getrusage`: there a child begins with its parent's peak."""
    found = re.search(rf"{kind}:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    contender = {"ours": ours, "bare": bare}[sys.argv[1]]
    began, cpu_began = time.perf_counter(), time.process_time()
    pages = contender(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    measured = {
        "pages": pages,
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - cpu_began,
        "memory": memory("VmHWM"),
        "memory_at": memory_at,
    }
    print(json.dumps(measured))
