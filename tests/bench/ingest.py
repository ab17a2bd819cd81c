"""How fast archived pages become committed rows: against a bare extraction loop, and two workers against one.

The loop reads the same records of the same files one after the other and extracts them, in a process of its
own as a worker is. The lake knows the site's template before the clock starts; the loop uses it too. Rounds
alternate, medians are compared. There are enough pages that the start of processes, half a second each, is a
small part of what is measured.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import warehouse
from crawler.archive import read_body, scan
from extract import extract_article
from tests.bench import growth
from tests.bench.figure import Figure, say
from warehouse.templates import template_from_rows

PAGES = int(os.environ.get("NOSOGRAPH_BENCH_PAGES", "10000"))
ROUNDS = 2
ONE_WORKER, TWO_WORKERS = 0.8, 1.8  # at least


def loop(lake: Path) -> float:
    """Seconds in which the pages of a lake's archive are read and extracted, one after the other."""
    rows = warehouse.open(lake).sql("FROM templates ORDER BY position").to_arrow_table().to_pylist()
    template = template_from_rows(rows)
    began = time.perf_counter()
    for path in _new(lake):
        for capture in scan(path):
            body = read_body(path, capture.warc_offset, capture.warc_length)
            extract_article(body, capture.url, template)
    return time.perf_counter() - began


def _new(lake: Path) -> list[Path]:
    return sorted((lake / "archive").iterdir())[1:]


def readers(lake: Path) -> dict[str, float]:
    """Records a second that our reader, warcio's alone and fastwarc's go through, bodies included."""
    import fastwarc
    from warcio.archiveiterator import ArchiveIterator

    def ours(path: Path) -> int:
        return sum(1 for _ in scan(path))

    def warcio(path: Path) -> int:
        with path.open("rb") as file:
            return sum(1 for record in ArchiveIterator(file) if record.content_stream().read() is not None)

    def fast(path: Path) -> int:
        with path.open("rb") as file:
            return sum(1 for record in fastwarc.ArchiveIterator(file) if record.reader.read() is not None)

    rates = {}
    for reader in (ours, warcio, fast):
        began = time.perf_counter()
        count = sum(reader(path) for path in _new(lake))
        rates[reader.__name__] = count / (time.perf_counter() - began)
    return rates


def measure() -> dict[str, Any]:
    """Measure and print; the results by name."""
    taken: dict[str, list[float]] = {"loop": [], "one": [], "two": []}
    with tempfile.TemporaryDirectory(prefix="nosograph-bench-") as name:
        lake = Path(name, "lake")
        growth.prepared(lake, PAGES)
        records = readers(lake)
        for number in range(ROUNDS):
            command = [sys.executable, "-m", "tests.bench.ingest", str(lake)]
            taken["loop"].append(json.loads(subprocess.check_output(command)))
            for contender, workers in (("one", 1), ("two", 2)):
                copy = Path(name, f"{contender}-{number}")
                shutil.copytree(lake, copy)
                taken[contender].append(growth.ingest(copy, workers)["seconds"])
                shutil.rmtree(copy)
    rates = {contender: PAGES / statistics.median(seconds) for contender, seconds in taken.items()}
    print(f"{PAGES} pages of the sample encyclopedia; medians of {ROUNDS} rounds")
    for label, contender in (("bare extraction loop", "loop"), ("one worker", "one"), ("two workers", "two")):
        print(f"  {label:<22} {rates[contender]:8.0f} pages/s")
    print("  readers, records/s:    " + ", ".join(f"{n} {rate:,.0f}" for n, rate in records.items()))
    whole = "WARC to committed Parquet on one worker to a bare extraction loop"
    figures = [
        Figure(whole, rates["one"] / rates["loop"], "at least", ONE_WORKER),
        Figure("two workers to one", rates["two"] / rates["one"], "at least", TWO_WORKERS),
    ]
    for figure in figures:
        say(figure)
    return {
        "packages": {package: version(package) for package in ("pyarrow", "duckdb", "warcio", "fastwarc")},
        "pages": PAGES,
        "pages_a_second": rates,
        "records_a_second": records,
        "figures": figures,
    }


if __name__ == "__main__":
    print(json.dumps(loop(Path(sys.argv[1]))))
