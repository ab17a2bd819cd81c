"""`make bench`: every figure a ratio against a peer or a limit, measured in the same run.

Results go to the terminal and, as JSON, to `bench-results/`.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import crawl, extraction, growth, ingest, lake


def main() -> int:
    """Measure, print, and keep the results."""
    result = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()} {platform.processor()} {os.cpu_count()} cores",
        "python": platform.python_version(),
        "extraction": extraction.measure(),
        "ingest": ingest.measure(),
        "growth": growth.measure(),
        "lake": lake.measure(),
        "crawl": crawl.measure(),
    }
    folder = Path("bench-results")
    folder.mkdir(exist_ok=True)
    file = folder / f"bench-{datetime.now(UTC):%Y%m%dT%H%M%S}.json"
    file.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(f"kept in {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
