"""A process that commits: `python -m tests.warehouse.committer LAKE NAME COMMITS`."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from extract.addresses import digest
from extract.record import to_dict
from tests.warehouse.pages import HOST, extract, page
from warehouse.commit import publish, replace_articles, stage_events
from warehouse.fold import Group, Reading
from warehouse.log import Change, Snapshot
from warehouse.rows import address_rows, content_rows, page_of, table_of
from warehouse.store import open_store

DAY = datetime(2026, 1, 1)


def commit(lake: str | Path, name: str) -> int:
    """Add one article, whatever else is there, and one row of the ledger; the version that has both."""
    store = open_store(lake, create=True)
    url = f"{HOST}/{name}"
    article = replace(extract(page(name), url), article_id=digest(name))
    record = to_dict(article)
    said = page_of(record, "", url, Reading(url, DAY, "a.warc.gz", 0, 1, None), DAY, "tests")
    rows = {table: table_of(table, entries) for table, entries in content_rows(record, said).items()}
    rows["addresses"] = table_of("addresses", address_rows(Group(said, (said,), ())))
    request = {"crawl_id": name, "seq": 1, "url": url, "verdict": "stored"}

    def build(base: Snapshot) -> Change:
        added, removed = replace_articles(store, base, rows, set())
        added += stage_events(store, digest(name), {"ledger": [request]})
        return Change("ingest", tuple(added), tuple(removed), run_id=digest(name))

    return publish(store, build).version


if __name__ == "__main__":
    for number in range(int(sys.argv[3])):
        commit(sys.argv[1], f"{sys.argv[2]}-{number}")
