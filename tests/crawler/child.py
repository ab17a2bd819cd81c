"""Runs one crawl, as a process of its own: `python -m tests.crawler.child SITES FOLDER [OPTIONS AS JSON]`."""

from __future__ import annotations

import dataclasses
import json
import resource
import sys
from pathlib import Path

from crawler import recorder
from crawler.run import crawl
from crawler.sites import load_sites
from extract.errors import NosographError

sites, folder = Path(sys.argv[1]), Path(sys.argv[2])
options = json.loads(sys.argv[3]) if len(sys.argv) > 3 else {}
recorder.ROTATE_AT = options.get("rotate_at", recorder.ROTATE_AT)
if "largest_file" in options:
    resource.setrlimit(resource.RLIMIT_FSIZE, (options["largest_file"], options["largest_file"]))
seen: list[dict[str, object]] = []
try:
    summary = crawl(
        load_sites(sites),
        archive=folder / "archive",
        state=folder / "state",
        max_pages=options.get("max_pages"),
        progress=lambda progress: seen.append(dataclasses.asdict(progress)),
    )
except NosographError as error:
    print(json.dumps({"error": str(error), "exit_code": error.exit_code}))
else:
    print(json.dumps(dataclasses.asdict(summary) | {"progress": seen}))
