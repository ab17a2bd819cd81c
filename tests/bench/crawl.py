"""How fast a crawl is: ours, with archive, ledger and crash safety, against a bare Scrapy spider.

Both fetch the same pages from the same server on loopback with the same concurrency, each crawl in a process
of its own (Twisted's reactor starts but once). Rounds alternate and the medians are compared: pages a second,
and the processor's seconds, which say the same on a machine that is busy with other things.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from tests.bench import web
from tests.bench.contender import QUEUED
from tests.bench.figure import Figure, say

PAGES = int(os.environ.get("NOSOGRAPH_BENCH_PAGES", "1000"))
ROUNDS = 5
LIMIT = 0.75  # of the bare spider's pages a second, at least
MEMORY_LIMIT = 1.2  # of the memory with 2,000 addresses queued, with 50,000 at most
_UNTIL_QUEUED = 1_100  # pages to fetch until so many addresses are queued, where each names 50 new ones
_WRITTEN = 2_000  # pages there are: answers come in no order, so that later ones may be asked for before

Contender = Literal["bare", "ours"]
CONTENDERS: tuple[Contender, ...] = ("bare", "ours")


def run(contender: Contender, address: str, folder: Path, pages: int) -> dict[str, Any]:
    """One crawl into an empty folder, as the contender measured it."""
    command = [sys.executable, "-m", "tests.bench.contender", contender, address, str(folder), str(pages)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    measured: dict[str, Any] = json.loads(ended.stdout)
    if measured["pages"] != pages:
        raise RuntimeError(f"{contender} fetched {measured['pages']} of {pages} pages")
    return measured


def measure() -> dict[str, Any]:
    """Measure and print; the results by name."""
    with tempfile.TemporaryDirectory(prefix="nosograph-bench-") as name:
        folder = Path(name)
        speed, memory = _speed(folder), _memory(folder)
    figures = [*speed["figures"], *memory["figures"]]
    return {**speed, **memory, "figures": figures}


def _speed(folder: Path) -> dict[str, Any]:
    rounds: dict[Contender, list[dict[str, Any]]] = {contender: [] for contender in CONTENDERS}
    web.write_pages(folder / "pages", PAGES, web.related)
    with web.serving(folder, folder / "pages") as (address, server):
        for number in range(ROUNDS):
            for contender in CONTENDERS:
                rounds[contender].append(run(contender, address, folder / f"{contender}-{number}", PAGES))
    kept = {
        part: sum(path.stat().st_size for path in (folder / "ours-0" / part).iterdir()) / PAGES
        for part in ("archive", "state")
    }

    def median(contender: Contender, what: str) -> float:
        return statistics.median(measured[what] for measured in rounds[contender])

    rates = {contender: PAGES / median(contender, "seconds") for contender in CONTENDERS}
    cpu = {contender: 1000 * median(contender, "cpu_seconds") / PAGES for contender in CONTENDERS}
    peaks = {contender: median(contender, "memory") for contender in CONTENDERS}
    print(
        f"{PAGES} pages of {web.PAGE_BYTES / 1000:g} kB from {server} on loopback; medians of {ROUNDS} rounds"
    )
    for contender in CONTENDERS:
        print(
            f"  {contender:<6} {rates[contender]:6.0f} pages/s {cpu[contender]:6.2f} ms of processor a page"
            f" {peaks[contender] / 1e6:6.0f} MB of memory at most"
        )
    figures = [
        Figure("our crawl to a bare spider, pages/s", rates["ours"] / rates["bare"], "at least", LIMIT),
        Figure("the same by time of the processor", cpu["bare"] / cpu["ours"]),
    ]
    for figure in figures:
        say(figure)
    return {
        "packages": {"scrapy": version("scrapy")},
        "server": server,
        "pages": PAGES,
        "pages_a_second": rates,
        "cpu_milliseconds_a_page": cpu,
        "memory_bytes": peaks,
        "kept_bytes_a_page": kept,
        "figures": figures,
    }


def _memory(folder: Path) -> dict[str, Any]:
    """Bytes resident of one crawl by the number of addresses queued."""
    few, many = QUEUED
    web.write_pages(folder / "growing", 2 * many, web.unseen, written=_WRITTEN)
    with web.serving(folder, folder / "growing") as (address, _):
        measured = run("ours", address, folder / "ours-growing", _UNTIL_QUEUED)
    resident: dict[str, int] = measured["memory_at"]
    ratio = resident[str(many)] / resident[str(few)]
    figure = Figure(
        f"memory with {many:,} addresses queued to that with {few:,}", ratio, "at most", MEMORY_LIMIT
    )
    print(f"  {resident[str(few)] / 1e6:6.0f} MB with {few:,} addresses queued")
    say(figure)
    return {"memory_by_queued": resident, "figures": [figure]}
