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
from tests.warehouse.pages import HOST, extract, page
from warehouse.buckets import replace_articles
from warehouse.commit import publish, stage_events
from warehouse.engine import Engine
from warehouse.fold import Group, Reading
from warehouse.log import Change, Snapshot
from warehouse.read import Reader, Task, page_of, recorded
from warehouse.store import open_store

DAY = datetime(2026, 1, 1)
_HERE = Engine(None, 1)
# Each writer is a process of its own, forked from one that has imported all of this and done nothing yet.
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


def commit(lake: str | Path, name: str, host: str = HOST) -> int:
    """Add one article, whatever else is there, and one row of the ledger; the version that has both."""
    store = open_store(lake, create=True)
    url = f"{host}/{name}"
    article = replace(extract(page(name), url), article_id=digest(name))
    record = recorded(article)
    reading = Reading(url, DAY, "a.warc.gz", 0, 1, None)
    said = page_of(Task(url, DAY, (reading,), Reader(extract, None, "tests")), record)
    group = Group(said, (said,), ())
    request = {"crawl_id": name, "seq": 1, "url": url, "verdict": "stored"}

    def build(base: Snapshot) -> Change:
        added, removed = replace_articles(store, base, [group], lambda _: record.packed, (), _HERE)
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
