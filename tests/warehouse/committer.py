"""Processes that commit: for tests of many writers, and of writers that are killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
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
# Each writer is a process of its own, forked from one that has imported all of this and done nothing yet.
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


def commit(lake: str | Path, name: str, host: str = HOST) -> int:
    """Add one article, whatever else is there, and one row of the ledger; the version that has both."""
    store = open_store(lake, create=True)
    url = f"{host}/{name}"
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


def writer(
    lake: str | Path, name: str, commits: int, *, host: str = HOST, fault: str = ""
) -> ForkServerProcess:
    """A process, started, that commits articles `<name>-0`, `<name>-1`, …; `fault`: its NOSOGRAPH_FAULT."""
    environment = {**os.environ, "NOSOGRAPH_FAULT": fault}
    process = _PROCESSES.Process(target=_commits, args=(str(lake), name, commits, host, environment))
    process.start()
    return process


def killed_at(fault: str, call: Callable[[], object]) -> bool:
    """Whether a call, made in such a process with this NOSOGRAPH_FAULT, was killed there."""
    environment = {**os.environ, "NOSOGRAPH_FAULT": fault}
    process = _PROCESSES.Process(target=_call, args=(call, environment))
    process.start()
    return ended(process) == -signal.SIGKILL


def _call(call: Callable[[], object], environment: Mapping[str, str]) -> None:
    os.environ.update(environment)
    call()


def ended(process: ForkServerProcess) -> int | None:
    """How a writer ended: its exit code, or less than nothing for a signal."""
    process.join()
    return process.exitcode


def _commits(lake: str, name: str, commits: int, host: str, environment: Mapping[str, str]) -> None:
    os.environ.update(environment)
    for number in range(commits):
        commit(lake, f"{name}-{number}", host)
