"""`make bench`: every figure a ratio against a peer or a limit, measured in the same run, in one table.

Results are kept as JSON in `bench-results/`; the table shows those of the newest run before beside them.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from tests.bench import crawl, extraction, growth, ingest, lake
from tests.bench.figure import table

RESULTS = Path("bench-results")
_AREAS = {"extraction": extraction, "ingest": ingest, "growth": growth, "lake": lake, "crawl": crawl}


def main() -> int:
    """Measure, print, and keep the results."""
    at = datetime.now(UTC)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    kept = sorted(RESULTS.glob("bench-*.json"))
    before = json.loads(kept[-1].read_text("utf-8")) if kept else {}
    measured = {area: module.measure() for area, module in _AREAS.items()}
    packages = {name: v for result in measured.values() for name, v in result.get("packages", {}).items()}
    versions = ", ".join(f"{name} {v}" for name, v in sorted(packages.items()))
    figures = {area: result["figures"] for area, result in measured.items()}
    Console().print(table(f"{at:%Y-%m-%d %H:%M} UTC on {machine}; {versions}", figures, before))
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"bench-{at:%Y%m%dT%H%M%S}.json"
    results = {
        area: result | {"figures": [asdict(figure) for figure in result["figures"]]}
        for area, result in measured.items()
    }
    about = {"at": at.isoformat(timespec="seconds"), "machine": machine}
    file.write_text(json.dumps(about | results, indent=1) + "\n", "utf-8")
    print(f"kept in {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
