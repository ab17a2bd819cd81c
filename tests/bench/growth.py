"""How ingest and queries grow with the number of pages, up to `NOSOGRAPH_GROWTH` of them (10,000 by default).

The pages are those of the sample encyclopedia, each many times over with a name, an address and words of its
own. Every size goes into a lake of its own that knows the site's template, by a process of its own, whose
memory is told: `python -m tests.bench.growth LAKE WORKERS [stub]`. With NOSOGRAPH_GROWTH_STUB=1 pages are not
parsed: each is told what its original says, under its own name, where all but extraction is to be measured.
"""

from __future__ import annotations

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import warehouse
from crawler.archive import Exchange, Writer
from extract import Template, extract_article
from extract.addresses import article_address, digest
from extract.record import Article
from tests.bench.figure import Figure, say
from warehouse import worker

URL = "http://encyclopedia.example"
SIZES = (1_000, 10_000, 100_000)
_LETTERS = str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst")
_PAGES_A_FILE = 5_000
_PAGES_TO_LEARN = 300
_QUERIES = {
    "count of symptoms": "SELECT count(*) FROM symptoms",
    "commonest symptoms": "SELECT term_key, count(*) FROM symptoms GROUP BY ALL ORDER BY ALL LIMIT 20",
    "one condition": "SELECT * FROM conditions WHERE condition LIKE 'Gout %' ORDER BY ALL LIMIT 1",
}
MEMORY_LIMIT = 600  # megabytes of the driving process, at most
TIME_LIMIT = 1.2  # of the time a page at the least size, at most


def pages(count: int) -> Iterator[tuple[str, bytes]]:
    """Address and body of so many articles, no two alike, the same every time."""
    originals = _articles()
    for number in range(count):
        original, name, html = originals[number % len(originals)]
        mark = _mark(number)
        path = f"{original.rstrip('/')}-{mark}/"
        html = html.replace(original, path).replace(name, f"{name} {mark}")
        yield URL + path, html.replace("</li>", f" {mark}</li>", 3).encode()


def stub(body: bytes, url: str, template: Template | None) -> Article:
    """What the original of a page says, as said by the page at this address."""
    _, article = _originals()[_number(url) % len(_originals())]
    article_id, mark = digest(article_address(url)), url.rstrip("/").rpartition("-")[2]
    ids = {item.item_id: digest(article_id, item.item_id) for item in article.items}
    return replace(
        article,
        url=url,
        canonical_url=url,
        article_id=article_id,
        condition=f"{article.condition} {mark}",
        text=f"{article.text}\n{mark}",
        items=tuple(
            replace(item, item_id=ids[item.item_id], parent=ids.get(item.parent or ""))
            for item in article.items
        ),
    )


@cache
def _originals() -> list[tuple[str, Article]]:
    return [(path, extract_article(html.encode(), URL + path)) for path, _, html in _articles()]


@cache
def _articles() -> list[tuple[str, str, str]]:
    """Path, title and page of the encyclopedia's articles."""
    from nosograph.demo.site import build_site  # not what an ingest's memory is made of

    site = build_site(URL)
    return [
        (article.path, article.text.title, site.pages[article.path].body.decode())
        for _, article in sorted(site.articles.items())
        if article.path in site.pages
    ]


def _mark(number: int) -> str:
    return f"{number:x}".translate(_LETTERS)


def _number(url: str) -> int:
    mark = url.rstrip("/").rpartition("-")[2]
    return int(mark.translate({new: old for old, new in _LETTERS.items()}), 16)


def archive(folder: Path, count: int, first: int = 0) -> int:
    """Write so many pages, from a number on, into WARC files in a folder; their bytes decoded."""
    folder.mkdir(parents=True, exist_ok=True)
    writer: Writer | None = None
    size = 0
    for number, (url, body) in enumerate(pages(first + count)):
        if number < first:
            continue
        if writer is None:
            writer = Writer(folder / f"{number:07}.warc.gz", {"software": "tests"})
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        writer.append(Exchange(url, "2026-01-01T00:00:00Z", 200, headers, body))
        size += len(body)
        if (number + 1) % _PAGES_A_FILE == 0:
            writer.seal(folder)
            writer = None
    if writer:
        writer.seal(folder)
    return size


def ingest(lake: Path, workers: int) -> dict[str, Any]:
    """Ingest a lake's archive in a process of its own: seconds, and bytes of its memory at most."""
    command = [sys.executable, "-m", "tests.bench.growth", str(lake), str(workers)]
    if os.environ.get("NOSOGRAPH_GROWTH_STUB"):
        command.append("stub")
    ended = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    measured: dict[str, Any] = json.loads(ended.stdout)
    return measured


def prepared(lake: Path, count: int) -> None:
    """A lake that has learned the site's template, with so many more pages in its archive."""
    archive(lake / "archive", _PAGES_TO_LEARN)
    warehouse.ingest(lake, workers=1)
    archive(lake / "archive", count, _PAGES_TO_LEARN)


def grown(lake: Path, count: int, workers: int) -> dict[str, Any]:
    """What a lake of so many pages takes: time and memory of its ingest, files, time to open and to query."""
    prepared(lake, count)
    measured = ingest(lake, workers)
    began = time.perf_counter()
    opened = warehouse.open(lake)
    opened.sql("SELECT 1").fetchall()
    seconds = {"open": time.perf_counter() - began}
    for name, query in _QUERIES.items():
        seconds[name] = statistics.median(_timed(opened, query) for _ in range(3))
    files = opened.files()
    return {
        "pages": count,
        "milliseconds_a_page": 1000 * measured["seconds"] / count,
        "processor_milliseconds_a_page": [1000 * spent / count for spent in measured["processor_seconds"]],
        "memory_bytes": measured["memory"],
        "files": len(files),
        "bytes_a_page": sum(file["bytes"] for file in files) / (count + _PAGES_TO_LEARN),
        "archived_bytes_a_page": sum(f.stat().st_size for f in (lake / "archive").iterdir())
        / (count + _PAGES_TO_LEARN),
        "seconds": seconds,
    }


def _timed(lake: warehouse.Lake, query: str) -> float:
    began = time.perf_counter()
    lake.sql(query).fetchall()
    return time.perf_counter() - began


def measure(sizes: Sequence[int] | None = None, workers: int = 2) -> dict[str, Any]:
    """Measure and print; the results by name."""
    most = int(os.environ.get("NOSOGRAPH_GROWTH", "10000"))
    found = []
    for count in sizes or [size for size in SIZES if size <= most]:
        with tempfile.TemporaryDirectory(prefix="nosograph-growth-") as folder:
            found.append(grown(Path(folder), count, workers))
        tell(found[-1])
    least, most_pages = found[0], found[-1]
    slower = most_pages["milliseconds_a_page"] / least["milliseconds_a_page"]
    count = f"{most_pages['pages']:,} pages"
    figures = [
        Figure(f"time a page, {count} to {least['pages']:,}", slower, "at most", TIME_LIMIT),
        Figure(
            f"memory of the driving process at {count}, MB",
            most_pages["memory_bytes"] / 1e6,
            "at most",
            MEMORY_LIMIT,
        ),
    ]
    for figure in figures:
        say(figure)
    return {"sizes": found, "figures": figures}


def tell(found: dict[str, Any]) -> None:
    """Print what a lake of one size took."""
    print(
        f"{found['pages']:,} pages: {found['milliseconds_a_page']:.2f} ms a page, "
        f"{found['memory_bytes'] / 1e6:.0f} MB in the driving process, {found['files']} files, "
        f"{found['bytes_a_page']:,.0f} bytes a page",
        flush=True,
    )
    for name, seconds in found["seconds"].items():
        print(f"  {1000 * seconds:8.1f} ms  {name}")


def _peak_memory() -> int:
    """Bytes resident at most. Not from `getrusage`: there a child begins with its parent's peak."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    from tests.bench import growth  # what workers are sent is found by this name

    options: dict[str, Any] = {"extract": growth.stub} if "stub" in sys.argv else {}
    began = time.perf_counter()
    summary = warehouse.ingest(sys.argv[1], workers=int(sys.argv[2]), **options)
    taken = time.perf_counter() - began
    worker.end_all()
    assert summary.outcome == "published", summary.findings
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(
        json.dumps(
            {
                "seconds": taken,
                "processor_seconds": [use.ru_utime + use.ru_stime for use in spent],
                "memory": _peak_memory(),
            }
        )
    )
