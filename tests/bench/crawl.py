"""How fast a crawl is: ours, with archive, ledger and crash safety, against a bare Scrapy spider.

Both fetch the same pages from the same server on loopback with the same concurrency, each crawl in a process
of its own (Twisted's reactor starts but once). Rounds alternate and the medians are compared.
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

PAGES = int(os.environ.get("NOSOGRAPH_BENCH_PAGES", "1000"))
ROUNDS = 5
LIMIT = 0.75  # of the bare spider's pages a second, at least

Contender = Literal["bare", "ours"]
CONTENDERS: tuple[Contender, ...] = ("bare", "ours")


def run(contender: Contender, address: str, folder: Path) -> dict[str, float]:
    """One crawl into an empty folder: its pages, seconds and bytes of memory at most."""
    command = [sys.executable, "-m", "tests.bench.contender", contender, address, str(folder)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    measured: dict[str, float] = json.loads(ended.stdout)
    if measured["pages"] != PAGES:
        raise RuntimeError(f"{contender} fetched {measured['pages']} of {PAGES} pages")
    return measured


def measure() -> dict[str, Any]:
    """Measure and print; the results by name."""
    rates: dict[Contender, list[float]] = {contender: [] for contender in CONTENDERS}
    memory: dict[Contender, list[float]] = {contender: [] for contender in CONTENDERS}
    with tempfile.TemporaryDirectory(prefix="nosograph-bench-") as name:
        folder = Path(name)
        web.write_pages(folder / "pages", PAGES)
        with web.serving(folder, folder / "pages") as (address, server):
            for number in range(ROUNDS):
                for contender in CONTENDERS:
                    measured = run(contender, address, folder / f"{contender}-{number}")
                    rates[contender].append(measured["pages"] / measured["seconds"])
                    memory[contender].append(measured["memory"])
        kept = {
            part: sum(path.stat().st_size for path in (folder / "ours-0" / part).iterdir())
            for part in ("archive", "state")
        }
    print(
        f"{PAGES} pages of {web.PAGE_BYTES / 1000:g} kB from {server} on loopback; medians of {ROUNDS} rounds"
    )
    for contender in CONTENDERS:
        rate, peak = statistics.median(rates[contender]), statistics.median(memory[contender])
        print(f"  {contender:<22} {rate:8.0f} pages/s {peak / 1e6:8.0f} MB of memory at most")
    ratio = statistics.median(rates["ours"]) / statistics.median(rates["bare"])
    verdict = "kept" if ratio >= LIMIT else "missed"
    print(f"  {ratio:6.2f}  our crawl to a bare spider, pages/s (at least {LIMIT:g}: {verdict})")
    return {
        "packages": {"scrapy": version("scrapy")},
        "server": server,
        "pages": PAGES,
        "pages_a_second": {c: statistics.median(rate) for c, rate in rates.items()},
        "memory_bytes": {c: statistics.median(peak) for c, peak in memory.items()},
        "kept_bytes_a_page": {part: size / PAGES for part, size in kept.items()},
        "ratios": {"our crawl to a bare spider, pages/s": ratio},
    }
