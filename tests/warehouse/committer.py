"""A process that commits: `python -m tests.warehouse.committer LAKE NAME COMMITS`."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from extract.addresses import digest
from tests.warehouse.pages import HOST, extract, page
from warehouse.buckets import replace_articles
from warehouse.commit import publish, stage_events
from warehouse.engine import Engine
from warehouse.fold import Group, Reading
from warehouse.log import Change, Snapshot
from warehouse.read import Reader, Task, page_of, recorded
from warehouse.store import open_store

DAY = datetime(2026, 1, 1)


def commit(lake: str | Path, name: str) -> int:
    """Add one article, whatever else is there, and one row of the ledger; the version that has both."""
    store = open_store(lake, create=True)
    url = f"{HOST}/{name}"
    record = recorded(replace(extract(page(name), url), article_id=digest(name)))
    reading = Reading(url, DAY, "a.warc.gz", 0, 1, None)
    told = page_of(Task(url, DAY, (reading,), Reader(extract, None, "tests")), record)
    request = {"crawl_id": name, "seq": 1, "url": url, "verdict": "stored"}

    def build(base: Snapshot) -> Change:
        group = Group(told, (told,), ())
        added, removed = replace_articles(store, base, [group], lambda _: record.packed, set(), Engine(None, 1))
        added += stage_events(store, digest(name), {"ledger": [request]})
        return Change("ingest", tuple(added), tuple(removed), run_id=digest(name))

    return publish(store, build).version


if __name__ == "__main__":
    for number in range(int(sys.argv[3])):
        commit(sys.argv[1], f"{sys.argv[2]}-{number}")
